/** The places of recognized words in a text that a person may have changed since. Pure. */
import { isUnspaced } from "../../../src/subtitles/text/display-text.js";
import type { Side, Word } from "./row.js";

/** A word in the text: characters `from` to `to`. */
export interface PlacedWord {
  word: Word;
  from: number;
  to: number;
}

/** Only letters and digits count: a comma or a capital letter does not change the word. */
const bare = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, "");

interface Token {
  text: string;
  from: number;
  to: number;
}

function tokensIn(text: string): Token[] {
  return Array.from(text.matchAll(/\S+/gu), (match) => ({
    text: bare(match[0]),
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** The words that are still in the text, in order, by the longest common subsequence. */
export function placeWords({ text, words = [] }: Side, language: string): PlacedWord[] {
  if (words.length === 0) return [];
  return isUnspaced(language) ? placeUnspaced(text, words) : placeSpaced(text, words);
}

function placeSpaced(text: string, words: readonly Word[]): PlacedWord[] {
  const tokens = tokensIn(text);
  const names = words.map((word) => bare(word.text));
  const width = tokens.length + 1;
  // lengths[i * width + j] is the length of the longest common subsequence of words i… and tokens j….
  const lengths = new Uint16Array((words.length + 1) * width);
  for (let i = words.length - 1; i >= 0; i--) {
    for (let j = tokens.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        names[i] === tokens[j]?.text
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const placed: PlacedWord[] = [];
  for (let i = 0, j = 0; i < words.length && j < tokens.length;) {
    const token = tokens[j] as Token;
    if (names[i] === token.text) {
      placed.push({ word: words[i] as Word, from: token.from, to: token.to });
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return placed;
}

function placeUnspaced(text: string, words: readonly Word[]): PlacedWord[] {
  const placed: PlacedWord[] = [];
  let at = 0;
  for (const word of words) {
    const from = word.text === "" ? -1 : text.indexOf(word.text, at);
    if (from === -1) continue;
    at = from + word.text.length;
    placed.push({ word, from, to: at });
  }
  return placed;
}

const known = new WeakMap<Side, PlacedWord[]>();

/** The places of doubtful words. Sides are immutable, so each is searched once. */
export function doubtfulIn(side: Side, language: string): PlacedWord[] {
  if (side.words?.some(({ doubtful }) => doubtful === true) !== true) return [];
  const before = known.get(side);
  if (before) return before;
  const found = placeWords(side, language).filter(({ word }) => word.doubtful === true);
  known.set(side, found);
  return found;
}
