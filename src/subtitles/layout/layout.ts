/**
 * Lays out units as cues by the norms for subtitles. Pure.
 *
 * Hard rules; if two contradict each other, the earlier one holds: at most 2 lines of 42 characters; no overlap and at
 * least 2 frames between cues; every word in exactly one cue; 5/6 s to 7 s. Speech that is too dense for the rules is
 * shown late rather than lost.
 */
import type { Cue, TranslatedUnit } from "../cue.js";
import { breakLines, lengthOf } from "./line-breaking.js";
import { MAX_MS, MIN_MS, ms, partsOf, type Part } from "./partition.js";
import { joinWords, presentText } from "../text/display-text.js";

export interface LayoutOptions {
  /** Every cue has a text in each of these languages. */
  languages: readonly string[];
  /** The language of the units' words; one of `languages`. */
  source: string;
  /** Frames per second of the video; the gap between cues is two frames. Default 25. */
  frameRate?: number;
  /** Length of the video in seconds. The last cue ends with the video, if it is long enough. */
  duration?: number;
}

/** The text of a cue whose speech could not be recognized, or whose text could not be translated. */
export const NOT_TRANSCRIBED = "[not transcribed]";
export const NOT_TRANSLATED = "[not translated]";

/** Characters per second that adults read with ease. Cues stay longer to reach it, if there is room. */
export const READING_SPEED = 17;

/**
 * @example
 * const cues = layOut(units, { languages: ["en", "es"], source: "en", frameRate: 25 });
 */
export function layOut(units: readonly TranslatedUnit[], options: LayoutOptions): Cue[] {
  const gap = Math.ceil(2000 / (options.frameRate && options.frameRate > 1 ? options.frameRate : 25));
  const parts = [...units]
    .sort((a, b) => a.start - b.start)
    .flatMap((unit) => (unit.failed ? failedParts(unit, options, gap) : spokenParts(unit, options)));
  const settled = settle(
    merge(parts, options, gap),
    gap,
    options.duration === undefined ? Infinity : Math.floor(options.duration * 1000),
  );
  return settled.map((part, i) => ({
    index: i + 1,
    start: part.start / 1000,
    end: part.end / 1000,
    text: Object.fromEntries(
      options.languages.map((language) => [language, linesOf(part.text[language] ?? "", language)]),
    ),
    words: part.words,
    ...(part.failed ? { failed: true } : {}),
  }));
}

function linesOf(text: string, language: string): string {
  return (breakLines(text, language) ?? [text]).join("\n");
}

function spokenParts(unit: TranslatedUnit, { languages, source }: LayoutOptions): Part[] {
  const failed = languages.some((language) => (unit.text[language] ?? null) === null && language !== source);
  const words = unit.words.map((word) => word.text);
  const texts = languages.map((language) => {
    const own = language === source ? presentText(joinWords(words, source), source) : NOT_TRANSLATED;
    return [language, unit.text[language] ?? own] as const;
  });
  return partsOf(unit, Object.fromEntries(texts), source, failed);
}

/** The cues of a unit whose recognition failed: each lasts at most 7 s. */
function failedParts(unit: TranslatedUnit, { languages }: LayoutOptions, gap: number): Part[] {
  const start = ms(unit.start);
  const length = Math.max(MIN_MS, ms(unit.end) - start);
  const count = Math.ceil(length / MAX_MS);
  return Array.from({ length: count }, (_, i) => ({
    start: start + Math.round((length * i) / count),
    end: start + Math.round((length * (i + 1)) / count) - (i < count - 1 ? gap : 0),
    words: [],
    text: Object.fromEntries(languages.map((language) => [language, NOT_TRANSCRIBED])),
    failed: true,
  }));
}

/** Joins a cue that would be too short with its neighbour, if both fit into one cue. */
function merge(parts: readonly Part[], { languages }: LayoutOptions, gap: number): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    const room = last ? part.start - gap - last.start : Infinity;
    const isTight =
      room < MIN_MS || (last !== undefined && part.end - part.start < MIN_MS && part.start - last.end < gap);
    const joined = last && isTight ? joinParts(last, part, languages) : null;
    if (joined) merged[merged.length - 1] = joined;
    else merged.push(part);
  }
  return merged;
}

function joinParts(a: Part, b: Part, languages: readonly string[]): Part | null {
  if (a.words.length === 0 || b.words.length === 0 || b.end - a.start > MAX_MS) return null;
  const texts = languages.map((language) => {
    const both = [a.text[language] ?? "", b.text[language] ?? ""].filter((text) => text !== "");
    return [language, joinWords(both, language)] as const;
  });
  if (texts.some(([language, text]) => !breakLines(text, language))) return null;
  return {
    start: a.start,
    end: b.end,
    words: [...a.words, ...b.words],
    text: Object.fromEntries(texts),
    failed: a.failed || b.failed,
  };
}

/**
 * Settles the times. A cue starts with its speech, or as soon as the previous cue allows. It ends with its speech, later
 * for slow readers if there is room, and never before it has lasted 5/6 s.
 */
function settle(parts: readonly Part[], gap: number, duration: number): Part[] {
  const settled: Part[] = [];
  let free = 0;
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1];
    let start = Math.max(part.start, free);
    const characters = Math.max(...Object.values(part.text).map((text) => lengthOf(text)));
    const wanted = Math.max(part.end, start + Math.round((characters * 1000) / READING_SPEED), start + MIN_MS);
    const room = next ? Math.max(part.start, next.start) - gap : duration;
    let end = Math.min(wanted, start + MAX_MS, Math.max(room, start + MIN_MS));
    if (!next && end > duration && Number.isFinite(duration)) {
      end = Math.max(duration, start + MIN_MS);
      if (end > duration) {
        start = Math.max(free, Math.min(start, duration - MIN_MS));
        end = Math.max(duration, start + MIN_MS);
      }
    }
    settled.push({ ...part, start, end });
    free = end + gap;
  }
  return settled;
}
