/** The npm packages: `npm ci` when the lock file is not the one they were installed from. */
import { join } from "node:path";
import { environmentForOwnNpm } from "../package/npm-call.mjs";
import { runProgram, say } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

/** Where and what for: a folder that went to another kind of machine has the wrong builds in it. */
const wanted = (root) => hashOf(root, { paths: ["package-lock.json"], texts: [process.platform, process.arch] });

/** Whether node_modules is what package-lock.json says. */
export const npmPackagesAreCurrent = (root) => readStamp(join(root, "node_modules")) === wanted(root);

/**
 * Installs the npm packages unless they are current.
 *
 * @param {string} root
 * @returns {Promise<boolean>} whether anything was done
 */
export async function ensureNpmPackages(root) {
  const stamp = wanted(root);
  if (readStamp(join(root, "node_modules")) === stamp) return false;
  say("installing npm packages (npm ci)");
  // NODE_ENV=production would leave out TypeScript and node-gyp, which the build needs.
  await runProgram("npm", ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"], {
    cwd: root,
    what: "installing npm packages",
    // Its script downloads CUDA libraries, from elsewhere; the package itself holds what a processor needs.
    env: { ...environmentForOwnNpm(process.env), ONNXRUNTIME_NODE_INSTALL: "skip" },
  });
  writeStamp(join(root, "node_modules"), stamp);
  return true;
}
