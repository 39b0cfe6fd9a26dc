/**
 * The checks that only read the sources: types, lint, layout. The structure of the rooms is a test,
 * test/house/structure.test.ts.
 */
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { join } from "node:path";

const CHECKS = [
  { name: "types (tsc)", script: "typescript/bin/tsc", args: ["--noEmit", "-p", "tsconfig.json"] },
  { name: "types of the page (tsc)", script: "typescript/bin/tsc", args: ["--noEmit", "-p", "web/tsconfig.json"] },
  {
    name: "types of the page's tests (tsc)",
    script: "typescript/bin/tsc",
    args: ["--noEmit", "-p", "test/web/tsconfig.json"],
  },
  { name: "lint (eslint)", script: "eslint/bin/eslint.js", args: [".", "bin/sister", "--max-warnings=0"] },
  { name: "layout (prettier)", script: "prettier/bin/prettier.cjs", args: ["--check", ".", "bin/sister"] },
  { name: "nothing unused (knip)", script: "knip/bin/knip.js", args: ["--no-progress", "--no-config-hints"] },
];

function runCheck({ name, script, args }, root) {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The checks use the time in which the tests wait. A check that could not be started has no process.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.log(`${code === 0 ? "ok    " : "FAILED"} ${name}, ${seconds} s`);
      if (code !== 0) console.log(output.trimEnd().replace(/^/gm, "       "));
      resolve({ name, passed: code === 0 });
    });
  });
}

/**
 * Runs the checks side by side, at a low priority, and prints each as it ends. They may run beside the tests.
 *
 * @param {string} root
 * @returns {Promise<{ name: string, passed: boolean }[]>}
 */
export function runStaticChecks(root) {
  return Promise.all(CHECKS.map((check) => runCheck(check, root)));
}
