/** An engine that costs time and nothing else: it stands in for a real one where scheduling and faults are measured. */
import { setTimeout as sleep } from "node:timers/promises";
import { SAMPLE_RATE, type RecognizeOptions, type SpeechEngine, type Word } from "../engine.js";
import type { EngineDefinition } from "../engine-definition.js";

/**
 * Recognizes nothing: it sleeps for the cost of each piece, or `secondsPerSecond` times its length, and returns one word
 * for each second of audio.
 */
export interface SleepConfig {
  kind: "sleep";
  /** Seconds of sleep for each second of audio, if the task gives no cost. Default 0. */
  secondsPerSecond?: number;
  /** Divides every cost: one rank may be slower than another. Default 1. */
  speed?: number;
}

export const SLEEP: EngineDefinition<SleepConfig> = {
  kind: "sleep",
  segmentation: "level",
  recoversWords: false,
  fromText: (text) => {
    const [, seconds] = /^sleep:(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    return seconds === undefined ? null : { kind: "sleep", secondsPerSecond: Number(seconds) };
  },
  hearing: () => ({ name: "the sleep engine", languages: ["*"] }),
  isAvailable: () => true,
  modelName: () => null,
  modelIdentity: () => null,
  modelToShare: () => null,
  open: (config) => new SleepEngine(config),
};

class SleepEngine implements SpeechEngine {
  readonly id = "sleep 1";
  readonly name = "an engine that sleeps";
  readonly languages = ["*"];
  readonly segmentSeconds = { target: 12, max: 15 };
  readonly segmentation = "level";
  readonly restarts = 0;
  readonly pid = null;
  readonly #secondsPerSecond: number;
  readonly #speed: number;

  constructor({ secondsPerSecond = 0, speed = 1 }: SleepConfig) {
    this.#secondsPerSecond = secondsPerSecond;
    this.#speed = speed;
  }

  async recognize(samples: Int16Array, { cost, signal }: RecognizeOptions): Promise<Word[]> {
    const seconds = samples.length / SAMPLE_RATE;
    const milliseconds = ((cost ?? seconds * this.#secondsPerSecond) / this.#speed) * 1000;
    await sleep(milliseconds, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
    if (samples.every((sample) => sample === 0)) return [];
    return Array.from({ length: Math.floor(seconds) }, (_, i) => ({
      text: `w${i}`,
      start: i + 0.2,
      end: i + 0.8,
      confidence: 1,
    }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
