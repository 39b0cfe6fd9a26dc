/** Divides a unit into cues: the same cues for all languages, and as few as can hold every text. Pure. */
import type { TimedWord, TranslatedUnit } from "../cue.js";
import { breakCost, breakLines, lengthOf, LINE_LENGTH, MOST_LINES, tokensOf } from "./line-breaking.js";
import { isUnspaced, joinWords } from "../text/display-text.js";

/** A cue before its times are settled. Times are in milliseconds. */
export interface Part {
  start: number;
  end: number;
  words: TimedWord[];
  /** The text in each language, as one line. */
  text: Record<string, string>;
  failed: boolean;
}

export const MIN_MS = 834;
export const MAX_MS = 7000;

/** Divides a unit. `texts` has a text for every language; for a missing translation it is the mark for that. */
export function partsOf(unit: TranslatedUnit, texts: Record<string, string>, source: string, failed: boolean): Part[] {
  const languages = Object.keys(texts);
  const pieces = languages.map((language) => tokensOf(texts[language] ?? "", language));
  const total = unit.words.reduce((sum, word) => sum + lengthOf(word.text) + 1, 0);
  const longest = Math.max(...pieces.map((list) => list.reduce((sum, piece) => sum + lengthOf(piece) + 1, 0)));
  const atLeast = Math.max(
    1,
    Math.ceil((longest - 1) / ((LINE_LENGTH + 1) * MOST_LINES)),
    Math.ceil((unit.end - unit.start) / (MAX_MS / 1000)),
  );
  for (let count = atLeast; count <= unit.words.length; count++) {
    const groups = groupWords(unit.words, count, texts[source] ?? "", source);
    if (!groups) continue;
    const shares = cumulative(
      groups.map((group) => group.reduce((sum, word) => sum + lengthOf(word.text) + 1, 0) / total),
    );
    const split = languages.map((language, i) =>
      language === source
        ? sourceTexts(groups, texts[source] ?? "", source)
        : groupText(pieces[i] ?? [], shares, language),
    );
    if (split.some((list) => list === null)) continue;
    return groups.map((group, at) => ({
      start: ms(group[0]?.start ?? unit.start),
      end: ms(group.at(-1)?.end ?? unit.end),
      words: group,
      text: Object.fromEntries(languages.map((language, i) => [language, split[i]?.[at] ?? ""])),
      failed,
    }));
  }
  return spill(unit, texts, failed);
}

export function ms(seconds: number): number {
  return Math.round(seconds * 1000);
}

function cumulative(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => (sum += share));
}

/** The words in `count` consecutive groups, each of which fits a cue and lasts at most 7 s; null if that is impossible. */
function groupWords(words: readonly TimedWord[], count: number, text: string, language: string): TimedWord[][] | null {
  const tokens = sourceTokens(words, text, language);
  const cost = (from: number, to: number): number => {
    const first = words[from];
    const last = words[to - 1];
    const next = words[to];
    if (!first || !last || last.end - first.start > MAX_MS / 1000) return Infinity;
    const part = joinWords(tokens.slice(from, to), language);
    if (!breakLines(part, language)) return Infinity;
    const ideal = words.length / count;
    const uneven = ((to - from - ideal) / ideal) ** 2 * 10;
    const short = last.end - first.start < MIN_MS / 1000 ? 6 : 0;
    if (!next) return uneven + short;
    const pause = Math.min(0.5, next.start - last.end) * 20;
    return uneven + short + breakCost(tokens[to - 1] ?? "", tokens[to] ?? "") - pause;
  };
  return bestGroups(words.length, count, cost)?.map(([from, to]) => words.slice(from, to)) ?? null;
}

/** The words as they are shown. Presentation may change letters of words, never the number of words. */
function sourceTokens(words: readonly TimedWord[], text: string, language: string): string[] {
  const shown = text.split(/\s+/u).filter(Boolean);
  const plain = words.map((word) => word.text);
  return !isUnspaced(language) && shown.length === plain.length ? shown : plain;
}

