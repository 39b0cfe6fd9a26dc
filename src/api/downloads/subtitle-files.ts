/** Subtitles as files of the API: every format of the table, and the JSON form that editors read and write. */
import { plainCue, type SubtitleRecord } from "../../store/jobs/subtitles.js";
import type { Cue } from "../../subtitles/cue.js";
import { findFormat, SUBTITLE_FORMATS } from "../../subtitles/formats/formats.js";

/** A form in which the API gives subtitles. */
export interface SubtitleFileType {
  /** The file extension, which is also the last part of its address: "srt". */
  extension: string;
  mediaType: string;
  write(record: Pick<SubtitleRecord, "language" | "cues">): string;
}

/** The form that `PUT` takes: the words, and which cues failed, with the text. */
export const EDITOR_JSON: SubtitleFileType = {
  extension: "json",
  mediaType: "application/json",
  write: ({ language, cues }) => `${JSON.stringify({ language, cues: cues.map(plainCue) })}\n`,
};

/** `.srt, .vtt, … or .json`, for people. */
export function extensionsText(): string {
  return `${SUBTITLE_FORMATS.map(({ id }) => `.${id}`).join(", ")} or .${EDITOR_JSON.extension}`;
}

/**
 * Splits the name of a subtitle file into its language and its type. null if it is no such name.
 *
 * @example
 * subtitleFileOf("es.srt")?.language; // "es"
 */
export function subtitleFileOf(name: string): { language: string; type: SubtitleFileType } | null {
  const [, language, extension = ""] = /^([\w-]+)\.(\w+)$/.exec(name) ?? [];
  const type = fileTypeOf(extension);
  return language === undefined || type === undefined ? null : { language, type };
}

function fileTypeOf(extension: string): SubtitleFileType | undefined {
  if (extension === EDITOR_JSON.extension) return EDITOR_JSON;
  const format = findFormat(extension);
  return (
    format && {
      extension,
      mediaType: format.mediaType,
      write: ({ language, cues }) => {
        const laidOut: Cue[] = cues.map((cue) => ({ ...cue, text: { [language]: cue.text }, words: [] }));
        return format.write(laidOut, language);
      },
    }
  );
}
