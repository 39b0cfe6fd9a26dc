/** `sister subtitles check`: holds a subtitle file against the norms, and mends it. */
import { constants } from "node:fs";
import { copyFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { probe } from "../../media/probe/probe.js";
import { findShots } from "../../media/shots.js";
import { FILE_FORMATS, formatOfName } from "../../subtitles/file/file-formats.js";
import { checkedCues } from "../../subtitles/file/subtitle-file.js";
import { checkCues, isBroken, type Breach, type CheckOptions } from "../../subtitles/norms/check.js";
import { mendCues } from "../../subtitles/norms/mend.js";
import { normsOf } from "../../subtitles/norms/profile.js";
import { printJson, printProblem, printText } from "../terminal/print.js";
import { openSubtitles, saveSubtitles } from "./open-file.js";

export interface CheckCommandOptions {
  profile: string;
  language?: string;
  encoding?: string;
  video?: string;
  fix: boolean;
  out?: string;
  json: boolean;
}

/** Endings that in a folder mean subtitles; .json, .csv and .txt may be anything. */
const ENDINGS = FILE_FORMATS.filter(({ id, read }) => read && !["json", "csv", "txt"].includes(id)).flatMap(
  ({ extensions }) => extensions,
);

/** The outcome of one file, as `--json` prints it. */
interface Checked {
  file: string;
  format: string;
  encoding: string;
  language: string | null;
  profile: string;
  cues: number;
  breaches: Breach[];
  fixed?: { breaches: number; cues: readonly number[]; written: string | null };
}

/**
 * Runs the command for files and folders; returns the exit status: 0 if no breach is left, 1 if some are, 2 if a file cannot be read. Advice is no breach.
 *
 * With `fix` a file is mended in place, and its first form kept beside it as FILE.orig; with `out` too, the mended one goes there.
 */
export async function checkSubtitles(words: readonly string[], options: CheckCommandOptions): Promise<number> {
  if (options.out !== undefined && !options.fix) {
    throw new SisterError("--out is where --fix writes: give --fix too", { exitCode: 2 });
  }
  const { files, isOne } = await filesOf(words);
  if (!isOne && (options.out !== undefined || options.video !== undefined)) {
    const option = options.out === undefined ? "--video" : "--out";
    throw new SisterError(`${option} belongs to a single file: check that file alone`, { exitCode: 2 });
  }
  const results: (Checked | { file: string; problem: string })[] = [];
  let status = 0;
  for (const file of files) {
    try {
      const checked = await checkOne(file, options);
      results.push(checked);
      if (isBroken(checked.breaches)) status = Math.max(status, 1);
    } catch (error) {
      if (isOne || !(error instanceof SisterError)) throw error;
      results.push({ file, problem: error.message });
      printProblem(error.message);
      status = Math.max(status, error.exitCode);
    }
  }
  if (options.json) printJson(isOne ? results[0] : results);
  return status;
}

/** The files that the words name. Those of a folder are sorted by name. */
async function filesOf(words: readonly string[]): Promise<{ files: string[]; isOne: boolean }> {
  const named = await Promise.all(
    words.map(async (word) => {
      const entry = await stat(word).catch(() => null);
      if (!entry?.isDirectory()) return { files: [word], isFolder: false };
      const names = (await readdir(word)).filter((name) =>
        ENDINGS.includes(/\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? ""),
      );
      if (names.length === 0) {
        throw new SisterError(
          `the folder ${word} holds no subtitle file (${ENDINGS.map((ending) => `.${ending}`).join(", ")}): name the file itself`,
          { exitCode: 2 },
        );
      }
      const sorted = names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
      return { files: sorted.map((name) => join(word, name)), isFolder: true };
    }),
  );
  const files = [...new Set(named.flatMap((one) => one.files))];
  return { files, isOne: files.length === 1 && !named.some(({ isFolder }) => isFolder) };
}

async function checkOne(path: string, options: CheckCommandOptions): Promise<Checked> {
  const opened = await openSubtitles(path, options);
  for (const note of opened.notes) printProblem(note);
  if (opened.language === null) {
    printProblem(`the language of ${path} is not known, so it is held against the norms of English: give --language`);
  }
  const norms = normsOf(options.profile, opened.language ?? "en");
  const check: CheckOptions = { norms, ...(options.video === undefined ? {} : await lookAt(options.video)) };
  const found = checkCues(checkedCues(opened.file), check);
  let left = found;
  let written: string | null = null;
  let changed: readonly number[] = [];
  if (options.fix) {
    const mended = mendCues(opened.file.cues, check);
    left = mended.breaches;
    changed = mended.changed;
    const target = options.out ?? path;
    const format = options.out === undefined ? opened.format : formatOfName(options.out);
    if (!format) throw new SisterError(`${target}: its ending names no subtitle format`, { exitCode: 2 });
    if (changed.length > 0 || options.out !== undefined) {
      if (options.out === undefined) await keepOriginal(path);
      await saveSubtitles(target, { ...opened.file, cues: mended.cues }, format, { bom: false, crlf: false });
      written = target;
    }
  }
  const count = opened.file.cues.length;
  if (!options.json) printReport(path, { left, found, changed, written, count });
  return {
    file: path,
    format: opened.format.id,
    encoding: opened.encoding,
    language: opened.language,
    profile: options.profile,
    cues: count,
    // Times of JSON are in seconds.
    breaches: left.map((breach) => ({ ...breach, at: breach.at / 1000 })),
    ...(options.fix ? { fixed: { breaches: found.length - left.length, cues: changed, written } } : {}),
  };
}

/** The frame rate and the shot changes of the video that the subtitles belong to. */
async function lookAt(video: string): Promise<Pick<CheckOptions, "frameRate" | "shots">> {
  const media = await probe(video);
  if (!media.video)
    throw new SisterError(`${video} has no picture: give a video with --video, or leave it out`, { exitCode: 2 });
  return { ...(media.video.frameRate > 1 ? { frameRate: media.video.frameRate } : {}), shots: await findShots(video) };
}

/** Keeps the file as it was before the first mend. */
async function keepOriginal(path: string): Promise<void> {
  const kept = `${path}.orig`;
  if (await stat(kept).catch(() => null)) return;
  try {
    await copyFile(path, kept, constants.COPYFILE_EXCL);
  } catch (error) {
    throw new SisterError(`${path} cannot be kept as ${kept} (${messageOf(error)}): give --out FILE`, { cause: error });
  }
}

function printReport(
  path: string,
  report: {
    left: readonly Breach[];
    found: readonly Breach[];
    changed: readonly number[];
    written: string | null;
    count: number;
  },
): void {
  for (const breach of report.left) {
    const rule = breach.severity === "advice" ? `${breach.rule} (advice)` : breach.rule;
    printText(`${path}: cue ${breach.cue} (${clockOf(breach.at)}): ${rule}: ${breach.message}; ${breach.mend}`);
  }
  if (report.written !== null) {
    const kept = report.written === path ? `; as it was: ${path}.orig` : "";
    printText(
      `${counted(report.changed.length, "cue")} changed, ${counted(report.found.length - report.left.length, "breach")} fewer: ${report.written}${kept}`,
    );
  }
  const errors = report.left.filter(({ severity }) => severity === "error").length;
  const advice = report.left.length - errors;
  printText(
    `${path}: ${counted(report.count, "cue")}, ${errors === 0 ? "no breach" : counted(errors, "breach")}${advice > 0 ? `, ${advice} advice` : ""}`,
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : noun.endsWith("ch") ? "es" : "s"}`;
}

function clockOf(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}
