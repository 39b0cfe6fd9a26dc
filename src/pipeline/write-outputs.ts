/** Writes the files that a person wants of a job: texts in every language, and videos with subtitles. */
import { warnOfLetters } from "../media/letters/fonts.js";
import type { MediaInfo } from "../media/probe/media.js";
import { burnSubtitles, muxSubtitles } from "../media/subtitled-video.js";
import { documentText, type SubtitleDocument } from "../subtitles/document.js";
import type { JobEvent } from "./job-events.js";
import type { JobResult } from "./job.js";
import { listOutputs, outputPaths, subRipFiles, writeTexts, type OutputPaths, type OutputWish } from "./outputs.js";

export interface WriteOptions {
  onEvent?: (event: JobEvent) => void;
  signal?: AbortSignal;
}

/**
 * Writes all files of a job. The texts are written first, all or none.
 *
 * @param file the video: names are made from it
 * @returns the paths, and the document as it was written: with a warning if a font lacks letters that are burned in
 * @example
 * const { files } = await writeOutputs(job.file, result, { folder: null, overwrite: true, burn: "es", mux: false });
 */
export async function writeOutputs(
  file: string,
  { document, info }: Pick<JobResult, "document" | "info">,
  wish: OutputWish,
  options: WriteOptions = {},
): Promise<{ files: string[]; document: SubtitleDocument }> {
  const { onEvent } = options;
  const { burn } = wish;
  const paths = outputPaths(file, [document.source, ...document.targets], wish);
  const boxes = burn === null ? null : await warnOfLetters(document.cues.map(({ text }) => text[burn] ?? ""));
  if (boxes !== null) {
    const warning = { code: "no-font", message: boxes } as const;
    document = { ...document, warnings: [...document.warnings, warning] };
    onEvent?.({ type: "warning", ...warning });
  }
  await writeTexts(textsOf(document, paths));
  await writeVideos(document, info, paths, burn, options);
  return { files: listOutputs(paths), document };
}

/** The text of each file, by its path. */
function textsOf(document: SubtitleDocument, paths: OutputPaths): Map<string, string> {
  const texts = new Map(
    paths.subtitles.map(({ format, language, path }) => [path, format.write(document.cues, language)] as const),
  );
  texts.set(paths.json, documentText(document));
  return texts;
}

async function writeVideos(
  { source, targets }: SubtitleDocument,
  info: MediaInfo,
  paths: OutputPaths,
  burn: string | null,
  { onEvent, signal }: WriteOptions,
): Promise<void> {
  const stop = signal ? { signal } : {};
  if (paths.muxed !== null) {
    onEvent?.({ type: "writing", what: paths.muxed, done: 0 });
    const tracks = subRipFiles(paths).map(({ path, language }) => ({ file: path, language }));
    await muxSubtitles({ info, tracks, preferred: targets[0] ?? source, output: paths.muxed, ...stop });
  }
  if (paths.burned !== null && burn !== null) {
    const what = paths.burned;
    onEvent?.({ type: "writing", what, done: 0 });
    const onProgress = (done: number): void => onEvent?.({ type: "writing", what, done });
    const subtitle = subRipFiles(paths).find(({ language }) => language === burn)?.path ?? "";
    await burnSubtitles({ info, subtitle, output: what, onProgress, ...stop });
  }
}
