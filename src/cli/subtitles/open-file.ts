/** Opens and writes subtitle files for the commands. */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { writeWhole } from "../../media/unfinished-file.js";
import { decodeText, type DecodedText } from "../../subtitles/file/encoding.js";
import { FILE_FORMATS, languageOfName, readSubtitleText, type FileFormat } from "../../subtitles/file/file-formats.js";
import type { SubtitleFile } from "../../subtitles/file/subtitle-file.js";
import { writeFile } from "node:fs/promises";

/** Most bytes of a subtitle file: ten hours of ASS with packed fonts stay below. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface OpenedFile {
  readonly file: SubtitleFile;
  readonly format: FileFormat;
  readonly encoding: DecodedText["encoding"];
  /** BCP 47 code by the caller, the file or its name; null if none of them has it. */
  readonly language: string | null;
  /** For people: a guessed encoding, places that could not be read. */
  readonly notes: readonly string[];
}

/**
 * Reads a subtitle file of any format and encoding.
 *
 * @throws SisterError if it cannot be read, is too large, or is no subtitle file
 */
export async function openSubtitles(
  path: string,
  { language, encoding }: { language?: string | undefined; encoding?: string | undefined },
): Promise<OpenedFile> {
  const name = basename(path);
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) {
      throw new SisterError(`${name} has ${Math.round(size / 1e6)} MB: a subtitle file has at most 64 MB`, {
        exitCode: 2,
      });
    }
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof SisterError) throw error;
    throw new SisterError(`${name} cannot be read (${messageOf(error)}): check the path and its permissions`, {
      exitCode: 2,
      cause: error,
    });
  }
  let decoded: DecodedText;
  try {
    decoded = decodeText(bytes, encoding);
  } catch {
    throw new SisterError(
      `"${encoding}" is not a known encoding: write one as utf-8, windows-1252, big5 or shift_jis`,
      {
        exitCode: 2,
      },
    );
  }
  const named = language ?? languageOfName(name);
  const read = readSubtitleText(decoded.text, name, named);
  if (!read) {
    const formats = FILE_FORMATS.filter((format) => format.read).map((format) => format.name);
    throw new SisterError(`${name} is not a subtitle file: Sister reads ${formats.join(", ")}`, { exitCode: 2 });
  }
  const notes = [
    ...(decoded.how === "guessed"
      ? [`${name} is read as ${decoded.encoding}, which is a guess: give --encoding if letters are wrong`]
      : []),
    ...read.file.notes.map((note) => `${name}: ${note}`),
  ];
  return { ...read, encoding: decoded.encoding, language: named ?? read.file.language ?? null, notes };
}

/** How the bytes of a written file are. */
export interface Bytes {
  readonly bom: boolean;
  readonly crlf: boolean;
}

/**
 * Writes a subtitle file in UTF-8. The file appears whole or not at all.
 *
 * @throws SisterError if the format is only read, or the folder cannot be written to
 */
export async function saveSubtitles(
  path: string,
  file: SubtitleFile,
  format: FileFormat,
  { bom, crlf }: Bytes,
): Promise<void> {
  if (!format.write) {
    const formats = FILE_FORMATS.filter(({ write }) => write).map(({ extensions }) => extensions[0]);
    throw new SisterError(`${format.name} is written only by sister translate: convert to ${formats.join(", ")}`, {
      exitCode: 2,
    });
  }
  const text = format.write(file).replace(/\r\n/gu, "\n");
  const ends = crlf || format.id === "csv" ? text.replaceAll("\n", "\r\n") : text;
  await writeWhole(path, (hidden) => writeFile(hidden, `${bom ? "\ufeff" : ""}${ends}`));
}
