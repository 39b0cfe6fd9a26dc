/** The name of an uploaded file, made safe to show and to store. Pure. */
import { lineText } from "../../subtitles/text/plain-text.js";

/** Names of a job's files are about 30 bytes longer, and file systems allow 255. */
const MOST_BYTES = 200;
const EXTENSION = /\.[^.\s]{1,10}$/u;

/**
 * The name without folders and without control characters, cut to 200 bytes including its extension; "video" if nothing is left.
 *
 * @example
 * safeFilename("C:\\talks\\a\u202eb.mp4"); // "ab.mp4"
 */
export function safeFilename(name: string): string {
  const last = lineText(name.split(/[/\\]/).at(-1) ?? "");
  if (/^\.*$/.test(last)) return "video";
  const extension = EXTENSION.exec(last)?.[0] ?? "";
  const base = last.slice(0, last.length - extension.length);
  return lineText(`${cutTo(base, MOST_BYTES - Buffer.byteLength(extension))}${extension}`) || "video";
}

/** The longest start of a text that fits into `most` bytes of UTF-8. No character that a reader sees (grapheme) is cut in two, nor a family of emoji. */
function cutTo(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let [kept, bytes] = ["", 0];
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.slice(0, most))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > most) break;
    kept += segment;
  }
  return kept;
}
