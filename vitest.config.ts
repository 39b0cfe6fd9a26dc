/**
 * Which tests there are and how many run at once. `npm test` runs all of them, after the set-up.
 *
 * Time limits of tests only bound what hangs: they follow the pace of the machine, which is measured here, once for a
 * run. See test/support/pace.ts.
 */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { paceOf, patience } from "./test/support/pace.js";

// vitest reads this file once for each project: only the first time measures.
process.env["SISTER_TEST_PACE"] ??= String(paceOf());

const common = {
  // Tests wait for conditions; this is only how long a hung one may last.
  testTimeout: patience(100_000),
  hookTimeout: patience(60_000),
  teardownTimeout: patience(20_000),
  expect: { poll: { timeout: patience(20_000), interval: 50 } },
  pool: "forks" as const,
};

/** Files of the full run only. */
const LATER = process.env["SISTER_TEST_FULL"] === undefined ? ["test/**/*.full.test.ts"] : [];
/**
 * Globs that a run leaves out, with spaces between them: `--exclude` does not reach into projects that have their own.
 */
const LEFT_OUT = process.env["SISTER_TEST_LEAVE_OUT"]?.split(" ") ?? [];
const inFolders = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);
const SERVICES = inFolders("api", "cache", "store");
const PARTS = inFolders("house", "media", "pipeline", "speech", "translation");
/** Each takes all cores, or the network of the machine. */
const ALONE = [...inFolders("hosts"), "test/mpi/mpi.test.ts"];

export default defineConfig({
  test: {
    ...common,
    retry: 0,
    allowOnly: false,
    projects: [
      {
        extends: true,
        // Pure tests beside their source.
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "web/src/**/*.test.ts", "test/support/**/*.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // Tests that start servers. They wait most of the time, so one file more than there are cores (two of them at
        // the least) keeps the cores busy.
        test: {
          name: "services",
          include: SERVICES,
          exclude: [...LATER, ...LEFT_OUT],
          globalSetup: "test/support/api/made-database.ts",
          maxWorkers: Math.min(Math.max(2, availableParallelism()) + 1, 4),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Tests of one part of the program, which wait for one child at a time: two files at a time have both cores
        // busy.
        test: {
          name: "parts",
          include: PARTS,
          exclude: [...LATER, ...LEFT_OUT],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        // Tests of the command, of the page and of small MPI programs, which start programs one after another. In one
        // group with the parts: a worker that has finished a file takes the next one of either project.
        test: {
          name: "programs",
          include: ["test/**/*.test.ts"],
          exclude: [...SERVICES, ...PARTS, ...ALONE, ...LATER, ...LEFT_OUT, "test/cluster/**", "test/support/**"],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        // Tests that launch ranks on all cores, or machines with a network: one file at a time.
        test: {
          name: "alone",
          include: ALONE,
          exclude: [...LATER, ...LEFT_OUT],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
