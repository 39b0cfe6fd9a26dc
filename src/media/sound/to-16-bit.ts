/** Samples of floating point become 16 bit: as they are up to full scale, scaled by the peak around them beyond it. Pure. */

/** Samples of a block: 0.25 s at 16 kHz. */
const BLOCK = 4000;

/** A block is scaled by the loudest of itself and so many blocks to both sides (1 s): no gain changes within a word. */
const REACH = 4;

/**
 * What is scaled instead of clipped, of full scale. Lossy decoders overshoot by some dB in loud music, and every player clips
 * that; beyond 6 dB, or in samples that were stored as floats, nothing was meant to be clipped.
 */
export const TOLERATED_PEAK = { lossy: 2, stored: 1 };

/**
 * Turns a stream of samples, of which 1 is full scale, into 16 bit. What stays within the tolerated peak comes out as ffmpeg
 * itself would write it, bit for bit. Samples without a value (NaN, infinite) are silence. Memory: 2.25 s of samples.
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
  /** Number of the next block to give out, among `#blocks`. */
  #next = 0;
  #lastGain = 1;
  #started = false;

  constructor(tolerated: number) {
    this.#tolerated = tolerated;
  }

  /** Takes samples, gives those whose surroundings are known. */
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

  /** The rest. */
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

/** The gain goes in a straight line, and arrives by the middle of the block. It never clips: both gains allow for this block's peak. */
function rounded(samples: Float32Array, from: number, to: number): Int16Array {
  const result = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const gain = from === to ? to : from + (to - from) * Math.min(1, (2 * i) / BLOCK);
    result[i] = to16Bit((samples[i] ?? 0) * gain);
  }
  return result;
}

/** As lrintf does: to the nearest, halves to the even number; beyond full scale it is clipped. */
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
