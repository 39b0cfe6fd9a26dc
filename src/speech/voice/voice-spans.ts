/** Turns probabilities of speech into the spans in which a voice speaks. Pure; works on streams. */
import { SAMPLE_RATE, type Span } from "../engine.js";
import { WINDOW_SAMPLES } from "./block-detector.js";

/** Seconds per window. */
export const WINDOW_SECONDS = WINDOW_SAMPLES / SAMPLE_RATE;

/**
 * Margin around a span of voice that recognizers need, in seconds: a detector misses soft beginnings and ends late. The
 * packed length of a piece is that of its spans, widened by this on both sides and joined if they then touch.
 */
export const VOICE_MARGIN = 0.2;

export interface SpanSettings {
  /** A span begins with a window of at least this probability. Default 0.5. */
  on: number;
  /** A span continues while windows have at least this probability. Default 0.35. */
  off: number;
  /** Shorter spans are dropped; in windows. Default 3 (0.1 s). */
  leastVoice: number;
  /** A shorter pause does not end a span; in windows. Default 8 (0.26 s). */
  leastPause: number;
}

const SPAN_SETTINGS: SpanSettings = { on: 0.5, off: 0.35, leastVoice: 3, leastPause: 8 };

/**
 * Takes the probability of each window in order. Spans are in windows, `[start, end)`.
 *
 * @example
 * const finder = new SpanFinder();
 * for (const probability of probabilities) { const span = finder.push(probability); if (span) use(span); }
 * const last = finder.end();
 */
export class SpanFinder {
  readonly #settings: SpanSettings;
  #at = 0;
  #start = -1;
  #end = 0;

  constructor(settings: Partial<SpanSettings> = {}) {
    this.#settings = { ...SPAN_SETTINGS, ...settings };
  }

  /** Number of windows so far. */
  get windows(): number {
    return this.#at;
  }

  /** The span that has begun and not ended. Null if there is none, or if it is still too short. */
  get open(): Span | null {
    return this.#start >= 0 && this.#end - this.#start >= this.#settings.leastVoice
      ? { start: this.#start, end: this.#end }
      : null;
  }

  /** Takes the next window. Returns the span that this window ended, if any. */
  push(probability: number): Span | null {
    const { on, off, leastPause } = this.#settings;
    const window = this.#at++;
    if (probability >= (this.#start < 0 ? on : off)) {
      if (this.#start < 0) this.#start = window;
      this.#end = window + 1;
      return null;
    }
    return this.#start >= 0 && this.#at - this.#end >= leastPause ? this.end() : null;
  }

  /** Ends the audio. Returns the open span, if it is long enough. */
  end(): Span | null {
    const span = this.open;
    this.#start = -1;
    return span;
  }
}

/** The spans of complete audio, in seconds. */
export function voiceSpans(probabilities: Iterable<number>, settings: Partial<SpanSettings> = {}): Span[] {
  const finder = new SpanFinder(settings);
  const spans: Span[] = [];
  for (const probability of probabilities) {
    const span = finder.push(probability);
    if (span) spans.push(span);
  }
  const last = finder.end();
  if (last) spans.push(last);
  return spans.map(({ start, end }) => ({ start: start * WINDOW_SECONDS, end: end * WINDOW_SECONDS }));
}
