/** Divides a unit into cues: the same cues for all languages, and as few as can hold every text. Pure. */
import type { TimedWord, TranslatedUnit } from "../cue.js";
import { linesOf, piecesOf } from "../lines/break-lines.js";
import { textLength } from "../norms/text-length.js";
import { isUnspaced, joinWords } from "../text/display-text.js";
import { bestGroups, Tokens } from "./groups.js";
import type { CueNorms } from "./cue-norms.js";

/** A cue before its times are settled. Times are in milliseconds. */
export interface Part {
  start: number;
  end: number;
  words: TimedWord[];
  /** The text in each language, as one line. */
  text: Record<string, string>;
  failed: boolean;
}

/** What a unit is divided by. */
interface Division {
  /** The text of the speech, and those of its translations that are there. */
  texts: Record<string, string>;
  source: string;
  failed: boolean;
  norms: CueNorms;
}

/** The fewest cues that hold a unit. */
export function partsOf(unit: TranslatedUnit, division: Division): Part[] {
  const { texts, source, failed, norms } = division;
  const languages = Object.keys(texts);
  const tokens = new Map(
    languages.map((language) => {
      const text = texts[language] ?? "";
      const list = language === source ? sourceTokens(unit.words, text, source) : piecesOf(text, language);
      return [language, new Tokens(list, language, norms.of(language), language !== source)];
    }),
  );
  const own = tokens.get(source);
  const total = unit.words.reduce((sum, word) => sum + textLength(word.text, source) + 1, 0);
  const atLeast = Math.max(
    1,
    Math.ceil(((unit.end - unit.start) * 1000) / norms.longest),
    ...[...tokens.values()].map((list) => list.leastCues),
  );
  for (let count = atLeast; own && count <= unit.words.length; count++) {
    const groups = groupWords(unit.words, count, own, norms);
    if (!groups) continue;
    const lengths = groups.map(([from, to]) =>
      unit.words.slice(from, to).reduce((sum, word) => sum + textLength(word.text, source) + 1, 0),
    );
    const shares = cumulative(lengths.map((length) => length / total));
    const split = languages.map((language) => {
      const list = tokens.get(language) as Tokens;
      return language === source ? groups.map(([from, to]) => list.text(from, to)) : groupText(list, shares);
    });
    if (split.some((list) => list === null)) continue;
    return groups.map(([from, to], at) => ({
      start: ms(unit.words[from]?.start ?? unit.start),
      end: ms(unit.words[to - 1]?.end ?? unit.end),
      words: unit.words.slice(from, to),
      text: Object.fromEntries(languages.map((language, i) => [language, split[i]?.[at] ?? ""])),
      failed,
    }));
  }
  return spill(unit, division);
}

export function ms(seconds: number): number {
  return Math.round(seconds * 1000);
}

function cumulative(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => (sum += share));
}

/** The words in `count` consecutive groups, each of which fits a cue and its longest time; null if that is impossible. */
function groupWords(
  words: readonly TimedWord[],
  count: number,
  tokens: Tokens,
  { longest, shortest }: CueNorms,
): [number, number][] | null {
  const ideal = words.length / count;
  const cost = (from: number, to: number): number => {
    const first = words[from];
    const last = words[to - 1];
    const next = words[to];
    if (!first || !last) return Infinity;
    const shown = last.end - first.start;
    // The cue of a single word ends before the word does, if it must.
    if (shown * 1000 > longest && to - from > 1) return Infinity;
    const uneven = ((to - from - ideal) / ideal) ** 2 * 10;
    const short = shown * 1000 < shortest ? 6 : 0;
    if (!next) return uneven + short;
    const pause = Math.min(0.5, next.start - last.end) * 20;
    return uneven + short + tokens.breakCost(to) - pause;
  };
  return bestGroups(tokens, count, cost, false);
}

/** The words as they are shown. Presentation may change letters of words, never the number of words. */
function sourceTokens(words: readonly TimedWord[], text: string, language: string): string[] {
  const shown = text.split(/\s+/u).filter(Boolean);
  const plain = words.map((word) => word.text);
  return !isUnspaced(language) && shown.length === plain.length ? shown : plain;
}

/** A translation in as many groups as the source, with similar shares; null if a part would not fit a cue. */
function groupText(tokens: Tokens, shares: readonly number[]): string[] | null {
  const count = shares.length;
  const total = tokens.lengthTo(tokens.count) || 1;
  const cost = (_from: number, to: number, group: number): number => {
    const off = (tokens.lengthTo(to) / total - (shares[group] ?? 1)) * count;
    return off * off * 30 + (to < tokens.count ? tokens.breakCost(to) : 0);
  };
  const groups = bestGroups(tokens, count, cost, tokens.count < count);
  return groups?.map(([from, to]) => tokens.text(from, to)) ?? null;
}

/**
 * The last resort, for a translation so long that no grouping of the unit's words can hold it: each text fills as many
 * cues as it needs, and the words are spread over the cues.
 */
function spill(unit: TranslatedUnit, { texts, failed, norms }: Division): Part[] {
  const filled = Object.entries(texts).map(
    ([language, text]) => [language, fillCues(text, language, norms.of(language))] as const,
  );
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

/** Fills one cue after the other with as much of a text as fits. A word that no cue holds is cut. */
function fillCues(text: string, language: string, norms: ReturnType<CueNorms["of"]>): string[] {
  const cues: string[] = [];
  const holds = (one: string): boolean => linesOf(one, norms) !== null;
  for (const token of piecesOf(text, language)) {
    const last = cues.at(-1);
    const both = last === undefined ? null : joinWords([last, token], language);
    if (both !== null && holds(both)) cues[cues.length - 1] = both;
    else if (holds(token)) cues.push(token.trim());
    else cues.push(...cutWord(token, language, holds));
  }
  return cues;
}

function cutWord(word: string, language: string, holds: (text: string) => boolean): string[] {
  const parts: string[] = [];
  let part = "";
  for (const { segment } of new Intl.Segmenter(language, { granularity: "grapheme" }).segment(word.trim())) {
    if (part !== "" && !holds(part + segment)) {
      parts.push(part);
      part = "";
    }
    part += segment;
  }
  if (part !== "") parts.push(part);
  return parts;
}
