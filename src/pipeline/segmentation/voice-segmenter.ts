/**
 * Cuts audio into segments at pauses of speech. Pure: samples and probabilities of speech in, segments out, however both are divided.
 *
 * Lengths are of packed audio: spans of voice, each with 0.2 s around it; pauses do not count, since the engine does not hear them. A cut lies in the
 * longest pause near the target. Speech without a pause is cut at its weakest moment, and both sides hear 2 s around the cut.
 */
import { SAMPLE_RATE, type Span } from "../../speech/engine.js";
import { WINDOW_SAMPLES } from "../../speech/voice/block-detector.js";
import { SpanFinder, VOICE_MARGIN, WINDOW_SECONDS } from "../../speech/voice/voice-spans.js";
import { choosePause, packedLength, pausesOf, weakestWindow, within, type Pause } from "./pauses.js";
import type { Segment, SegmentationOptions, Segmenter } from "./segment.js";
import { frameLevel } from "./silence.js";

const windowsOf = (seconds: number): number => Math.round(seconds / WINDOW_SECONDS);

/** No segment is longer than a minute in the video, whatever it holds: progress and memory stay bounded. Less what `EVERY` may add. */
const MOST_WALL = windowsOf(59.5);
/** A pause this long ends a segment that has enough voice, and what comes before the first voice is then a segment of its own. */
const LONG_PAUSE = windowsOf(5);
const ENOUGH_VOICE = windowsOf(6);
/** Of a long pause, this much stays with the voice on each side. */
const BESIDE_VOICE = windowsOf(1);
/** How far each side hears beyond a cut through speech. */
const OVERLAP = windowsOf(1);
/**
 * The first segments of a video are shorter where a pause allows it, and the very first one also where none does: the first cue comes the sooner.
 */
const FIRST = { count: 2, least: windowsOf(3.5), target: windowsOf(7), max: windowsOf(11) };

const MARGIN = windowsOf(VOICE_MARGIN);
/** How often, in windows, it is looked whether a segment ends: 0.26 s. */
const EVERY = 8;

/** Where in a pause to cut: in its middle, or not far from the voice before it. */
function cutIn({ start, end }: Pause): number {
  return start + Math.min(Math.floor((end - start) / 2), BESIDE_VOICE);
}

export class VoiceSegmenter implements Segmenter {
  readonly #target: number;
  readonly #max: number;
  readonly #finder = new SpanFinder();
  /** Ended spans that reach beyond `#audioStart`, in windows from the start of the audio. */
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
    // By the count of windows: what is decided must not depend on how they came.
    if (this.#finder.windows % EVERY === 0) while (this.#cutIfDue());
  }

  /** The voice from the segment's first sample to a window. */
  #voiceTo(window: number): Span[] {
    const { open } = this.#finder;
    return within(open ? [...this.#spans, open] : this.#spans, this.#audioStart, window);
  }

  #cutIfDue(): boolean {
    const now = this.#finder.windows;
    const wall = now - this.#start;
    const voice = this.#voiceTo(now);
    const first = voice[0];
    if (!first) return wall >= MOST_WALL && this.#cut(now);
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
