/** Sister's folder in the user's cache. */
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder. It is the default of `SISTER_DATA_DIR`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "sister");
}
