/** Runs vitest and resolves with its counts. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs the tests, with vitest's own output on the terminal.
 *
 * @param {string} root
 * @param {object} [options]
 * @param {string[]} [options.args] handed on to vitest: paths, -t NAME
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.node] the Node.js that runs them
 * @returns {Promise<{ passed: number, failures: string[], skips: { name: string, reason: string }[] }>}
 */
export async function runVitest(root, { args = [], env = process.env, node = process.execPath } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sister-counts-"));
  const file = join(folder, "counts.json");
  const reporters = ["--reporter=default", `--reporter=${join(root, "scripts", "checks", "counting-reporter.mjs")}`];
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  try {
    const child = spawn(node, [vitest, "run", ...reporters, ...args], {
      cwd: root,
      stdio: "inherit",
      env: { ...env, SISTER_TEST_COUNTS: file },
    });
    const status = await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve(signal ?? code));
    });
    let counts;
    try {
      counts = JSON.parse(readFileSync(file, "utf8"));
    } catch {
      return { passed: 0, failures: [`vitest ended (${status}) before it counted`], skips: [] };
    }
    if (counts.interrupted) counts.failures.push("the run was interrupted");
    if (status !== 0 && counts.failures.length === 0) counts.failures.push(`vitest ended with ${status}`);
    if (counts.passed + counts.failures.length + counts.skips.length === 0) counts.failures.push("no test was found");
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
