/** An engine that costs time and nothing else: for measuring scheduling and injecting load. */
import { setTimeout as sleep } from "node:timers/promises";
import { SAMPLE_RATE, type RecognizeOptions, type SpeechEngine, type Word } from "./engine.js";

export class SleepEngine implements SpeechEngine {
  readonly id = "sleep 1";
  readonly name = "an engine that sleeps";
  readonly languages = ["*"];
  readonly segmentSeconds = { target: 12, max: 15 };
  readonly segmentation = "level";
  readonly restarts = 0;
  readonly pid = null;
  readonly #secondsPerSecond: number;
  readonly #speed: number;

  /**
   * @param secondsPerSecond seconds of sleep for each of audio, where the task gives no cost; `speed` divides every
   * cost.
   */
  constructor({ secondsPerSecond = 0, speed = 1 }: { secondsPerSecond?: number; speed?: number }) {
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
