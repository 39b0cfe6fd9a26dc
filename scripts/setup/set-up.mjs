/**
 * The one set-up behind `npm run demo`, `npm test` and `npm run test:full`. Plain Node: it runs before anything is
 * installed.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { CMAKE_BUILDS, cmakeBuildIsCurrent, ensureCmakeBuild } from "./cmake-build.mjs";
import { ensureCommandLink } from "./command-link.mjs";
import { withLock } from "./lock.mjs";
import { ensureModels } from "./models.mjs";
import { ensureNativeBuild, nativeBuildIsCurrent } from "./native-build.mjs";
import { ensureNpmPackages, npmPackagesAreCurrent } from "./npm-packages.mjs";
import { SetupError, say } from "./run-program.mjs";
import { ensureSystemPackages } from "./system-packages.mjs";
import { ensurePageBuild, pageBuildIsCurrent } from "./page-build.mjs";
import { ensureTypescriptBuild, typescriptBuildIsCurrent } from "./typescript-build.mjs";

/** The checkout. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The oldest Node.js that Sister runs on. */
const OLDEST_NODE = [20, 19];

/**
 * Rejects a Node.js that is too old, with a message on what to do.
 *
 * @public for its test, which loads it at run time
 */
export function checkNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `Node.js ${version} is too old: Sister needs ${OLDEST_NODE.join(".")} or newer (see https://nodejs.org)`,
  );
}

/**
 * Sets up everything that Sister needs and that is missing: system packages, npm packages, the native build, the
 * TypeScript build, the page, the speech models, the link in PATH. A second call does nothing. Rejects with a
 * SetupError whose message tells the person what to do.
 *
 * @param {object} [options]
 * @param {boolean} [options.tests] also what only the tests need
 * @param {boolean} [options.full] also what only the full run of the tests needs
 * @param {boolean} [options.cluster] also what the tests of the cluster need
 * @param {string} [options.only] one part alone: system, npm, native, typescript, page, models, or one of CMAKE_BUILDS
 * @param {string} [options.root] the checkout
 * @returns {Promise<boolean>} whether anything was done
 *
 * @example
 * await setUp({ tests: true });
 */
export async function setUp({ tests = false, full = false, cluster = false, only, root = ROOT } = {}) {
  checkNodeVersion();
  const started = performance.now();
  const parts = {
    npm: { isCurrent: npmPackagesAreCurrent, ensure: ensureNpmPackages },
    native: { isCurrent: nativeBuildIsCurrent, ensure: ensureNativeBuild },
    typescript: { isCurrent: typescriptBuildIsCurrent, ensure: ensureTypescriptBuild },
    page: { isCurrent: pageBuildIsCurrent, ensure: ensurePageBuild },
  };
  // Further builds of the addons are made only on request.
  for (const name of Object.keys(CMAKE_BUILDS)) {
    parts[name] = {
      isCurrent: (folder) => cmakeBuildIsCurrent(folder, name),
      ensure: (folder) => ensureCmakeBuild(folder, name),
    };
  }
  if (only !== undefined && !["system", "models"].includes(only) && !Object.hasOwn(parts, only)) {
    throw new SetupError(`there is no part "${only}": choose system, models, ${Object.keys(parts).join(", ")}`);
  }
  const isWanted = (name) => (only === undefined ? !Object.hasOwn(CMAKE_BUILDS, name) : only === name);
  let worked = isWanted("system") && (await ensureSystemPackages({ tests, full, cluster }));
  const chosen = Object.entries(parts).flatMap(([name, part]) => (isWanted(name) ? [part] : []));
  // Checked before the lock is taken, so that nobody waits if there is nothing to do.
  if (chosen.some(({ isCurrent }) => !isCurrent(root))) {
    worked = true;
    await withLock(root, async () => {
      for (const { ensure } of chosen) await ensure(root);
    });
  }
  // The models belong to the user and not to the checkout, so they have a separate lock.
  if (isWanted("models") && (await ensureModels(root, { needed: only === "models" }))) worked = true;
  if (only === undefined) ensureCommandLink(root);
  if (worked) say(`done in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return worked;
}

/**
 * Runs a script's `main` and prints its error; of a SetupError, only the message.
 *
 * @param {() => Promise<number>} main resolves with the exit status
 */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    // An option that does not exist is a mistake of the caller: a stack would not help.
    const isKnown = error instanceof SetupError || String(error?.code).startsWith("ERR_PARSE_ARGS_");
    console.error(isKnown ? `set-up: ${error.message}` : error);
    process.exitCode = 1;
  }
}
