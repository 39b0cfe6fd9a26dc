/** Operations that add or remove rows: split, merge, insert, delete. Pure. */
import { costOfBreak, linesOf } from "../../../src/subtitles/lines/break-lines.js";
import { DEFAULT_PROFILE } from "../../../src/subtitles/norms/profile.js";
import { textLength } from "../../../src/subtitles/norms/text-length.js";
import { isUnspaced } from "../../../src/subtitles/text/display-text.js";
import { pageNorms } from "./norms.js";
import type { Outcome } from "./outcome.js";
import { freshKey, inOrder, toMs, type Row, type Rows, type Side, type Word } from "./row.js";
import { GAP, roomOf, SHORTEST } from "./times.js";
import { placeWords } from "./words.js";

const SENTENCE_END = /[.?!…。？！]["'”’»)\]]*$/u;

/** Length of an inserted cue, in seconds, if there is room for it. */
const INSERTED = 2;

/**
 * Splits a row at the cursor in one language. The other texts are split at the matching place: the same end of a
 * sentence, or the same proportion. The time comes from the words' times if they are known, else from the lengths of
 * the texts.
 */
export function split(
  rows: Rows,
  at: number,
  language: string,
  caret: number,
  profile: string = DEFAULT_PROFILE,
): Outcome {
  const row = rows[at];
  const side = row?.sides[language];
  if (!row || !side) return { refused: "nothing-to-split" };
  const [left, right] = [side.text.slice(0, caret).trim(), side.text.slice(caret).trim()];
  if (left === "" || right === "") return { refused: "nothing-to-split" };
  if (row.end - row.start < 2 * SHORTEST) return { refused: "too-short" };

  const share = textLength(left, language) / (textLength(left, language) + textLength(right, language));
  const sentences = sentencesIn(left, language);
  const cuts: Record<string, number> = { [language]: caret };
  for (const [other, { text }] of Object.entries(row.sides))
    if (other !== language) cuts[other] = likePlace(text, share, sentences, other);

  const [until, from] = timeOfSplit(row, cuts, language, share);
  const first: Record<string, Side> = {};
  const second: Record<string, Side> = {};
  for (const [other, whole] of Object.entries(row.sides))
    [first[other], second[other]] = splitSide(whole, cuts[other] ?? 0, {
      language: other,
      profile,
      time: (until + from) / 2,
    });
  const key = freshKey();
  return {
    rows: inOrder([
      ...rows.slice(0, at),
      { ...row, end: until, sides: first },
      { key, start: from, end: row.end, sides: second },
      ...rows.slice(at + 1),
    ]),
    focus: { key, language, caret: 0 },
  };
}

const sentencesIn = (text: string, language: string): number =>
  piecesOf(text, language).filter(({ text: piece }) => SENTENCE_END.test(piece)).length;

/** Words with their ends; characters in scripts that do not separate words. */
function piecesOf(text: string, language: string): { text: string; from: number; to: number }[] {
  return Array.from(text.matchAll(isUnspaced(language) ? /\S/gu : /\S+/gu), (match) => ({
    text: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** The best place to split a text near a share of its length, after the same number of sentences. */
export function likePlace(text: string, share: number, sentences: number, language: string): number {
  const pieces = piecesOf(text, language);
  const total = Math.max(1, textLength(text, language));
  let best = text.length;
  let bestCost = Infinity;
  let ended = 0;
  for (const [i, piece] of pieces.entries()) {
    if (SENTENCE_END.test(piece.text)) ended += 1;
    const next = pieces[i + 1];
    if (!next) break;
    const off = Math.abs(textLength(text.slice(0, piece.to), language) / total - share);
    const isLike = sentences > 0 && ended === sentences && SENTENCE_END.test(piece.text);
    const cost = off * 60 + (isLike ? -12 : costOfBreak(piece.text, next.text, language));
    if (cost < bestCost) {
      bestCost = cost;
      best = piece.to;
    }
  }
  return best;
}

/** End of the first part and start of the second. */
function timeOfSplit(row: Row, cuts: Record<string, number>, language: string, share: number): [number, number] {
  const timed = [language, ...Object.keys(row.sides)].find((one) => (row.sides[one]?.words?.length ?? 0) > 0);
  const placed = timed === undefined ? [] : placeWords(row.sides[timed] as Side, timed);
  const cut = timed === undefined ? 0 : (cuts[timed] ?? 0);
  const before = placed.findLast(({ to }) => to <= cut)?.word;
  const after = placed.find(({ from }) => from >= cut)?.word;
  const [least, most] = [row.start + SHORTEST, row.end - SHORTEST];
  const within = (seconds: number): number => toMs(Math.min(most, Math.max(least, seconds)));
  if (before && after && before.end < row.end && after.start > row.start) {
    const [until, from] = [within(before.end), within(after.start)];
    if (from - until >= GAP) return [until, from];
    return around((until + from) / 2, within);
  }
  return around(row.start + (row.end - row.start) * share, within);
}

function around(middle: number, within: (seconds: number) => number): [number, number] {
  const [until, from] = [within(middle - GAP / 2), within(middle + GAP / 2)];
  return [Math.min(until, from), from];
}

function splitSide(
  side: Side,
  cut: number,
  { language, profile, time }: { language: string; profile: string; time: number },
): [Side, Side] {
  const placed = new Map<Word, boolean>(placeWords(side, language).map(({ word, to }) => [word, to <= cut]));
  const isFirst = (word: Word): boolean => placed.get(word) ?? (word.start + word.end) / 2 < time;
  const part = (text: string, words: Word[]): Side => ({
    ...(side.failed === true ? { failed: true } : {}),
    text: relaid(text.trim(), language, profile),
    ...(side.words ? { words } : {}),
  });
  const words = side.words ?? [];
  return [
    part(side.text.slice(0, cut), words.filter(isFirst)),
    part(
      side.text.slice(cut),
      words.filter((word) => !isFirst(word)),
    ),
  ];
}

/** Breaks the lines of a part again, since they were those of the whole. Turns of a dialogue stay lines. */
function relaid(text: string, language: string, profile: string): string {
  if (!text.includes("\n") || /^\s*[-–—]/mu.test(text)) return text;
  return linesOf(text.replace(/\s+/gu, " "), pageNorms(profile, language))?.join("\n") ?? text;
}

/** Joins a row with the next one. */
export function mergeWithNext(rows: Rows, at: number, profile: string = DEFAULT_PROFILE): Outcome {
  const row = rows[at];
  const next = rows[at + 1];
  if (!row || !next) return { refused: "no-next" };
  const sides: Record<string, Side> = { ...row.sides };
  for (const [language, side] of Object.entries(next.sides)) {
    const before = sides[language];
    sides[language] = before ? joinSides(before, side, language, profile) : side;
  }
  const joined: Row = { ...row, end: Math.max(row.end, next.end), sides };
  const merged = [...rows.slice(0, at), joined, ...rows.slice(at + 2)];
  // If only one of the two rows has a language, its longer time must not overlap another cue of that language.
  const isFree = joined.end <= roomOf(merged, at).to && joined.start >= roomOf(merged, at).from;
  const wasFree = next.end <= roomOf(rows, at + 1).to && row.start >= roomOf(rows, at).from;
  if (!isFree && wasFree) return { refused: "no-room" };
  return { rows: merged, focus: { key: row.key } };
}

function joinSides(a: Side, b: Side, language: string, profile: string): Side {
  const text = joinTexts(a.text, b.text, language, profile);
  return {
    text,
    ...(a.words || b.words ? { words: [...(a.words ?? []), ...(b.words ?? [])] } : {}),
    ...(a.failed === true || b.failed === true ? { failed: true } : {}),
  };
}

/** Joins two texts: turns of a dialogue stay lines, other lines are broken again. */
function joinTexts(a: string, b: string, language: string, profile: string): string {
  if (a.trim() === "" || b.trim() === "") return a.trim() === "" ? b : a;
  if (/^\s*[-–—]/u.test(b)) return `${a}\n${b}`;
  const flat = `${a}${isUnspaced(language) ? "" : " "}${b}`.replace(/\s+/gu, " ").trim();
  return linesOf(flat, pageNorms(profile, language))?.join("\n") ?? `${a}\n${b}`;
}

/**
 * Inserts an empty row at a moment, or in the first gap after it.
 *
 * @param languages what the row has a text in
 */
export function insert(rows: Rows, seconds: number, languages: readonly string[]): Outcome {
  const key = freshKey();
  const sides = Object.fromEntries(languages.map((language): [string, Side] => [language, { text: "" }]));
  let start = Math.max(0, toMs(seconds));
  let at = 0;
  for (; at < rows.length && (rows[at] as Row).start <= start; at++) {
    const one = rows[at] as Row;
    if (one.end > start && Object.keys(one.sides).some((language) => languages.includes(language))) start = one.end;
  }
  const { to } = roomOf([...rows.slice(0, at), { key, start, end: start, sides }, ...rows.slice(at)], at);
  const end = Math.min(toMs(start + INSERTED), to);
  if (end - start < SHORTEST) return { refused: "no-gap" };
  return {
    rows: [...rows.slice(0, at), { key, start, end, sides }, ...rows.slice(at)],
    focus: { key, language: languages[0] },
  };
}

/** Deletes a row. */
export function remove(rows: Rows, at: number): Outcome {
  if (!rows[at]) return { refused: "nothing-changed" };
  const left = [...rows.slice(0, at), ...rows.slice(at + 1)];
  const near = left[at] ?? left[at - 1];
  return { rows: left, ...(near ? { focus: { key: near.key } } : {}) };
}
