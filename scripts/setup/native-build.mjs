/** The native build: node-gyp over binding.gyp, given the headers of the running Node. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram, say, SetupError } from "./run-program.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

/** The addons that a build makes. */
export const ADDONS = ["sister_mpi.node", "sister_pocketsphinx.node"];

/** The version that a folder's headers are of, or undefined. */
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
 * The folder that holds `include/node` of the running Node, or undefined. Archives of Node.js, version managers and Debian's packages all put
 * them beside the program: without this node-gyp would fetch them over the network.
 *
 * @returns {string | undefined}
 */
export function headersFolder() {
  const candidates = [dirname(dirname(process.execPath)), process.env.npm_config_nodedir];
  return candidates.find((folder) => folder !== undefined && headersVersion(folder) === process.version);
}

function wanted(root, addons) {
  // The MPI that mpicc stands for is part of what the addon is made of; the version of Node.js is not, since Node-API (and libuv's interface
  // within version 1) stays the same over all of them. `npm run test:full` runs one build under two.
  const mpi = spawnSync("mpicc", ["-show"], { encoding: "utf8" }).stdout ?? "";
  return hashOf(root, {
    paths: ["binding.gyp", "native"],
    texts: [process.platform, process.arch, mpi, root, ...(addons.length < ADDONS.length ? addons : [])],
    skip: (name) => name.endsWith(".md"),
  });
}

const isBuilt = (root, addons) => addons.every((name) => existsSync(join(root, "build", "Release", name)));

/** Whether the addons are there and made from the sources as they are now. */
export const nativeBuildIsCurrent = (root, addons = ADDONS) =>
  isBuilt(root, addons) && readStamp(join(root, "build")) === wanted(root, addons);

/** node-gyp: of the checkout's npm packages, or, for an installed package, the one that npm has with it. */
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
  // npm hands its whole configuration on in the environment; only the headers' folder is for node-gyp, and that is given here.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.toLowerCase() !== "npm_config_nodedir"),
  );
  const flags = headers === undefined ? [] : [`--nodedir=${headers}`];
  // Not "rebuild": that empties build/ while a running job may be about to load from it. make sees what changed.
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
