import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { localJobs } from "./local-jobs.js";

test.each([
  ["two cores, 24 GB", 2, 25e9, 2],
  ["sixteen cores, 16 GB", 16, 16.7e9, 4],
  ["sixteen cores, 8 GB", 16, 8.2e9, 2],
  ["a limit of 1 GB", 16, 1e9, 1],
])("a host with %s (%i, %d) does %i jobs at once", (_, cores, bytes, jobs) => {
  expect(localJobs({ cores, bytes })).toBe(jobs);
});

test("this host does at least one job at once, and at most one for each core", () => {
  expect(localJobs()).toBeGreaterThanOrEqual(1);
  expect(localJobs()).toBeLessThanOrEqual(availableParallelism());
});
