/** Signals to mpirun, as terminals and batch systems send them, and to one rank. No rank may remain. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { nodeCommand, startWorld, type Run, type World } from "./launch.js";
import { launcher } from "./launcher.js";
import { expectWithin } from "../support/pace.js";
import { until } from "../support/until.js";

const RANKS = 3;
/** How soon all is over, in seconds: judged on a quiet machine. */
const SECONDS = 5;

/** What the ranks do when the signal arrives: see programs/environment/signals.ts. */
const WAYS = [
  ["in an await", "await"],
  ["in blocking calls", "sync"],
  ["in JavaScript that computes", "compute"],
] as const;

/** Process id of each rank. */
let pids: number[] = [];
// Processes that a test did not end in its own way must be ended nevertheless.
afterEach(() => {
  for (const pid of pids.filter(lives)) process.kill(pid, "SIGKILL");
});

/** Whether a process runs. A process that has ended may still have an entry until its parent waits for it. */
function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Starts ranks and waits until all of them are busy. */
async function start(way: string): Promise<World> {
  pids = [];
  const command = nodeCommand(new URL("./programs/environment/signals.ts", import.meta.url), [way]);
  const world = startWorld([{ ranks: RANKS, command }], { limitSeconds: 40 });
  const said = await world.said(/^ready \d+ \d+\b/gm, RANKS);
  for (const [, rank, pid] of said.matchAll(/^ready (\d+) (\d+)/gm)) pids[Number(rank)] = Number(pid);
  expect(pids.filter(lives).length).toBe(RANKS);
  return world;
}

/** Sends a signal. Resolves with the end of the job when none of its ranks exists any more. */
async function signalled(world: World, pid: number | undefined, signal: NodeJS.Signals): Promise<Run> {
  const begin = performance.now();
  process.kill(pid ?? NaN, signal);
  const run = await world.ended;
  await until(() => !pids.some(lives), { ms: SECONDS * 1000, every: 20, what: "the end of all ranks" });
  expectWithin("all ranks end after a signal", performance.now() - begin, SECONDS * 1000);
  return run;
}

describe("a signal to mpirun ends all ranks, and the job fails", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    for (const [where, way] of WAYS) {
      it(`${signal}, ${where}`, async () => {
        const world = await start(way);
        const { status } = await signalled(world, world.pid, signal);
        // MPICH's mpiexec sometimes forgets that it ended the ranks itself, and returns 0.
        if (launcher.library !== "MPICH") expect(status).not.toBe(0);
      });
    }
  }

  it("SIGKILL, in JavaScript that computes", async () => {
    const world = await start("compute");
    // No process is left to return a status.
    expect((await signalled(world, world.pid, "SIGKILL")).status).toBe(null);
  });

  for (const [what, way] of [
    ["does nothing", "handler-stays"],
    ["exits with 0", "handler-exits"],
  ] as const) {
    it(`SIGTERM, if the program has a handler that ${what}`, async ({ skip }) => {
      if (launcher.library === "MPICH")
        skip("not with MPICH: its mpiexec passes the signal on, and waits for the ranks");
      const world = await start(way);
      expect((await signalled(world, world.pid, "SIGTERM")).status).not.toBe(0);
    });
  }
});

describe("a signal to one rank", () => {
  for (const [signal, [where, way]] of [
    ["SIGTERM", WAYS[0]],
    ["SIGTERM", WAYS[1]],
    ["SIGKILL", WAYS[1]],
  ] as const) {
    it(`${signal} ends the job, while the others are ${where}`, async () => {
      const world = await start(way);
      expect((await signalled(world, pids[1], signal)).status).not.toBe(0);
    });
  }

  it("SIGTERM does not end the job if the program handles it", async () => {
    const world = await start("handler-decides");
    const run = await signalled(world, pids[0], "SIGTERM");
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.match(/stopped/g)?.length).toBe(RANKS);
  });
});
