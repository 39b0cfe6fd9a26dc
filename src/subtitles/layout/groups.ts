/** Divides the words of a text into groups that fit cues. Pure. */
import { costOfBreak, linesOf } from "../lines/break-lines.js";
import type { Norms } from "../norms/profile.js";
import { textLength } from "../norms/text-length.js";
import { isUnspaced, joinWords } from "../text/display-text.js";

/** The words of a text with what the division asks of them again and again: lengths, costs of breaks, and which runs of words fit a cue. */
export class Tokens {
  readonly count: number;
  /** The fewest cues that can hold the text. */
  readonly leastCues: number;
  /** Most characters of a cue. */
  readonly #capacity: number;
  readonly #lengths: number[];
  /** Characters of the words before each word. */
  readonly #before: number[];
  readonly #costs: (number | undefined)[] = [];
  readonly #fits = new Map<number, boolean>();
  readonly #space: 0 | 1;

  /** @param arePieces whether the words are those of `piecesOf`, between which lines are broken */
  constructor(
    readonly list: readonly string[],
    readonly language: string,
    readonly norms: Norms,
    readonly arePieces: boolean,
  ) {
    this.count = list.length;
    this.#space = isUnspaced(language) ? 0 : 1;
    this.#capacity = norms.lines * norms.lineLength + (norms.lines - 1) * this.#space;
    this.#lengths = list.map((token) => textLength(token, language));
    this.#before = [0];
    for (const [i, length] of this.#lengths.entries()) this.#before.push((this.#before[i] ?? 0) + length);
    const total = this.lengthTo(this.count) + Math.max(0, this.count - 1) * this.#space;
    this.leastCues = Math.ceil((total + this.#space) / (this.#capacity + this.#space));
  }

  text(from: number, to: number): string {
    return joinWords(this.list.slice(from, to), this.language).trim();
  }

  /** Characters of all words before `to`. */
  lengthTo(to: number): number {
    return this.#before[to] ?? 0;
  }

  /** The cost of a break before the word `at`. */
  breakCost(at: number): number {
    return (this.#costs[at] ??= costOfBreak(this.list[at - 1] ?? "", this.list[at] ?? "", this.language));
  }

  /** Whether these words, and so all that are more, are too long for any cue. */
  isTooLong(from: number, to: number): boolean {
    return this.#length(from, to) > this.#capacity;
  }

  /** Whether a cue holds these words. */
  fits(from: number, to: number): boolean {
    const length = this.#length(from, to);
    if (length <= this.norms.lineLength) return true;
    if (length > this.#capacity) return false;
    const key = from * (this.count + 1) + to;
    const known = this.#fits.get(key);
    if (known !== undefined) return known;
    const found = this.#fitsLines(from, to);
    this.#fits.set(key, found);
    return found;
  }

  #length(from: number, to: number): number {
    return this.lengthTo(to) - this.lengthTo(from) + Math.max(0, to - from - 1) * this.#space;
  }

  /** Fills line after line: if that takes too many lines, every way does. */
  #fitsLines(from: number, to: number): boolean {
    // Words of an engine are not those between which lines of Chinese or Thai are broken.
    if (this.#space === 0 && !this.arePieces) return linesOf(this.text(from, to), this.norms) !== null;
    const { lineLength, lines: most } = this.norms;
    let lines = 1;
    let line = -this.#space;
    for (let i = from; i < to; i++) {
      const length = this.#lengths[i] ?? 0;
      if (length > lineLength) return linesOf(this.text(from, to), this.norms) !== null;
      line += length + this.#space;
      if (line <= lineLength) continue;
      lines += 1;
      line = length;
    }
    return lines <= most;
  }
}

/**
 * The cheapest way to divide words into `count` consecutive groups that fit cues, as `[from, to)`; null if there is none.
 *
 * @param mayBeEmpty whether groups may have no words
 */
export function bestGroups(
  tokens: Tokens,
  count: number,
  cost: (from: number, to: number, group: number) => number,
  mayBeEmpty: boolean,
): [number, number][] | null {
  const length = tokens.count;
  if (count > length && !mayBeEmpty) return null;
  let previous = [0, ...new Array<number>(length).fill(Infinity)];
  const cuts: Int32Array[] = [];
  for (let group = 0; group < count; group++) {
    const next = new Array<number>(length + 1).fill(Infinity);
    const from = new Int32Array(length + 1);
    for (let to = 0; to <= length; to++) {
      for (let at = mayBeEmpty ? to : to - 1; at >= 0; at--) {
        if (tokens.isTooLong(at, to)) break;
        const base = previous[at] ?? Infinity;
        if (base === Infinity || !tokens.fits(at, to)) continue;
        const sum = base + cost(at, to, group);
        if (sum >= (next[to] ?? Infinity)) continue;
        next[to] = sum;
        from[to] = at;
      }
    }
    cuts.push(from);
    previous = next;
  }
  if (previous[length] === Infinity) return null;
  const groups: [number, number][] = [];
  for (let group = count - 1, to = length; group >= 0; group--) {
    const at = cuts[group]?.[to] ?? 0;
    groups.unshift([at, to]);
    to = at;
  }
  return groups;
}
