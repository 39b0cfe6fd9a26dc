/** The command `sister` in PATH, as a link to that of the checkout. It is a convenience and never fails the set-up. */
import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, symlinkSync, unlinkSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { say } from "./run-program.mjs";

/** The kind of a path: missing, a link to a checkout's bin/sister, or something that Sister must not touch. */
function standing(place) {
  try {
    lstatSync(place);
  } catch {
    return { kind: "nothing" };
  }
  try {
    const target = resolve(dirname(place), readlinkSync(place));
    const ours = basename(target) === "sister" && basename(dirname(target)) === "bin";
    return ours ? { kind: "link", target } : { kind: "stranger" };
  } catch {
    return { kind: "stranger" };
  }
}

/** Whether two paths name the same file: a checkout may have several paths. */
function isSame(a, b) {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return a === b;
  }
}

/** A path, quoted for a shell. */
const quoted = (path) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/**
 * Links `bin/sister` into the first writable folder of /usr/local/bin and ~/.local/bin. A link to another checkout
 * stays, and a message names the command that moves it. A link to a checkout that is gone is replaced. A file that does
 * not belong to Sister stays. If one of the folders has a link to this checkout, nothing is done.
 *
 * @param {string} root
 * @param {string[]} [folders] where it may go, best first
 * @returns {string | undefined} the link to this checkout, or undefined if none is needed
 */
export function ensureCommandLink(root, folders = ["/usr/local/bin", join(homedir(), ".local", "bin")]) {
  const command = join(root, "bin", "sister");
  const places = folders.map((folder) => {
    const place = join(folder, "sister");
    return { folder, place, found: standing(place) };
  });
  const own = places.find(({ found }) => found.kind === "link" && isSame(found.target, command));
  if (own) return own.place;
  const other = places.find(({ found }) => found.kind === "link" && existsSync(found.target));
  if (other) {
    const where = dirname(dirname(other.found.target));
    say(
      `${other.place} stays with the checkout ${where}: call this one as ${command}, or move the command with ln -sfn ${quoted(command)} ${quoted(other.place)}`,
    );
    return undefined;
  }
  for (const { folder, place, found } of places) {
    try {
      if (found.kind === "stranger") {
        say(`${place} is another program's and stays: call Sister as ${command}`);
        return undefined;
      }
      if (folder.startsWith(homedir())) mkdirSync(folder, { recursive: true });
      if (found.kind === "link") unlinkSync(place);
      symlinkSync(command, place);
      const inPath = (process.env.PATH ?? "").split(delimiter).includes(folder);
      say(`linked ${place} to ${command}${inPath ? "" : ` (${folder} is not in your PATH)`}`);
      return place;
    } catch {
      // This folder is not writable; the next one may be.
    }
  }
  return undefined;
}
