/** Cuts audio into segments as the engines want it: at pauses of speech, found by a detector, or at pauses of sound. */
import type { VoiceDetector } from "../../speech/voice/detector.js";
import { LevelSegmenter } from "./level-segmenter.js";
import type { Segment, SegmentationOptions, Segmenter } from "./segment.js";
import { VoiceSegmenter } from "./voice-segmenter.js";

const NOTHING = new Float32Array(0);

/**
 * @example
 * const cutter = new Cutter({ target: 18, max: 25 }, await openVoiceDetector());
 * for await (const samples of audio) for (const segment of await cutter.push(samples)) plan(segment);
 * for (const segment of await cutter.end()) plan(segment);
 */
export class Cutter {
  readonly #segmenter: Segmenter;
  readonly #detector: VoiceDetector | null;

  /** @param detector null: cut by level. It stays the caller's to close. */
  constructor(options: SegmentationOptions, detector: VoiceDetector | null) {
    this.#segmenter = detector ? new VoiceSegmenter(options) : new LevelSegmenter(options);
    this.#detector = detector;
  }

  /** Takes the next samples; returns the segments that are complete. One call at a time. */
  async push(samples: Int16Array): Promise<Segment[]> {
    return this.#segmenter.push(samples, (await this.#detector?.push(samples)) ?? NOTHING);
  }

  /** The audio is over: returns the segments that remain. */
  async end(): Promise<Segment[]> {
    return this.#segmenter.end((await this.#detector?.end()) ?? NOTHING);
  }
}
