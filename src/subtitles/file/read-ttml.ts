/** Reads TTML as broadcasters deliver it. Pure. */
import { XMLParser } from "fast-xml-parser";
import { StyledTextBuilder, type TextStyle } from "./styled-text.js";
import type { Anchor, FileCue, SubtitleFile } from "./subtitle-file.js";
import { colourOf } from "./tags.js";

/** A node as the parser gives it in document order: one key for the element's name, ":@" for its attributes. */
type Node = Record<string, unknown>;

interface Attributes {
  readonly [name: string]: string;
}

interface Clock {
  readonly frameRate: number;
  readonly tickRate: number;
}

interface Context extends Clock {
  readonly styles: ReadonlyMap<string, Attributes>;
  readonly regions: ReadonlyMap<string, Attributes>;
}

/** Most bytes of a TTML file: ten hours of subtitles take four megabytes. */
const MOST_LENGTH = 64 * 1024 * 1024;

/**
 * Reads TTML 1 and 2, IMSC, EBU-TT-D, DFXP. Styles that are not letters' weight, slant, decoration and colour are left out.
 *
 * @returns null if the file is not XML with a `tt` element
 */
export function readTtmlFile(text: string): SubtitleFile | null {
  if (text.length > MOST_LENGTH || !/<(?:\w+:)?tt[\s>]/u.test(text)) return null;
  let tree: Node[];
  try {
    tree = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: "",
      removeNSPrefix: true,
      trimValues: false,
      parseTagValue: false,
      parseAttributeValue: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      htmlEntities: true,
    }).parse(text) as Node[];
  } catch {
    return null;
  }
  const tt = childrenOf({ root: tree }).find((node) => nameOf(node) === "tt");
  if (!tt) return null;
  const own = attributesOf(tt);
  const [numerator = 1, denominator = 1] = (own["frameRateMultiplier"] ?? "1 1").split(/[\s:]+/u).map(Number);
  const frameRate = (Number(own["frameRate"]) || 30) * (numerator / denominator || 1);
  const context: Context = {
    frameRate,
    tickRate: Number(own["tickRate"]) || (own["frameRate"] ? frameRate : 1),
    styles: collect(tt, "style"),
    regions: collect(tt, "region"),
  };
  const cues: FileCue[] = [];
  const notes: string[] = [];
  const walk = (node: Node, begin: number, end: number, inherited: { region?: string }): void => {
    const attributes = attributesOf(node);
    const [from, to] = span(attributes, begin, end, context);
    const region = attributes["region"] ?? inherited.region;
    if (nameOf(node) === "p") {
      if (!Number.isFinite(to)) notes.push(`a paragraph at ${from / 1000} s has no end; it is shown for 5 s`);
      const cue = cueOf(node, attributes, context, region);
      const last = Number.isFinite(to) ? to : from + 5000;
      if (cue.content.text !== "")
        cues.push({ start: Math.round(from), end: Math.max(Math.round(from), Math.round(last)), ...cue });
      return;
    }
    for (const child of childrenOf(node)) walk(child, from, to, region === undefined ? {} : { region });
  };
  for (const child of childrenOf(tt)) if (nameOf(child) === "body") walk(child, 0, Infinity, {});
  cues.sort((a, b) => a.start - b.start || a.end - b.end);
  return { cues, heads: {}, notes, ...(own["lang"] ? { language: own["lang"] } : {}) };
}

function nameOf(node: Node): string {
  // Not by Object.keys: a file has ten nodes for each of its cues.
  for (const key in node) if (key !== ":@") return key;
  return "";
}

function childrenOf(node: Node): Node[] {
  const children = node[nameOf(node)];
  return Array.isArray(children) ? (children as Node[]) : [];
}

function attributesOf(node: Node): Attributes {
  return (node[":@"] ?? {}) as Attributes;
}

/** Elements with an id in the head, by id: styles and regions stand nowhere else. */
function collect(tt: Node, name: string): Map<string, Attributes> {
  const found = new Map<string, Attributes>();
  const visit = (one: Node): void => {
    const attributes = attributesOf(one);
    if (nameOf(one) === name && attributes["id"] !== undefined) {
      // A region's look may stand in style elements inside it.
      const inner = name === "region" ? childrenOf(one).map(attributesOf) : [];
      found.set(attributes["id"], Object.assign({}, ...inner, attributes) as Attributes);
    }
    for (const child of childrenOf(one)) visit(child);
  };
  for (const child of childrenOf(tt)) if (nameOf(child) === "head") visit(child);
  return found;
}

