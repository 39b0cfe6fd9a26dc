/** Programs that are started without a launcher, or by the launcher of another library. */
import { describe, expect, it } from "vitest";
import { nodeCommand, runWorld } from "./launch.js";
import { launcher, otherLauncher, type Launcher } from "./launcher.js";

const program = (name: string): URL => new URL(`./programs/${name}.ts`, import.meta.url);

/** Starts a single rank directly. */
const NONE: Launcher = { program: "env", library: launcher.library, ranks: () => [] };

describe("a program without a launcher", () => {
  const alone = (name: string, ...args: string[]) =>
    runWorld([{ ranks: 1, command: nodeCommand(program(name), args) }], { launcher: NONE, limitSeconds: 40 });

  for (const name of ["messages/point-to-point", "collectives/collectives", "messages/objects"]) {
    it(`is a world of one rank: ${name}`, async () => {
      const run = await alone(name);
      expect(run.reports.filter(({ error }) => error !== null)).toEqual([]);
      expect(run.status, run.stderr).toBe(0);
      expect(run.reports.length).toBeGreaterThan(5);
      expect(new Set(run.reports.map(({ rank }) => rank))).toEqual(new Set([0]));
    });
  }

  it("ends with the stack of an uncaught exception", async () => {
    const run = await alone("environment/ends", "throw");
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/Error: thrown on purpose\n\s+at [\s\S]*ends\.ts/);
  });

  it("ends with the status of process.exit", async () => {
    expect((await alone("environment/ends", "exit-3")).status).toBe(3);
  });
});

describe("a program under the launcher of another library", () => {
  it("fails, because init throws and names the launcher", async ({ skip }) => {
    const other = otherLauncher();
    if (!other)
      return skip(
        `the other library's launcher is not installed (Debian: mpich beside Open MPI, openmpi-bin beside MPICH)`,
      );
    const run = await runWorld([{ ranks: 2, command: nodeCommand(program("environment/ends"), ["natural"]) }], {
      launcher: other,
      limitSeconds: 40,
    });
    expect(run.timedOut).toBe(false);
    expect(run.status).not.toBe(0);
    expect(run.stdout).not.toMatch(/is done/);
    const named = other.library === "MPICH" ? /started by MPICH's mpiexec/ : /started by Open MPI's mpirun/;
    expect(run.stderr).toMatch(named);
    expect(run.stderr).toMatch(
      /MpiError: MPI_Init_thread: this process was started by .*: use the launcher of .*, or build/,
    );
  });
});
