/** The tests under the current LTS of Node.js. */
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram, SetupError } from "../setup/run-program.mjs";
import { marked } from "./report.mjs";
import { runVitest } from "./vitest-run.mjs";

/**
 * The current LTS of Node.js. `npm test` itself runs under the Node.js that starts it, which may be the oldest
 * supported one.
 */
const LTS = 26;

/**
 * Finds the program of that Node.js: SISTER_LTS_NODE if it is set, else npm's package of it in the user's cache folder.
 *
 * @returns {Promise<{ node: string, version: string } | { reason: string }>}
 */
export async function findLtsNode() {
  const found = await look();
  if ("reason" in found) return found;
  return { ...found, version: (await runProgram(found.node, ["--version"])).trim() };
}

async function look() {
  const named = process.env.SISTER_LTS_NODE;
  if (named !== undefined)
    return existsSync(named) ? { node: named } : { reason: `SISTER_LTS_NODE is not there: ${named}` };
  if (Number(process.versions.node.split(".")[0]) === LTS) return { reason: "all tests ran under it already" };
  const name = `node-${process.platform}-${process.arch}`;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sister", `node-${LTS}`);
  const node = join(cache, "node_modules", name, "bin", "node");
  if (existsSync(node)) return { node };
  try {
    mkdirSync(cache, { recursive: true });
    const args = ["install", "--prefix", cache, "--no-save", "--no-audit", "--no-fund", `${name}@${LTS}`];
    await runProgram("npm", args, { cwd: cache, what: `fetching Node.js ${LTS}` });
    return existsSync(node) ? { node } : { reason: `npm's package ${name} holds no bin/node` };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { reason: `${error.message.split("\n")[0]} (SISTER_LTS_NODE may name one)` };
  }
}

/** Puts this Node.js first in PATH, since tests start programs by name (node, sister). */
export const environmentOf = ({ node }, env) => ({ ...env, PATH: `${dirname(node)}:${process.env.PATH ?? ""}` });

/**
 * Tests that do not depend on Node.js (hosts, signals, disks, ffmpeg's output), or that run under it with another build
 * of the addons.
 */
const ELSEWHERE = [
  ...["test/house/**", "test/hosts/**", "test/cli/*faults.test.ts"],
  "test/api/faults/{database,disk-full,engine,group,redis}.test.ts",
  ...["test/api/renders/renders*.test.ts", "test/pipeline/spread-burn.test.ts"],
  ...["test/mpi/**", "test/speech/**"],
];

/**
 * Runs the other tests under it, each case once. The addons use only Node-API, so the addons that were built for the
 * running Node.js must load there unchanged.
 */
export async function runLts(root, env) {
  const found = await findLtsNode();
  if ("reason" in found) {
    return { passed: 0, failures: [], skips: [{ name: `[Node.js ${LTS}] all tests`, reason: found.reason }] };
  }
  console.log(`\nTests under Node.js ${found.version}`);
  const once = environmentOf(found, env);
  delete once.SISTER_TEST_FULL;
  once.SISTER_TEST_LEAVE_OUT = ELSEWHERE.join(" ");
  return marked(`Node.js ${found.version}`, await runVitest(root, { node: found.node, env: once }));
}
