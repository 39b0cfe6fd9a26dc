#!/usr/bin/env node
/**
 * `npm test`: sets everything up, then runs the tests, and beside them the checks of types, lint and layout. The last
 * line is `N passed, N failed, N skipped`.
 *
 *   npm test                          everything
 *   npm test -- src/pipeline -t cuts  only these tests; what follows `--` goes to vitest, and the other checks are left out
 *   npm run test:full                 also what takes long: every native build, MPICH, sanitizers, and the current LTS of Node.js
 *
 * SISTER_TEST_PACE=4 gives time limits for a machine that is four times slower than a quiet one; by default the pace is
 * measured.
 */
import { report } from "./checks/report.mjs";
import { runStaticChecks } from "./checks/static-checks.mjs";
import { runVitest } from "./checks/vitest-run.mjs";
import { runFullChecks } from "./checks/full-checks.mjs";
import { ROOT, runScript, setUp } from "./setup/set-up.mjs";
import { SetupError } from "./setup/run-program.mjs";

/** The static checks, counted as tests are. */
async function countedChecks() {
  const checks = await runStaticChecks(ROOT);
  const failures = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  return { passed: checks.length - failures.length, failures, skips: [] };
}

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
  const env = full ? { ...process.env, SISTER_TEST_FULL: "1" } : process.env;
  const isPart = args.length > 0;
  const parts = await Promise.all([...(isPart ? [] : [countedChecks()]), runVitest(ROOT, { args, env })]);
  if (full && !isPart) parts.push(...(await runFullChecks(ROOT, env)));
  return report(parts);
});
