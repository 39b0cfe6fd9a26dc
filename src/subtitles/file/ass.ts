/** Advanced SubStation Alpha: styles are kept, overrides of a line become marks. Pure. */
import { assHead } from "./ass-style.js";
import { StyledTextBuilder, spansOf, type StyledText, type TextStyle } from "./styled-text.js";
import type { Anchor, FileCue, SubtitleFile } from "./subtitle-file.js";
import { clock } from "./tags.js";

/** WORD JOINER: it has no width. */
const JOINER = "\u2060";

const FIELDS = ["Layer", "Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text"] as const;

/**
 * Reads an .ass or .ssa file. Comments and drawings are left out; effects that have no counterpart elsewhere (movement, karaoke) are dropped, with a note.
 *
 * @returns null if the file has no [Events]
 */
export function readAssFile(text: string): SubtitleFile | null {
  const lines = text.replace(/^\ufeff/u, "").split(/\r\n|\r|\n/u);
  if (!lines.some((line) => /^\s*\[events\]\s*$/iu.test(line))) return null;
  let section = "";
  let fields: readonly string[] = FIELDS;
  const head: string[] = [];
  const notes: string[] = [];
  const cues: FileCue[] = [];
  for (const [at, line] of lines.entries()) {
    const title = /^\s*\[([^\]]+)\]\s*$/u.exec(line)?.[1];
    if (title !== undefined) section = title.toLowerCase();
    if (section !== "events") {
      // Fonts and graphics that are packed into the file would make the head as long as a film.
      if (section === "script info" || section.includes("styles")) head.push(line);
      continue;
    }
    const format = /^\s*Format:\s*(.*)$/iu.exec(line)?.[1];
    if (format !== undefined) fields = format.split(",").map((field) => field.trim());
    const dialogue = /^\s*Dialogue:\s*(.*)$/iu.exec(line)?.[1];
    if (dialogue === undefined) continue;
    const cue = cueOf(dialogue, fields);
    if (cue === null) notes.push(`line ${at + 1}: its times cannot be read, so the cue is left out`);
    else if (cue.content.text !== "") cues.push(cue);
  }
  if (lines.some((line) => /\{[^}]*\\(?:move|k[fo]?\d|t\(|fad|pos|clip)/iu.test(line))) {
    notes.push("places, movements and effects of single lines are not kept");
  }
  cues.sort((a, b) => a.start - b.start || a.end - b.end);
  return { cues, heads: { ass: head.join("\n").trim() }, notes };
}

function cueOf(dialogue: string, fields: readonly string[]): FileCue | null {
  // The text is the last field, and holds commas.
  const parts = dialogue.split(",");
  const values = [...parts.slice(0, fields.length - 1), parts.slice(fields.length - 1).join(",")];
  const of = (name: string): string => values[fields.findIndex((field) => field.toLowerCase() === name)]?.trim() ?? "";
  const [start, end] = [timeOf(of("start")), timeOf(of("end"))];
  if (start === null || end === null) return null;
  const { content, anchor } = readAssText(values.at(-1) ?? "");
  const style = of("style").replace(/^\*/u, "");
  return {
    start,
    end: Math.max(start, end),
    content,
    ...(anchor ? { anchor } : {}),
    ...(style !== "" && style !== "Default" ? { style } : {}),
  };
}

function timeOf(value: string): number | null {
  const match = /^(\d+):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,3}))?$/u.exec(value);
  return match ? clock(match[1], match[2], match[3], match[4]) : null;
}

/** The text of a Dialogue line as styled text. */
function readAssText(text: string): { content: StyledText; anchor: Anchor | undefined } {
  const builder = new StyledTextBuilder();
  let anchor: Anchor | undefined;
  let isDrawing = false;
  for (const match of text.matchAll(/\\([{}])|\{([^}]*)\}|\\([Nnh])|([^{}\\]+|[\s\S])/gu)) {
    const [, escaped, block, code, plainText] = match;
    if (block !== undefined) {
      for (const [, name = "", value = ""] of block.matchAll(/\\(an?|[ibus](?![a-z])|1?c|p|r)([^\\]*)/gu)) {
        if (name === "an") anchor = anchorOf(Number(value)) ?? anchor;
        else if (name === "a") anchor = OLD_ANCHORS[Number(value)] ?? anchor;
        else if (name === "p") isDrawing = Number(value) > 0;
        else if (name === "r") for (const tag of ["c", "s", "u", "i", "b"]) builder.close(tag);
        else override(builder, name, value.trim());
      }
    } else if (!isDrawing)
      builder.add(escaped ?? (code === undefined ? (plainText ?? "") : code === "h" ? "\u00a0" : "\n"));
  }
  const { text: joined, marks } = builder.end();
  return { content: { text: joined, marks }, anchor };
}

