/** SubRip, with the tags that players understand. Pure. */
import { StyledTextBuilder, spansOf, type TextStyle } from "./styled-text.js";
import type { Anchor, FileCue, SubtitleFile } from "./subtitle-file.js";
import { clock, styleOfTags } from "./tags.js";

/** WORD JOINER: it has no width, and no reader of times or tags knows it. */
const JOINER = "\u2060";

/** The line of times. Readers of every player take "." for "," and fewer digits, and what stands behind the times (coordinates). */
const TIMES =
  /^[^\S\n]*(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,3}))?\s*-{1,2}>\s*(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,3}))?(?=\s|$)/u;

/** `<b>`, `</i>`, `<font color="#ff0000">`, `{\an8}`, `{\i1}`; other angles and braces are text. */
const TAG =
  /<(\/?)(b|i|u|s|font)(?:\s+color\s*=\s*["']?(#?[0-9a-z]+)["']?)?[^<>]*>|\{\\(an?)(\d{1,2})\}|\{\\([biu])([01])\}|\{([biu])\}/giu;

/**
 * Reads SubRip as others write it: with or without numbers, with empty lines inside cues, with dots in times.
 *
 * @returns null if there is text but no line of times: the file is not SubRip
 */
export function readSrtFile(text: string): SubtitleFile | null {
  const lines = text.replace(/^\ufeff/u, "").split(/\r\n|\r|\n/u);
  const starts = lines.flatMap((line, at) => (TIMES.test(line) ? [at] : []));
  if (starts.length === 0) return text.trim() === "" ? { cues: [], heads: {}, notes: [] } : null;
  const notes: string[] = [];
  const cues: FileCue[] = [];
  for (const [i, at] of starts.entries()) {
    const match = TIMES.exec(lines[at] ?? "");
    if (!match) continue;
    const start = clock(match[1], match[2], match[3], match[4]);
    const end = clock(match[5], match[6], match[7], match[8]);
    const next = starts[i + 1];
    const own = lines.slice(at + 1, next);
    // The number above the next cue's times is not text of this one.
    while (next !== undefined && own.at(-1)?.trim() === "") own.pop();
    if (next !== undefined && /^\s*\d+\s*$/u.test(own.at(-1) ?? "")) own.pop();
    const { content, anchor } = readTags(own.join("\n"));
    if (end < start) notes.push(`line ${at + 1}: the cue ends before it starts; it is given no length`);
    if (content.text === "") continue;
    cues.push({ start, end: Math.max(start, end), content, ...(anchor ? { anchor } : {}) });
  }
  return { cues, heads: {}, notes };
}

/** Text with SubRip's tags as styled text. */
function readTags(text: string): { content: ReturnType<StyledTextBuilder["end"]>; anchor: Anchor | undefined } {
  const builder = new StyledTextBuilder();
  let anchor: Anchor | undefined;
  let from = 0;
  for (const match of text.matchAll(TAG)) {
    builder.add(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [, slash, name, colour, an, place, letter, on] = match;
    if (an !== undefined) {
      const number = Number(place);
      // {\a6} is SubStation's older numbering: 1 to 3 bottom, 5 to 7 top, 9 to 11 middle.
      const numbered = an === "an" ? number : ({ 1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6 }[number] ?? 2);
      if (numbered >= 1 && numbered <= 9) anchor = numbered as Anchor;
    } else if (letter !== undefined) {
      if (on === "1") builder.open(letter.toLowerCase(), styleOfTags(letter.toLowerCase(), undefined));
      else builder.close(letter.toLowerCase());
    } else if (name !== undefined) {
      const tag = name.toLowerCase();
      if (slash) builder.close(tag);
      else builder.open(tag, styleOfTags(tag, colour));
    }
  }
  builder.add(text.slice(from));
  return { content: builder.end(), anchor };
}

/** The cues as a SubRip file. Numbers run from 1; times and tags are the only markup. */
export function writeSrtFile(file: Pick<SubtitleFile, "cues">): string {
  return file.cues
    .map((cue, i) => {
      const anchor = cue.anchor && cue.anchor !== 2 ? `{\\an${cue.anchor}}` : "";
      const write = looksLikeTimes(cue.content.text) ? withoutTimes : withoutTags;
      const text = spansOf(cue.content)
        .map(({ text: part, styles }) => wrap(write(part), styles))
        .join("");
      return `${i + 1}\n${time(cue.start)} --> ${time(Math.max(cue.end, cue.start + 1))}\n${anchor}${text}\n`;
    })
    .join("\n");
}

function wrap(text: string, styles: readonly TextStyle[]): string {
  return styles.reduceRight((inner, style) => {
    let outer = inner;
    if (style.colour) outer = `<font color="${style.colour}">${outer}</font>`;
    if (style.strike) outer = `<s>${outer}</s>`;
    if (style.underline) outer = `<u>${outer}</u>`;
    if (style.italic) outer = `<i>${outer}</i>`;
    if (style.bold) outer = `<b>${outer}</b>`;
    return outer;
  }, text);
}

/** A time in the forms that readers of SubRip accept, some of them anywhere in a line. */
const TIME = /(\d+:\d+)([.,:])(?=\d)/gu;

/** Whether a reader could take a line of the text for a cue's times. */
function looksLikeTimes(text: string): boolean {
  return text.split("\n").some((line) => {
    const times = line.match(TIME)?.length ?? 0;
    return times > 1 || (times === 1 && line.includes("-->"));
  });
}

/** SubRip has no escapes: times and arrows get a character without width in their middle. */
function withoutTimes(text: string): string {
  return withoutTags(text.replace(TIME, `$1${JOINER}$2`).replaceAll("-->", `--${JOINER}>`));
}

/** Likewise text that a reader could take for a tag. */
function withoutTags(text: string): string {
  return text.replace(/<(?=\/?(?:b|i|u|s|font)\b)/giu, `<${JOINER}`).replace(/\{(?=\\|[biu]\})/giu, `{${JOINER}`);
}

function time(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)},${String(ms % 1000).padStart(3, "0")}`;
}
