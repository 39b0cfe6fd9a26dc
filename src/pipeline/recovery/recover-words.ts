/** Recognizes suspect stretches of a piece once more, each by itself, and merges their words into the piece. */
import { SAMPLE_RATE, type Span, type Word } from "../../speech/engine.js";
import { mergeOverlap } from "../seams/overlap-merge.js";
import { withoutCrammed, withoutEchoes, withoutRoomless } from "./invented-words.js";
import { suspectStretches, type SuspectStretch } from "./suspect-stretches.js";

/**
 * Seconds of audio around a stretch: the words in it show where the stretch joins the piece. The engine may invent
 * words again with one context and not with another, so there are several. The first attempt in which all words have
 * times wins, or else the one with the fewest words without.
 */
const CONTEXTS = [1.5, 2.5, 0.8];
/** At most this part of a piece is recognized again. If more is missing, the piece cannot be recognized at all. */
const MOST_AGAIN = 0.5;

/** Recognizes and aligns a part of a piece; times are from the part's first sample. */
export type RecognizePart = (samples: Int16Array, voice: Span[]) => Promise<Word[]>;

/** The words of a piece, with the missed ones added and the invented ones removed, each once and in order. */
export async function recoverWords(
  samples: Int16Array,
  recognized: Word[],
  voice: readonly Span[],
  recognize: RecognizePart,
): Promise<Word[]> {
  const words = withoutEchoes(recognized);
  const seconds = samples.length / SAMPLE_RATE;
  const stretches = suspectStretches(words, voice, seconds);
  const again = stretches.reduce((sum, { start, end }) => sum + end - start, 0);
  if (again > MOST_AGAIN * seconds) return withoutRoomless(words);
  let recovered = words;
  // From the last to the first, so that the indices of earlier stretches stay valid.
  for (const stretch of [...stretches].reverse()) {
    const untimed = words.slice(stretch.first, stretch.after).filter((word) => word.estimated).length;
    const heard = await bestAttempt(samples, stretch, voice, recognize);
    if (!heard) continue;
    const merged = insertWords(recovered, heard.words, stretch, heard.around);
    // If no word is added and none gets a time, the old words stay: they were recognized with more context.
    if (heard.untimed < untimed || (heard.untimed === 0 && merged.length > recovered.length)) recovered = merged;
  }
  return withoutRoomless(recovered);
}

interface Heard {
  words: Word[];
  /** Words that the aligner found no time for. */
  untimed: number;
  /** The audio that the engine got. */
  around: Span;
}

/** Recognizes a stretch with its context; null if the engine finds no words. */
async function bestAttempt(
  samples: Int16Array,
  stretch: Span,
  voice: readonly Span[],
  recognize: RecognizePart,
): Promise<Heard | null> {
  let best: Heard | null = null;
  let fewest = Infinity;
  for (const context of CONTEXTS) {
    const from = Math.max(0, Math.floor((stretch.start - context) * SAMPLE_RATE));
    const to = Math.min(samples.length, Math.ceil((stretch.end + context) * SAMPLE_RATE));
    const around = { start: from / SAMPLE_RATE, end: to / SAMPLE_RATE };
    const heard = withoutEchoes(await recognize(samples.subarray(from, to), shifted(voice, around.start, around.end)));
    const estimated = heard.filter((word) => word.estimated).length;
    if (heard.length === 0 || estimated >= fewest) continue;
    fewest = estimated;
    const words = withoutCrammed(heard).map((word) => ({
      ...word,
      start: word.start + around.start,
      end: word.end + around.start,
    }));
    best = { words, untimed: estimated, around };
    if (estimated === 0) break;
  }
  return best;
}

/** The spans in `[from, to)`, with times from its start. */
function shifted(spans: readonly Span[], from: number, to: number): Span[] {
  return spans
    .map(({ start, end }) => ({ start: Math.max(0, start - from), end: Math.min(to, end) - from }))
    .filter(({ start, end }) => end > start);
}

/** Merges the words of a stretch and its context into the words of the piece. */
function insertWords(words: readonly Word[], heard: readonly Word[], stretch: SuspectStretch, around: Span): Word[] {
  let result: Word[] = [...heard];
  const before = words.slice(0, stretch.first);
  const after = words.slice(stretch.after);
  if (before.length > 0) {
    const { left, right } = mergeOverlap(before, result, join(around.start, stretch.start));
    result = [...left, ...right];
  }
  if (after.length > 0) {
    const { left, right } = mergeOverlap(result, after, join(stretch.end, around.end));
    result = [...left, ...right];
  }
  return result;
}

function join(from: number, to: number): { from: number; to: number; cut: number } {
  return { from, to, cut: (from + to) / 2 };
}
