/** WebVTT as the W3C recommendation has it: cues with settings, STYLE blocks, tags. Pure. */
import { StyledTextBuilder, spansOf, type StyledText, type TextStyle } from "./styled-text.js";
import type { Anchor, FileCue, SubtitleFile } from "./subtitle-file.js";
import { clock, styleOfTags } from "./tags.js";

const TIMES =
  /^\s*(?:(\d{2,}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:(\d{2,}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})(?:[^\S\n]+(\S.*))?\s*$/u;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  nbsp: "\u00a0",
  lrm: "",
  rlm: "",
  quot: '"',
  apos: "'",
};

const TAG = /<(\/?)([a-z]+|\d[\d:.]*)?((?:\.[^\s.<>]+)*)(?:[^\S\n]+([^<>]*))?>|&(?:([a-z]+)|#(\d+)|#x([0-9a-f]+));?/giu;

/**
 * Reads WebVTT; a file without its header is read too, with a note.
 *
 * @returns null if there is text but no cue and no header: the file is not WebVTT
 */
export function readVttFile(text: string): SubtitleFile | null {
  const lines = text.replace(/^\ufeff/u, "").split(/\r\n|\r|\n/u);
  const hasHead = /^WEBVTT(?:\s|$)/u.test(lines[0] ?? "");
  const notes = hasHead ? [] : ["line 1: WEBVTT is missing; the file is read all the same"];
  if (!hasHead && !lines.some((line) => TIMES.test(line))) return null;
  const cues: FileCue[] = [];
  const heads: string[] = [];
  let at = hasHead ? 1 : 0;
  while (at < lines.length) {
    if (lines[at]?.trim() === "") {
      at += 1;
      continue;
    }
    const first = at;
    while (at < lines.length && lines[at]?.trim() !== "") at += 1;
    const block = lines.slice(first, at);
    const timesAt = block.findIndex((line, i) => i < 2 && TIMES.test(line));
    const match = TIMES.exec(block[timesAt] ?? "");
    if (match) {
      const cue = cueOf(match, block.slice(timesAt + 1).join("\n"), timesAt === 1 ? (block[0] ?? "").trim() : "");
      if (cue.end < cue.start)
        notes.push(`line ${first + timesAt + 1}: the cue ends before it starts; it is given no length`);
      if (cue.content.text !== "") cues.push({ ...cue, end: Math.max(cue.start, cue.end) });
    } else if (/^(?:STYLE|REGION)(?:\s|$)/u.test(block[0] ?? "")) heads.push(block.join("\n"));
    else if (first > 0 && !/^NOTE(?:\s|$)/u.test(block[0] ?? "") && block.some((line) => line.includes("-->"))) {
      notes.push(`line ${first + 1}: its times cannot be read, so the cue is left out`);
    }
  }
  const language = /^Language:\s*(\S+)/imu.exec(lines.slice(0, 10).join("\n"))?.[1];
  return { cues, heads: heads.length > 0 ? { vtt: heads.join("\n\n") } : {}, notes, ...(language ? { language } : {}) };
}

function cueOf(match: RegExpExecArray, text: string, id: string): FileCue {
  const settings = match[9]?.trim();
  const anchor = settings ? anchorOf(settings) : undefined;
  return {
    start: clock(match[1], match[2], match[3], match[4]),
    end: clock(match[5], match[6], match[7], match[8]),
    content: readVttText(text),
    ...(settings ? { settings } : {}),
    ...(anchor ? { anchor } : {}),
    ...(id !== "" && !/^\d+$/u.test(id) ? { id } : {}),
  };
}

/** Text of a cue with tags and entities, as styled text. */
function readVttText(text: string): StyledText {
  const builder = new StyledTextBuilder();
  let from = 0;
  for (const match of text.matchAll(TAG)) {
    builder.add(text.slice(from, match.index));
    from = match.index + match[0].length;
    const [all, slash, name, classes, annotation, entity, decimal, hex] = match;
    if (entity !== undefined) builder.add(ENTITIES[entity.toLowerCase()] ?? all);
    else if (decimal !== undefined || hex !== undefined)
      builder.add(characterOf(decimal ? Number(decimal) : parseInt(hex ?? "", 16)));
    else if (name === undefined) continue;
    else if (slash) builder.close(name.toLowerCase());
    else if (!/^\d/u.test(name))
      builder.open(name.toLowerCase(), styleOf(name.toLowerCase(), classes ?? "", annotation));
  }
  builder.add(text.slice(from));
  return builder.end();
}

function characterOf(code: number): string {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : "";
}

function styleOf(tag: string, classes: string, annotation: string | undefined): TextStyle {
  const className = classes.replace(/^\./u, "");
  const own: TextStyle =
    tag === "v"
      ? annotation
        ? { voice: annotation.trim() }
        : {}
      : /^[bius]$/u.test(tag)
        ? styleOfTags(tag, undefined)
        : {};
  return className ? { ...own, className } : own;
}

function anchorOf(settings: string): Anchor | undefined {
  const line = /(?:^|\s)line:(-?[\d.]+)(%?)/u.exec(settings);
  const align = /(?:^|\s)align:(\w+)/u.exec(settings)?.[1];
  const place = line ? Number(line[1]) : 100;
  const row = !line ? 0 : line[2] === "%" ? (place < 34 ? 6 : place < 67 ? 3 : 0) : place >= 0 && place < 6 ? 6 : 0;
  const column = align === "start" || align === "left" ? 1 : align === "end" || align === "right" ? 3 : 2;
  const anchor = (row + column) as Anchor;
  return anchor === 2 ? undefined : anchor;
}

/** The cues as a WebVTT file, with the STYLE and REGION blocks that it had. */
export function writeVttFile(file: Pick<SubtitleFile, "cues" | "heads" | "language">): string {
  const head = file.language ? `WEBVTT\nLanguage: ${file.language}\n` : "WEBVTT\n";
  const blocks = file.cues.map((cue, i) => {
    const settings = cue.settings ?? settingsOf(cue.anchor);
    const text = spansOf(cue.content)
      .map(({ text: part, styles }) => wrap(escapeText(part), styles))
      .join("");
    const id = cue.id !== undefined && !cue.id.includes("-->") ? cue.id : String(i + 1);
    return `${id}\n${time(cue.start)} --> ${time(Math.max(cue.end, cue.start + 1))}${settings ? ` ${settings}` : ""}\n${text}\n`;
  });
  return [head, ...(file.heads["vtt"] ? [`${file.heads["vtt"]}\n`] : []), ...blocks].join("\n");
}

function settingsOf(anchor: Anchor | undefined): string {
  if (!anchor || anchor === 2) return "";
  const line = anchor > 6 ? "line:0" : anchor > 3 ? "line:50%" : "";
  const align = anchor % 3 === 1 ? "align:start" : anchor % 3 === 0 ? "align:end" : "";
  return [line, align].filter(Boolean).join(" ");
}

function wrap(text: string, styles: readonly TextStyle[]): string {
  return styles.reduceRight((inner, style) => {
    const dot = style.className ? `.${style.className}` : "";
    if (style.voice) return `<v${dot} ${escapeText(style.voice)}>${inner}</v>`;
    let outer = inner;
    if (style.underline) outer = `<u>${outer}</u>`;
    if (style.italic) outer = `<i>${outer}</i>`;
    if (style.bold) outer = `<b>${outer}</b>`;
    return dot ? `<c${dot}>${outer}</c>` : outer;
  }, text);
}

/** Text is markup in WebVTT: what could be read as a tag, an entity or an arrow is written as an entity. */
function escapeText(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;");
}

function time(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}
