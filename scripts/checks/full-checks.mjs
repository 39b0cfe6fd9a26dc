/** What only `npm run test:full` does beyond the tests: the current LTS of Node.js. */
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runProgram, SetupError } from "../setup/run-program.mjs";
import { runVitest } from "./vitest-run.mjs";

/** The LTS of Node.js that is current beside the oldest one we run on. */
const LTS = 24;

const skipped = (reason) => ({ passed: 0, failures: [], skips: [{ name: `Node.js ${LTS}`, reason }] });

/**
 * The program of that Node.js: SISTER_LTS_NODE where it is set, else npm's package of it, kept in the user's cache folder.
 *
 * @returns {Promise<{ node: string } | { reason: string }>}
 */
async function findLtsNode() {
  const named = process.env.SISTER_LTS_NODE;
  if (named !== undefined)
    return existsSync(named) ? { node: named } : { reason: `SISTER_LTS_NODE is not there: ${named}` };
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

/**
 * Runs the tests under the current LTS of Node.js. The addons use Node-API alone, so those of the running Node.js must load there as they are.
 *
 * @param {string} root
 */
export async function runFullChecks(root) {
  const found = await findLtsNode();
  if ("reason" in found) return skipped(found.reason);
  const version = (await runProgram(found.node, ["--version"])).trim();
  console.log(`\nThe same tests under Node.js ${version}`);
  // Programs that the tests start by name (node, sister) must be that one too.
  const env = { ...process.env, PATH: `${join(found.node, "..")}:${process.env.PATH}` };
  const counts = await runVitest(root, { node: found.node, env });
  const mark = (name) => `[Node.js ${version}] ${name}`;
  return {
    passed: counts.passed,
    failures: counts.failures.map(mark),
    skips: counts.skips.map(({ name, reason }) => ({ name: mark(name), reason })),
  };
}
