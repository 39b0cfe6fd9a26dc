/** Two spoken sentences, files made of them, and a comparison of sounds with them. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { decodeAudio } from "../../../src/media/sound/decode.js";
import { probe } from "../../../src/media/probe/probe.js";
import { chooseSound, type Sound } from "../../../src/media/sound/choose-sound.js";
import type { SoundWish } from "../../../src/media/sound/tracks.js";
import { withVoice } from "../../../src/pipeline/audio/voice-of.js";
import { SAMPLE_RATE } from "../../../src/media/sound/decode.js";

/** The texts of a.wav and b.wav in a folder. */
export const SENTENCES = {
  a: "The train leaves at seven in the evening.",
  b: "Please bring your umbrella in the morning.",
} as const;

const run = promisify(execFile);

/** Writes a.wav and b.wav: 16 kHz, mono. */
export async function speakInto(path: (name: string) => string): Promise<void> {
  await run("flite", ["-voice", "slt", "-t", SENTENCES.a, "-o", path("a.wav")]);
  await run("flite", ["-voice", "rms", "-t", SENTENCES.b, "-o", path("b.wav")]);
}

/** The samples of a WAV file in flite's form. */
export async function samplesOf(wav: string): Promise<Int16Array> {
  const bytes = await readFile(wav);
  const data = bytes.subarray(bytes.indexOf("data") + 8);
  return new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + (data.length & ~1)));
}

/** Writes a WAV file whose header does not tell the positions of its channels. `sampleRate` is the declared rate. */
export async function writeRecorderWav(
  file: string,
  channels: readonly Int16Array[],
  sampleRate: number = SAMPLE_RATE,
): Promise<void> {
  const count = channels.length;
  const length = Math.max(...channels.map((samples) => samples.length));
  const head = Buffer.alloc(44);
  const body = Buffer.alloc(length * count * 2);
  for (const [channel, samples] of channels.entries())
    for (let i = 0; i < samples.length; i++) body.writeInt16LE(samples[i] ?? 0, (i * count + channel) * 2);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + body.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(count, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 2 * count, 28);
  head.writeUInt16LE(2 * count, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(body.length, 40);
  await writeFile(file, Buffer.concat([head, body]));
}

/** Noise from -1 to 1 times `peak`, the same in every run. */
export function noise(length: number, peak: number, seed = 1): Int16Array {
  let state = seed;
  return Int16Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.round((state / 2 ** 31 - 1) * peak * 32_767);
  });
}

export interface Heard {
  sound: Sound;
  samples: Int16Array;
}

/** Chooses and decodes the sound like a job. */
export async function hear(file: string, wish: Partial<SoundWish> = {}): Promise<Heard> {
  const info = await probe(file);
  const asked: SoundWish = { language: "en", track: null, channel: null, ...wish };
  const sound = await withVoice((voiceOf) => chooseSound(info, asked, { voiceOf }));
  const pieces: Int16Array[] = [];
  for await (const piece of decodeAudio(sound.info, { weights: sound.weights })) pieces.push(piece);
  const samples = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  return { sound, samples };
}

/** How similar two sounds are, by their loudness over time: 1 is equal, about 0 another sentence. */
export function likeness(samples: Int16Array, other: Int16Array): number {
  const [a, b] = [envelopeOf(samples), envelopeOf(other)];
  let best = -1;
  for (let shift = -8; shift <= 8; shift++) best = Math.max(best, correlation(a, b, shift));
  return best;
}

/** Levels of stretches of 20 ms. */
function envelopeOf(samples: Int16Array): number[] {
  const levels: number[] = [];
  for (let at = 0; at + 320 <= samples.length; at += 320) {
    let energy = 0;
    for (let i = at; i < at + 320; i++) energy += (samples[i] ?? 0) ** 2;
    levels.push(Math.sqrt(energy / 320));
  }
  return levels;
}

function correlation(a: readonly number[], b: readonly number[], shift: number): number {
  const pairs = a.flatMap((level, i) => (b[i + shift] === undefined ? [] : [[level, b[i + shift] ?? 0] as const]));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ofA, ofB] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  let [products, squaresA, squaresB] = [0, 0, 0];
  for (const [x, y] of pairs) {
    products += (x - ofA) * (y - ofB);
    squaresA += (x - ofA) ** 2;
    squaresB += (y - ofB) ** 2;
  }
  return products / Math.sqrt(squaresA * squaresB || 1);
}
