/** Installs the speech models on a fresh machine, once for each user and host, by `sister models pull`. */
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { say, SetupError } from "./run-program.mjs";

/**
 * After a failure, the set-up does not try again for this long, in milliseconds: without a network each try costs
 * seconds.
 */
const TRIED_AGAIN_MS = 24 * 3600 * 1000;

const load = (root, module) => import(pathToFileURL(join(root, "dist", "speech", "models", module)).href);

/** When the set-up of this checkout last failed to install the models, or 0. */
function lastFailure(note) {
  return statSync(note, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Installs missing models. If the registry cannot be reached, the set-up continues, and prints once what is missing and
 * which command installs it.
 *
 * @param {string} root
 * @param {{ needed?: boolean }} [options] needed: reject with a SetupError if they cannot be installed, and try in any
 *   case
 * @returns {Promise<boolean>} whether anything was tried
 */
export async function ensureModels(root, { needed = false } = {}) {
  const { missingDefaults } = await load(root, "installed.js");
  const missing = await missingDefaults();
  if (missing.length === 0) return false;
  const note = join(root, "build-setup", "models-failed");
  if (!needed && Date.now() - lastFailure(note) < TRIED_AGAIN_MS) return false;
  say(`installing speech models (sister models pull ${missing.join(" ")})`);
  const { pullModel } = await load(root, join("install", "pull.js"));
  try {
    for (const name of missing) await pullModel(name);
    rmSync(note, { force: true });
  } catch (error) {
    if (error.name !== "SisterError") throw error;
    const command = `sister models pull ${missing.join(" ")}`;
    if (needed) throw new SetupError(`the speech models cannot be installed: ${error.message}\nThen: ${command}`);
    mkdirSync(join(root, "build-setup"), { recursive: true });
    writeFileSync(note, `${error.message}\n`);
    say(
      `the speech models are not installed, so Sister hears by PocketSphinx, which gets one word in four wrong (${error.message}). ` +
        `When that is mended: ${command}`,
    );
  }
  return true;
}
