/** A file's name as its sender gave it, for people to read. Pure. */
import { lineText } from "../../subtitles/text/plain-text.js";

/** Names of a job's files are some 30 bytes longer, and file systems take 255. */
const MOST_BYTES = 200;
const ENDING = /\.[^.\s]{1,10}$/u;

/**
 * The name without folders, by the rule for text, cut to 200 bytes before its ending; "video" where nothing is left.
 *
 * @example
 * plainName("C:\\talks\\a\u202eb.mp4"); // "ab.mp4"
 */
export function plainName(name: string): string {
  const last = lineText(name.split(/[/\\]/).at(-1) ?? "");
  if (/^\.*$/.test(last)) return "video";
  const ending = ENDING.exec(last)?.[0] ?? "";
  const base = last.slice(0, last.length - ending.length);
  return lineText(`${cutTo(base, MOST_BYTES - Buffer.byteLength(ending))}${ending}`) || "video";
}

/** The longest start of a text that fits into a number of bytes of UTF-8, without half a character (grapheme) at its end. */
function cutTo(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let [kept, bytes] = ["", 0];
  // No character is cut in two, nor a family of emoji.
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.slice(0, most))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > most) break;
    kept += segment;
  }
  return kept;
}
