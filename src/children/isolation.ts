/**
 * What this kernel allows around a child: an end together with its parent, and no network. Tested once per process with
 * real programs.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { childEnvironment } from "./environment.js";

export interface Isolation {
  /** Command prefix for a program without a network. Null if this kernel allows no network namespace. */
  noNetwork: readonly string[] | null;
  /**
   * Command prefix for a program that must end with its parent, however the parent ends. Null without util-linux's
   * setpriv.
   */
  endWithParent: readonly string[] | null;
}

/** A slow machine needs a few hundred milliseconds for both tests. */
const PATIENCE_MS = 10_000;

/** The path of a program, as execvp finds it. Null if no executable file has this name. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = name.includes("/") ? [""] : (env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter);
  for (const folder of folders) {
    // An empty entry of PATH is the current folder.
    const path = name.includes("/") ? name : join(folder || ".", name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

let found: Isolation | null = null;

/**
 * The possibilities of this machine. The first call starts some programs for a few milliseconds; the result is kept.
 */
export function isolation(): Isolation {
  return (found ??= { noNetwork: firstThatRuns(networkWords()), endWithParent: firstThatRuns([parentWords()]) });
}

/**
 * Root may make a network namespace directly; other users need a user namespace with it. Root takes no user namespace,
 * because inside one it could no longer read the files of other users.
 */
function networkWords(): string[][] {
  const byRight = ["unshare", "--net", "--"];
  return process.getuid?.() === 0 ? [byRight] : [["unshare", "--user", "--map-current-user", "--net", "--"]];
}

/** Uses the kernel's PR_SET_PDEATHSIG. This prefix comes last, because a new user namespace would clear the setting. */
const parentWords = (): string[] => ["setpriv", "--pdeathsig", "KILL", "--"];

function firstThatRuns(candidates: readonly string[][]): readonly string[] | null {
  if (process.platform !== "linux") return null;
  for (const [name = "", ...words] of candidates) {
    const program = findProgram(name);
    const nothing = findProgram("true");
    if (program === null || nothing === null) continue;
    const options = { env: childEnvironment("text"), stdio: "ignore", timeout: PATIENCE_MS } as const;
    if (spawnSync(program, [...words, nothing], options).status === 0) return [program, ...words];
  }
  return null;
}
