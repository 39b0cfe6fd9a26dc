import { describe, expect, it } from "vitest";
import { launcher } from "./launcher.js";
import { RANKS, runProgram } from "./launch.js";
import { SANITIZED } from "./sanitizers.js";

const FULL = process.env["SISTER_TEST_FULL"] !== undefined;
/** Also what takes long, or a lot of memory. */
const LONG = FULL && SANITIZED.length === 0;

interface Program {
  name: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  ranks?: number[];
  /** Why it does not run with MPICH. */
  notWithMpich?: string;
  /** Default 120. */
  limitSeconds?: number;
}

/** Those that hold on any communicator. */
const ANYWHERE = [
  "messages/point-to-point",
  "messages/modes",
  "collectives/collectives",
  "collectives/reductions",
  "messages/objects",
  "collectives/object-collectives",
  "messages/datatypes",
  "communicators/topologies",
];
/** A quick run has a duplicate alone: on SELF each rank is by itself, as in a world of one. */
const KINDS = LONG ? ["dup", "self"] : ["dup"];

/** Limits so low that everything is beyond them. */
const BEYOND_INTS = { SISTER_MPI_PIECE_BYTES: "12", SISTER_MPI_TEST_INT_MOST: "8" };

const PROGRAMS: Program[] = [
  ...ANYWHERE.map((name) => ({ name })),
  ...ANYWHERE.flatMap((name) => KINDS.map((kind) => ({ name, env: { SISTER_TEST_COMM: kind }, ranks: [2] }))),
  { name: "collectives/beyond-ints", env: BEYOND_INTS },
  { name: "collectives/beyond-ints", env: { ...BEYOND_INTS, SISTER_TEST_COMM: "dup" }, ranks: [2] },
  // The other programs' small calls on the large path.
  ...[
    "collectives/collectives",
    "collectives/reductions",
    "communicators/topologies",
    "collectives/object-collectives",
  ].map((name) => ({
    name,
    args: ["beyond-ints"],
    env: { SISTER_MPI_PIECE_BYTES: "3", SISTER_MPI_TEST_INT_MOST: "4" },
    ranks: LONG ? RANKS : [2],
  })),
  { name: "communicators/communicators" },
  { name: "environment/refused" },
  { name: "messages/event-loop" },
  { name: "communicators/groups-info-attributes" },
  { name: "one-sided/windows" },
  // By default Open MPI 4.1 makes no windows over the program's own memory with the settings of these tests: osc/ucx does, when it is asked for.
  {
    name: "one-sided/windows",
    args: ["own-memory"],
    env: { OMPI_MCA_osc: "ucx,sm" },
    ranks: [1, 2],
    notWithMpich: "a setting of Open MPI",
  },
  { name: "one-sided/windows-objects" },
  { name: "io/files" },
  { name: "environment/threads" },
  { name: "environment/threads", args: ["serialized"] },
  { name: "processes/processes", notWithMpich: "spawning and ports do not work in Debian's build of it" },
  { name: "executor/executor" },
  // Over 4 GiB of memory, and a minute.
  ...(LONG ? [{ name: "messages/large", ranks: [2], limitSeconds: 400 }] : []),
];

for (const { name, args = [], env = {}, ranks: numbers = RANKS, notWithMpich, limitSeconds = 120 } of PROGRAMS) {
  const kind = env["SISTER_TEST_COMM"];
  describe([name, ...args, ...(kind === undefined ? [] : [`on ${kind}`])].join(" "), () => {
    if (launcher.library === "MPICH" && notWithMpich !== undefined) {
      it("holds", ({ skip }) => skip(`not with MPICH: ${notWithMpich}`));
      return;
    }
    for (const ranks of numbers) {
      it(`holds on ${ranks} rank${ranks === 1 ? "" : "s"}`, { timeout: (limitSeconds + 10) * 1000 }, async () => {
        const run = await runProgram(name, { ranks, args, env, limitSeconds });
        const failures = run.reports.filter((report) => report.error !== null);
        expect(failures.map((report) => `rank ${report.rank}: ${report.name}: ${report.error}`)).toEqual([]);
        expect(
          run.timedOut,
          `the ranks did not end; the last reports: ${JSON.stringify(run.reports.slice(-ranks))}`,
        ).toBe(false);
        expect(run.status, run.stderr).toBe(0);
        // Every check was reached by every rank.
        const names = new Set(run.reports.map((report) => report.name));
        expect(names.size).toBeGreaterThan(0);
        expect(run.reports.length).toBe(names.size * ranks);
      });
    }
  });
}

