/** The texts that `sister translate` takes instead of speech: subtitle files, and subtitle tracks of videos. */
import { basename, dirname, extname, resolve } from "node:path";
import { SisterError } from "../../errors.js";
import { extractSubtitles, nameTrack } from "../../media/subtitle-track.js";
import { languageOfName, readSubtitleText, type FileFormat } from "../../subtitles/file/file-formats.js";
import type { SubtitleFile } from "../../subtitles/file/subtitle-file.js";
import { lineText } from "../../subtitles/text/plain-text.js";
import { isSameLanguage } from "../../translation/languages.js";
import { openSubtitles } from "../subtitles/open-file.js";
import { languageCode } from "./language-codes.js";

export interface TextSource {
  /** Absolute path of the subtitle file or the video. */
  readonly path: string;
  /** NAME of the outputs. */
  readonly name: string;
  readonly folder: string;
  readonly file: SubtitleFile;
  readonly format: FileFormat;
  /** BCP 47 code of the text. */
  readonly language: string;
  /** Encoding of a file; null for a track. */
  readonly encoding: string | null;
  /** Number of the track; null for a file. */
  readonly track: number | null;
  /** For people: "SubRip in windows-1252", "subtitle track 2 (subrip, eng)". */
  readonly origin: string;
  /** Seconds of the video; null for a file. */
  readonly duration: number | null;
  readonly notes: readonly string[];
}

export interface TextSourceOptions {
  /** The language that the person gave, if they gave one. */
  readonly from?: string | undefined;
  readonly encoding?: string | undefined;
}

/** Opens a subtitle file. Throws a SisterError (exit code 2) that says what to do if it cannot be read, or its language is not known. */
export async function openTextFile(path: string, { from, encoding }: TextSourceOptions): Promise<TextSource> {
  const base = basename(path);
  const { file, format, notes, ...opened } = await openSubtitles(path, { language: from, encoding });
  const language = opened.language === null ? undefined : languageCode(opened.language);
  if (language === undefined) {
    throw new SisterError(
      `the language of ${base} is not known: give it with --from, or name the file as in ${basename(base, extname(base))}.en${extname(base)}`,
      { exitCode: 2 },
    );
  }
  requireCues(file, base);
  const stem = lineText(basename(base, extname(base)));
  const named = languageOfName(base);
  const isNamed = named !== undefined && isSameLanguage(named, language);
  return {
    path: resolve(path),
    name: (isNamed ? stem.slice(0, stem.toLowerCase().lastIndexOf(`.${named.toLowerCase()}`)) : stem) || "subtitles",
    folder: dirname(resolve(path)),
    file,
    format,
    language,
    encoding: opened.encoding,
    track: null,
    origin: `${format.name} in ${opened.encoding}`,
    duration: null,
    notes,
  };
}

/** Opens a subtitle track of a video. Throws like `openTextFile`. */
export async function openTextTrack(
  path: string,
  track: number,
  { from }: TextSourceOptions,
  signal?: AbortSignal,
): Promise<TextSource> {
  const base = basename(path);
  const found = await extractSubtitles(path, track, signal);
  const origin = `subtitle ${nameTrack(found)}`;
  const language = from ?? languageCode(found.language ?? "");
  if (language === undefined) {
    throw new SisterError(`${base} does not name the language of its ${origin}: give it with --from`, { exitCode: 2 });
  }
  const read = readSubtitleText(found.text, `track.${found.format}`);
  if (!read)
    throw new SisterError(`${origin} of ${base} cannot be read: give another with --source-track`, { exitCode: 2 });
  requireCues(read.file, `${origin} of ${base}`);
  return {
    path: resolve(path),
    name: lineText(basename(base, extname(base))) || "video",
    folder: dirname(resolve(path)),
    file: read.file,
    format: read.format,
    language,
    encoding: null,
    track,
    origin,
    duration: found.duration,
    notes: [
      `${base}: the text is that of ${origin}; the speech is not listened to`,
      ...read.file.notes.map((note) => `${origin}: ${note}`),
    ],
  };
}

function requireCues({ cues }: SubtitleFile, what: string): void {
  if (cues.length === 0) throw new SisterError(`${what} has no cues: there is nothing to translate`, { exitCode: 2 });
}
