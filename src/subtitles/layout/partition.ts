/** Parts a unit into cues: the same cues for all languages, as few as hold every text. Pure. */
import type { TimedWord, TranslatedUnit } from "../cue.js";
import { breakCost, breakLines, lengthOf, LINE_LENGTH, MOST_LINES, tokensOf } from "./line-breaking.js";
import { isUnspaced } from "../text/display-text.js";

/** A cue before its times are settled. Times in milliseconds. */
export interface Part {
  start: number;
  end: number;
  words: TimedWord[];
  /** Text of each language, in one line. */
  text: Record<string, string>;
  failed: boolean;
}

export const MIN_MS = 834;
export const MAX_MS = 7000;

/** Parts of a unit whose texts are all known (a missing translation has its mark as text). */
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

/** The words in `count` consecutive groups, each of which fits a cue and lasts at most 7 s; null where there is no such way. */
function groupWords(words: readonly TimedWord[], count: number, text: string, language: string): TimedWord[][] | null {
  const tokens = sourceTokens(words, text, language);
  const cost = (from: number, to: number): number => {
    const first = words[from];
    const last = words[to - 1];
    const next = words[to];
    if (!first || !last || last.end - first.start > MAX_MS / 1000) return Infinity;
    const part = tokens.slice(from, to).join(isUnspaced(language) ? "" : " ");
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

/** The words as they are shown: presentation may have changed letters, never their number. */
function sourceTokens(words: readonly TimedWord[], text: string, language: string): string[] {
  const shown = text.split(/\s+/u).filter(Boolean);
  const plain = words.map((word) => word.text);
  return !isUnspaced(language) && shown.length === plain.length ? shown : plain;
}

function sourceTexts(groups: readonly TimedWord[][], text: string, language: string): string[] {
  const tokens = sourceTokens(groups.flat(), text, language);
  let at = 0;
  return groups.map((group) => {
    const part = tokens.slice(at, at + group.length).join(isUnspaced(language) ? "" : " ");
    at += group.length;
    return part;
  });
}

/** A translation in as many groups as the source, near the source's shares; null where some part would not fit. */
function groupText(tokens: readonly string[], shares: readonly number[], language: string): string[] | null {
  const glue = isUnspaced(language) ? "" : " ";
  const count = shares.length;
  if (count === 1) {
    const whole = tokens.join(glue);
    return breakLines(whole, language) ? [whole] : null;
  }
  const before = cumulative(tokens.map((token) => lengthOf(token) + 1));
  const total = before.at(-1) ?? 1;
  const cost = (from: number, to: number, group: number): number => {
    const part = tokens.slice(from, to).join(glue);
    if (part === "" && tokens.length >= count) return Infinity;
    if (!breakLines(part, language)) return Infinity;
    const off = ((before[to - 1] ?? 0) / total - (shares[group] ?? 1)) * count;
    return off * off * 30 + (to < tokens.length ? breakCost(tokens[to - 1] ?? "", tokens[to] ?? "") : 0);
  };
  return (
    bestGroups(tokens.length, count, cost, tokens.length < count)?.map(([from, to]) =>
      tokens.slice(from, to).join(glue),
    ) ?? null
  );
}

/** The cheapest way to part `length` things into `count` consecutive groups, as `[from, to)`; null where every way costs infinitely much. */
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
 * The last resort, for a text so much longer than its words are many that no grouping of them holds it: texts are poured into as many cues as they
 * need, and the words stand in the first ones, one each at the end.
 */
function spill(unit: TranslatedUnit, texts: Record<string, string>, failed: boolean): Part[] {
  const poured = Object.entries(texts).map(([language, text]) => [language, pour(text, language)] as const);
  const count = Math.max(1, ...poured.map(([, list]) => list.length));
  const span = (unit.end - unit.start) / count;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((unit.words.length * i) / count);
    const to = Math.floor((unit.words.length * (i + 1)) / count);
    return {
      start: ms(unit.start + span * i),
      end: ms(unit.start + span * (i + 1)),
      words: unit.words.slice(from, to),
      text: Object.fromEntries(poured.map(([language, list]) => [language, list[i] ?? ""])),
      failed,
    };
  });
}

/** Fills cue after cue with as much of a text as fits. */
function pour(text: string, language: string): string[] {
  const glue = isUnspaced(language) ? "" : " ";
  const cues: string[] = [];
  const capacity = LINE_LENGTH * MOST_LINES;
  for (const token of tokensOf(text, language)) {
    const last = cues.at(-1);
    if (last !== undefined && breakLines(last + glue + token, language)) cues[cues.length - 1] = last + glue + token;
    else {
      const characters = [...token];
      for (let at = 0; at < characters.length; at += capacity) cues.push(characters.slice(at, at + capacity).join(""));
    }
  }
  return cues;
}
