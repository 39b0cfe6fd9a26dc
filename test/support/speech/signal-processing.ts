/** Signal processing for the tests' sounds: 16 kHz mono, floating point, full scale is 1. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { SAMPLE_RATE } from "../../../src/speech/engine.js";

export function toFloat(samples: Int16Array): Float64Array {
  return Float64Array.from(samples, (sample) => sample / 32_768);
}

/** Rounds and clips. */
export function toSamples(sound: Float64Array): Int16Array {
  return Int16Array.from(sound, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))));
}

/** Random numbers in [-1, 1), equal for equal seeds. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
}

export function white(length: number, seed: number): Float64Array {
  const random = randomOf(seed);
  return Float64Array.from({ length }, () => (random() + random() + random()) / 3);
}

/** White noise through three one-pole low-passes, which approximates 3 dB per octave. */
export function pink(length: number, seed: number): Float64Array {
  const noise = white(length, seed);
  let [a, b, c] = [0, 0, 0];
  return noise.map((value) => {
    a = 0.997 * a + 0.03 * value;
    b = 0.963 * b + 0.09 * value;
    c = 0.57 * c + 0.3 * value;
    return a + b + c + 0.05 * value;
  });
}

export function rms(sound: Float64Array): number {
  return Math.sqrt(sound.reduce((sum, value) => sum + value * value, 0) / Math.max(1, sound.length));
}

export function peak(sound: Float64Array): number {
  return sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

export function scaled(sound: Float64Array, factor: number): Float64Array {
  return sound.map((value) => value * factor);
}

export function decibels(value: number): number {
  return 10 ** (value / 20);
}

/** The sound with its peak at a level in dB of full scale. */
export function atPeak(sound: Float64Array, dBFS: number): Float64Array {
  return scaled(sound, decibels(dBFS) / (peak(sound) || 1));
}

export function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + (b[i] ?? 0));
}

