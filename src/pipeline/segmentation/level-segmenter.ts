/**
 * Cuts audio into segments at silences. Pure: samples in, segments out.
 *
 * Segments partition the samples: each sample belongs to exactly one. A cut lies in the longest silence within
 * 5 s of its target, or, without a silence, at the quietest fifth of a second.
 */
import { SAMPLE_RATE } from "../../speech/engine.js";
import type { Segment, SegmentationOptions, Segmenter } from "./segment.js";
import { FRAME_SAMPLES, frameLevel, findSilences, quietestFrame, type Silence } from "./silence.js";

export interface LevelOptions extends SegmentationOptions {
  /** How much audio of each neighbour the engine gets too, in seconds. Default 0.2. */
  margin?: number;
}

/** How far from its target a cut may be, in seconds. */
const REACH = 5;
const FRAMES_PER_SECOND = SAMPLE_RATE / FRAME_SAMPLES;

/**
 * A segmenter for a stream. It holds levels of 10 ms frames for one segment and its look-ahead, but no samples.
 *
 * @example
 * const segmenter = new LevelSegmenter({ target: 12, max: 15 });
 * for await (const samples of audio) for (const s of segmenter.push(samples)) plan(s);
 * for (const s of segmenter.end()) plan(s);
 */
export class LevelSegmenter implements Segmenter {
  readonly #targetFrames: number;
  readonly #maxFrames: number;
  readonly #lookahead: number;
  readonly #margin: number;
  /** Levels in dB of the frames from `#start` on. */
  #levels: number[] = [];
  #partial = new Int16Array(FRAME_SAMPLES);
  #partialLength = 0;
  #start = 0;
  #total = 0;
  #index = 0;
  /** Segments that are cut, but whose trailing margin has not arrived yet. */
  #waiting: { start: number; end: number }[] = [];

  constructor(options: LevelOptions) {
    this.#targetFrames = Math.round(options.target * FRAMES_PER_SECOND);
    this.#maxFrames = Math.round(options.max * FRAMES_PER_SECOND);
    this.#lookahead = Math.max(this.#maxFrames, this.#targetFrames + REACH * FRAMES_PER_SECOND);
    this.#margin = Math.round((options.margin ?? 0.2) * SAMPLE_RATE);
  }

  /** Samples taken so far. */
  get samples(): number {
    return this.#total;
  }

  /** Takes the next samples; returns the segments whose audio is now complete, margin included. */
  push(samples: Int16Array): Segment[] {
    this.#total += samples.length;
    let at = 0;
    while (at < samples.length) {
      const take = Math.min(FRAME_SAMPLES - this.#partialLength, samples.length - at);
      this.#partial.set(samples.subarray(at, at + take), this.#partialLength);
      this.#partialLength += take;
      at += take;
      if (this.#partialLength === FRAME_SAMPLES) {
        this.#levels.push(frameLevel(this.#partial));
        this.#partialLength = 0;
        if (this.#levels.length >= this.#lookahead) this.#cut();
      }
    }
    return this.#release(false);
  }

  /** The audio has ended: returns the remaining segments. */
  end(): Segment[] {
    // A tail of up to 9.9 ms is no whole frame and has no level. It belongs to the last segment.
    while (this.#total - this.#start > this.#maxFrames * FRAME_SAMPLES) this.#cut();
    if (this.#total > this.#start) {
      this.#waiting.push({ start: this.#start, end: this.#total });
      this.#start = this.#total;
      this.#levels = [];
    }
    return this.#release(true);
  }

  #cut(): void {
    const frames = this.#chooseCut();
    const end = this.#start + frames * FRAME_SAMPLES;
    this.#waiting.push({ start: this.#start, end });
    this.#start = end;
    this.#levels = this.#levels.slice(frames);
  }

  /**
   * The cut, in frames from the start of the segment: the middle of the longest silence that touches the window, moved
   * into the window.
   */
  #chooseCut(): number {
    const from = Math.max(1, this.#targetFrames - REACH * FRAMES_PER_SECOND);
    const to = Math.min(this.#targetFrames + REACH * FRAMES_PER_SECOND, this.#maxFrames);
    let best: Silence | null = null;
    for (const silence of findSilences(this.#levels)) {
      if (silence.end <= from || silence.start >= to) continue;
      if (!best || longer(silence, best, this.#targetFrames)) best = silence;
    }
    if (!best) return quietestFrame(this.#levels, from, to);
    return Math.min(to, Math.max(from, Math.round((best.start + best.end) / 2)));
  }

  #release(ended: boolean): Segment[] {
    const ready: Segment[] = [];
    let head = this.#waiting[0];
    while (head && (ended || this.#total >= head.end + this.#margin)) {
      ready.push({
        index: this.#index++,
        start: head.start,
        end: head.end,
        audioStart: Math.max(0, head.start - this.#margin),
        audioEnd: Math.min(this.#total, head.end + this.#margin),
      });
      this.#waiting.shift();
      head = this.#waiting[0];
    }
    return ready;
  }
}

/** Whether silence `a` is better than `b`: longer, or as long and nearer to the target. */
function longer(a: Silence, b: Silence, target: number): boolean {
  const difference = a.end - a.start - (b.end - b.start);
  if (difference !== 0) return difference > 0;
  return Math.abs((a.start + a.end) / 2 - target) < Math.abs((b.start + b.end) / 2 - target);
}
