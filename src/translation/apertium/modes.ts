/** The pairs of languages that are installed, and the programs that each pair consists of. */
import { createHash } from "node:crypto";
import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SisterError } from "../../errors.js";

/** The folder in which Debian's packages put modes; APERTIUM_MODES names another one. */
export function modesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["APERTIUM_MODES"] || "/usr/share/apertium/modes";
}

/**
 * Names of the pairs that have a mode file: "eng-spa". Variants ("eng-cat_valencia") and debugging modes
 * ("eng-spa-tagger") are left out.
 */
export function installedPairs(folder = modesFolder()): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => /^([a-z]{2,3}-[a-z]{2,3})\.mode$/.exec(name)?.[1] ?? []).sort();
}

/** A pair that cannot run: its mode file calls programs that are not installed, or cannot be parsed. */
export interface IncompletePair {
  pair: string;
  /** The programs that are missing; empty if the mode file cannot be parsed. */
  missing: string[];
}

/**
 * The pairs that can run, and those that cannot. Debian's packages of pairs do not depend on all programs that their
 * modes call: spa-cat calls cg-proc, which is in the package cg3.
 */
export function checkPairs(folder = modesFolder()): { pairs: string[]; incomplete: IncompletePair[] } {
  const pairs: string[] = [];
  const incomplete: IncompletePair[] = [];
  for (const pair of installedPairs(folder)) {
    let missing: string[];
    try {
      missing = programsOf(pair, folder)
        .map(([program = ""]) => program)
        .filter((program) => findExecutable(program) === null);
    } catch {
      incomplete.push({ pair, missing: [] });
      continue;
    }
    if (missing.length > 0) incomplete.push({ pair, missing: [...new Set(missing)] });
    else pairs.push(pair);
  }
  return { pairs, incomplete };
}

/**
 * What decides a pair's translations: its mode file, and size and date of every program and data file that the mode
 * names. Debian's packages carry the dates of their files, so hosts with the same package have the same identity.
 *
 * @example
 * pairIdentity("eng-spa"); // "eng-spa 7f83b1657ff1fc53"
 */
export function pairIdentity(pair: string, folder = modesFolder()): string {
  const hash = createHash("sha256").update(readFileSync(join(folder, `${pair}.mode`), "utf8"));
  for (const [program = "", ...rest] of programsOf(pair, folder)) {
    for (const path of [findExecutable(program), ...rest.filter((word) => word.startsWith("/"))]) {
      const stats = path === null ? undefined : statSync(path, { throwIfNoEntry: false });
      if (stats?.isFile()) hash.update(`\n${path} ${stats.size} ${Math.floor(stats.mtimeMs / 1000)}`);
    }
  }
  return `${pair} ${hash.digest("hex").slice(0, 16)}`;
}

/** The path of a program that can be run; null if there is none. */
function findExecutable(program: string): string | null {
  const folders = program.includes("/") ? [""] : (process.env["PATH"] ?? "").split(delimiter);
  for (const folder of folders) {
    const path = folder === "" ? program : join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

/** Quotes an argument for /bin/sh. */
function quote(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/**
 * The pipeline of a pair as a command for /bin/sh. Each program runs in null-flush mode: it answers after every NUL and
 * goes on. A shell joins the programs, because they need real pipes: Node.js gives a child sockets, and `/dev/stdin`,
 * which some programs open, cannot be opened on a socket.
 *
 * If one program ends, the command kills its whole process group: the other programs may be idle, and would not notice.
 * So it must run in a process group that holds nothing else.
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

/**
 * Splits a command into words as a shell does. "$1" stands for the flag with which the generator marks unknown words;
 * "$2" stands for nothing.
 */
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
