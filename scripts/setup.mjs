#!/usr/bin/env node
/**
 * The set-up alone, without the demo or the tests.
 *
 *   node scripts/setup.mjs [--tests] [--full]   everything that is missing; with the needs of the tests, or of all tests
 *   node scripts/setup.mjs --only PART          one part: system, npm, native, typescript, page, models; cmake, mpich or sanitized (further native builds)
 */
import { parseArgs } from "node:util";
import { runScript, setUp } from "./setup/set-up.mjs";

await runScript(async () => {
  const { values } = parseArgs({
    options: { tests: { type: "boolean" }, full: { type: "boolean" }, only: { type: "string" } },
  });
  const worked = await setUp(values);
  if (!worked) console.log("set-up: nothing to do");
  return 0;
});
