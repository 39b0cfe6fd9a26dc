/** Pauses between spans of voice, and the choice of the pause for a cut. Pure; all lengths are in windows of 32 ms. */
import type { Span } from "../../speech/engine.js";
import { VOICE_MARGIN, WINDOW_SECONDS } from "../../speech/voice/voice-spans.js";

const MARGIN = Math.round(VOICE_MARGIN / WINDOW_SECONDS);
/** A second of distance from the target costs as much as 60 ms of pause. */
const COST_OF_DISTANCE = 0.06;
/** Beyond this length a pause does not get better, in seconds. */
const LONG_ENOUGH = 2;

/** No voice from `start` to `end`. `packed`: the packed length of the voice before it. */
export interface Pause extends Span {
  packed: number;
}

/** The parts of spans that lie in `[from, to)`. */
export function within(spans: readonly Span[], from: number, to: number): Span[] {
  return spans
    .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }))
    .filter(({ start, end }) => start < end);
}

/** The length of spans with their margins, without pauses. */
export function packedLength(voice: readonly Span[]): number {
  return voice.reduce((sum, span, i) => sum + addedBy(span, voice[i - 1]), voice.length > 0 ? MARGIN : 0);
}

/** What a span adds to the packed length of the spans before it, without the margin after it. */
function addedBy({ start, end }: Span, before: Span | undefined): number {
  return end - start + (before ? Math.min(2 * MARGIN, start - before.end) : MARGIN);
}

/** The pauses after spans, in order. The last one may still go on. */
export function pausesOf(voice: readonly Span[], now: number): Pause[] {
  const pauses: Pause[] = [];
  let packed = 0;
  for (const [i, span] of voice.entries()) {
    packed += addedBy(span, voice[i - 1]);
    const end = voice[i + 1]?.start ?? now;
    if (end > span.end) pauses.push({ start: span.end, end, packed: packed + MARGIN });
  }
  return pauses;
}

/** The longest pause near the target with a packed length of `least` to `most` before it; null if there is none. */
export function choosePause(pauses: readonly Pause[], least: number, target: number, most: number): Pause | null {
  let best: Pause | null = null;
  let bestWorth = -Infinity;
  for (const pause of pauses) {
    if (pause.packed < least || pause.packed > most) continue;
    const length = Math.min(LONG_ENOUGH, (pause.end - pause.start) * WINDOW_SECONDS);
    const worth = length - COST_OF_DISTANCE * Math.abs(pause.packed - target) * WINDOW_SECONDS;
    if (worth > bestWorth) {
      best = pause;
      bestWorth = worth;
    }
  }
  return best;
}

/**
 * The window at which to cut speech without a pause: the middle of the weakest three windows, with a packed length
 * before them of two thirds of the target to `last`.
 *
 * @param strength the strength of the voice in each window from `from` on
 */
export function weakestWindow(
  voice: readonly Span[],
  strength: readonly number[],
  { from, target, last }: { from: number; target: number; last: number },
): number {
  // Used only if no window fits the rule: the middle of the audio.
  let best = from + Math.max(1, Math.floor(((voice.at(-1)?.end ?? from) - from) / 2));
  let least = Infinity;
  for (const [i, span] of voice.entries()) {
    const before = packedLength(voice.slice(0, i));
    for (let at = Math.max(span.start, from + 1); at < span.end; at++) {
      const packed = before + at - span.start;
      if (packed < (target * 2) / 3 || packed > last) continue;
      const sum = [at - 1, at, at + 1].reduce((total, window) => total + (strength[window - from] ?? 0), 0);
      if (sum < least) {
        least = sum;
        best = at;
      }
    }
  }
  return best;
}
