/** The npm packages: `npm ci` if they were installed from another lock file. */
import { join } from "node:path";
import { environmentForOwnNpm } from "../package/npm-call.mjs";
import { runProgram, say } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

/** The place and kind of machine: a folder from another kind of machine holds wrong builds. */
const wanted = (root) => hashOf(root, { paths: ["package-lock.json"], texts: [process.platform, process.arch] });

/** Whether node_modules matches package-lock.json. */
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
    // Its script would download CUDA libraries from another site; the package itself holds the libraries for
    // processors.
    env: { ...environmentForOwnNpm(process.env), ONNXRUNTIME_NODE_INSTALL: "skip" },
  });
  writeStamp(join(root, "node_modules"), stamp);
  return true;
}
