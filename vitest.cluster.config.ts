/** The tests of the cluster: `npm run test:cluster`. Not part of `npm test`, since they build images and start containers. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "cluster",
    include: ["test/cluster/**/*.test.ts"],
    // With --faults it is the only one.
    exclude: [
      ...(process.env["SISTER_CLUSTER_FAULTS"] === undefined ? ["test/cluster/faults.test.ts"] : []),
      ...(process.env["SISTER_TEST_FULL"] === undefined ? ["test/cluster/**/*.full.test.ts"] : []),
    ],
    // A stack is for a whole file; only what hangs takes so long.
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    teardownTimeout: 60_000,
    pool: "forks",
    fileParallelism: false,
    retry: 0,
    allowOnly: false,
  },
});
