/**
 * Mixes the channels of a track into one without losing speech. No input or output except through the given voice
 * detector.
 */

/**
 * Detects voice: probabilities, 0 to 1, for windows of 512 samples of 16 kHz sound.
 */
export type VoiceOf = (samples: Int16Array) => Promise<Float32Array>;

/** Samples per probability. */
const WINDOW = 512;
const WINDOW_SECONDS = WINDOW / 16_000;
/** Least probability of a window with voice. */
const VOICE = 0.5;
/** Less voice than this, in seconds, does not count. */
const LEAST_VOICE = 0.3;

/** Peaks below these (-70 and -60 dBFS) are silence, and sound that nobody would miss. */
const SILENT_PEAK = 0.000_3;
const UNMISSED_PEAK = 0.001;

/** Windows of 1 s, in which cancellation is measured. */
const BLOCK = 16_000;
/** The sum of two channels is cancelled if its energy is less than this share of their difference's (-17 dB). */
const CANCELLED = 0.02;
/** Least share of cancelled seconds with sound: an effect in a film may cancel for a moment. */
const CANCELLED_SHARE = 0.1;

/** A difference with less than this share of the sum's energy (-6 dB) is nearly mono: nothing can be lost. */
const NEARLY_MONO = 0.25;
/** A channel with less than this share of the other's energy (-30 dB) changes nothing. */
const NEAR_NOTHING = 0.001;

/** Most samples of two channels in which voice is detected: the places where they differ most (40 s). */
const STEREO_SAMPLES = 640_000;

/** A mix with less than this share of a channel's voice has lost it. */
const KEPT_VOICE = 0.7;
const LOST_VOICE = 0.5;
/** A channel speaks if it has this share of the voice of the channel with most. */
const SPEAKS = 0.25;
/** Least r² between a mix and a channel while that channel speaks. Below, other sound is 6 dB louder and masks it. */
const DROWNED = 0.2;
/** From this correlation on, channels are of opposite phase. */
const OPPOSITE = -0.3;

/** Weights with which two channels neither cancel nor disappear: for files with opposite phase only in places. */
const UNEQUAL: readonly number[] = [0.7, 0.3];

/** Weight, compared with 1, of a channel with sound but without speech in the examined places (-14 dB). */
const QUIETLY = 0.2;

export interface Mixdown {
  /** One weight per channel. Null: ffmpeg's own mix by channel layout. */
  weights: readonly number[] | null;
  /** The only channel in the mix, from 1. Null: several. */
  channel: number | null;
  /** Why it is not ffmpeg's mix, for people. Null if it is. */
  reason: string | null;
  /** Channels with sound that are not in the mix, from 1. */
  unused: number[];
  /** The mix of the examined samples. */
  mixed: Float32Array;
}

export interface MixdownInput {
  /** Samples of each channel, at the same times. */
  channels: readonly Float32Array[];
  /**
   * ffmpeg's own mix of the same samples. Null if the positions of the channels are unknown. Not needed for one or two
   * channels.
   */
  standard: Float32Array | null;
  /**
   * Whether the samples are the whole file. If not, a silent channel may speak elsewhere, and stays in the mix at low
   * weight.
   */
  isWhole: boolean;
  voiceOf: VoiceOf;
}

/**
 * Decides how channels are mixed. Mono, and stereo without losses, are left to ffmpeg.
 *
 * @example
 * const { weights } = await chooseMixdown({ channels: [left, right], standard: null, isWhole: true, voiceOf });
 */
export async function chooseMixdown({ channels, standard, isWhole, voiceOf }: MixdownInput): Promise<Mixdown> {
  const rest = isWhole ? 0 : QUIETLY;
  const [left, right] = channels;
  if (!left || left.length === 0) return plain(left ?? new Float32Array(0));
  if (!right) return plain(left);
  if (channels.length === 2) return chooseStereo(left, right, rest, voiceOf);
  return chooseOfMany(channels, standard, rest, voiceOf);
}

/** Only one channel, as requested. */
export function onlyChannel(channels: readonly Float32Array[], channel: number): Mixdown {
  const weights = channels.map((_, i) => (i === channel - 1 ? 1 : 0));
  return { weights, channel, reason: null, unused: unusedOf(channels, weights), mixed: mixOf(channels, weights) };
}

function plain(mixed: Float32Array): Mixdown {
  return { weights: null, channel: null, reason: null, unused: [], mixed };
}

