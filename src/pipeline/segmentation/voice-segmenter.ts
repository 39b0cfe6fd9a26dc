/**
 * Cuts audio into segments at pauses of speech. Pure: samples and probabilities of speech in, segments out.
 *
 * Lengths are of packed audio: spans of voice, each with 0.2 s around it. Pauses do not count, because the engine does
 * not get them. A cut lies in the longest pause near the target. Speech without a pause is cut at its weakest moment,
 * and the engine gets 2 s around the cut for both sides.
 */
import { SAMPLE_RATE, type Span } from "../../speech/engine.js";
import { WINDOW_SAMPLES } from "../../speech/voice/block-detector.js";
import { SpanFinder, VOICE_MARGIN, WINDOW_SECONDS } from "../../speech/voice/voice-spans.js";
import { choosePause, packedLength, pausesOf, weakestWindow, within, type Pause } from "./pauses.js";
import type { Segment, SegmentationOptions, Segmenter } from "./segment.js";
import { frameLevel } from "./silence.js";

const windowsOf = (seconds: number): number => Math.round(seconds / WINDOW_SECONDS);

/**
 * No segment is longer than a minute of video, so that progress and memory stay bounded. `EVERY` may add to this
 * number.
 */
const MOST_WALL = windowsOf(59.5);
/**
 * A pause this long ends a segment with enough voice. A pause this long before the first voice is a segment of its own.
 */
const LONG_PAUSE = windowsOf(5);
const ENOUGH_VOICE = windowsOf(6);
/** How much of a long pause stays with the voice on each side. */
const BESIDE_VOICE = windowsOf(1);
/** How far the audio of each side reaches beyond a cut through speech. */
const OVERLAP = windowsOf(1);
/**
 * The first segments of a video are shorter if there is a pause, and the very first one even if there is none: the
 * first cue comes sooner.
 */
const FIRST = { count: 2, least: windowsOf(3.5), target: windowsOf(7), max: windowsOf(11) };

const MARGIN = windowsOf(VOICE_MARGIN);
/** How often it is checked whether a segment ends, in windows: every 0.26 s. */
const EVERY = 8;

/** The place of a cut in a pause: its middle, but not far from the voice before it. */
function cutIn({ start, end }: Pause): number {
  return start + Math.min(Math.floor((end - start) / 2), BESIDE_VOICE);
}

export class VoiceSegmenter implements Segmenter {
  readonly #target: number;
  readonly #max: number;
  readonly #finder = new SpanFinder();
  /** Spans that have ended and reach beyond `#audioStart`, in windows from the start of the audio. */
  #spans: Span[] = [];
  /** Levels in dB, and probabilities, of the windows from `#start` on. */
  #levels: number[] = [];
  #probabilities: number[] = [];
  #partial = new Int16Array(WINDOW_SAMPLES);
  #partialLength = 0;
  #samples = 0;
  #start = 0;
  #audioStart = 0;
  #index = 0;
  /** Segments with voice so far. */
  #voiced = 0;
  #ready: Segment[] = [];

  constructor({ target, max }: SegmentationOptions) {
    this.#target = windowsOf(target);
    this.#max = windowsOf(max);
  }

  push(samples: Int16Array, probabilities: Float32Array): Segment[] {
    this.#measure(samples);
    for (const probability of probabilities) this.#step(probability);
    return this.#release();
  }

