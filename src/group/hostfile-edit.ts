/** Adds and removes hosts of a hostfile's text, and leaves everything else in it as people wrote it. Pure. */
import { SisterError } from "../errors.js";
import { parseHostfile, type Host } from "./hostfile.js";

/** The host of a line; null where it has none. */
function hostOf(line: string): string | null {
  return line.replace(/#.*/, "").trim().split(/\s+/)[0] || null;
}

/** The text with the host in it, with so many slots; its old line is replaced, where it had one. Throws a SisterError for what is no host name. */
export function addHost(text: string, { name, slots }: Host): string {
  const line = `${name} slots=${slots}`;
  parseHostfile(line, "the call");
  const lines = text.split("\n");
  const at = lines.findIndex((one) => hostOf(one) === name);
  if (at >= 0) {
    const comment = /#.*$/.exec(lines[at] ?? "")?.[0];
    lines[at] = comment === undefined ? line : `${line} ${comment}`;
    // A second line of the same host would add its slots.
    return lines.filter((one, i) => i <= at || hostOf(one) !== name).join("\n");
  }
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${end}${line}\n`;
}

/** The text without the host. Throws a SisterError where it is not in it, or is the last one. */
export function removeHost(text: string, name: string, file: string): string {
  const lines = text.split("\n");
  const left = lines.filter((line) => hostOf(line) !== name);
  if (left.length === lines.length) {
    const there = [...new Set(lines.map(hostOf).filter((one) => one !== null))].join(", ");
    throw new SisterError(`${name} is not in ${file}: there are ${there}`, { exitCode: 2 });
  }
  if (left.every((line) => hostOf(line) === null))
    throw new SisterError(`${name} is the last host of ${file}: add another one first`, { exitCode: 2 });
  return left.join("\n");
}
