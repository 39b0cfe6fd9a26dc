/**
 * The segments of a video's sound, as they become known: decodes into the spool, detects voice if the engine wants it,
 * cuts, and hashes.
 *
 * Decoding runs ahead: it begins before the ranks are ready, and it is faster than voice detection. So samples are
 * written to the spool and read back once, for all three of detection, cutting and the hash.
 */
import { SAMPLE_RATE } from "../../speech/engine.js";
import { type VoiceDetector } from "../../speech/voice/detector.js";
import { openVoiceDetector } from "../../speech/voice/open-detector.js";
import { LevelSegmenter } from "../segmentation/level-segmenter.js";
import type { Segment, Segmenter } from "../segmentation/segment.js";
import { VoiceSegmenter } from "../segmentation/voice-segmenter.js";
import { samplesDigest } from "../journal.js";
import type { RankInfo } from "../ranks/task.js";
import { SampleWindow } from "./sample-window.js";
import type { AudioSpool } from "./spool.js";

export interface SegmentSourceOptions {
  /** 16 kHz mono from presentation time 0, as a stream. */
  audio: AsyncIterable<Int16Array>;
  spool: AudioSpool;
  /**
   * Whether the engine will probably want voice to be detected: then the detector starts at once, beside the decoder.
   */
  wantsVoice: boolean;
  /** Called if voice has to be detected without its model. */
  onVoiceFallback: (message: string) => void;
}

/** A segment, and the digest of the samples that the engine gets. */
export interface CutSegment extends Segment {
  digest: string;
}

/** Samples that are read from the spool and cut at a time. */
const PLAN_SAMPLES = 10 * SAMPLE_RATE;
/**
 * How far the audio of a segment may reach back into the one before: both sides of a cut through speech get 1 s around
 * it.
 */
const REACH_BACK_SAMPLES = 2 * SAMPLE_RATE;
/** The probabilities of speech if there is no detector. */
const NOTHING = new Float32Array(0);

/**
 * @example
 * const source = new SegmentSource({ audio, spool, wantsVoice: true, onVoiceFallback: console.warn });
 * const decoding = source.decode();
 * for await (const segment of source.segments(rankInfo)) plan(segment);
 */
export class SegmentSource {
  readonly #options: SegmentSourceOptions;
  #detector: Promise<VoiceDetector> | null = null;
  #decoded = false;
  #stopped = false;
  #grown: (() => void)[] = [];

  constructor(options: SegmentSourceOptions) {
    this.#options = options;
    // `openVoiceDetector` never rejects: it has a fallback.
    if (options.wantsVoice) void this.#openDetector();
  }

  #openDetector(): Promise<VoiceDetector> {
    return (this.#detector ??= openVoiceDetector({ onWarning: this.#options.onVoiceFallback }));
  }

  /** Id of the voice detector: part of the key under which words are kept. */
  async voiceId(): Promise<string> {
    return (await this.#openDetector()).id;
  }

  /** Decodes all of the audio into the spool. */
  async decode(): Promise<void> {
    for await (const samples of this.#options.audio) {
      if (this.#stopped) return;
      await this.#options.spool.append(samples);
      this.#grow();
    }
    this.#decoded = true;
    this.#grow();
  }

  #grow(): void {
    const waiting = this.#grown;
    this.#grown = [];
    for (const resolve of waiting) resolve();
  }

  /** The segments, in order, each as soon as its audio is known; they partition the audio. Ends early after `stop`. */
  async *segments({
    segmentation,
    segmentSeconds,
  }: Pick<RankInfo, "segmentation" | "segmentSeconds">): AsyncGenerator<CutSegment, void, undefined> {
    const detector = segmentation === "voice" ? await this.#openDetector() : null;
    const segmenter: Segmenter = detector ? new VoiceSegmenter(segmentSeconds) : new LevelSegmenter(segmentSeconds);
    const window = new SampleWindow();
    for await (const samples of this.#pieces()) {
      window.append(samples);
      yield* hashed(segmenter.push(samples, detector ? await detector.push(samples) : NOTHING), window);
    }
    if (!this.#stopped) yield* hashed(segmenter.end(detector ? await detector.end() : NOTHING), window);
  }

  /** The samples of the spool, as it grows. */
  async *#pieces(): AsyncGenerator<Int16Array, void, undefined> {
    const { spool } = this.#options;
    for (let at = 0; !this.#stopped;) {
      const end = Math.min(spool.length, at + PLAN_SAMPLES);
      if (end > at) {
        yield await spool.read(at, end);
        at = end;
      } else if (this.#decoded) return;
      else await new Promise<void>((resolve) => this.#grown.push(resolve));
    }
  }

  /**
   * Ends the decoder and the detector, and with them `segments`. Does not wait for a detector that is still loading.
   */
  stop(): void {
    this.#stopped = true;
    this.#grow();
    void this.#detector?.then((detector) => detector.close());
  }
}

function* hashed(segments: readonly Segment[], window: SampleWindow): Generator<CutSegment, void, undefined> {
  for (const segment of segments) {
    const digest = samplesDigest(window.slice(segment.audioStart, segment.audioEnd));
    window.forget(segment.end - REACH_BACK_SAMPLES);
    yield { ...segment, digest };
  }
}
