/** The native build: node-gyp with binding.gyp and the headers of the running Node.js. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram, say, SetupError } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

/** The addons that a build makes. */
export const ADDONS = ["sister_mpi.node", "sister_pocketsphinx.node"];

/** The version of the headers in a folder; undefined without headers. */
function headersVersion(folder) {
  try {
    const text = readFileSync(join(folder, "include", "node", "node_version.h"), "utf8");
    const part = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
    return `v${part("MAJOR")}.${part("MINOR")}.${part("PATCH")}`;
  } catch {
    return undefined;
  }
}

/**
 * The folder that holds `include/node` of the running Node.js, or undefined. Archives of Node.js, version managers and
 * Debian's packages all put the headers beside the program. Without this folder, node-gyp would download them.
 *
 * @returns {string | undefined}
 */
export function headersFolder() {
  const candidates = [dirname(dirname(process.execPath)), process.env.npm_config_nodedir];
  return candidates.find((folder) => folder !== undefined && headersVersion(folder) === process.version);
}

function wanted(root, addons) {
  // The addon depends on the MPI of mpicc, but not on the version of Node.js: Node-API, and libuv's interface within
  // version 1, are stable over all versions. `npm run test:full` runs one build under two versions.
  const mpi = spawnSync("mpicc", ["-show"], { encoding: "utf8" }).stdout ?? "";
  return hashOf(root, {
    paths: ["binding.gyp", "native"],
    texts: [process.platform, process.arch, mpi, root, ...(addons.length < ADDONS.length ? addons : [])],
    skip: (name) => name.endsWith(".md"),
  });
}

const isBuilt = (root, addons) => addons.every((name) => existsSync(join(root, "build", "Release", name)));

/** Whether the addons exist and are made from the current sources. */
export const nativeBuildIsCurrent = (root, addons = ADDONS) =>
  isBuilt(root, addons) && readStamp(join(root, "build")) === wanted(root, addons);

/** The path of node-gyp: from the checkout's npm packages, or, for an installed package, from npm itself. */
function nodeGypOf(root) {
  const own = join(root, "node_modules", "node-gyp", "bin", "node-gyp.js");
  if (existsSync(own)) return own;
  const given = process.env.npm_config_node_gyp;
  if (given !== undefined && existsSync(given)) return given;
  throw new SetupError(`there is no node-gyp to build the addons with: run npm rebuild sister, or npm ci in ${root}`);
}

/**
 * Builds the addons unless they are current.
 *
 * @param {string} root
 * @param {object} [options]
 * @param {boolean} [options.pocketSphinx] also the recognizer's addon, which needs the headers of PocketSphinx
 * @returns {Promise<boolean>} whether anything was done
 */
export async function ensureNativeBuild(root, { pocketSphinx = true } = {}) {
  const addons = pocketSphinx ? ADDONS : ADDONS.filter((name) => name === "sister_mpi.node");
  const stamp = wanted(root, addons);
  if (nativeBuildIsCurrent(root, addons)) return false;
  const headers = headersFolder();
  say("building the native addons (node-gyp)");
  if (headers === undefined) {
    say(
      `no headers of Node.js ${process.version} beside ${process.execPath}: node-gyp fetches them, which needs the network`,
    );
  }
  const nodeGyp = nodeGypOf(root);
  // npm passes its whole configuration in the environment. node-gyp needs only the folder of the headers, which is
  // given here.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.toLowerCase() !== "npm_config_nodedir"),
  );
  const flags = headers === undefined ? [] : [`--nodedir=${headers}`];
  // Not "rebuild": that empties build/ while a running job may load from it. make detects the changes.
  const steps = readStamp(join(root, "build")) === undefined ? ["rebuild"] : ["configure", "build"];
  for (const step of steps) {
    const forGyp = step !== "build" && !pocketSphinx ? ["--", "-Dpocketsphinx=no"] : [];
    await runProgram(process.execPath, [nodeGyp, step, "--jobs=max", ...flags, ...forGyp], {
      cwd: root,
      env,
      what: "the native build",
    });
  }
  writeStamp(join(root, "build"), stamp);
  return true;
}
