import { describe, expect, it } from "vitest";
import { runProgram } from "./launch.js";

const FULL = process.env["SISTER_TEST_FULL"] !== undefined;
/** At every number of ranks in the full run; else at 1, where a rank is its own neighbour, and at an odd number. */
const RANKS = FULL ? [1, 2, 3, 4] : [1, 3];
/** Those that hold on any communicator. */
const ANYWHERE = [
  "point-to-point",
  "modes",
  "collectives",
  "reductions",
  "objects",
  "object-collectives",
  "datatypes",
  "topologies",
];
const ON_WORLD = ["communicators", "event-loop"];

async function holds(program: string, ranks: number, comm: string): Promise<void> {
  const run = await runProgram(program, { ranks, limitSeconds: 120, env: { SISTER_TEST_COMM: comm } });
  const failures = run.reports.filter((report) => report.error !== null);
  expect(failures.map((report) => `rank ${report.rank}: ${report.name}: ${report.error}`)).toEqual([]);
  expect(run.timedOut, `the ranks did not end; the last reports: ${JSON.stringify(run.reports.slice(-ranks))}`).toBe(
    false,
  );
  expect(run.status, run.stderr).toBe(0);
  // Every check was reached by every rank.
  const names = new Set(run.reports.map((report) => report.name));
  expect(names.size).toBeGreaterThan(0);
  expect(run.reports.length).toBe(names.size * ranks);
}

for (const program of [...ANYWHERE, ...ON_WORLD]) {
  describe(`${program}`, () => {
    for (const ranks of RANKS) {
      it(`holds on ${ranks} rank${ranks === 1 ? "" : "s"}`, { timeout: 130_000 }, () => holds(program, ranks, "world"));
    }
    if (ON_WORLD.includes(program)) return;
    // A quick run has one of the two: objects go their own way, and a duplicate of SELF is a communicator of one rank among others.
    for (const comm of FULL ? ["dup", "self"] : ["dup"]) {
      it(`holds on ${comm === "dup" ? "a duplicate" : "SELF"} with 2 ranks`, { timeout: 130_000 }, () =>
        holds(program, 2, comm),
      );
    }
  });
}

describe("how a job ends", () => {
  const fails = async (way: string, status: number, text: RegExp): Promise<void> => {
    const run = await runProgram("ends", { ranks: 3, args: [way], limitSeconds: 40 });
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
  it("process.exit with another status than 0 aborts it with that status", { timeout: 60_000 }, () =>
    fails("exit-3", 3, /./),
  );
  it("abort gives the status to all", { timeout: 60_000 }, () => fails("abort-7", 7, /./));
  it("a rank that never ends is named, not waited for", { timeout: 60_000 }, () =>
    fails("stuck", 1, /rank [01]: MPI_Finalize has waited 10 s/),
  );
  it("process.exit(0) finalizes, with a receive pending", { timeout: 60_000 }, async () => {
    expect((await runProgram("ends", { ranks: 3, args: ["exit-0"], limitSeconds: 40 })).status).toBe(0);
  });
  it("a natural end finalizes", { timeout: 60_000 }, async () => {
    const run = await runProgram("ends", { ranks: 3, args: ["natural"], limitSeconds: 40 });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.match(/is done/g)?.length).toBe(3);
  });
  it("an exception that the program handles aborts nothing", { timeout: 60_000 }, async () => {
    const run = await runProgram("ends", { ranks: 2, args: ["handled"], limitSeconds: 40 });
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/handled thrown and handled/);
  });
});
