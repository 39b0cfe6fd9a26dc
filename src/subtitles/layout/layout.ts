/**
 * Lays out units as cues by the norms for subtitles. Pure.
 *
 * Hard rules; if two contradict each other, the earlier one holds: the lines of each language; no overlap, and the gap of the profile between cues;
 * every word in exactly one cue; the shortest and the longest time. Speech that is too dense for the rules is shown late rather than lost.
 */
import type { Cue, TranslatedUnit } from "../cue.js";
import { linesOf } from "../lines/break-lines.js";
import { checkCues } from "../norms/check.js";
import { DEFAULT_PROFILE, normsOf } from "../norms/profile.js";
import { snapToShots } from "../norms/snap-to-shots.js";
import { shownCues } from "../shown-cues.js";
import { joinWords, presentText } from "../text/display-text.js";
import { cueNorms, readingTime, type CueNorms } from "./cue-norms.js";
import { ms, partsOf, type Part } from "./partition.js";
import { settle } from "./settle.js";

export interface LayoutOptions {
  /** Every cue has a text in each of these languages. */
  languages: readonly string[];
  /** The language of the units' words; one of `languages`. */
  source: string;
  /** The norms, as `normsOf` takes them; default "netflix". */
  profile?: string;
  /** Frames per second of the video, for gaps that are counted in frames. Default 25. */
  frameRate?: number;
  /** Length of the video in seconds. The last cue ends with the video, if it is long enough. */
  duration?: number;
  /** Times of shot changes in milliseconds, in order, to which cues snap. */
  shots?: readonly number[];
}

/** The text of a cue whose speech could not be recognized, or whose text could not be translated. */
export const NOT_TRANSCRIBED = "[not transcribed]";
export const NOT_TRANSLATED = "[not translated]";

/** Whether a cue has no text of its own in a language: its speech was not recognized, or not translated into it. */
export function isMissingIn(
  { failed, words, text }: Pick<Cue, "failed" | "words" | "text">,
  language: string,
): boolean {
  return failed === true && (words.length === 0 || (text[language] ?? "").includes(NOT_TRANSLATED));
}

/**
 * @example
 * const cues = layOut(units, { languages: ["en", "es"], source: "en", frameRate: 25 });
 */
export function layOut(units: readonly TranslatedUnit[], options: LayoutOptions): Cue[] {
  const { languages, profile = DEFAULT_PROFILE, frameRate, shots = [] } = options;
  const norms = cueNorms(profile, languages, frameRate);
  const parts = [...units]
    .sort((a, b) => a.start - b.start)
    .flatMap((unit) => (unit.failed ? failedParts(unit, options, norms) : spokenParts(unit, options, norms)));
  const duration = options.duration === undefined ? Infinity : Math.floor(options.duration * 1000);
  const settled = snapped(settle(merge(parts, options, norms), norms, duration), norms, shots);
  return settled.map((part, i) => ({
    index: i + 1,
    start: part.start / 1000,
    end: part.end / 1000,
    text: Object.fromEntries(
      languages.map((language) => {
        const text = part.text[language] ?? "";
        return [language, (linesOf(text, norms.of(language)) ?? [text]).join("\n")];
      }),
    ),
    words: part.words,
    ...(part.failed ? { failed: true } : {}),
  }));
}

/**
 * How many cues of each language are faster than the norms allow; languages without such cues are left out.
 *
 * @example
 * countTooFast(cues, ["en", "es"], "netflix"); // { es: 12 }
 */
export function countTooFast(
  cues: readonly Pick<Cue, "start" | "end" | "text">[],
  languages: readonly string[],
  profile: string,
): Record<string, number> {
  const counts = languages.map((language): [string, number] => {
    const breaches = checkCues(shownCues(cues, language), { norms: normsOf(profile, language) });
    return [language, breaches.filter(({ rule }) => rule === "reading-speed").length];
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function spokenParts(unit: TranslatedUnit, { languages, source }: LayoutOptions, norms: CueNorms): Part[] {
  const missing = languages.filter((language) => language !== source && (unit.text[language] ?? null) === null);
  const words = unit.words.map((word) => word.text);
  const texts = languages
    .filter((language) => !missing.includes(language))
    .map((language) => [language, unit.text[language] ?? presentText(joinWords(words, source), source)] as const);
  // Each cue gets the whole mark, so that none looks like one without words.
  const marks = Object.fromEntries(missing.map((language) => [language, NOT_TRANSLATED]));
  const parts = partsOf(unit, { texts: Object.fromEntries(texts), source, failed: missing.length > 0, norms });
  return parts.map((part) => ({ ...part, text: { ...part.text, ...marks } }));
}

/** The cues of a unit whose recognition failed: each is shown for the longest time at most. */
function failedParts(unit: TranslatedUnit, { languages }: LayoutOptions, norms: CueNorms): Part[] {
  const start = ms(unit.start);
  const length = Math.max(norms.shortest, ms(unit.end) - start);
  const count = Math.ceil(length / norms.longest);
  return Array.from({ length: count }, (_, i) => ({
    start: start + Math.round((length * i) / count),
    end: start + Math.round((length * (i + 1)) / count) - (i < count - 1 ? norms.between : 0),
    words: [],
    text: Object.fromEntries(languages.map((language) => [language, NOT_TRANSCRIBED])),
    failed: true,
  }));
}

/** Joins a cue that would be too short with its neighbour, if both fit into one cue. */
function merge(parts: readonly Part[], { languages }: LayoutOptions, norms: CueNorms): Part[] {
  const { shortest, between } = norms;
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    const room = last ? part.start - between - last.start : Infinity;
    const isTight =
      room < shortest ||
      (last !== undefined && part.end - part.start < shortest && part.start - last.end < Math.max(between, 1));
    const joined = last && isTight ? joinParts(last, part, languages, norms) : null;
    if (joined) merged[merged.length - 1] = joined;
    else merged.push(part);
  }
  return merged;
}

function joinParts(a: Part, b: Part, languages: readonly string[], norms: CueNorms): Part | null {
  if (a.words.length === 0 || b.words.length === 0 || b.end - a.start > norms.longest) return null;
  const texts = languages.map((language) => {
    const both = [a.text[language] ?? "", b.text[language] ?? ""].filter((text) => text !== "");
    const isMarked = both.length === 2 && both.every((text) => text === NOT_TRANSLATED);
    return [language, isMarked ? NOT_TRANSLATED : joinWords(both, language)] as const;
  });
  if (texts.some(([language, text]) => !linesOf(text, norms.of(language)))) return null;
  return {
    start: a.start,
    end: b.end,
    words: [...a.words, ...b.words],
    text: Object.fromEntries(texts),
    failed: a.failed || b.failed,
  };
}

function snapped(parts: readonly Part[], norms: CueNorms, shots: readonly number[]): readonly Part[] {
  if (shots.length === 0) return parts;
  const cues = parts.map(({ start, end, text }) => ({ start, end, needed: readingTime(text, norms) }));
  const times = snapToShots(cues, norms, shots);
  return parts.map((part, i) => ({ ...part, ...times[i] }));
}
