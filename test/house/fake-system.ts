/** A made-up system for the set-up: a folder of fake programs that is all of its PATH, and a copy of the scripts. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** `nobody` on every Linux. */
const NOBODY = 65_534;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The running Node.js under a name that everybody can reach: it may lie in a home folder that is root's own. */
function reachableNode(folder: string): string {
  const place = join(folder, "node");
  try {
    linkSync(process.execPath, place);
  } catch {
    copyFileSync(process.execPath, place);
  }
  return place;
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o777);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else chmodSync(path, statSync(path).mode | 0o444);
  }
}

/**
 * Makes a system of fake programs.
 *
 * @param programs name to the body of a shell script; `$SYSTEM` is a folder that they may write to
 * @example
 * using system = fakeSystem({ "dpkg-query": "exit 1", "apt-get": "exit 0" });
 * system.run(["scripts/setup.mjs", "--only", "system"]).stderr; // what is missing
 */
export function fakeSystem(programs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "sister-system-"));
  cpSync(join(ROOT, "scripts"), join(folder, "scripts"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  mkdirSync(join(folder, "bin"));
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\nSYSTEM=${folder}\n${body}\n`, { mode: 0o755 });
  }
  openToAll(folder);
  const node = reachableNode(folder);
  return {
    folder,
    /** Runs a script under Node.js with the fake programs alone; as nobody, where the tests run as root and `root` is not asked for. */
    run(args: readonly string[], { root = false } = {}): Outcome {
      const drop = !root && process.getuid?.() === 0;
      return spawnSync(node, args, {
        cwd: folder,
        encoding: "utf8",
        env: { PATH: join(folder, "bin"), HOME: folder },
        ...(drop ? { uid: NOBODY, gid: NOBODY } : {}),
      });
    },
    [Symbol.dispose](): void {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