async function chooseStereo(left: Float32Array, right: Float32Array, rest: number, voiceOf: VoiceOf): Promise<Mixdown> {
  const both = [left, right];
  const middle = mixOf(both, [0.5, 0.5]);
  const side = mixOf(both, [0.5, -0.5]);
  const use = (weights: readonly number[], reason: string): Mixdown => ({
    weights,
    channel: aloneIn(weights),
    reason,
    unused: unusedOf(both, weights),
    mixed: mixOf(both, weights),
  });
  const opposite = "its two channels are of opposite phase";
  const cancelled = cancelledShare(middle, side);
  if (cancelled > 1 - CANCELLED_SHARE) return use([0.5, -0.5], opposite);
  if (cancelled > CANCELLED_SHARE) return use(UNEQUAL, `${opposite} in places`);
  const [eLeft, eRight, eMiddle, eSide] = [energy(left), energy(right), energy(middle), energy(side)];
  if (eSide < NEARLY_MONO * eMiddle || Math.min(eLeft, eRight) < NEAR_NOTHING * Math.max(eLeft, eRight))
    return plain(middle);
  // The channels differ: voice may cancel while other sound stays, and other sound may mask it.
  const places = loudest(side, STEREO_SAMPLES);
  const [l, r, m, s] = [left, right, middle, side].map((samples) => picked(samples, places)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const ofMiddle = await voice(m, voiceOf);
  const ofEach = [await voice(l, voiceOf), await voice(r, voiceOf)];
  const most = Math.max(...ofEach.map(({ seconds }) => seconds));
  const ofSide = await voice(s, voiceOf);
  if (Math.max(most, ofSide.seconds) < LEAST_VOICE) return plain(middle);
  if (ofMiddle.seconds < LOST_VOICE * Math.max(most, ofSide.seconds)) {
    if (ofSide.seconds >= 0.9 * most) return use([0.5, -0.5], opposite);
    return use(ofEach[0]?.seconds === most ? [1, rest] : [rest, 1], "mixing its channels would lose their speech");
  }
  const drowned = drownedOf([l, r], ofEach, m);
  if (drowned.length === 0) return plain(middle);
  if (drowned.length === 2) return use(ofSide.seconds >= 0.9 * most ? [0.5, -0.5] : UNEQUAL, opposite);
  return use(drowned.includes(0) ? [1, rest] : [rest, 1], "the sound of one channel masks the speech of the other");
}

async function chooseOfMany(
  channels: readonly Float32Array[],
  standard: Float32Array | null,
  rest: number,
  voiceOf: VoiceOf,
): Promise<Mixdown> {
  const peaks = channels.map(peakOf);
  const voices: Voice[] = [];
  for (const [i, samples] of channels.entries()) {
    voices.push((peaks[i] ?? 0) < SILENT_PEAK ? NO_VOICE : await voice(samples, voiceOf));
  }
  const most = Math.max(...voices.map(({ seconds }) => seconds));
  const speaks = voices.map(({ seconds }) => most >= LEAST_VOICE && seconds >= SPEAKS * most);
  if (standard) {
    const heard = await voice(standard, voiceOf);
    const isKept = most < LEAST_VOICE || heard.seconds >= KEPT_VOICE * most;
    if (isKept && drownedOf(channels, voices, standard).length === 0) return { ...plain(standard), mixed: standard };
  }
  // Without speech, all channels with sound are used: something may speak later.
  const chosen = speaks.includes(true) ? speaks : peaks.map((peak) => peak >= SILENT_PEAK);
  const count = Math.max(1, chosen.filter(Boolean).length);
  const strongest = voices.findIndex(({ seconds }) => seconds === most);
  const weights = chosen.map((isIn, i) => {
    if (isIn) return signOf(channels, voices, i, strongest) / count;
    return (peaks[i] ?? 0) >= SILENT_PEAK ? rest / count : 0;
  });
  const even = chosen.includes(true) ? weights : channels.map(() => 1 / channels.length);
  return {
    weights: even,
    channel: aloneIn(even),
    reason: standard
      ? "the usual mix of its channels loses their speech"
      : "the file does not tell the positions of its channels",
    unused: unusedOf(channels, even),
    mixed: mixOf(channels, even),
  };
}

/** -1 if a channel, while it speaks, is of opposite phase to the channel with most voice; otherwise 1. */
function signOf(channels: readonly Float32Array[], voices: readonly Voice[], channel: number, to: number): 1 | -1 {
  const [one, other] = [channels[channel], channels[to]];
  if (channel === to || !one || !other) return 1;
  const { products, own, others } = sums(one, other, voices[channel]?.windows ?? []);
  return products < OPPOSITE * Math.sqrt(own * others) ? -1 : 1;
}

/** The channels whose speech is masked in a mix, measured while they are the loudest of the speaking channels. */
function drownedOf(channels: readonly Float32Array[], voices: readonly Voice[], mix: Float32Array): number[] {
  const most = Math.max(...voices.map(({ seconds }) => seconds));
  if (most < LEAST_VOICE) return [];
  const speaking = [...voices.keys()].filter((i) => (voices[i]?.seconds ?? 0) >= SPEAKS * most);
  return speaking.filter((i) => {
    const samples = channels[i];
    if (!samples) return false;
    const turns = (voices[i]?.windows ?? []).filter((window) =>
      speaking.every((j) => j === i || windowEnergy(channels[j], window) <= windowEnergy(samples, window)),
    );
    if (turns.length * WINDOW_SECONDS < LEAST_VOICE) return false;
    const { products, own, others } = sums(samples, mix, turns);
    return products ** 2 < DROWNED * own * others || others === 0;
  });
}

interface Voice {
  seconds: number;
  /** Numbers of the windows with voice. */
  windows: number[];
}

const NO_VOICE: Voice = { seconds: 0, windows: [] };

/** Finds the voice in samples. */
async function voice(samples: Float32Array, voiceOf: VoiceOf): Promise<Voice> {
  const peak = peakOf(samples);
  const scale = 32_767 / Math.max(1, peak);
  const probabilities = await voiceOf(Int16Array.from(samples, (value) => Math.round(value * scale)));
  const windows = [...probabilities.keys()].filter((window) => (probabilities[window] ?? 0) >= VOICE);
  return { seconds: windows.length * WINDOW_SECONDS, windows };
}

/** Seconds of voice in samples. */
export async function voiceSeconds(samples: Float32Array, voiceOf: VoiceOf): Promise<number> {
  return peakOf(samples) < SILENT_PEAK ? 0 : (await voice(samples, voiceOf)).seconds;
}

/** Whether there is sound that somebody would miss. */
export function hasSound(samples: Float32Array): boolean {
  return peakOf(samples) >= UNMISSED_PEAK;
}

/**
 * The share of the seconds with sound in which the sum of two channels nearly vanishes compared with their difference.
 */
function cancelledShare(middle: Float32Array, side: Float32Array): number {
  let sounding = 0;
  let cancelled = 0;
  for (let at = 0; at < middle.length; at += BLOCK) {
    const [sum, difference] = [middle.subarray(at, at + BLOCK), side.subarray(at, at + BLOCK)].map(energy);
    if ((sum ?? 0) + (difference ?? 0) < SILENT_PEAK ** 2 * BLOCK) continue;
    sounding += 1;
    if ((sum ?? 0) < CANCELLED * (difference ?? 0)) cancelled += 1;
  }
  return sounding === 0 ? 0 : cancelled / sounding;
}

/** The starts of the loudest stretches of 10 s, in order, with at most `most` samples together. */
function loudest(samples: Float32Array, most: number): number[] {
  const size = 10 * BLOCK;
  const starts = Array.from({ length: Math.ceil(samples.length / size) }, (_, i) => i * size);
  return starts
    .map((start) => ({ start, energy: energy(samples.subarray(start, start + size)) }))
    .sort((a, b) => b.energy - a.energy)
    .slice(0, Math.max(1, Math.floor(most / size)))
    .map(({ start }) => start)
    .sort((a, b) => a - b);
}

function picked(samples: Float32Array, starts: readonly number[]): Float32Array {
  const parts = starts.map((start) => samples.subarray(start, start + 10 * BLOCK));
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function sums(
  one: Float32Array,
  other: Float32Array,
  windows: readonly number[],
): { products: number; own: number; others: number } {
  let [products, own, others] = [0, 0, 0];
  for (const window of windows) {
    for (let i = window * WINDOW; i < Math.min(one.length, (window + 1) * WINDOW); i++) {
      const [a, b] = [one[i] ?? 0, other[i] ?? 0];
      products += a * b;
      own += a * a;
      others += b * b;
    }
  }
  return { products, own, others };
}

/** Mixes channels with weights. */
export function mixOf(channels: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const mixed = new Float32Array(channels[0]?.length ?? 0);
  for (const [channel, samples] of channels.entries()) {
    const weight = weights[channel] ?? 0;
    if (weight !== 0) for (let i = 0; i < mixed.length; i++) mixed[i] = (mixed[i] ?? 0) + weight * (samples[i] ?? 0);
  }
  return mixed;
}

function unusedOf(channels: readonly Float32Array[], weights: readonly number[]): number[] {
  return [...channels.keys()]
    .filter((i) => weights[i] === 0 && hasSound(channels[i] ?? new Float32Array(0)))
    .map((i) => i + 1);
}

function aloneIn(weights: readonly number[]): number | null {
  const used = [...weights.keys()].filter((i) => weights[i] !== 0);
  return used.length === 1 ? (used[0] ?? 0) + 1 : null;
}

function windowEnergy(samples: Float32Array | undefined, window: number): number {
  return samples ? energy(samples.subarray(window * WINDOW, (window + 1) * WINDOW)) : 0;
}

function energy(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2;
  return sum;
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
  return peak;
}
