/** The contract of a subtitle format: the cues of one language in, the text of a file out. */
import type { Cue } from "../cue.js";
import { bilingualCues, type CuePair } from "../file/bilingual.js";
import { plain } from "../file/styled-text.js";
import type { FileCue, SubtitleFile } from "../file/subtitle-file.js";
import type { LetterStyle } from "../letters.js";
import { shownCues } from "../shown-cues.js";

/** A cue as formats take it: times in seconds, text by language. */
export type WrittenCue = Pick<Cue, "start" | "end" | "text">;

export interface SubtitleFormat {
  /** Its name in files and addresses, which is also the file extension: "srt" in `talk.es.srt`. Lower case. */
  readonly id: string;
  /** Its name for people: "SubRip". */
  readonly name: string;
  /** The media type under which the API serves it, with its character set. */
  readonly mediaType: string;
  /** Whether `sister translate` writes it for every language of a video if nobody names formats. The API serves every format. */
  readonly isWrittenByDefault: boolean;
  /** Whether its files hold a letter style. */
  readonly holdsStyle?: true;
  /**
   * The text of a file with the cues of one language. Cues without visible text in that language are left out. Formats
   * that hold no style ignore `letters`.
   */
  write(cues: readonly WrittenCue[], language: string, letters?: LetterStyle): string;
  /** The text of a file with the cues of two languages; missing in formats that are not for the screen. */
  writeBilingual?(cues: readonly WrittenCue[], languages: readonly [string, string], letters?: LetterStyle): string;
}

interface Description extends Omit<SubtitleFormat, "write" | "writeBilingual" | "holdsStyle"> {
  /** The format's writer, from `src/subtitles/file/`. */
  readonly writeFile: (file: SubtitleFile) => string;
  /** How a file holds two languages. */
  readonly bilingual?: "over" | "apart";
  /** The head of a file with this style, if its files hold one. */
  readonly headOf?: (letters: LetterStyle) => SubtitleFile["heads"];
  /** Whether the file names its language. */
  readonly namesLanguage?: true;
}

/** A format whose writer takes the cues of a subtitle file. */
export function defineFormat({ writeFile, bilingual, namesLanguage, headOf, ...format }: Description): SubtitleFormat {
  const write = (cues: readonly FileCue[], language: string, letters: LetterStyle = {}): string =>
    writeFile({ cues, heads: headOf?.(letters) ?? {}, notes: [], ...(namesLanguage ? { language } : {}) });
  return {
    ...format,
    ...(headOf ? { holdsStyle: true } : {}),
    write: (cues, language, letters) =>
      write(
        cues.flatMap((cue) => fileCueOf(cue, language) ?? []),
        language,
        letters,
      ),
    ...(bilingual
      ? {
          writeBilingual: (cues, [first, second], letters) => {
            const pairs = cues.map((cue): CuePair => [fileCueOf(cue, first), fileCueOf(cue, second)]);
            return write(bilingualCues(pairs, bilingual), second, letters);
          },
        }
      : {}),
  };
}

/** A cue in one language; null if it has no visible text. */
function fileCueOf(cue: WrittenCue, language: string): FileCue | null {
  const [shown] = shownCues([cue], language);
  return shown ? { start: shown.start, end: shown.end, content: plain(shown.text) } : null;
}
