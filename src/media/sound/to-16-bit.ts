/**
 * Converts floating-point samples to 16 bit: unchanged up to full scale, scaled by the surrounding peak beyond it.
 * Pure.
 */

/** Samples per block: 0.25 s at 16 kHz. */
const BLOCK = 4000;

/**
 * A block is scaled by the loudest block within this many on both sides (1 s), so that no gain changes within a word.
 */
const REACH = 4;

/**
 * From which multiple of full scale samples are scaled instead of clipped. Lossy decoders overshoot by some dB in loud
 * music, and every player clips that. Sound beyond 6 dB, and samples stored as floats, were not meant to be clipped.
 */
export const TOLERATED_PEAK = { lossy: 2, stored: 1 };

/**
 * Converts a stream of samples, with 1 as full scale, to 16 bit. Sound within the tolerated peak is identical to
 * ffmpeg's own conversion, bit for bit. Samples without a value (NaN, infinite) become silence. Memory: 2.25 s of
 * samples.
 *
 * @example
 * const scaler = new PeakScaler(TOLERATED_PEAK.stored);
 * for await (const floats of decoded) use(scaler.push(floats));
 * use(scaler.end());
 */
export class PeakScaler {
  readonly #tolerated: number;
  #blocks: { samples: Float32Array; peak: number }[] = [];
  /** The block that is being filled. */
  #open = new Float32Array(BLOCK);
  #filled = 0;
  /** Index of the next block to return, among `#blocks`. */
  #next = 0;
  #lastGain = 1;
  #started = false;

  constructor(tolerated: number) {
    this.#tolerated = tolerated;
  }

  /** Takes samples, and returns those whose surroundings are known. */
  push(samples: Float32Array): Int16Array {
    const ready: Int16Array[] = [];
    for (let at = 0; at < samples.length;) {
      const take = Math.min(BLOCK - this.#filled, samples.length - at);
      this.#open.set(samples.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled < BLOCK) continue;
      this.#close();
      while (this.#blocks.length - this.#next > REACH) ready.push(this.#give());
    }
    return joined(ready);
  }

  /** Returns the rest. */
  end(): Int16Array {
    if (this.#filled > 0) this.#close();
    const ready: Int16Array[] = [];
    while (this.#next < this.#blocks.length) ready.push(this.#give());
    return joined(ready);
  }

  #close(): void {
    const samples = this.#open.subarray(0, this.#filled);
    let peak = 0;
    for (let i = 0; i < samples.length; i++) {
      const value = samples[i] ?? 0;
      if (!Number.isFinite(value)) samples[i] = 0;
      else if (Math.abs(value) > peak) peak = Math.abs(value);
    }
    this.#blocks.push({ samples, peak });
    this.#open = new Float32Array(BLOCK);
    this.#filled = 0;
  }

  #give(): Int16Array {
    const block = this.#blocks[this.#next];
    if (!block) throw new Error("no block is left");
    const around = this.#blocks.slice(Math.max(0, this.#next - REACH), this.#next + REACH + 1);
    const peak = Math.max(...around.map((near) => near.peak));
    const gain = peak > this.#tolerated ? 1 / peak : 1;
    const from = this.#started ? this.#lastGain : gain;
    this.#started = true;
    this.#lastGain = gain;
    this.#next += 1;
    if (this.#next > REACH) {
      this.#blocks.shift();
      this.#next -= 1;
    }
    return rounded(block.samples, from, gain);
  }
}

/**
 * The gain changes linearly until the middle of the block. It never clips, because both gains allow for the peak of
 * this block.
 */
function rounded(samples: Float32Array, from: number, to: number): Int16Array {
  const result = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const gain = from === to ? to : from + (to - from) * Math.min(1, (2 * i) / BLOCK);
    result[i] = to16Bit((samples[i] ?? 0) * gain);
  }
  return result;
}

/** Rounds like lrintf: to the nearest number, halves to even. Clips beyond full scale. */
function to16Bit(value: number): number {
  const scaled = value * 32_768;
  let whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (rest > 0.5 || (rest === 0.5 && whole % 2 !== 0)) whole += 1;
  return Math.max(-32_768, Math.min(32_767, whole));
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