function sourceTexts(groups: readonly TimedWord[][], text: string, language: string): string[] {
  const tokens = sourceTokens(groups.flat(), text, language);
  let at = 0;
  return groups.map((group) => {
    const part = joinWords(tokens.slice(at, at + group.length), language);
    at += group.length;
    return part;
  });
}

/** A translation in as many groups as the source, with similar shares; null if a part would not fit a cue. */
function groupText(tokens: readonly string[], shares: readonly number[], language: string): string[] | null {
  const count = shares.length;
  if (count === 1) {
    const whole = joinWords(tokens, language);
    return breakLines(whole, language) ? [whole] : null;
  }
  const before = cumulative(tokens.map((token) => lengthOf(token) + 1));
  const total = before.at(-1) ?? 1;
  const cost = (from: number, to: number, group: number): number => {
    const part = joinWords(tokens.slice(from, to), language);
    if (part === "" && tokens.length >= count) return Infinity;
    if (!breakLines(part, language)) return Infinity;
    const off = ((before[to - 1] ?? 0) / total - (shares[group] ?? 1)) * count;
    return off * off * 30 + (to < tokens.length ? breakCost(tokens[to - 1] ?? "", tokens[to] ?? "") : 0);
  };
  return (
    bestGroups(tokens.length, count, cost, tokens.length < count)?.map(([from, to]) =>
      joinWords(tokens.slice(from, to), language),
    ) ?? null
  );
}

/**
 * The cheapest way to divide `length` things into `count` consecutive groups, as `[from, to)`; null if every way has an
 * infinite cost.
 */
function bestGroups(
  length: number,
  count: number,
  cost: (from: number, to: number, group: number) => number,
  mayBeEmpty = false,
): [number, number][] | null {
  let previous: { cost: number; cuts: number[] }[] = [{ cost: 0, cuts: [] }];
  for (let group = 0; group < count; group++) {
    const next: { cost: number; cuts: number[] }[] = [];
    for (let to = 0; to <= length; to++) {
      let best = { cost: Infinity, cuts: [] as number[] };
      for (let from = 0; from <= to; from++) {
        const base = previous[from];
        if (!base || base.cost === Infinity || (from === to && !mayBeEmpty)) continue;
        const sum = base.cost + cost(from, to, group);
        if (sum < best.cost) best = { cost: sum, cuts: [...base.cuts, to] };
      }
      next[to] = best;
    }
    previous = next;
  }
  const best = previous[length];
  if (!best || best.cost === Infinity) return null;
  return best.cuts.map((to, i) => [best.cuts[i - 1] ?? 0, to]);
}

/**
 * The last resort, for a translation so long that no grouping of the unit's words can hold it: each text fills as many
 * cues as it needs, and the words are spread over the cues.
 */
function spill(unit: TranslatedUnit, texts: Record<string, string>, failed: boolean): Part[] {
  const filled = Object.entries(texts).map(([language, text]) => [language, fillCues(text, language)] as const);
  const count = Math.max(1, ...filled.map(([, list]) => list.length));
  const span = (unit.end - unit.start) / count;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((unit.words.length * i) / count);
    const to = Math.floor((unit.words.length * (i + 1)) / count);
    return {
      start: ms(unit.start + span * i),
      end: ms(unit.start + span * (i + 1)),
      words: unit.words.slice(from, to),
      text: Object.fromEntries(filled.map(([language, list]) => [language, list[i] ?? ""])),
      failed,
    };
  });
}

/** Fills one cue after the other with as much of a text as fits. */
function fillCues(text: string, language: string): string[] {
  const cues: string[] = [];
  const capacity = LINE_LENGTH * MOST_LINES;
  for (const token of tokensOf(text, language)) {
    const last = cues.at(-1);
    if (last !== undefined && breakLines(joinWords([last, token], language), language))
      cues[cues.length - 1] = joinWords([last, token], language);
    else {
      const characters = [...token];
      for (let at = 0; at < characters.length; at += capacity) cues.push(characters.slice(at, at + capacity).join(""));
    }
  }
  return cues;
}
