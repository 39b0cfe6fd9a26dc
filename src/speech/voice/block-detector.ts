/**
 * A detector over a stateless model. Audio is divided into blocks on a fixed grid, and the probabilities of a block
 * depend only on its samples and on those shortly before it. So they are the same for pushes of any size, a block can
 * be repeated by a restarted process, and one process serves any number of streams.
 */
import { messageOf } from "../../errors.js";
import type { VoiceDetector } from "./detector.js";

/** Samples that one probability describes: 32 ms at 16 kHz. */
export const WINDOW_SAMPLES = 512;
/** Windows per block: 24.6 s. A short block wastes work on its lead-in, a long one delays the first segment. */
const BLOCK_WINDOWS = 768;
/**
 * Windows before a block that are passed with it, 8.2 s. They warm up a recurrent model and show how loud the audio is.
 */
export const LEAD_IN_WINDOWS = 256;
/** Samples before the first window of the lead-in: Silero's windows overlap by this many. */
export const CONTEXT_SAMPLES = 64;

const LEAD_IN_SAMPLES = LEAD_IN_WINDOWS * WINDOW_SAMPLES + CONTEXT_SAMPLES;

/** A model that finds voice in one block. */
export interface BlockModel {
  readonly id: string;
  readonly name: string;
  /** See `VoiceDetector.pid`. Missing if the model needs no process. */
  readonly pid?: number | null;
  /**
   * @param samples context, lead-in and the windows of the block. Zeros stand before the start of the audio and fill
   * the last window.
   * @returns a probability for each window of the block, not of the lead-in
   */
  probabilities(samples: Int16Array): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface Fallback {
  model: BlockModel;
  onWarning: (reason: string) => void;
}

export class BlockDetector implements VoiceDetector {
  readonly id: string;
  readonly name: string;
  #model: BlockModel;
  #fallback: Fallback | null;
  /** Context and lead-in of the current block, then its samples so far. */
  #samples = new Int16Array(LEAD_IN_SAMPLES + BLOCK_WINDOWS * WINDOW_SAMPLES);
  #filled = LEAD_IN_SAMPLES;
  #closed = false;

  /** @param fallback takes over for the rest of the audio if the model fails twice on one block */
  constructor(model: BlockModel, fallback: Fallback | null = null) {
    this.id = model.id;
    this.name = model.name;
    this.#model = model;
    this.#fallback = fallback;
  }

  get pid(): number | null {
    return this.#model.pid ?? null;
  }

  async push(samples: Int16Array): Promise<Float32Array> {
    const found: Float32Array[] = [];
    for (let at = 0; at < samples.length;) {
      const take = Math.min(this.#samples.length - this.#filled, samples.length - at);
      this.#samples.set(samples.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled === this.#samples.length) {
        found.push(await this.#ask(this.#samples));
        this.#samples.copyWithin(0, this.#samples.length - LEAD_IN_SAMPLES);
        this.#filled = LEAD_IN_SAMPLES;
      }
    }
    return concatenated(found);
  }

  async end(): Promise<Float32Array> {
    const windows = Math.ceil((this.#filled - LEAD_IN_SAMPLES) / WINDOW_SAMPLES);
    if (windows === 0) return new Float32Array(0);
    this.#samples.fill(0, this.#filled);
    this.#filled = LEAD_IN_SAMPLES;
    return this.#ask(this.#samples.subarray(0, LEAD_IN_SAMPLES + windows * WINDOW_SAMPLES));
  }

  async #ask(samples: Int16Array): Promise<Float32Array> {
    try {
      return await this.#tryTo(samples);
    } catch {
      this.#refuseIfClosed();
    }
    try {
      return await this.#tryTo(samples);
    } catch (error) {
      this.#refuseIfClosed();
      const fallback = this.#fallback;
      if (!fallback) throw error;
      const failed = this.#model;
      this.#model = fallback.model;
      this.#fallback = null;
      await failed.close();
      fallback.onWarning(messageOf(error));
      return this.#tryTo(samples);
    }
  }

  async #tryTo(samples: Int16Array): Promise<Float32Array> {
    this.#refuseIfClosed();
    const windows = (samples.length - LEAD_IN_SAMPLES) / WINDOW_SAMPLES;
    const found = await this.#model.probabilities(samples);
    if (found.length !== windows || !found.every((value) => value >= 0 && value <= 1)) {
      throw new Error(`${this.#model.name} did not return ${windows} probabilities`);
    }
    return found;
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new Error("the voice detector was closed");
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#model.close();
  }
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1 && parts[0]) return parts[0];
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