describe("how a job ends", () => {
  const fails = async (way: string, status: number, text: RegExp): Promise<void> => {
    const run = await runProgram("environment/ends", { ranks: 3, args: [way], limitSeconds: 40 });
    expect(run.timedOut).toBe(false);
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(text);
  };
  it("an uncaught exception aborts it, with the stack", { timeout: 60_000 }, () =>
    fails("throw", 1, /Error: thrown on purpose\n\s+at [\s\S]*ends\.ts/),
  );
  it("an unhandled rejection aborts it, with the stack", { timeout: 60_000 }, () =>
    fails("reject", 1, /Error: rejected on purpose/),
  );
  it("an exception aborts it while the others block in a Sync collective", { timeout: 60_000 }, () =>
    fails("throw-sync", 1, /Error: thrown on purpose/),
  );
  it("an unhandled rejection in a worker thread aborts it, with the stack", { timeout: 60_000 }, () =>
    fails("worker", 1, /Error: rejected in a worker on purpose/),
  );
  it("process.exit with another status than 0 aborts it with that status", { timeout: 60_000 }, () =>
    fails("exit-3", 3, /./),
  );
  it("abort gives the status to all", { timeout: 60_000 }, () => fails("abort-7", 7, /./));
  it("a rank that never ends is named, not waited for", { timeout: 60_000 }, () =>
    fails("stuck", 1, /rank [01]: MPI_Finalize has waited 10 s .* outstanding here: 1 send, 1 collective/),
  );
  it("process.exit(0) finalizes, with a receive pending", { timeout: 60_000 }, async () => {
    expect((await runProgram("environment/ends", { ranks: 3, args: ["exit-0"], limitSeconds: 40 })).status).toBe(0);
  });
  for (const [what, way] of [
    ["sends", "exit-0-send"],
    ["a collective", "exit-0-collective"],
  ] as const) {
    it(`process.exit(0) completes ${what} that the others still take part in`, { timeout: 60_000 }, async () => {
      const run = await runProgram("environment/ends", { ranks: 3, args: [way], limitSeconds: 40 });
      expect(run.status, run.stderr).toBe(0);
      expect(run.stdout.match(/got true/g)?.length).toBe(2);
    });
    it(`process.exit(0) does not hang over ${what} that nobody else takes part in`, { timeout: 60_000 }, async () => {
      const run = await runProgram("environment/ends", { ranks: 3, args: [`${way}-lost`], limitSeconds: 40 });
      expect(run.timedOut).toBe(false);
      // Libraries may finalize over it. Where one does not, it has to be named.
      if (run.status !== 0) expect(run.stderr).toMatch(/outstanding here: 1 (send|collective)/);
    });
  }
  it("a natural end finalizes", { timeout: 60_000 }, async () => {
    const run = await runProgram("environment/ends", { ranks: 3, args: ["natural"], limitSeconds: 40 });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.match(/is done/g)?.length).toBe(3);
  });
  it("an exception that the program handles aborts nothing", { timeout: 60_000 }, async () => {
    const run = await runProgram("environment/ends", { ranks: 2, args: ["handled"], limitSeconds: 40 });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/handled thrown and handled/);
  });
});

describe("an executor that is not closed", () => {
  for (const [name, way] of [
    ["lets its ranks go when the root has nothing left to do", "natural"],
    ["lets its ranks go when the root exits with 0 while they work", "exit-while-running"],
  ] as const) {
    for (const ranks of RANKS) {
      it(`${name} (${ranks})`, { timeout: 60_000 }, async () => {
        const run = await runProgram("executor/ends", { ranks, args: [way], limitSeconds: 40 });
        expect(run.timedOut).toBe(false);
        expect(run.status, run.stderr).toBe(0);
        expect(run.stdout.match(/is done/g)?.length).toBe(ranks);
      });
    }
  }
});
