/** The tests under the current LTS of Node.js. */
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram, SetupError } from "../setup/run-program.mjs";
import { marked } from "./report.mjs";
import { runVitest } from "./vitest-run.mjs";

/** The LTS of Node.js that is current; `npm test` runs under whatever Node.js starts it, the oldest we run on among them. */
const LTS = 26;

/**
 * The program of that Node.js: SISTER_LTS_NODE where it is set, else npm's package of it, kept in the user's cache folder.
 *
 * @returns {Promise<{ node: string } | { reason: string }>}
 */
async function findLtsNode() {
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

/** What another Node.js has no say in: how hosts, databases and processes die, and what was looked at in this checkout already. */
const NOT_ABOUT_NODE = ["test/house/**", "test/hosts/**", "test/api/*-faults.test.ts", "test/api/disk-full.test.ts"];

/**
 * The tests under it, each case once: the addons use Node-API alone, so those that were built for the running Node.js must load there as they are.
 */
export async function runLts(root, env) {
  const found = await findLtsNode();
  if ("reason" in found) {
    return { passed: 0, failures: [], skips: [{ name: `[Node.js ${LTS}] all tests`, reason: found.reason }] };
  }
  const version = (await runProgram(found.node, ["--version"])).trim();
  console.log(`\nThe same tests under Node.js ${version}`);
  // Programs that the tests start by name (node, sister) must be that one too.
  const path = `${dirname(found.node)}:${process.env.PATH ?? ""}`;
  const once = { ...env, PATH: path };
  delete once.SISTER_TEST_FULL;
  const args = NOT_ABOUT_NODE.flatMap((files) => ["--exclude", files]);
  const run = await runVitest(root, { node: found.node, args, env: once });
  return marked(`Node.js ${version}`, run);
}
