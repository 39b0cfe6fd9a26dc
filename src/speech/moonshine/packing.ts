/**
 * Prepares pieces for a model that needs speech without pauses at constant loudness, and maps times back to the piece.
 * Pure.
 */
import { SAMPLE_RATE, type Span } from "../engine.js";

/** Part of the engine's id. It changes when a rule changes samples. */
export const PACKING_VERSION = "pack-1";

/** Sound that is kept around a stretch of voice, in seconds. */
const MARGIN = 0.2;
/** The loudest sample after packing: -3 dBFS. */
const PEAK = 10 ** (-3 / 20);
/** The largest gain of a piece: speech at -65 dBFS still reaches the peak. */
const MOST_GAIN = 10 ** (62 / 20);
/**
 * The largest extra gain of a quiet stretch compared with the loudest one beside it. Of 279 words, half of them 35 dB
 * quieter than the others, 86 are wrong with one gain for all, 17 with 10 dB more for the quiet ones, 11 with 20 dB, 13
 * with 30 dB.
 */
const MOST_DIFFERENCE = 10 ** (20 / 20);
/** Below this peak a part is digital silence, or the last bit of a sound card. */
const LEAST_PEAK = 1.5 / 32_768;
/** With longer parts, from 40 s on, Moonshine invents a last sentence. */
const MOST_SECONDS = 28;

/** A stretch of a packed part: its position in the part and in the piece, in samples. */
interface PackedStretch {
  /** First sample in the packed part. */
  at: number;
  /** First sample in the piece. */
  from: number;
  length: number;
  /** The voice without the margins, in seconds of the piece. */
  voice: Span;
}

/** The input of one run of the model. */
export interface PackedPart {
  samples: Float32Array;
  stretches: PackedStretch[];
}

/** Spans in order, inside the piece, without overlaps and empty ones. */
export function tidySpans(spans: readonly Span[], seconds: number): Span[] {
  const tidy: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(0, start, tidy.at(-1)?.end ?? 0);
    const to = Math.min(seconds, end);
    if (to > from) tidy.push({ start: from, end: to });
  }
  return tidy;
}

/**
 * Removes the pauses of a piece and evens out its loudness.
 *
 * @param voice where somebody speaks, in seconds of the piece
 * @returns parts of at most 28 s, in order; [] if nobody speaks
 */
export function pack(samples: Int16Array, voice: readonly Span[]): PackedPart[] {
  const seconds = samples.length / SAMPLE_RATE;
  const spans = tidySpans(voice, seconds);
  const stretches = spans.map((span, i): PackedStretch => {
    // If two stretches are closer than two margins, each keeps half of the pause.
    const before = spans[i - 1]?.end;
    const after = spans[i + 1]?.start;
    const start = Math.max(0, span.start - MARGIN, before === undefined ? 0 : (before + span.start) / 2);
    const end = Math.min(seconds, span.end + MARGIN, after === undefined ? seconds : (span.end + after) / 2);
    const from = Math.round(start * SAMPLE_RATE);
    return { at: 0, from, length: Math.min(samples.length, Math.round(end * SAMPLE_RATE)) - from, voice: span };
  });
  return grouped(stretches.flatMap((stretch) => cutLong(stretch, samples)))
    .map((group) => packed(group, samples))
    .filter((part) => part !== null);
}

/** Groups stretches into as few parts as possible, of similar length. */
function grouped(stretches: readonly PackedStretch[]): PackedStretch[][] {
  const most = MOST_SECONDS * SAMPLE_RATE;
  const total = stretches.reduce((sum, { length }) => sum + length, 0);
  const each = total / Math.ceil(total / most);
  const groups: PackedStretch[][] = [];
  let length = Infinity;
  for (const stretch of stretches) {
    if (length >= each || length + stretch.length > most) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push({ ...stretch, at: length });
    length += stretch.length;
  }
  return groups;
}

