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
const SERVICES = ["test/api/**/*.test.ts", "test/cache/**/*.test.ts", "test/store/**/*.test.ts"];

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
          exclude: LEFT_OUT,
          globalSetup: "test/api/made-database.ts",
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Tests that launch mpirun, ffmpeg, hosts, engines: one file at a time, since each takes all cores.
        test: {
          name: "programs",
          include: ["test/**/*.test.ts"],
          exclude: [...SERVICES, ...LATER, ...LEFT_OUT, "test/cluster/**"],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
