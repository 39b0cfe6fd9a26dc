/** The translation pairs that are installed, and the programs that each is made of. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SisterError } from "../errors.js";

/** Where Debian's packages put modes; APERTIUM_MODES names another folder. */
export function modesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["APERTIUM_MODES"] || "/usr/share/apertium/modes";
}

/** Names of the installed pairs: "eng-spa". Variants ("eng-cat_valencia") and debugging modes ("eng-spa-tagger") are left out. */
export function installedPairs(folder = modesFolder()): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => /^([a-z]{2,3}-[a-z]{2,3})\.mode$/.exec(name)?.[1] ?? []).sort();
}

/** Quotes an argument for /bin/sh. */
function quote(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/**
 * The pipeline of a pair as a command for /bin/sh, each program in null-flush mode: it answers after every NUL and lives on. A shell, because the
 * programs have to be joined by real pipes: Node gives a child sockets, and `/dev/stdin`, which some of them open, cannot be opened on those.
 */
export function pipelineCommand(pair: string, folder = modesFolder()): string {
  const path = join(folder, `${pair}.mode`);
  const text = readFileSync(path, "utf8").trim();
  const programs = text.split("|").map((part) => wordsOf(part.trim(), path));
  return programs.map(([program = "", ...rest]) => [program, "-z", ...rest].map(quote).join(" ")).join(" | ");
}

/** Words of a command as a shell would split them. "$1" is the flag of the generator: mark what is unknown; "$2" is nothing. */
function wordsOf(command: string, path: string): string[] {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
  const known = words.flatMap((word) => (word === "$1" ? ["-g"] : word === "$2" ? [] : [word]));
  if (known.length === 0 || known.some((word) => /[;&<>`$]/.test(word))) {
    throw new SisterError(`the mode file ${path} is not understood: install the pair's package again`);
  }
  return known;
}
