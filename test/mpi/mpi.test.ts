import { describe, expect, it } from "vitest";
import { launcher } from "./launcher.js";
import { RANKS, runProgram } from "./launch.js";
import { SANITIZED } from "./sanitizers.js";
import { patience } from "../support/pace.js";

const FULL = process.env["SISTER_TEST_FULL"] !== undefined;
/** Whether to run programs that take a long time or much memory. */
const LONG = FULL && SANITIZED.length === 0;

interface Program {
  name: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  ranks?: number[];
  /** The reason why it does not run with MPICH. */
  notWithMpich?: string;
  /** Default 120. */
  limitSeconds?: number;
}

/** Programs that work on any communicator. */
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
/** A quick run uses only a duplicate: on SELF each rank is alone, as in a world of one rank. */
const KINDS = LONG ? ["dup", "self"] : ["dup"];

/** Limits so low that everything exceeds them. */
const BEYOND_INTS = { SISTER_MPI_PIECE_BYTES: "12", SISTER_MPI_TEST_INT_MOST: "8" };

const PROGRAMS: Program[] = [
  ...ANYWHERE.map((name) => ({ name })),
  ...ANYWHERE.flatMap((name) => KINDS.map((kind) => ({ name, env: { SISTER_TEST_COMM: kind }, ranks: [2] }))),
  { name: "collectives/beyond-ints", env: BEYOND_INTS },
  { name: "collectives/beyond-ints", env: { ...BEYOND_INTS, SISTER_TEST_COMM: "dup" }, ranks: [2] },
  // The small calls of other programs, on the path for large ones.
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
  // With the default settings of these tests, Open MPI 4.1 supports no windows over the program's memory. osc/ucx does,
  // if it is selected.
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
  // Needs more than 4 GiB of memory and a minute.
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
      it(
        `holds on ${ranks} rank${ranks === 1 ? "" : "s"}`,
        { timeout: patience((limitSeconds + 10) * 1000) },
        async () => {
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
        },
      );
    }
  });
}

describe("a job", () => {
  const fails = async (way: string, status: number, text: RegExp): Promise<void> => {
    const run = await runProgram("environment/ends", { ranks: 3, args: [way], limitSeconds: 40 });
    expect(run.timedOut).toBe(false);
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(text);
  };
  // What MPICH prints at MPI_Abort is lost if its launcher ends the ranks before it has read it.
  const saysSomething = launcher.library === "MPICH" ? /^/ : /./;
  it("is aborted by an uncaught exception, with the stack", () =>
    fails("throw", 1, /Error: thrown on purpose\n\s+at [\s\S]*ends\.ts/));
  it("is aborted by an unhandled rejection, with the stack", () => fails("reject", 1, /Error: rejected on purpose/));
  it("is aborted by an exception while the other ranks block in a Sync collective", () =>
    fails("throw-sync", 1, /Error: thrown on purpose/));
  it("is aborted by an unhandled rejection in a worker thread, with the stack", () =>
    fails("worker", 1, /Error: rejected in a worker on purpose/));
  it("is aborted by process.exit with a status other than 0, and has that status", () =>
    fails("exit-3", 3, saysSomething));
  it("ends with the status of abort", () => fails("abort-7", 7, saysSomething));
  it("does not wait for a rank that never ends, and names it", () =>
    fails("stuck", 1, /rank [01]: MPI_Finalize has waited 10 s .* outstanding here: 1 send, 1 collective/));
  it("finalizes after process.exit(0) with a pending receive", async () => {
    expect((await runProgram("environment/ends", { ranks: 3, args: ["exit-0"], limitSeconds: 40 })).status).toBe(0);
  });
  for (const [what, way] of [
    ["sends", "exit-0-send"],
    ["a collective", "exit-0-collective"],
  ] as const) {
    it(`completes ${what} after process.exit(0) if the other ranks take part`, async () => {
      const run = await runProgram("environment/ends", { ranks: 3, args: [way], limitSeconds: 40 });
      expect(run.status, run.stderr).toBe(0);
      expect(run.stdout.match(/got true/g)?.length).toBe(2);
    });
    it(
      `does not hang after process.exit(0) with ${what} in which no other rank takes part`,
      { timeout: patience(60_000) },
      async () => {
        const run = await runProgram("environment/ends", { ranks: 3, args: [`${way}-lost`], limitSeconds: 40 });
        expect(run.timedOut).toBe(false);
        // A library may finalize nevertheless. If it does not, the message must name what is outstanding.
        if (run.status !== 0) expect(run.stderr).toMatch(/outstanding here: 1 (send|collective)/);
      },
    );
  }
  it("finalizes when every rank ends by itself", async () => {
    const run = await runProgram("environment/ends", { ranks: 3, args: ["natural"], limitSeconds: 40 });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.match(/is done/g)?.length).toBe(3);
  });
  it("is not aborted by an exception that the program handles", async () => {
    const run = await runProgram("environment/ends", { ranks: 2, args: ["handled"], limitSeconds: 40 });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/handled thrown and handled/);
  });
});

describe("an executor that is not closed", () => {
  for (const [name, way] of [
    ["releases its ranks when the root has nothing left to do", "natural"],
    ["releases its ranks when the root exits with 0 while they work", "exit-while-running"],
  ] as const) {
    for (const ranks of RANKS) {
      it(`${name} (${ranks})`, async () => {
        const run = await runProgram("executor/ends", { ranks, args: [way], limitSeconds: 40 });
        expect(run.timedOut).toBe(false);
        expect(run.status, run.stderr).toBe(0);
        expect(run.stdout.match(/is done/g)?.length).toBe(ranks);
      });
    }
  }
});