/** A node's time on the timeline, within its parent's. */
function span(attributes: Attributes, begin: number, end: number, clock: Clock): [from: number, to: number] {
  const from = begin + (timeOf(attributes["begin"], clock) ?? 0);
  const until = timeOf(attributes["end"], clock);
  const dur = timeOf(attributes["dur"], clock);
  return [from, Math.min(end, until === null ? Infinity : begin + until, dur === null ? Infinity : from + dur)];
}

/** A time expression of TTML in milliseconds: clock times with fractions or frames, and offsets in h, m, s, ms, f, t. */
function timeOf(value: string | undefined, { frameRate, tickRate }: Clock): number | null {
  if (value === undefined) return null;
  const clock = /^(\d+):(\d{2}):(\d{2})(?:(\.\d+)|:(\d+)(?:\.\d+)?)?$/u.exec(value.trim());
  if (clock) {
    const [, hours, minutes, seconds, fraction, frames] = clock;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return (whole + Number(fraction ?? 0) + Number(frames ?? 0) / frameRate) * 1000;
  }
  const offset = /^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$/u.exec(value.trim());
  if (!offset) return null;
  const scales: Readonly<Record<string, number>> = {
    h: 3_600_000,
    m: 60_000,
    s: 1000,
    ms: 1,
    f: 1000 / frameRate,
    t: 1000 / tickRate,
  };
  return Number(offset[1]) * (scales[offset[2] ?? ""] ?? 0);
}

function cueOf(
  node: Node,
  attributes: Attributes,
  context: Context,
  region: string | undefined,
): Omit<FileCue, "start" | "end"> {
  const builder = new StyledTextBuilder();
  const add = (one: Node, depth: number): void => {
    for (const child of childrenOf(one)) {
      const name = nameOf(child);
      // White space between elements is layout of the file; lines are made by br.
      if (name === "#text") builder.add(String(child["#text"]).replace(/\s+/gu, " "));
      else if (name === "br") builder.add("\n");
      else if (name === "span") {
        builder.open(`span${depth}`, styleOf(attributesOf(child), context));
        add(child, depth + 1);
        builder.close(`span${depth}`);
      }
    }
  };
  builder.open("p", styleOf(attributes, context));
  add(node, 0);
  builder.close("p");
  const anchor = anchorOf({
    ...(region === undefined ? {} : context.regions.get(region)),
    ...resolved(attributes, context),
  });
  return { content: builder.end(), ...(anchor === 2 ? {} : { anchor }) };
}

/** An element's attributes with those of the styles that it names. */
function resolved(attributes: Attributes, { styles }: Context): Attributes {
  const named = (attributes["style"] ?? "").split(/\s+/u).map((id) => styles.get(id) ?? {});
  return Object.assign({}, ...named, attributes) as Attributes;
}

function styleOf(attributes: Attributes, context: Context): TextStyle {
  const all = resolved(attributes, context);
  const colour = colourOf(all["color"]);
  return {
    ...(all["fontWeight"] === "bold" ? { bold: true } : {}),
    ...(/^(?:italic|oblique)$/u.test(all["fontStyle"] ?? "") ? { italic: true } : {}),
    ...(/underline/u.test(all["textDecoration"] ?? "") ? { underline: true } : {}),
    ...(/lineThrough/u.test(all["textDecoration"] ?? "") ? { strike: true } : {}),
    // White is what letters are anyway.
    ...(colour && colour !== "#ffffff" ? { colour } : {}),
  };
}

function anchorOf(attributes: Attributes): Anchor {
  const row = attributes["displayAlign"] === "before" ? 6 : attributes["displayAlign"] === "center" ? 3 : 0;
  const align = attributes["textAlign"] ?? "center";
  const column = align === "left" || align === "start" ? 1 : align === "right" || align === "end" ? 3 : 2;
  return (row + column) as Anchor;
}
