/** What this kernel lets Sister put around a child: an end with its parent, and no network. Tried once in each process, with real programs. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { childEnvironment } from "./environment.js";

export interface Isolation {
  /** Words in front of a program that shall have no network; null where this kernel allows no network namespace. */
  noNetwork: readonly string[] | null;
  /** Words in front of a program that shall end when its parent does, however that ends; null without util-linux's setpriv. */
  endWithParent: readonly string[] | null;
}

/** A slow machine needs some hundred milliseconds for both. */
const PATIENCE_MS = 10_000;

/** The path of a program, as execvp would find it; null if there is none that may be executed. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = name.includes("/") ? [""] : (env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter);
  for (const folder of folders) {
    // An empty entry of PATH is the current folder.
    const path = name.includes("/") ? name : join(folder || ".", name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here.
    }
  }
  return null;
}

let found: Isolation | null = null;

/** What holds on this machine. The first call starts some programs, for a few milliseconds; later ones cost nothing. */
export function isolation(): Isolation {
  return (found ??= { noNetwork: firstThatRuns(networkWords()), endWithParent: firstThatRuns([parentWords()]) });
}

/**
 * The right to make a network namespace comes from the superuser, or with a user namespace. A superuser takes no user namespace: in it they could
 * not read the files of others any more.
 */
function networkWords(): string[][] {
  const byRight = ["unshare", "--net", "--"];
  return process.getuid?.() === 0 ? [byRight] : [["unshare", "--user", "--map-current-user", "--net", "--"]];
}

/** The kernel's PR_SET_PDEATHSIG. It counts from here on, so these words come last: a new user namespace would clear it. */
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
