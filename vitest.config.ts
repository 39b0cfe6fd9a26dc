/** Which tests there are and how many run at once. `npm test` runs all of them, after the set-up. */
import { defineConfig } from "vitest/config";

const common = {
  // Tests wait for conditions; this is only how long a hung one may last. Two cores may be shared by several ranks and engines.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  teardownTimeout: 20_000,
  pool: "forks" as const,
};

/** Files of the full run alone. */
const LATER = process.env["SISTER_TEST_FULL"] === undefined ? ["test/**/*.full.test.ts"] : [];
/** Globs that a run leaves out, with spaces between them: `--exclude` does not reach into projects that have their own. */
const LEFT_OUT = process.env["SISTER_TEST_LEAVE_OUT"]?.split(" ") ?? [];
const inFolders = (...folders: string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);
const SERVICES = inFolders("api", "cache", "store");
const PARTS = inFolders("house", "media", "pipeline", "speech", "translation");

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
          include: ["src/**/*.test.ts", "web/src/**/*.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // Tests that start servers, and wait for what becomes of jobs: two files at a time have both cores busy.
        test: {
          name: "services",
          include: SERVICES,
          exclude: [...LATER, ...LEFT_OUT],
          globalSetup: "test/support/api/made-database.ts",
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Tests of one part of the program, which wait for one child at a time: two files at a time have both cores busy.
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
        // Tests that launch groups of processes, hosts, browsers: one file at a time, since each takes all cores.
        test: {
          name: "programs",
          include: ["test/**/*.test.ts"],
          exclude: [...SERVICES, ...PARTS, ...LATER, ...LEFT_OUT, "test/cluster/**"],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
