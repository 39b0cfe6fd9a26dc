/** Detects from the environment for which npm command one of the package's scripts runs. Pure. */
import { resolve } from "node:path";

/** The set-up sets this for its own `npm ci`, since it builds by itself afterwards. */
export const IN_SET_UP = "SISTER_IN_SET_UP";

/**
 * Whether npm installs the packages of the checkout itself (`npm ci` there, or the set-up's own).
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root the checkout
 */
export function isOwnInstall(env, root) {
  if (env[IN_SET_UP] !== undefined) return true;
  const isPacking = ["pack", "publish"].includes(env.npm_command ?? "");
  return (
    !isPacking && env.npm_config_global !== "true" && resolve(env.npm_config_local_prefix ?? root) === resolve(root)
  );
}

/**
 * The parts of the set-up that a package needs. An addon is made for the machine that it runs on: a linked checkout
 * needs it, a packed one builds it where it is installed.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function partsFor(env) {
  const isPacked = ["pack", "publish"].includes(env.npm_command ?? "") || env.npm_config_install_links === "true";
  return isPacked ? ["npm", "typescript", "page"] : ["npm", "native", "typescript", "page"];
}

/** npm's settings for a single call, which an npm inside it must not inherit. */
const OF_ONE_CALL = new Set(
  [
    "global",
    "location",
    "local_prefix",
    "prefix",
    "install_links",
    "omit",
    "include",
    "only",
    "production",
    "save",
  ].concat(["ignore_scripts", "package_lock", "package_lock_only", "dry_run", "workspace", "workspaces"]),
);

/**
 * The environment for the `npm ci` of the set-up, without the settings of an npm command that runs the set-up.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentForOwnNpm(env) {
  const kept = Object.entries(env).filter(([name]) => {
    const setting = /^npm_config_(.+)$/i.exec(name)?.[1]?.toLowerCase();
    return setting === undefined || !OF_ONE_CALL.has(setting);
  });
  return { ...Object.fromEntries(kept), [IN_SET_UP]: "1" };
}
