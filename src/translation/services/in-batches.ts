/** Translates lines in batches through a service that may answer wrongly: what fails a guard is asked again in smaller batches, then alone. */
import { breachesOf, anchorsOf, type GuardBreach } from "./guards.js";
import { ServiceRefusal } from "./service-client.js";

/** Lines with what stands around them. */
export interface Batch {
  readonly texts: readonly string[];
  /** Up to three lines before and after, in the source language. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface BatchOptions {
  readonly source: string;
  readonly target: string;
  /** Most lines of a batch, and most characters. */
  readonly lines: number;
  readonly characters: number;
  /** Sends one batch; its answers in order. Rejects if the service failed. Null stands for a line that the service left out. */
  readonly send: (batch: Batch, signal?: AbortSignal) => Promise<readonly (string | null)[]>;
  readonly signal?: AbortSignal | undefined;
}

const CONTEXT = 3;

/** Likeness from which two translations of a line are taken for the same; below it the batch is only asked again, in smaller parts. */
const CONFIRMED = 0.6;

/** Times that a line is asked for alone before it counts as failed. */
const ALONE = 2;

/**
 * The translations of lines, in order; null for a line that no attempt translated. Rejects if the service refuses or does not work at all.
 *
 * Blank lines are not sent. All batches are begun at once: the service's client bounds how many are under way.
 */
export async function translateInBatches(texts: readonly string[], options: BatchOptions): Promise<(string | null)[]> {
  const results: (string | null)[] = texts.map((text) => (text.trim() === "" ? "" : null));
  const wanted = texts.flatMap((text, i) => (text.trim() === "" ? [] : [i]));
  const batches: number[][] = [];
  let size = 0;
  for (const i of wanted) {
    const length = texts[i]?.length ?? 0;
    const last = batches.at(-1);
    if (!last || last.length >= options.lines || size + length > options.characters) {
      batches.push([i]);
      size = length;
    } else {
      last.push(i);
      size += length;
    }
  }
  let worked = false;
  let failure: unknown;
  await Promise.all(
    batches.map(async (batch) => {
      try {
        for (const [i, text] of await settle(texts, batch, options)) results[i] = text;
        worked = true;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (error instanceof ServiceRefusal) throw error;
        failure = error;
      }
    }),
  );
  // One batch that failed costs its lines; a service that answered nothing is a failure of the whole.
  if (!worked && failure instanceof Error) throw failure;
  return results;
}

/** The lines of one batch, asked for in ever smaller batches. */
async function settle(
  texts: readonly string[],
  batch: readonly number[],
  options: BatchOptions,
): Promise<Map<number, string | null>> {
  const found = new Map<number, string | null>();
  const replies = await options.send(batchOf(texts, batch), options.signal);
  const sound = soundLines(texts, batch, replies, options);
  // Lines that slipped look sound one by one: the last one must be its own.
  if (batch.length > 1 && sound.size > 0 && !(await isConfirmed(texts, batch, replies, sound, options))) sound.clear();
  for (const [i, text] of sound) found.set(i, text);
  const left = batch.filter((i) => !sound.has(i));
  if (left.length === 0) return found;
  if (batch.length > 1) {
    const half = Math.ceil(left.length / 2);
    // If single lines failed they are asked for alone: their neighbours were fine.
    const parts =
      left.length < batch.length / 2
        ? left.map((i) => [i])
        : [left.slice(0, half), left.slice(half)].filter((part) => part.length > 0);
    for (const map of await Promise.all(parts.map((part) => settle(texts, part, options)))) {
      for (const [i, text] of map) found.set(i, text);
    }
    return found;
  }
  const [only = 0] = batch;
  for (let attempt = 1; attempt < ALONE; attempt++) {
    const again = soundLines(texts, batch, await options.send(batchOf(texts, batch), options.signal), options).get(
      only,
    );
    if (again !== undefined) return found.set(only, again);
  }
  return found.set(only, null);
}

/** Characters of texts. */
export function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function batchOf(texts: readonly string[], batch: readonly number[]): Batch {
  const [first = 0] = batch;
  const last = batch.at(-1) ?? first;
  return {
    texts: batch.map((i) => texts[i] ?? ""),
    before: texts.slice(Math.max(0, first - CONTEXT), first),
    after: texts.slice(last + 1, last + 1 + CONTEXT),
  };
}

/** The lines whose translations pass every guard. */
function soundLines(
  texts: readonly string[],
  batch: readonly number[],
  replies: readonly (string | null)[],
  { source, target }: BatchOptions,
): Map<number, string> {
  const sources = batch.map((i) => texts[i] ?? "");
  const breaches: ReadonlyMap<number, GuardBreach> = breachesOf({
    source,
    target,
    texts: sources,
    translations: replies.map((reply) => reply ?? ""),
  });
  // An empty or a doubled line stands for one that was lost: every line of the answer may have slipped.
  const isTorn =
    batch.length > 1 && [...breaches.values()].some((breach) => breach === "empty" || breach === "doubled");
  if (isTorn) return new Map();
  return new Map(
    batch.flatMap((i, at) => (breaches.has(at) || replies[at] === null ? [] : [[i, replies[at] ?? ""] as const])),
  );
}

/**
 * Whether the last line of a batch has its own translation. Lines that slip by one slip to the end; a number or a name that only this line has shows that
 * it did not. Without one the line is asked for alone, and must be more like its own translation than like any other of the batch. Looked at is the last
 * line that differs from all others.
 */
async function isConfirmed(
  texts: readonly string[],
  batch: readonly number[],
  replies: readonly (string | null)[],
  sound: ReadonlyMap<number, string>,
  options: BatchOptions,
): Promise<boolean> {
  const sources = batch.map((i) => texts[i] ?? "");
  const at = sources.findLastIndex((text, i) => sources.every((other, k) => k === i || likeness(text, other) < 1));
  // Lines that are all the same cannot change places.
  if (at === -1) return true;
  if (!sound.has(batch[at] ?? -1)) return false;
  const own = replies[at] ?? "";
  const anchors = anchorsOf(sources[at] ?? "").filter((anchor) =>
    sources.every((other, k) => k === at || !other.includes(anchor)),
  );
  if (anchors.some((anchor) => own.includes(anchor))) return true;
  const [alone = null] = await options.send(batchOf(texts, [batch[at] ?? 0]), options.signal);
  if (alone === null || breachesOf({ ...options, texts: [sources[at] ?? ""], translations: [alone] }).size > 0)
    return false;
  const fit = likeness(alone, own);
  return fit >= CONFIRMED && replies.every((other, k) => k === at || likeness(alone, other ?? "") <= fit);
}

/** 0 to 1: the share of letter pairs that two texts have in common (Dice). */
export function likeness(a: string, b: string): number {
  const pairs = (text: string): string[] => {
    const letters = [
      ...text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim(),
    ];
    return letters.slice(1).map((letter, i) => (letters[i] ?? "") + letter);
  };
  const [left, right] = [pairs(a), pairs(b)];
  if (left.length === 0 || right.length === 0) return a.trim() === b.trim() ? 1 : 0;
  const counts = new Map<string, number>();
  for (const pair of left) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of right) {
    const count = counts.get(pair) ?? 0;
    if (count > 0) {
      common += 1;
      counts.set(pair, count - 1);
    }
  }
  return (2 * common) / (left.length + right.length);
}
