/** Writes the files that a person wants of a job: texts in every language, and videos with subtitles. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { warnOfLetters } from "../media/letters/fonts.js";
import type { MediaInfo } from "../media/probe/media.js";
import { burnSubtitles, muxSubtitles, type BurnRequest } from "../media/subtitled-video.js";
import { documentText, type SubtitleDocument } from "../subtitles/document.js";
import { SUBRIP } from "../subtitles/formats/srt.js";
import type { JobEvent } from "./job-events.js";
import type { JobResult } from "./job.js";
import { listOutputs, outputPaths, writeTexts, type OutputPaths, type OutputWish } from "./outputs.js";
import type { BurnWithRanks } from "./spread-burn.js";

export interface WriteOptions {
  onEvent?: (event: JobEvent) => void;
  signal?: AbortSignal;
  /** Burns with the ranks of a group; missing: this process burns in a single pass. */
  burn?: BurnWithRanks;
}

/**
 * Writes all files of a job. The texts are written first, all or none.
 *
 * @param file the video: names are made from it
 * @param result with `info`, which may be null if no video is wanted
 * @returns the paths, and the document as it was written: with a warning if a font lacks letters that are burned in
 * @example
 * const { files } = await writeOutputs(job.file, result, { folder: null, overwrite: true, burn: "es", mux: false });
 */
export async function writeOutputs(
  file: string,
  { document, info }: Pick<JobResult, "document"> & { info: MediaInfo | null },
  wish: OutputWish,
  options: WriteOptions = {},
): Promise<{ files: string[]; document: SubtitleDocument }> {
  const { onEvent } = options;
  const { burn } = wish;
  const paths = outputPaths(file, [document.source, ...document.targets], wish);
  const missing = burn === null ? null : await warnOfLetters(document.cues.map(({ text }) => text[burn] ?? ""));
  if (missing !== null) {
    const warning = { code: "no-font", message: missing } as const;
    document = { ...document, warnings: [...document.warnings, warning] };
    onEvent?.({ type: "warning", ...warning });
  }
  await writeTexts(textsOf(document, paths, wish.style));
  if (info && (paths.muxed !== null || paths.burned !== null))
    await withSubRip(document, paths, (tracks) => writeVideos(document, info, { paths, tracks, wish }, options));
  return { files: listOutputs(paths), document };
}

/** The text of each file, by its path. */
function textsOf(document: SubtitleDocument, paths: OutputPaths, style: OutputWish["style"]): Map<string, string> {
  const texts = new Map(
    paths.subtitles.map(({ format, language, path }) => [path, format.write(document.cues, language, style)] as const),
  );
  for (const { format, languages, path } of paths.bilingual) {
    if (format.writeBilingual) texts.set(path, format.writeBilingual(document.cues, languages, style));
  }
  if (paths.json !== null) texts.set(paths.json, documentText(document));
  return texts;
}

/** A SubRip file of one language. */
interface Track {
  file: string;
  language: string;
}

/** Videos are written from SubRip files: those of the job, or, if it writes other formats only, temporary ones. */
async function withSubRip(
  { source, targets, cues }: SubtitleDocument,
  paths: OutputPaths,
  use: (tracks: Track[]) => Promise<void>,
): Promise<void> {
  const own = paths.subtitles.filter(({ format }) => format === SUBRIP);
  if (own.length > 0) return use(own.map(({ path, language }) => ({ file: path, language })));
  const folder = await mkdtemp(join(tmpdir(), "sister-subtitles-"));
  try {
    const tracks = [source, ...targets].map((language) => ({ file: join(folder, `${language}.srt`), language }));
    for (const { file, language } of tracks) await writeFile(file, SUBRIP.write(cues, language));
    await use(tracks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeVideos(
  { source, targets }: SubtitleDocument,
  info: MediaInfo,
  { paths, tracks, wish: { burn, style } }: { paths: OutputPaths; tracks: Track[]; wish: OutputWish },
  { onEvent, signal, burn: spread }: WriteOptions,
): Promise<void> {
  const stop = signal ? { signal } : {};
  if (paths.muxed !== null) {
    onEvent?.({ type: "writing", what: paths.muxed, done: 0 });
    await muxSubtitles({ info, tracks, preferred: targets[0] ?? source, output: paths.muxed, ...stop });
  }
  if (paths.burned !== null && burn !== null) {
    const what = paths.burned;
    onEvent?.({ type: "writing", what, done: 0 });
    const onProgress = (done: number): void => onEvent?.({ type: "writing", what, done });
    const subtitle = tracks.find(({ language }) => language === burn)?.file ?? "";
    const request = { info, subtitle, style: style ?? {}, output: what, onProgress, ...stop };
    if (!(spread && (await burnWithRanks(request, spread)))) await burnSubtitles(request);
  }
}

/** Whether ranks burned the video. Otherwise it cannot be cut, or its ranks could not do it. */
async function burnWithRanks(
  { onProgress, signal, style = {}, ...request }: BurnRequest,
  burn: BurnWithRanks,
): Promise<boolean> {
  // On the disk of the video: the pieces need as much space as it does.
  const folder = await mkdtemp(join(dirname(request.output), ".sister-burn-"));
  const options = { ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) };
  try {
    return (await burn({ ...request, style, folder }, options)).pieces > 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