export function joined(...sounds: Float64Array[]): Float64Array {
  const whole = new Float64Array(sounds.reduce((length, sound) => length + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

/** A second-order filter (Butterworth), applied twice: 24 dB per octave. */
export function passed(sound: Float64Array, kind: "low" | "high", hertz: number): Float64Array {
  const omega = (2 * Math.PI * hertz) / SAMPLE_RATE;
  const alpha = Math.sin(omega) / Math.SQRT2;
  const cosine = Math.cos(omega);
  const edge = kind === "low" ? (1 - cosine) / 2 : (1 + cosine) / 2;
  const middle = kind === "low" ? 1 - cosine : -(1 + cosine);
  const once = (input: Float64Array): Float64Array => {
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    return input.map((x) => {
      const y = (edge * x + middle * x1 + edge * x2 + 2 * cosine * y1 - (1 - alpha) * y2) / (1 + alpha);
      [x2, x1, y2, y1] = [x1, x, y1, y];
      return y;
    });
  };
  return once(once(sound));
}

/** The sound after 8-bit µ-law coding. */
export function companded(sound: Float64Array): Float64Array {
  return sound.map((value) => {
    const clipped = Math.max(-1, Math.min(1, value));
    const code = Math.round((127 * Math.log1p(255 * Math.abs(clipped))) / Math.log(256));
    return (Math.sign(clipped) * (256 ** (code / 127) - 1)) / 255;
  });
}

/** A room with 0.9 s reverberation: four combs and two all-passes (Schroeder), one third direct sound. */
export function reverberated(sound: Float64Array): Float64Array {
  const wet = new Float64Array(sound.length);
  for (const delay of [487, 601, 653, 719]) {
    const gain = 10 ** ((-3 * delay) / (0.9 * SAMPLE_RATE));
    const comb = new Float64Array(sound.length);
    for (let i = 0; i < sound.length; i++) comb[i] = (sound[i] ?? 0) + gain * (comb[i - delay] ?? 0);
    for (let i = 0; i < sound.length; i++) wet[i] = (wet[i] ?? 0) + (comb[i] ?? 0) / 4;
  }
  for (const delay of [83, 29]) {
    const input = wet.slice();
    for (let i = 0; i < wet.length; i++) {
      wet[i] = -0.7 * (input[i] ?? 0) + (input[i - delay] ?? 0) + 0.7 * (wet[i - delay] ?? 0);
    }
  }
  return sum(scaled(sound, 0.33), scaled(wet, 0.67));
}

const ORDER = 18;
const FRAME = 512;

/** Coefficients of linear prediction and the remaining error (Levinson and Durbin). */
function prediction(frame: Float64Array): { a: Float64Array; error: number } {
  const r = Float64Array.from({ length: ORDER + 1 }, (_, lag) =>
    frame.reduce((total, value, i) => total + value * (frame[i + lag] ?? 0), 0),
  );
  const a = new Float64Array(ORDER + 1);
  a[0] = 1;
  let error = (r[0] ?? 0) * 1.0001 + 1e-12;
  for (let i = 1; i <= ORDER; i++) {
    let reflection = 0;
    for (let j = 0; j < i; j++) reflection -= (a[j] ?? 0) * (r[i - j] ?? 0);
    reflection /= error;
    const before = a.slice();
    for (let j = 1; j <= i; j++) a[j] = (before[j] ?? 0) + reflection * (before[i - j] ?? 0);
    error *= 1 - reflection * reflection;
  }
  return { a, error };
}

/**
 * Speech without voice: each frame's spectrum (linear prediction), excited by noise, without frequencies below 300 Hz.
 */
export function whispered(sound: Float64Array, seed: number): Float64Array {
  const noise = white(sound.length + FRAME, seed);
  const level = rms(noise);
  const whisper = new Float64Array(sound.length + FRAME);
  for (let at = 0; at < sound.length; at += FRAME / 2) {
    const windowed = Float64Array.from(
      { length: FRAME },
      (_, i) => (sound[at + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME)),
    );
    const { a, error } = prediction(windowed);
    const gain = Math.sqrt(Math.max(0, error) / FRAME) / level;
    const made = new Float64Array(FRAME);
    for (let i = 0; i < FRAME; i++) {
      let value = gain * (noise[at + i] ?? 0);
      for (let j = 1; j <= ORDER && j <= i; j++) value -= (a[j] ?? 0) * (made[i - j] ?? 0);
      made[i] = value;
    }
    for (let i = 0; i < FRAME; i++) {
      const fade = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME);
      whisper[at + i] = (whisper[at + i] ?? 0) + fade * (made[i] ?? 0);
    }
  }
  return passed(whisper.subarray(0, sound.length), "high", 300);
}

/** The sound after ffmpeg. `toCodec`: options that encode it into a streamable container (missing: only `filters`). */
export async function throughFfmpeg(
  samples: Int16Array,
  { filters, toCodec }: { filters?: string; toCodec?: readonly string[] },
): Promise<Int16Array> {
  const raw = ["-f", "s16le", "-ar", String(SAMPLE_RATE), "-ac", "1"];
  const first = [...raw, "-i", "pipe:0", ...(filters === undefined ? [] : ["-af", filters])];
  let bytes: Buffer = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  if (toCodec === undefined) {
    bytes = await ffmpeg([...first, ...raw, "pipe:1"], bytes);
  } else {
    const encoded = await ffmpeg([...first, ...toCodec, "-f", "matroska", "pipe:1"], bytes);
    bytes = await ffmpeg(["-i", "pipe:0", ...raw, "pipe:1"], encoded);
  }
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.byteLength & ~1)));
}

async function ffmpeg(args: readonly string[], input: Buffer): Promise<Buffer> {
  const child = spawn("ffmpeg", ["-v", "error", "-nostdin", ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const pieces: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`ffmpeg ${args.join(" ")} ended with status ${code}`);
  return Buffer.concat(pieces);
}
