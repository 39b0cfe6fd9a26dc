/** Twenty-four conditions under which speech must be found. */
import { SAMPLE_RATE, type Span } from "../../../src/speech/engine.js";
import {
  atPeak,
  companded,
  decibels,
  joined,
  passed,
  pink,
  reverberated,
  rms,
  scaled,
  sum,
  throughFfmpeg,
  toFloat,
  toSamples,
  whispered,
  white,
} from "./signal-processing.js";

/** A recording, and the position of the clip in it. */
export interface Recording {
  samples: Int16Array;
  speech: Span;
}

export interface Condition {
  name: string;
  /** @param other another person's speech, for the conditions with two speakers */
  apply(clip: Int16Array, other: Int16Array): Promise<Recording>;
}

/** Seconds before and after the clip, with the condition's noise or silence. */
const AROUND = 1;

/** Music with a pad, a bass and drums: 96 beats per minute, four chords. */
export function musicBed(length: number, seed: number): Float64Array {
  const hits = white(length, seed);
  const chords = [
    [220, 261.63, 329.63],
    [174.61, 220, 261.63],
    [196, 246.94, 293.66],
    [164.81, 207.65, 246.94],
  ];
  const beat = SAMPLE_RATE * 0.625;
  return Float64Array.from({ length }, (_, i) => {
    const chord = chords[Math.floor(i / (4 * beat)) % 4] ?? [];
    const time = i / SAMPLE_RATE;
    const inBeat = (i % beat) / SAMPLE_RATE;
    let value = 0;
    for (const hertz of chord) {
      for (const harmonic of [1, 2, 3, 4]) {
        value += Math.sin(2 * Math.PI * hertz * harmonic * time + harmonic) / (harmonic * 6);
      }
    }
    value += 0.4 * Math.sin(Math.PI * (chord[0] ?? 0) * time) * Math.exp(-3 * inBeat);
    value += (hits[i] ?? 0) * Math.exp(-30 * inBeat) * (Math.floor(i / beat) % 2 === 0 ? 0.3 : 0.8);
    return 0.3 * value;
  });
}

function padded(clip: Float64Array): Float64Array {
  const pad = new Float64Array(AROUND * SAMPLE_RATE);
  return joined(pad, clip, pad);
}

function where(clip: { length: number }, before: number = AROUND): Span {
  return { start: before, end: before + clip.length / SAMPLE_RATE };
}

/** Speech and a bed that is `ratio` dB weaker, from a second before to a second after it. */
function mixed(clip: Float64Array, bed: (length: number) => Float64Array, ratio: number): Float64Array {
  const speech = padded(clip);
  const noise = bed(speech.length);
  return sum(speech, scaled(noise, rms(clip) / (rms(noise) || 1) / decibels(ratio)));
}

/** A condition that only changes the sound: the clip keeps its position. */
function alone(name: string, change: (clip: Float64Array) => Float64Array): Condition {
  return {
    name,
    apply: (clip) => Promise.resolve({ samples: toSamples(change(toFloat(clip))), speech: where(clip) }),
  };
}

function throughCodec(name: string, options: Parameters<typeof throughFfmpeg>[1], pace = 1): Condition {
  return {
    name,
    apply: async (clip) => {
      const changed = await throughFfmpeg(clip, options);
      const samples = toSamples(padded(toFloat(changed)));
      return { samples, speech: where({ length: clip.length / pace }) };
    },
  };
}

const noisy = (kind: string, bed: (length: number) => Float64Array, ratios: readonly number[]): Condition[] =>
  ratios.map((ratio) => alone(`${kind} ${ratio} dB below the voice`, (clip) => mixed(atPeak(clip, -6), bed, ratio)));

export const CONDITIONS: readonly Condition[] = [
  alone("unchanged", padded),
  ...noisy("white noise", (length) => white(length, 11), [20, 10, 5]),
  ...noisy("pink noise", (length) => pink(length, 12), [10, 5]),
  ...noisy("music", (length) => musicBed(length, 13), [20, 10, 5]),
  alone("telephone", (clip) => companded(passed(passed(padded(atPeak(clip, -10)), "high", 300), "low", 3400))),
  throughCodec("8 kHz", { filters: "aresample=8000,aresample=16000" }),
  alone("clipped", (clip) => atPeak(toFloat(toSamples(scaled(padded(atPeak(clip, -3)), 12))), -3)),
  ...[-40, -55, -65].map((level) => alone(`quiet, peak at ${level} dBFS`, (clip) => atPeak(padded(clip), level))),
  alone("reverberant room", (clip) => reverberated(padded(clip))),
  throughCodec("1.5 times as fast", { filters: "atempo=1.5" }, 1.5),
  throughCodec("0.75 times as fast", { filters: "atempo=0.75" }, 0.75),
  alone("whispered", (clip) => atPeak(whispered(padded(clip), 14), -20)),
  throughCodec("GSM", { filters: "aresample=8000", toCodec: ["-c:a", "libgsm_ms", "-ar", "8000"] }),
  throughCodec("Opus at 6 kbit/s", { toCodec: ["-c:a", "libopus", "-b:a", "6k"] }),
  alone("quiet dialogue under music", (clip) =>
    atPeak(
      mixed(clip, (length) => musicBed(length, 15), 5),
      -50,
    ),
  ),
  {
    name: "between two sentences of a speaker 30 dB louder",
    apply: (clip, other) => {
      const loud = atPeak(toFloat(other), -3);
      const samples = joined(padded(loud), atPeak(toFloat(clip), -33), padded(loud));
      return Promise.resolve({
        samples: toSamples(samples),
        speech: where(clip, 2 * AROUND + other.length / SAMPLE_RATE),
      });
    },
  },
  {
    name: "after loud music that fades to 40 dB below",
    apply: (clip) => {
      const before = 8;
      const bed = musicBed(before * SAMPLE_RATE + clip.length, 16);
      const faded = bed.map(
        (value, i) => value * decibels(-40 * Math.min(1, Math.max(0, i / SAMPLE_RATE - before + 2))),
      );
      const speech = joined(new Float64Array(before * SAMPLE_RATE), atPeak(toFloat(clip), -38));
      return Promise.resolve({ samples: toSamples(sum(atPeak(faded, -6), speech)), speech: where(clip, before) });
    },
  },
];
