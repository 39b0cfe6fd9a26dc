#!/usr/bin/env node
/**
 * `npm run test:cluster`: builds the images, brings both stacks up, and uses, breaks, saves and renews them. The last
 * line is `N passed, N failed, N skipped`.
 *
 *   npm run test:cluster              15 minutes on 2 cores, from nothing
 *   npm run test:cluster -- --full    also rare operations, and machines without Docker (part of npm run test:full)
 *   npm run test:cluster -- --faults  every container crashed, paused and cut off under load; writes docs/cluster/faults.md
 */
import { report } from "./checks/report.mjs";
import { runVitest } from "./checks/vitest-run.mjs";
import { SetupError } from "./setup/run-program.mjs";
import { ROOT, runScript, setUp } from "./setup/set-up.mjs";

await runScript(async () => {
  const args = process.argv.slice(2);
  const faults = args.includes("--faults");
  const full = args.includes("--full");
  try {
    await setUp({ tests: true, cluster: true });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`set-up: ${error.message}`);
    return report([{ passed: 0, failures: ["the set-up"], skips: [] }]);
  }
  const rest = args.filter((arg) => arg !== "--faults" && arg !== "--full");
  const files = rest.length > 0 ? rest : [faults ? "test/cluster/faults.test.ts" : "test/cluster"];
  const env = { ...process.env };
  if (faults) env.SISTER_CLUSTER_FAULTS = "1";
  if (full) env.SISTER_TEST_FULL = "1";
  return report([await runVitest(ROOT, { args: ["--config", "vitest.cluster.config.ts", ...files], env })]);
});
