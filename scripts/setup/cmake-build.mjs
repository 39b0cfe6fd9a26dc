/**
 * Further builds of the addons: cmake-js with CMakeLists.txt, from the same lists of sources as node-gyp, each in a
 * separate folder.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ADDONS, headersFolder } from "./native-build.mjs";
import { runProgram, say } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

/** The compiler of MPICH by Debian's name: `mpicc` is Open MPI's. */
export const MPICH_COMPILER = "mpicc.mpich";

/**
 * The builds by name, with their settings of CMake. Their output is in `build-NAME`.
 *
 * @type {Record<string, { what: string, settings: Record<string, string> }>}
 */
export const CMAKE_BUILDS = {
  cmake: { what: "built by cmake-js", settings: {} },
  mpich: { what: "built over MPICH", settings: { MPI_C_COMPILER: MPICH_COMPILER } },
  sanitized: {
    what: "built with AddressSanitizer and UndefinedBehaviorSanitizer",
    settings: { SISTER_SANITIZE: "address,undefined" },
  },
};

/** Folder of a build's addons, relative to the checkout: the value for SISTER_NATIVE_DIR. */
export const cmakeAddons = (name) => join(`build-${name}`, "Release");

function wanted(root, name) {
  const { settings } = CMAKE_BUILDS[name];
  const mpi = spawnSync(settings.MPI_C_COMPILER ?? "mpicc", ["-show"], { encoding: "utf8" }).stdout ?? "";
  const texts = [process.platform, process.arch, JSON.stringify(settings), mpi, root];
  return hashOf(root, { paths: ["CMakeLists.txt", "native"], texts });
}

/** Whether a build exists and is made from the current sources. */
export const cmakeBuildIsCurrent = (root, name = "cmake") =>
  ADDONS.every((addon) => existsSync(join(root, cmakeAddons(name), addon))) &&
  readStamp(join(root, `build-${name}`)) === wanted(root, name);

/**
 * Makes a build unless it is current.
 *
 * @param {string} root
 * @param {string} [name] one of CMAKE_BUILDS
 * @returns {Promise<boolean>} whether anything was done
 */
export async function ensureCmakeBuild(root, name = "cmake") {
  if (cmakeBuildIsCurrent(root, name)) return false;
  const stamp = wanted(root, name);
  const { what, settings } = CMAKE_BUILDS[name];
  const folder = `build-${name}`;
  say(`building the native addons another way (${what})`);
  const headers = headersFolder();
  // cmake-js reads the folder of the headers only from npm's configuration, and would otherwise download them.
  const env = headers === undefined ? process.env : { ...process.env, npm_config_nodedir: headers };
  const cmakeJs = join(root, "node_modules", "cmake-js", "bin", "cmake-js");
  const step = readStamp(join(root, folder)) === undefined ? "rebuild" : "build";
  const options = Object.entries(settings).map(([key, value]) => `--CD${key}=${value}`);
  await runProgram(process.execPath, [cmakeJs, step, "-O", folder, ...options], {
    cwd: root,
    env,
    what: `the build of the addons in ${folder}`,
  });
  writeStamp(join(root, folder), stamp);
  return true;
}
