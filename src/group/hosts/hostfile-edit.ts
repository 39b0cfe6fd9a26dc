/** Adds hosts to the text of a hostfile and removes them; everything else stays as people wrote it. Pure. */
import { SisterError } from "../../errors.js";
import { parseHostfile, type Host } from "./hostfile.js";

/** The host of a line; null if it has none. */
function hostOf(line: string): string | null {
  return line.replace(/#.*/, "").trim().split(/\s+/)[0] || null;
}

/** The settings of engines in a line, as they are written: " threads=4 provider=cuda". */
function devicesOfLine(line: string): string {
  const words = line.replace(/#.*/, "").trim().split(/\s+/);
  return words
    .filter((word) => /^(threads|provider)=/.test(word))
    .map((word) => ` ${word}`)
    .join("");
}

/**
 * The text with the host and this number of slots. If the host has a line, it is replaced, and its settings of engines
 * stay. Throws a SisterError for a malformed host name.
 */
export function addHost(text: string, { name, slots }: Pick<Host, "name" | "slots">): string {
  const lines = text.split("\n");
  const at = lines.findIndex((one) => hostOf(one) === name);
  const line = `${name} slots=${slots}${devicesOfLine(lines[at] ?? "")}`;
  parseHostfile(line, "the call");
  if (at >= 0) {
    const comment = /#.*$/.exec(lines[at] ?? "")?.[0];
    lines[at] = comment === undefined ? line : `${line} ${comment}`;
    // A second line of the same host would add its slots.
    return lines.filter((one, i) => i <= at || hostOf(one) !== name).join("\n");
  }
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${end}${line}\n`;
}

/** The text without the host. Throws a SisterError (exit code 2) if the host is not in it, or is the last one. */
export function removeHost(text: string, name: string, file: string): string {
  const lines = text.split("\n");
  const left = lines.filter((line) => hostOf(line) !== name);
  if (left.length === lines.length) {
    const there = [...new Set(lines.map(hostOf).filter((one) => one !== null))].join(", ");
    throw new SisterError(`${name} is not in ${file}, which has ${there}`, { exitCode: 2 });
  }
  if (left.every((line) => hostOf(line) === null))
    throw new SisterError(`${name} is the last host of ${file}: add another one first`, { exitCode: 2 });
  return left.join("\n");
}