  end(probabilities: Float32Array): Segment[] {
    if (this.#partialLength > 0) this.#levels.push(frameLevel(this.#partial.subarray(0, this.#partialLength)));
    for (const probability of probabilities) this.#step(probability);
    const last = this.#finder.end();
    if (last) this.#spans.push(last);
    while (this.#cutIfDue());
    if (this.#samples > this.#start * WINDOW_SAMPLES) this.#give(this.#finder.windows, this.#samples, 0);
    return this.#release();
  }

  #measure(samples: Int16Array): void {
    this.#samples += samples.length;
    for (let at = 0; at < samples.length;) {
      const take = Math.min(WINDOW_SAMPLES - this.#partialLength, samples.length - at);
      this.#partial.set(samples.subarray(at, at + take), this.#partialLength);
      this.#partialLength += take;
      at += take;
      if (this.#partialLength < WINDOW_SAMPLES) return;
      this.#levels.push(frameLevel(this.#partial));
      this.#partialLength = 0;
    }
  }

  #step(probability: number): void {
    this.#probabilities.push(probability);
    const span = this.#finder.push(probability);
    if (span) this.#spans.push(span);
    // Counted in windows: the cuts must not depend on how the stream is divided.
    if (this.#finder.windows % EVERY === 0) while (this.#cutIfDue());
  }

  /** Spans of voice from the first sample of the segment to a window. */
  #voiceTo(window: number): Span[] {
    const { open } = this.#finder;
    return within(open ? [...this.#spans, open] : this.#spans, this.#audioStart, window);
  }

  #cutIfDue(): boolean {
    const now = this.#finder.windows;
    const wall = now - this.#start;
    const voice = this.#voiceTo(now);
    const first = voice[0];
    // Not at the last window: voice may have begun there that is still too short to be a span.
    if (!first) return wall >= MOST_WALL && this.#cut(now - BESIDE_VOICE);
    if (first.start - this.#start >= LONG_PAUSE) return this.#cut(first.start - BESIDE_VOICE);
    const packed = packedLength(voice);
    const pauses = pausesOf(voice, now);
    const last = pauses.at(-1);
    if (last?.end === now && last.end - last.start >= LONG_PAUSE && packed >= ENOUGH_VOICE) {
      return this.#cut(cutIn(last));
    }
    if (this.#voiced < FIRST.count && packed >= FIRST.max) {
      const pause = choosePause(pauses, FIRST.least, FIRST.target, FIRST.max);
      if (pause) return this.#cut(cutIn(pause));
      if (this.#voiced === 0) return this.#cutThroughSpeech(voice, FIRST);
    }
    if (packed >= this.#max) {
      const pause =
        choosePause(pauses, (this.#target * 2) / 3, this.#target, this.#max) ??
        choosePause(pauses, this.#target / 3, this.#target, this.#max);
      return pause ? this.#cut(cutIn(pause)) : this.#cutThroughSpeech(voice, { target: this.#target, max: this.#max });
    }
    if (wall >= MOST_WALL) {
      const pause = choosePause(pauses, 0, this.#target, this.#max);
      return this.#cut(pause ? cutIn(pause) : now);
    }
    return false;
  }

  #cut(at: number): true {
    this.#give(at, Math.min(at * WINDOW_SAMPLES, this.#samples), 0);
    return true;
  }

  #cutThroughSpeech(voice: readonly Span[], { target, max }: SegmentationOptions): true {
    const strength = this.#probabilities.map((probability, i) => probability + (this.#levels[i] ?? 0) / 20);
    const last = max - OVERLAP - MARGIN;
    const at = weakestWindow(voice, strength, { from: this.#start, target, last });
    this.#give(at, at * WINDOW_SAMPLES, OVERLAP);
    return true;
  }

  /** Ends the segment at window `at`, which begins with sample `end` (or is where the audio ends). */
  #give(at: number, end: number, overlap: number): void {
    const audioStart = this.#audioStart * WINDOW_SAMPLES;
    const audioEnd = Math.min(end + overlap * WINDOW_SAMPLES, this.#samples);
    const seconds = (audioEnd - audioStart) / SAMPLE_RATE;
    const voice = this.#voiceTo(at + overlap);
    this.#ready.push({
      index: this.#index++,
      start: this.#start * WINDOW_SAMPLES,
      end,
      audioStart,
      audioEnd,
      voice: voice.map((span) => ({
        start: (span.start - this.#audioStart) * WINDOW_SECONDS,
        end: Math.min((span.end - this.#audioStart) * WINDOW_SECONDS, seconds),
      })),
      ...(this.#audioStart < this.#start ? { overlapsBefore: true } : {}),
      ...(overlap > 0 ? { overlapsAfter: true } : {}),
    });
    if (voice.length > 0) this.#voiced += 1;
    this.#levels.splice(0, at - this.#start);
    this.#probabilities.splice(0, at - this.#start);
    this.#start = at;
    this.#audioStart = at - overlap;
    this.#spans = this.#spans.filter((span) => span.end > this.#audioStart);
  }

  #release(): Segment[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
