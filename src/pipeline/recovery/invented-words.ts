/**
 * Finds words that nobody said by their times and texts. Pure.
 *
 * Moonshine may repeat a phrase until the piece is over, or end a piece with a sentence that it has often heard at an
 * end ("Thank you."). The aligner finds no place for such words.
 */
import type { Word } from "../../speech/engine.js";

/** A phrase of this many words may be an echo. People repeat shorter ones. */
const ECHO = { least: 3, most: 16 };
/** Nobody says three words in a row faster than this (words per second). */
const CRAMMED = { words: 3, perSecond: 8 };
/**
 * One or two words without times that are together shorter than this were not said (seconds for each word). The aligner
 * needs at least 0.06 s for any word.
 */
const LEAST_ROOM = 0.05;

const isSpoken = ({ text }: Word): boolean => /[\p{L}\p{N}]/u.test(text);
const plain = ({ text }: Word): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const untimedIn = (words: readonly Word[]): number => words.filter(({ estimated }) => estimated).length;
const secondsOf = (words: readonly Word[]): number => (words.at(-1)?.end ?? 0) - (words[0]?.start ?? 0);

/**
 * The words without repetitions of a phrase for which the aligner found no time: of two equal phrases, the one with more
 * times stays. All words if none has a time: then the aligner failed, and people repeat phrases too.
 */
export function withoutEchoes(words: readonly Word[]): Word[] {
  if (words.every(({ estimated }) => estimated)) return [...words];
  const texts = words.map(plain);
  const kept = [...words];
  for (let length = ECHO.most; length >= ECHO.least; length--) {
    for (let at = 0; at + 2 * length <= kept.length;) {
      const [first, second] = [kept.slice(at, at + length), kept.slice(at + length, at + 2 * length)];
      const untimed = [untimedIn(first), untimedIn(second)] as const;
      const isEcho = texts.slice(at, at + length).every((text, i) => text !== "" && text === texts[at + length + i]);
      if (!isEcho || 2 * Math.max(...untimed) < length) {
        at += 1;
        continue;
      }
      const from = untimed[0] > untimed[1] ? at : at + length;
      kept.splice(from, length);
      texts.splice(from, length);
    }
  }
  return kept;
}

/** The words without runs of untimed words that are faster than anybody speaks. */
export function withoutCrammed(words: readonly Word[]): Word[] {
  const kept: Word[] = [];
  for (let i = 0; i < words.length;) {
    let next = i;
    while (words[next]?.estimated) next += 1;
    const run = words.slice(i, Math.max(next, i + 1));
    if (run.length < CRAMMED.words || run.length <= CRAMMED.perSecond * secondsOf(run)) kept.push(...run);
    i += run.length;
  }
  return kept;
}

/**
 * The words without those at the start and end that have no room: the engine began before the piece, or went on after
 * it, with words of its own. All words if the aligner found none: then it failed.
 */
export function withoutRoomless(words: readonly Word[]): Word[] {
  const timed = words.findIndex((word) => !word.estimated);
  if (timed < 0) return [...words];
  const after = words.findLastIndex((word) => !word.estimated) + 1;
  const within = [...withRoom(words.slice(0, timed)), ...words.slice(timed, after), ...withRoom(words.slice(after))];
  const last = within.findLastIndex(({ text }, i) => i < within.length - 1 && /[.?!]$/.test(text)) + 1;
  return last > 0 && isCrammedSentence(within.slice(last)) ? within.slice(0, last) : within;
}

/** The words, or none if there is no room for them. Signs need none. */
function withRoom(words: Word[]): Word[] {
  const spoken = words.filter(isSpoken).length;
  const least = spoken < CRAMMED.words ? LEAST_ROOM : 1 / CRAMMED.perSecond;
  return spoken > 0 && secondsOf(words) < least * spoken ? [] : words;
}

/** Whether a whole sentence is faster than anybody speaks, and half of its words have no times. */
function isCrammedSentence(words: readonly Word[]): boolean {
  const spoken = words.filter(isSpoken).length;
  return spoken > 0 && 2 * untimedIn(words) >= words.length && CRAMMED.perSecond * secondsOf(words) < spoken;
}