/** SubStation's older numbering of places. */
const OLD_ANCHORS: Readonly<Record<number, Anchor>> = { 1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6 };

function anchorOf(value: number): Anchor | undefined {
  return Number.isInteger(value) && value >= 1 && value <= 9 ? (value as Anchor) : undefined;
}

function override(builder: StyledTextBuilder, name: string, value: string): void {
  const tag = name.endsWith("c") ? "c" : name;
  builder.close(tag);
  if (tag === "c") {
    const hex = /^&?H?([0-9a-f]{1,8})&?$/iu.exec(value)?.[1]?.padStart(6, "0").slice(-6).toLowerCase();
    if (hex) builder.open("c", { colour: `#${hex.slice(4)}${hex.slice(2, 4)}${hex.slice(0, 2)}` });
    return;
  }
  // \b takes 0, 1 or a weight.
  const isOn = value === "1" || (tag === "b" && Number(value) >= 500);
  if (!isOn) return;
  const styles: Readonly<Record<string, TextStyle>> = {
    b: { bold: true },
    i: { italic: true },
    u: { underline: true },
    s: { strike: true },
  };
  builder.open(tag, styles[tag] ?? {});
}

/** The cues as an .ass file, with the styles that it had, or the default one. Times are in hundredths of a second, rounded down: a cue that begins with a frame is in it. */
export function writeAssFile(file: Pick<SubtitleFile, "cues" | "heads">): string {
  const head = file.heads["ass"] ?? assHead();
  const known = new Set([...head.matchAll(/^\s*Style:\s*([^,\n]+)/gimu)].map(([, name]) => (name ?? "").trim()));
  const lines = file.cues.map((cue) => {
    const from = Math.floor(cue.start / 10);
    const until = Math.max(Math.floor(cue.end / 10), from + 1);
    const style = cue.style !== undefined && known.has(cue.style) ? cue.style : "Default";
    const anchor = cue.anchor && cue.anchor !== 2 ? `{\\an${cue.anchor}}` : "";
    return `Dialogue: 0,${time(from)},${time(until)},${style},,0,0,0,,${anchor}${assText(cue.content)}\n`;
  });
  return `${head}\n\n[Events]\nFormat: ${FIELDS.join(", ")}\n${lines.join("")}`;
}

/** A styled text as the text of a Dialogue line. */
function assText(content: StyledText): string {
  return spansOf(content)
    .map(({ text, styles }) => {
      const on: string[] = [];
      const off: string[] = [];
      for (const style of styles) {
        for (const [key, tag] of [
          ["bold", "b"],
          ["italic", "i"],
          ["underline", "u"],
          ["strike", "s"],
        ] as const) {
          if (!style[key]) continue;
          on.push(`\\${tag}1`);
          off.push(`\\${tag}0`);
        }
        if (style.colour) {
          on.push(`\\c&H${style.colour.slice(5)}${style.colour.slice(3, 5)}${style.colour.slice(1, 3)}&`);
          off.push("\\c");
        }
      }
      const letters = escapeLetters(text);
      return on.length === 0 ? letters : `{${on.join("")}}${letters}{${off.join("")}}`;
    })
    .join("");
}

/**
 * A backslash begins an instruction (`\N`, `\h`, `\{`) unless a character other than a letter follows, so one without width does; a brace opens a block of
 * instructions unless a backslash stands before it.
 */
function escapeLetters(text: string): string {
  return text
    .replaceAll("\\", `\\${JOINER}`)
    .replaceAll("{", "\\{")
    .replaceAll("}", "\\}")
    .replaceAll("\u00a0", "\\h")
    .replaceAll("\n", "\\N");
}

/** Hundredths of a second as "1:02:03.04". */
function time(hundredths: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const seconds = Math.floor(hundredths / 100);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}
