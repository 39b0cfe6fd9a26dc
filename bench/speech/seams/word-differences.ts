/** Which words of a known text were recognized, and which were lost, added or replaced. Pure. */

/** A place of an alignment: a spoken word, a recognized word, or both. Indices; null on a side without a word. */
export interface Pair {
  said: number | null;
  heard: number | null;
}

/**
 * Joins neighbours that stand as one word anywhere in either list, in both lists, so that "can not" and "cannot" are
 * the same. A joined word keeps the time of its first part.
 *
 * @example
 * const [a, b] = joinCompounds([wordsOf("you can not"), wordsOf("you cannot")]); // twice "you", "cannot"
 */
export function joinCompounds<T extends { text: string }>(lists: readonly (readonly T[])[]): T[][] {
  const known = new Set(lists.flat().map(({ text }) => text));
  return lists.map((list) => {
    const joined: T[] = [];
    for (let i = 0; i < list.length; i++) {
      const word = list[i] as T;
      const both = word.text + (list[i + 1]?.text ?? "");
      const isOne = i + 1 < list.length && known.has(both);
      joined.push(isOne ? { ...word, text: both } : word);
      if (isOne) i += 1;
    }
    return joined;
  });
}

/** The alignment of two lists of words with the fewest differences. */
export function alignWords(said: readonly string[], heard: readonly string[]): Pair[] {
  const columns = heard.length + 1;
  const cost = new Uint32Array((said.length + 1) * columns);
  for (let i = 0; i <= said.length; i++) {
    for (let j = 0; j < columns; j++) {
      const cell = i * columns + j;
      if (i === 0 || j === 0) cost[cell] = i + j;
      else {
        const replaced = (cost[cell - columns - 1] ?? 0) + (said[i - 1] === heard[j - 1] ? 0 : 1);
        cost[cell] = Math.min(replaced, (cost[cell - columns] ?? 0) + 1, (cost[cell - 1] ?? 0) + 1);
      }
    }
  }
  const pairs: Pair[] = [];
  for (let i = said.length, j = heard.length; i > 0 || j > 0;) {
    const here = cost[i * columns + j] ?? 0;
    const same = said[i - 1] === heard[j - 1] ? 0 : 1;
    if (i > 0 && j > 0 && here === (cost[(i - 1) * columns + j - 1] ?? 0) + same) pairs.push({ said: --i, heard: --j });
    else if (i > 0 && here === (cost[(i - 1) * columns + j] ?? 0) + 1) pairs.push({ said: --i, heard: null });
    else pairs.push({ said: null, heard: --j });
  }
  return pairs.reverse();
}

export interface Differences {
  /** Spoken words without a counterpart. */
  lost: string[];
  /** Recognized words without a counterpart. */
  added: string[];
  /** Added words that repeat one of the three words before or after them. */
  doubled: string[];
  replaced: number;
}

/** The differences between two places of an alignment, `[from, to)`. */
export function differences(
  pairs: readonly Pair[],
  said: readonly string[],
  heard: readonly string[],
  [from, to] = [0, pairs.length],
): Differences {
  const found: Differences = { lost: [], added: [], doubled: [], replaced: 0 };
  for (const pair of pairs.slice(from, to)) {
    if (pair.heard === null) found.lost.push(said[pair.said ?? 0] ?? "");
    else if (pair.said === null) {
      const word = heard[pair.heard] ?? "";
      found.added.push(word);
      const beside = [
        ...heard.slice(Math.max(0, pair.heard - 3), pair.heard),
        ...heard.slice(pair.heard + 1, pair.heard + 4),
      ];
      if (beside.includes(word)) found.doubled.push(word);
    } else if (said[pair.said] !== heard[pair.heard]) found.replaced += 1;
  }
  return found;
}

export function wrongWords({ lost, added, replaced }: Differences): number {
  return lost.length + added.length + replaced;
}
