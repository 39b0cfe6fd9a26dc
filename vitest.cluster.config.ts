/**
 * The tests of the cluster: `npm run test:cluster`. Not part of `npm test`, since they build images and start
 * containers.
 */
import { defineConfig } from "vitest/config";
import { paceOf, patience } from "./test/support/pace.js";

process.env["SISTER_TEST_PACE"] ??= String(paceOf());

export default defineConfig({
  test: {
    name: "cluster",
    include: ["test/cluster/**/*.test.ts"],
    // With --faults it is the only file.
    exclude: [
      ...(process.env["SISTER_CLUSTER_FAULTS"] === undefined ? ["test/cluster/faults.test.ts"] : []),
      ...(process.env["SISTER_TEST_FULL"] === undefined ? ["test/cluster/**/*.full.test.ts"] : []),
    ],
    // One stack serves a whole file. Only what hangs takes this long.
    testTimeout: patience(300_000),
    hookTimeout: patience(900_000),
    teardownTimeout: patience(60_000),
    pool: "forks",
    fileParallelism: false,
    retry: 0,
    allowOnly: false,
  },
});
