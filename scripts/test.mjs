#!/usr/bin/env node
/**
 * `npm test`: sets everything up, then checks types, lint and layout, and runs the tests. The last line is `N passed, N failed, N skipped`.
 *
 *   npm test                          all of it
 *   npm test -- src/pipeline -t cuts  only these tests (what follows goes to vitest; the other checks are left out)
 *   npm run test:full                 also what takes long: every native build, MPICH, sanitizers, and the current LTS of Node.js
 */
import { report } from "./checks/report.mjs";
import { runStaticChecks } from "./checks/static-checks.mjs";
import { runVitest } from "./checks/vitest-run.mjs";
import { runFullChecks } from "./checks/full-checks.mjs";
import { ROOT, runScript, setUp } from "./setup/set-up.mjs";
import { SetupError } from "./setup/run-program.mjs";

await runScript(async () => {
  const args = process.argv.slice(2).filter((arg) => arg !== "--full");
  const full = process.argv.includes("--full");
  try {
    await setUp({ tests: true, full });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`set-up: ${error.message}`);
    return report([{ passed: 0, failures: ["the set-up"], skips: [] }]);
  }
  const parts = [];
  if (args.length === 0) {
    const checks = await runStaticChecks(ROOT);
    const failures = checks.filter(({ passed }) => !passed).map(({ name }) => name);
    parts.push({ passed: checks.length - failures.length, failures, skips: [] });
  }
  const env = full ? { ...process.env, SISTER_TEST_FULL: "1" } : process.env;
  parts.push(await runVitest(ROOT, { args, env }));
  if (full && args.length === 0) parts.push(...(await runFullChecks(ROOT, env)));
  return report(parts);
});
