/** The contract of a subtitle format: the cues of one language in, the text of a file out. */
import type { Cue } from "../cue.js";

/** A cue as formats take it: times in seconds, text by language. */
export type WrittenCue = Pick<Cue, "start" | "end" | "text">;

export interface SubtitleFormat {
  /** Its name in files and addresses, which is also the file extension: "srt" in `talk.es.srt`. Lower case. */
  readonly id: string;
  /** Its name for people: "SubRip". */
  readonly name: string;
  /** The media type under which the API serves it, with its character set. */
  readonly mediaType: string;
  /** Whether `sister translate` writes it for every language of a video. The API serves every format. */
  readonly isWrittenByDefault: boolean;
  /** The text of a file with the cues of one language. Cues without visible text in that language are left out. */
  write(cues: readonly WrittenCue[], language: string): string;
}
