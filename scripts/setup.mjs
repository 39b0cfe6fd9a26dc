#!/usr/bin/env node
/**
 * The set-up alone, without the demo or the tests.
 *
 *   node scripts/setup.mjs [--tests]     all that is not there yet
 *   node scripts/setup.mjs --only PART   one part: system, npm, native, typescript, or cmake (the second native build)
 */
import { parseArgs } from "node:util";
import { runScript, setUp } from "./setup/set-up.mjs";

await runScript(async () => {
  const { values } = parseArgs({ options: { tests: { type: "boolean" }, only: { type: "string" } } });
  const worked = await setUp({ tests: values.tests, only: values.only });
  if (!worked) console.log("set-up: nothing to do");
  return 0;
});
