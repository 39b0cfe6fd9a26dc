/** The folders of models on this host. */
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The user's models, each in its own folder. `sister models pull` writes here. There is one such folder per user and
 * host.
 */
export function modelsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "sister", "models");
}

/**
 * All folders with models, in order of priority: the user's, then those of the system (XDG_DATA_DIRS;
 * /usr/local/share/sister/models in Docker images). Only the first is ever written.
 */
export function modelsFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const system = (env["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share")
    .split(":")
    .filter((dir) => dir.startsWith("/"));
  return [...new Set([modelsFolder(env), ...system.map((dir) => join(dir, "sister", "models"))])];
}

/** The folder of a model. The part of its name before a slash is a folder: "translate/en-id". */
export function modelFolder(name: string, folder: string): string {
  return join(folder, ...name.split("/"));
}
