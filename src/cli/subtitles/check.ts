/** `sister subtitles check`: holds a subtitle file against the norms, and mends it. */
import { constants } from "node:fs";
import { copyFile, stat } from "node:fs/promises";
import { messageOf, SisterError } from "../../errors.js";
import { probe } from "../../media/probe/probe.js";
import { findShots } from "../../media/shots.js";
import { formatOfName } from "../../subtitles/file/file-formats.js";
import { checkedCues } from "../../subtitles/file/subtitle-file.js";
import { checkCues, type Breach, type CheckOptions } from "../../subtitles/norms/check.js";
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

/**
 * Runs the command; returns the exit status: 0 if no breach is left, 1 if some are.
 *
 * With `fix` the file is mended in place, and its first form kept beside it as FILE.orig; with `out` too, the mended one goes there.
 */
export async function checkSubtitles(path: string, options: CheckCommandOptions): Promise<number> {
  if (options.out !== undefined && !options.fix) {
    throw new SisterError("--out is where --fix writes: give --fix too", { exitCode: 2 });
  }
  const opened = await openSubtitles(path, options);
  for (const note of opened.notes) printProblem(note);
  if (opened.language === null) {
    printProblem("the language of the text is not known, so it is held against the norms of English: give --language");
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
  if (options.json) {
    printJson({
      file: path,
      format: opened.format.id,
      encoding: opened.encoding,
      language: opened.language,
      profile: options.profile,
      cues: opened.file.cues.length,
      breaches: left,
      ...(options.fix ? { fixed: { breaches: found.length - left.length, cues: changed, written } } : {}),
    });
  } else printReport(path, { left, found, changed, written, count: opened.file.cues.length });
  return left.length === 0 ? 0 : 1;
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
    printText(`${path}: cue ${breach.cue} (${clockOf(breach.at)}): ${breach.rule}: ${breach.message}; ${breach.mend}`);
  }
  if (report.written !== null) {
    const kept = report.written === path ? `; as it was: ${path}.orig` : "";
    printText(
      `${report.changed.length} cues changed, ${report.found.length - report.left.length} breaches fewer: ${report.written}${kept}`,
    );
  }
  const cues = `${report.count} cue${report.count === 1 ? "" : "s"}`;
  printText(
    report.left.length === 0
      ? `${cues}, no breach`
      : `${cues}, ${report.left.length} breach${report.left.length === 1 ? "" : "es"}`,
  );
}

function clockOf(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}
