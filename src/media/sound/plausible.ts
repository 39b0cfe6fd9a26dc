/** Limits beyond which a file's header is wrong about its sound: rates, channels, length. Pure. */
import { SisterError } from "../../errors.js";

/**
 * Samples per second. The two formants that distinguish vowels reach 2,500 Hz, so speech needs at least 4,000 samples
 * per second (telephones have 8,000). The fastest converters on sale make 768,000.
 */
const RATES = { least: 4000, most: 768_000 };

/** ffmpeg names positions for at most this many. More show a damaged header: raw PCM allows 65,535. */
const CHANNELS_MOST = 64;

/**
 * Bits per second of a whole file below which its declared length is not trusted. Its packets are then read, which
 * costs little because the file is small. Speech codecs need 450 (Codec 2) to 6,000 (Opus).
 */
const BITS_LEAST = 2000;

/** Bits per second that even silence needs: FLAC 400, Opus without transmission 200. Below, time stamps are wrong. */
const BITS_OF_SILENCE = 20;

/** Default limit of a file's length in seconds: 12 hours. */
export const DURATION_MOST = 43_200;

/** The variable that sets another limit. */
export const DURATION_VARIABLE = "SISTER_MAX_DURATION_S";

/** Why a track with this rate and number of channels cannot be a real recording, or null. */
export function implausibleSound({ sampleRate, channels }: { sampleRate: number; channels: number }): string | null {
  if (sampleRate < RATES.least)
    return `declares ${sampleRate} samples a second, but speech needs at least ${RATES.least}`;
  if (sampleRate > RATES.most)
    return `declares ${sampleRate} samples a second, more than any recorder makes (${RATES.most})`;
  if (channels > CHANNELS_MOST) return `declares ${channels} channels, but at most ${CHANNELS_MOST} are supported`;
  return null;
}

/** Whether a file of this size can last as long as its header declares. If not, its packets must be read. */
export function isPlausibleLength(seconds: number, bytes: number): boolean {
  return seconds <= 60 || (bytes * 8) / seconds >= BITS_LEAST;
}

/** Whether packets of this total size can really last so long. */
export function isPossibleLength(seconds: number, bytes: number): boolean {
  return seconds <= 60 || (bytes * 8) / seconds >= BITS_OF_SILENCE;
}

/**
 * Refuses a file that is longer than allowed: a SisterError with exit code 2.
 *
 * @param most limit in seconds: DURATION_MOST or SISTER_MAX_DURATION_S
 */
export function requireDuration({ file, duration }: { file: string; duration: number }, most: number): void {
  if (duration <= most) return;
  throw new SisterError(
    `${file} lasts ${Math.ceil(duration)} s, longer than the limit of ${most} s: give a shorter part of it, or raise ${DURATION_VARIABLE}`,
    { exitCode: 2 },
  );
}

/**
 * The limit of a file's length in seconds, from the environment. Throws a SisterError with exit code 2 if it is
 * invalid.
 *
 * @example
 * readDurationMost({ SISTER_MAX_DURATION_S: "3600" }); // 3600
 */
export function readDurationMost(env: NodeJS.ProcessEnv = process.env): number {
  const text = env[DURATION_VARIABLE];
  if (text === undefined || text === "") return DURATION_MOST;
  const seconds = Number(text);
  if (!/^\d{1,9}$/.test(text) || seconds < 1)
    throw new SisterError(`${DURATION_VARIABLE} is not valid: give seconds, a whole number from 1`, { exitCode: 2 });
  return seconds;
}
