/** The second build of the addons: cmake-js over CMakeLists.txt, from the same lists of sources as node-gyp's. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ADDONS, headersFolder } from "./native-build.mjs";
import { runProgram, say } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

/** Where its addons lie, relative to the checkout: what SISTER_NATIVE_DIR is set to. */
export const CMAKE_ADDONS = join("build-cmake", "Release");

const wanted = (root) =>
  hashOf(root, { paths: ["CMakeLists.txt", "native"], texts: [process.platform, process.arch, root] });

/** Whether the second build is there and made from the sources as they are now. */
export const cmakeBuildIsCurrent = (root) =>
  ADDONS.every((name) => existsSync(join(root, CMAKE_ADDONS, name))) &&
  readStamp(join(root, "build-cmake")) === wanted(root);

/**
 * Makes the second build unless it is current.
 *
 * @param {string} root
 * @returns {Promise<boolean>} whether anything was done
 */
export async function ensureCmakeBuild(root) {
  if (cmakeBuildIsCurrent(root)) return false;
  const stamp = wanted(root);
  say("building the native addons a second way (cmake-js)");
  const headers = headersFolder();
  // cmake-js takes the headers' folder from npm's configuration alone, and would fetch them otherwise.
  const env = headers === undefined ? process.env : { ...process.env, npm_config_nodedir: headers };
  const cmakeJs = join(root, "node_modules", "cmake-js", "bin", "cmake-js");
  const step = readStamp(join(root, "build-cmake")) === undefined ? "rebuild" : "build";
  await runProgram(process.execPath, [cmakeJs, step, "-O", "build-cmake"], {
    cwd: root,
    env,
    what: "the second native build",
  });
  writeStamp(join(root, "build-cmake"), stamp);
  return true;
}
