/** Reads the text of a talk that somebody gave with `--script`. */
import { open } from "node:fs/promises";
import { messageOf, SisterError } from "../../errors.js";

/** A text of 10 hours of speech has half a megabyte. */
const MOST_BYTES = 8 * 2 ** 20;

function refuse(message: string): never {
  throw new SisterError(message, { exitCode: 2 });
}

/**
 * The text of a script: UTF-8, with or without a byte order mark, lines ended by LF or CRLF. Rejects with a SisterError that says what
 * is wrong with the file.
 *
 * @example
 * const text = await readScript("talk.txt");
 */
export async function readScript(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    const file = await open(path);
    try {
      const { size } = await file
        .stat()
        .then((stat) => (stat.isFile() ? stat : refuse(`${path} is no file: give a text file`)));
      if (size > MOST_BYTES)
        refuse(`${path} has ${Math.ceil(size / 2 ** 20)} MiB: a script may have ${MOST_BYTES / 2 ** 20}`);
      bytes = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof SisterError) throw error;
    throw new SisterError(`the script ${path} cannot be read: ${messageOf(error)}`, { exitCode: 2, cause: error });
  }
  return scriptText(bytes, path);
}

/** The text of a script's bytes. Throws as `readScript` rejects. */
export function scriptText(bytes: Uint8Array, path: string): string {
  let text: string;
  try {
    // Without ignoreBOM, which is the default, the mark is dropped.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    refuse(`${path} is no text in UTF-8: save it as plain text in UTF-8`);
  }
  if (text.includes("\0")) refuse(`${path} is no text: save it as plain text in UTF-8`);
  if (/^\d\d:\d\d(:\d\d)?[,.]\d+ --> /m.test(text)) {
    refuse(`${path} is a file of subtitles, with times: give the plain text of the talk`);
  }
  if (!/[\p{L}\p{N}]/u.test(text)) refuse(`${path} has no words in it`);
  return text;
}
