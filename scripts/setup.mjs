#!/usr/bin/env node
/**
 * The set-up alone, without the demo or the tests.
 *
 *   node scripts/setup.mjs [--tests]                           all that is not there yet
 *   node scripts/setup.mjs --only system|npm|native|typescript one part of it
 */
import { parseArgs } from "node:util";
import { runScript, setUp } from "./setup/set-up.mjs";

await runScript(async () => {
  const { values } = parseArgs({ options: { tests: { type: "boolean" }, only: { type: "string" } } });
  const worked = await setUp({ tests: values.tests, only: values.only });
  if (!worked) console.log("set-up: nothing to do");
  return 0;
});
