/** Reads the file of `--script`, the text of a talk. */
import { open } from "node:fs/promises";
import { messageOf, SisterError } from "../../errors.js";

/** The text of 10 hours of speech has half a megabyte. */
const MOST_BYTES = 8 * 2 ** 20;

function refuse(message: string): never {
  throw new SisterError(message, { exitCode: 2 });
}

/**
 * The text of a script: UTF-8, with or without a byte order mark, with line ends LF or CRLF. Rejects with a SisterError
 * (exit code 2) if the file is not such a text.
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
        .then((stat) => (stat.isFile() ? stat : refuse(`${path} is not a file: give a text file`)));
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
    // TextDecoder drops the byte order mark by default.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    refuse(`${path} is not UTF-8 text: save it as plain text in UTF-8`);
  }
  if (text.includes("\0")) refuse(`${path} is not text: save it as plain text in UTF-8`);
  if (/^\d\d:\d\d(:\d\d)?[,.]\d+ --> /m.test(text)) {
    refuse(`${path} is a subtitle file with times: give the plain text of the talk`);
  }
  if (!/[\p{L}\p{N}]/u.test(text)) refuse(`${path} has no words`);
  return text;
}
