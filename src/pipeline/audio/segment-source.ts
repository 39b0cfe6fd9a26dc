/** The segments of a video's sound, as they become known: decodes into the spool, detects voice where the engine wants it, and cuts. */
import { SAMPLE_RATE } from "../../speech/engine.js";
import { type VoiceDetector } from "../../speech/voice/detector.js";
import { openVoiceDetector } from "../../speech/voice/open-detector.js";
import { LevelSegmenter } from "../segmentation/level-segmenter.js";
import type { Segment, Segmenter } from "../segmentation/segment.js";
import { VoiceSegmenter } from "../segmentation/voice-segmenter.js";
import type { AudioSpool } from "./spool.js";
import type { RankInfo } from "../ranks/task.js";

export interface SegmentSourceOptions {
  /** 16 kHz mono from presentation time 0, as a stream. */
  audio: AsyncIterable<Int16Array>;
  spool: AudioSpool;
  /** Whether the engine will probably want voice: then the detector is started at once, beside the decoder. */
  wantsVoice: boolean;
  /** Called when voice has to be told from other sound without its model. */
  onVoiceFallback: (message: string) => void;
}

/** Samples that are read from the spool and cut at a time. */
const PLAN_SAMPLES = 10 * SAMPLE_RATE;
/** Probabilities of speech, of a detector that is not there. */
const NOTHING = new Float32Array(0);

/**
 * @example
 * const source = new SegmentSource({ audio, spool, wantsVoice: true, onVoiceFallback: console.warn });
 * const decoding = source.decode(signal);
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
    // It never rejects.
    if (options.wantsVoice) void this.#openDetector();
  }

  #openDetector(): Promise<VoiceDetector> {
    return (this.#detector ??= openVoiceDetector({ onWarning: this.#options.onVoiceFallback }));
  }

  /** Id of what decides where voice is: part of the key under which results are kept. */
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
  }: Pick<RankInfo, "segmentation" | "segmentSeconds">): AsyncGenerator<Segment, void, undefined> {
    const detector = segmentation === "voice" ? await this.#openDetector() : null;
    const segmenter: Segmenter = detector ? new VoiceSegmenter(segmentSeconds) : new LevelSegmenter(segmentSeconds);
    for await (const samples of this.#pieces()) {
      yield* segmenter.push(samples, detector ? await detector.push(samples) : NOTHING);
    }
    if (!this.#stopped) yield* segmenter.end(detector ? await detector.end() : NOTHING);
  }

  /** What is in the spool, as it comes. */
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

  /** Ends the decoder and the detector, and with them `segments`. Does not wait for a detector that is still loading. */
  stop(): void {
    this.#stopped = true;
    this.#grow();
    void this.#detector?.then((detector) => detector.close());
  }
}
