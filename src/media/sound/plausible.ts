/** Bounds beyond which a file's head is wrong about its sound: rates, channels, length. Pure. */
import { SisterError } from "../../errors.js";

/**
 * Samples a second. The two formants that tell vowels apart reach 2,500 Hz, so speech needs 4,000 samples at least
 * (telephones have 8,000); the fastest converters sold make 768,000.
 */
const RATES = { least: 4000, most: 768_000 };

/** As many as ffmpeg can name places for. More are a damaged head: raw PCM allows 65,535. */
const CHANNELS_MOST = 64;

/**
 * Bits a second of a whole file, below which its head is not believed about its length: the packets are then read, which
 * costs little, because the file is small for what it declares. Speech codecs need 450 (Codec 2) to 6,000 (Opus).
 */
const BITS_LEAST = 2000;

/** Bits a second that even silence takes: FLAC needs 400 for it, Opus without transmission 200. Below, time stamps lie. */
const BITS_OF_SILENCE = 20;

/** Seconds that a file may last if nothing else is set: 12 hours. */
export const DURATION_MOST = 43_200;

/** The variable that sets another bound. */
export const DURATION_VARIABLE = "SISTER_MAX_DURATION_S";

/** Why a track of this rate and number of channels holds no sound that a person made, or null. */
export function implausibleSound({ sampleRate, channels }: { sampleRate: number; channels: number }): string | null {
  if (sampleRate < RATES.least)
    return `declares ${sampleRate} samples a second, and speech needs at least ${RATES.least}`;
  if (sampleRate > RATES.most)
    return `declares ${sampleRate} samples a second, more than any recorder makes (${RATES.most})`;
  if (channels > CHANNELS_MOST) return `declares ${channels} channels, and at most ${CHANNELS_MOST} are taken`;
  return null;
}

/** Whether a file of so many bytes can last as long as its head declares; if not, its packets have to be read. */
export function isPlausibleLength(seconds: number, bytes: number): boolean {
  return seconds <= 60 || (bytes * 8) / seconds >= BITS_LEAST;
}

/** Whether packets of so many bytes in all can really last so long. */
export function isPossibleLength(seconds: number, bytes: number): boolean {
  return seconds <= 60 || (bytes * 8) / seconds >= BITS_OF_SILENCE;
}

/**
 * Refuses a file that lasts longer than allowed: a SisterError with exit code 2.
 *
 * @param most seconds; DURATION_MOST unless SISTER_MAX_DURATION_S says otherwise
 */
export function requireDuration({ file, duration }: { file: string; duration: number }, most: number): void {
  if (duration <= most) return;
  throw new SisterError(
    `${file} lasts ${Math.ceil(duration)} s, longer than the ${most} s that are taken: give a shorter part of it, or raise ${DURATION_VARIABLE}`,
    { exitCode: 2 },
  );
}

/**
 * The longest file that is taken, in seconds, as the environment says. Throws a SisterError with exit code 2 if it cannot be read.
 *
 * @example
 * readDurationMost({ SISTER_MAX_DURATION_S: "3600" }); // 3600
 */
export function readDurationMost(env: NodeJS.ProcessEnv = process.env): number {
  const text = env[DURATION_VARIABLE];
  if (text === undefined || text === "") return DURATION_MOST;
  const seconds = Number(text);
  if (!/^\d{1,9}$/.test(text) || seconds < 1)
    throw new SisterError(`${DURATION_VARIABLE} cannot be read: give seconds, a whole number from 1`, { exitCode: 2 });
  return seconds;
}
