/** The translation pairs that are installed, and the programs that each is made of. */
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SisterError } from "../../errors.js";

/** Where Debian's packages put modes; APERTIUM_MODES names another folder. */
export function modesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["APERTIUM_MODES"] || "/usr/share/apertium/modes";
}

/** Names of the pairs that have a mode file: "eng-spa". Variants ("eng-cat_valencia") and debugging modes ("eng-spa-tagger") are left out. */
export function installedPairs(folder = modesFolder()): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => /^([a-z]{2,3}-[a-z]{2,3})\.mode$/.exec(name)?.[1] ?? []).sort();
}

/** A pair that cannot run: its mode file calls programs that are not installed, or is not understood. */
export interface IncompletePair {
  pair: string;
  /** The programs that are missing; none where the mode file is not understood. */
  missing: string[];
}

/**
 * The pairs that can run, and those that cannot. Debian's packages of pairs do not depend on all programs that their modes call: spa-cat calls
 * cg-proc, which is in the package cg3.
 */
export function checkPairs(folder = modesFolder()): { pairs: string[]; incomplete: IncompletePair[] } {
  const pairs: string[] = [];
  const incomplete: IncompletePair[] = [];
  for (const pair of installedPairs(folder)) {
    let missing: string[];
    try {
      missing = programsOf(pair, folder)
        .map(([program = ""]) => program)
        .filter((program) => !isExecutable(program));
    } catch {
      incomplete.push({ pair, missing: [] });
      continue;
    }
    if (missing.length > 0) incomplete.push({ pair, missing: [...new Set(missing)] });
    else pairs.push(pair);
  }
  return { pairs, incomplete };
}

function isExecutable(program: string): boolean {
  const folders = program.includes("/") ? [""] : (process.env["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Quotes an argument for /bin/sh. */
function quote(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/**
 * The pipeline of a pair as a command for /bin/sh, each program in null-flush mode: it answers after every NUL and lives on. A shell, because the
 * programs have to be joined by real pipes: Node gives a child sockets, and `/dev/stdin`, which some of them open, cannot be opened on those.
 *
 * When one program ends, all of its process group are ended: the others may be idle, and would neither notice nor end. So it has to be run in a
 * process group of its own.
 */
export function pipelineCommand(pair: string, folder = modesFolder()): string {
  return programsOf(pair, folder)
    .map(([program = "", ...rest]) => [program, "-z", ...rest].map(quote).join(" "))
    .map((program) => `(${program}; kill -9 0)`)
    .join(" | ");
}

/** The programs of a pair, each with its arguments. */
function programsOf(pair: string, folder: string): string[][] {
  const path = join(folder, `${pair}.mode`);
  const text = readFileSync(path, "utf8").trim();
  return text.split("|").map((part) => wordsOf(part.trim(), path));
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
