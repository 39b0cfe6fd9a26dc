/** The command `sister` in PATH, as a link to the checkout's own. A convenience: it never fails the set-up. */
import { lstatSync, mkdirSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { say } from "./run-program.mjs";

/** What stands at a place: nothing, a link to some checkout's bin/sister, or something that is not ours to touch. */
function standing(place) {
  try {
    lstatSync(place);
  } catch {
    return { kind: "nothing" };
  }
  try {
    const target = readlinkSync(place);
    const ours = basename(target) === "sister" && basename(dirname(target)) === "bin";
    return ours ? { kind: "link", target } : { kind: "stranger" };
  } catch {
    return { kind: "stranger" };
  }
}

/**
 * Links `bin/sister` into the first of /usr/local/bin and ~/.local/bin that lets it. A link of another checkout is moved to this one; a file
 * that is none of ours is left.
 *
 * @param {string} root
 * @param {string[]} [folders] where it may go, best first
 * @returns {string | undefined} the link, or undefined where there is none
 */
export function ensureCommandLink(root, folders = ["/usr/local/bin", join(homedir(), ".local", "bin")]) {
  const command = join(root, "bin", "sister");
  for (const folder of folders) {
    const place = join(folder, "sister");
    try {
      const found = standing(place);
      if (found.kind === "stranger") {
        say(`${place} is another program's and stays: call Sister as ${command}`);
        return undefined;
      }
      if (found.kind === "link" && found.target === command) return place;
      if (folder.startsWith(homedir())) mkdirSync(folder, { recursive: true });
      if (found.kind === "link") unlinkSync(place);
      symlinkSync(command, place);
      const inPath = (process.env.PATH ?? "").split(delimiter).includes(folder);
      say(`linked ${place} to ${command}${inPath ? "" : ` (${folder} is not in your PATH)`}`);
      return place;
    } catch {
      // Not writable: the next folder may be.
    }
  }
  return undefined;
}