/** Cuts a stretch that is too long for one part at its quietest place. */
function cutLong(stretch: PackedStretch, samples: Int16Array): PackedStretch[] {
  if (stretch.length <= MOST_SECONDS * SAMPLE_RATE) return [stretch];
  const [first, second] = halves(stretch, samples);
  return [...cutLong(first, samples), ...cutLong(second, samples)];
}

/** Cuts a stretch in two at its quietest place near the middle. */
function halves(stretch: PackedStretch, samples: Int16Array): [PackedStretch, PackedStretch] {
  const cut = quietest(samples, stretch.from + stretch.length / 4, stretch.from + (stretch.length * 3) / 4);
  const time = cut / SAMPLE_RATE;
  const length = cut - stretch.from;
  return [
    { ...stretch, length, voice: { start: stretch.voice.start, end: time } },
    { ...stretch, from: cut, length: stretch.length - length, voice: { start: time, end: stretch.voice.end } },
  ];
}

/** The middle of the quietest 50 ms between two samples. */
function quietest(samples: Int16Array, from: number, to: number): number {
  const window = SAMPLE_RATE / 20;
  let best = Math.round(from);
  let least = Infinity;
  for (let at = Math.round(from); at + window <= to; at += window / 4) {
    let energy = 0;
    for (let i = at; i < at + window; i++) energy += (samples[i] ?? 0) ** 2;
    if (energy < least) {
      least = energy;
      best = at + window / 2;
    }
  }
  return best;
}

/** Joins the stretches without a constant offset, each raised to the same peak. Null for silence. */
function packed(stretches: PackedStretch[], samples: Int16Array): PackedPart | null {
  const result = new Float32Array(stretches.reduce((sum, { length }) => sum + length, 0));
  let sum = 0;
  for (const { at, from, length } of stretches) {
    for (let i = 0; i < length; i++) {
      const sample = (samples[from + i] ?? 0) / 32_768;
      result[at + i] = sample;
      sum += sample;
    }
  }
  const offset = sum / result.length;
  const peaks = stretches.map(({ at, length }) => {
    let peak = 0;
    for (let i = at; i < at + length; i++) peak = Math.max(peak, Math.abs((result[i] as number) - offset));
    return peak;
  });
  const loudest = Math.max(...peaks);
  // True without samples too: the offset is then NaN.
  if (!(loudest > LEAST_PEAK)) return null;
  for (const [s, { at, length }] of stretches.entries()) {
    const gain = Math.min(MOST_GAIN, PEAK / (peaks[s] ?? 1), (MOST_DIFFERENCE * PEAK) / loudest);
    for (let i = at; i < at + length; i++) result[i] = ((result[i] as number) - offset) * gain;
  }
  return { samples: result, stretches };
}

/**
 * Two halves of a part, to be decoded again: cut at the pause nearest to the middle, or at the quietest place. [] if
 * the part is too short.
 */
export function cutInTwo(part: PackedPart, samples: Int16Array): PackedPart[] {
  const middle = part.samples.length / 2;
  if (part.samples.length < 2 * SAMPLE_RATE) return [];
  const begins = part.stretches.slice(1).map(({ at }) => at);
  const pause = begins.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  let pieces = part.stretches;
  let cut = pause ?? 0;
  if (pause === undefined || pause < middle / 2 || pause > middle * 1.5) {
    const index = part.stretches.findLastIndex(({ at }) => at <= middle);
    const stretch = part.stretches[index];
    if (!stretch) return [];
    const [first, second] = halves(stretch, samples);
    pieces = part.stretches.toSpliced(index, 1, first, second);
    cut = stretch.at + first.length;
    pieces[index + 1] = { ...second, at: cut };
  }
  const left = pieces.filter(({ at }) => at < cut);
  const right = pieces.filter(({ at }) => at >= cut).map((stretch) => ({ ...stretch, at: stretch.at - cut }));
  return [left, right].map((half) => packed(half, samples)).filter((half) => half !== null);
}
