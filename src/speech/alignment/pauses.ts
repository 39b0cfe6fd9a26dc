/** Removes the long pauses of a piece, and maps times back to the piece. Pure. */
import { SAMPLE_RATE, type Span } from "../engine.js";

/** Kept around a voice, in seconds: detectors miss quiet beginnings and ends of words. */
const AROUND = 0.2;
/** Pauses up to this length, in seconds, are kept whole because they separate words. */
const SHORT_PAUSE = 0.6;

export interface Packed {
  samples: Int16Array;
  /** Maps a span of `samples` to a span of the piece. */
  unpack<T extends Span>(span: T): T;
}

/**
 * Removes the long pauses of a piece. No word begins in them, but their noise and music attract words.
 *
 * @param voice where a voice speaks, in order; if empty, nothing is removed
 */
export function withoutPauses(samples: Int16Array, voice: readonly Span[]): Packed {
  const seconds = samples.length / SAMPLE_RATE;
  const kept: Span[] = [];
  for (const { start, end } of voice) {
    const from = Math.max(0, start - AROUND);
    const to = Math.min(seconds, end + AROUND);
    const last = kept.at(-1);
    if (last && from - last.end < SHORT_PAUSE - 2 * AROUND) last.end = Math.max(last.end, to);
    else if (to > from) kept.push({ start: from, end: to });
  }
  if (kept.length === 0) return { samples, unpack: (span) => span };
  const parts = kept.map(({ start, end }) =>
    samples.subarray(Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE)),
  );
  const packed = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  /** Where each kept stretch begins in the packed samples, in seconds. */
  const begins: number[] = [];
  let at = 0;
  for (const part of parts) {
    packed.set(part, at);
    begins.push(at / SAMPLE_RATE);
    at += part.length;
  }
  return { samples: packed, unpack: (span) => ({ ...span, ...unpacked(kept, begins, span) }) };
}

/** A word across a cut belongs to the stretch that holds more of it. */
function unpacked(kept: readonly Span[], begins: readonly number[], { start, end }: Span): Span {
  let best: Span = { start, end };
  let most = -1;
  for (const [i, span] of kept.entries()) {
    const begin = begins[i] ?? 0;
    const from = Math.max(start, begin);
    const to = Math.min(end, begin + span.end - span.start);
    if (to - from <= most) continue;
    most = to - from;
    best = { start: span.start + from - begin, end: span.start + to - begin };
  }
  return best;
}
