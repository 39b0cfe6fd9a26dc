/** Decodes the sound of a file to samples on the presentation timeline. */
import { PassThrough } from "node:stream";
import { SisterError } from "../../errors.js";
import { causeOf, FfmpegFailure, MEDIA_FORMATS, runFfmpeg } from "../ffmpeg.js";
import type { MediaInfo } from "../probe/media.js";
import { DURATION_MOST, DURATION_VARIABLE } from "./plausible.js";
import { PeakScaler, TOLERATED_PEAK } from "./to-16-bit.js";

/** Samples per second of all audio in Sister, as speech models need. */
export const SAMPLE_RATE = 16_000;

/**
 * Sound that is off its time stamp by more than this, in seconds, is corrected with silence or dropped. Less than the
 * 20 ms that cues may be off, and more than the jitter of containers with whole milliseconds.
 */
const TOLERATED_DRIFT = 0.015;

/**
 * If more sound than this is missing, in seconds and as a share, the file is cut off. Many headers are slightly wrong.
 */
const MISSING = { seconds: 2, share: 0.02 };

/**
 * Sound that is longer than declared by this factor plus these seconds has damaged time stamps that would add hours of
 * silence.
 */
const EXCESS = { factor: 3, seconds: 600 };

/** ffmpeg's messages about a file that ends before its data does. */
const CUT_OFF = /partial file|ended prematurely|truncat/i;

export interface DecodeOptions {
  signal?: AbortSignal;
  /** One weight per channel, from `chooseSound`. Null: ffmpeg's own mix by channel layout. */
  weights?: readonly number[] | null;
  /** The most seconds to decode, because later steps cannot store more. Default: DURATION_MOST. */
  secondsMost?: number;
  /** Called with a line for people about damage that was worked around. */
  onWarning?: (message: string) => void;
}

/**
 * Decodes to 16 kHz mono, piece by piece on demand, so memory does not grow with the length. Sample `n` is heard `n /
 * 16000` seconds after the start of the container, whatever the file's own clock shows. Silence precedes sound that
 * starts late, and fills gaps.
 *
 * Throws a SisterError if ffmpeg fails, or (at the end) if the file was cut off. Rejects with the signal's reason if
 * aborted. When the generator has ended, even early, ffmpeg has ended too.
 *
 * @example
 * for await (const samples of decodeAudio(await probe("talk.mp4"))) await spool.append(samples);
 */
export async function* decodeAudio(
  info: MediaInfo,
  options: DecodeOptions = {},
): AsyncGenerator<Int16Array, void, undefined> {
  options.signal?.throwIfAborted();
  const left = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
  const damage = { places: 0, cutOff: false };
  // Room for 4 s of 16 bit. runFfmpeg needs `autoDestroy: false`.
  const stream = new PassThrough({ autoDestroy: false, highWaterMark: 4 * SAMPLE_RATE * 2 });
  const outcome: { failure: Error | null } = { failure: null };
  // Up to full scale the result is identical, bit for bit. Beyond it, ffmpeg would clip.
  const tolerated = toleratedPeak(info);
  const form = tolerated === null ? ["-f", "s16le"] : ["-c:a", "pcm_f32le", "-f", "f32le"];
  const filter = soundFilter(options.weights ?? null, tolerated === null ? "s16" : "flt");
  const ended = runFfmpeg({
    inputs: [{ file: info.file, formats: MEDIA_FORMATS }],
    options: ["-map", `0:${info.audio.streamIndex}`, "-vn", "-sn", "-dn", "-af", filter, ...form],
    output: stream,
    // The picture is not decoded.
    work: { duration: info.duration, video: null },
    signal,
    onLine: (line) => {
      if (CUT_OFF.test(line)) damage.cutOff = true;
      else if (line.includes("Error while decoding stream")) damage.places += 1;
    },
  }).catch((error: unknown) => {
    outcome.failure = error instanceof Error ? error : new Error(String(error));
    // Even if ffmpeg was stopped or never started, the loop below must not wait for samples.
    stream.end();
  });
  try {
    let count = 0;
    const limit = (info.duration * EXCESS.factor + EXCESS.seconds) * SAMPLE_RATE;
    const most = options.secondsMost ?? DURATION_MOST;
    const samplesOf = tolerated === null ? wholeSamples(stream) : scaledSamples(stream, tolerated);
    for await (const samples of samplesOf) {
      options.signal?.throwIfAborted();
      count += samples.length;
      if (count > most * SAMPLE_RATE) {
        throw new SisterError(
          `${info.file} contains more than ${most} s of sound, the limit: give a shorter part of it, or raise ${DURATION_VARIABLE}`,
          { exitCode: 2 },
        );
      }
      if (count > limit) {
        throw new SisterError(
          `the time stamps of ${info.file} are damaged: repack it (ffmpeg -i FILE -c copy NEW.mkv) and try again`,
          { exitCode: 2 },
        );
      }
      yield samples;
    }
    await ended;
    options.signal?.throwIfAborted();
    const { failure } = outcome;
    if (failure instanceof FfmpegFailure) {
      throw new SisterError(
        `ffmpeg could not decode the sound of ${info.file} (${causeOf(failure)}): check that a player can play it`,
        {
          cause: failure,
        },
      );
    }
    if (failure !== null) throw failure;
    checkLength(info, count / SAMPLE_RATE, damage.cutOff);
    if (damage.places > 0) {
      options.onWarning?.(`${damage.places} damaged places in the sound of ${info.file} were replaced by silence`);
    }
  } finally {
    left.abort(new Error("the decoder was left"));
    await ended;
  }
}

/**
 * First to 16 kHz mono, then to the clock: adding silence at 16 kHz mono needs little memory in ffmpeg. `async=1` fills
 * and cuts but never stretches. ffmpeg's command line has already made the start of the container time 0, where
 * `first_pts` begins. Without `rematrix_maxval`, channels would be mixed louder for floats than for 16 bit.
 */
function soundFilter(weights: readonly number[] | null, sampleFormat: "s16" | "flt"): string {
  const pan = weights === null ? "" : `pan=mono|c0=${panTerms(weights)},`;
  const loudness = sampleFormat === "flt" ? ":rematrix_maxval=1" : "";
  const form = `aformat=sample_fmts=${sampleFormat}:sample_rates=${SAMPLE_RATE}:channel_layouts=mono`;
  return `${pan}aresample=${SAMPLE_RATE}${loudness},${form},aresample=async=1:min_hard_comp=${TOLERATED_DRIFT}:first_pts=0`;
}

/** By number instead of position, because the file may not tell the positions. */
function panTerms(weights: readonly number[]): string {
  const terms = weights
    .map((weight, channel) =>
      weight === 0 ? "" : `${weight < 0 ? "-" : "+"}${Math.abs(weight).toFixed(6)}*c${channel}`,
    )
    .join("");
  return terms === "" ? "0*c0" : terms.replace(/^\+/, "");
}

/**
 * How far beyond full scale floats are clipped, as in every player, before they are scaled. Null: the decoder returns
 * whole numbers.
 */
function toleratedPeak({ audio: { sampleFormat, codec } }: MediaInfo): number | null {
  if (!/^(flt|dbl)/.test(sampleFormat ?? "")) return null;
  return /^(pcm_|wavpack)/.test(codec) ? TOLERATED_PEAK.stored : TOLERATED_PEAK.lossy;
}

/** Converts 32-bit floats to 16 bit. */
async function* scaledSamples(
  bytes: AsyncIterable<Uint8Array>,
  tolerated: number,
): AsyncGenerator<Int16Array, void, undefined> {
  const scaler = new PeakScaler(tolerated);
  let rest = new Uint8Array(0);
  for await (const piece of bytes) {
    const all = new Uint8Array(rest.length + piece.length);
    all.set(rest);
    all.set(piece, rest.length);
    const whole = all.length - (all.length % 4);
    rest = all.slice(whole);
    const samples = scaler.push(new Float32Array(all.buffer, 0, whole / 4));
    if (samples.length > 0) yield samples;
  }
  const last = scaler.end();
  if (last.length > 0) yield last;
}

/**
 * Joins samples that a pipe has split. They are little-endian, like every machine that runs Node.js 20 except s390x.
 */
async function* wholeSamples(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Int16Array, void, undefined> {
  let odd: number | null = null;
  for await (const piece of bytes) {
    const all = (odd === null ? 0 : 1) + piece.length;
    const samples = new Int16Array(all >> 1);
    const target = new Uint8Array(samples.buffer);
    const from: number = odd === null ? 0 : 1;
    if (odd !== null && target.length > 0) target[0] = odd;
    target.set(piece.subarray(0, Math.max(0, target.length - from)), from);
    if (all % 2 === 0) odd = null;
    else odd = piece.at(-1) ?? odd;
    if (samples.length > 0) yield samples;
  }
}

/**
 * The rule for truncated files: the sound that the container promises must arrive, except for 2 s or 2 %. If the
 * container promises nothing about the sound, the length of the whole file counts, but only if ffmpeg reported an early
 * end.
 */
function checkLength(info: MediaInfo, seconds: number, cutOff: boolean): void {
  if (seconds === 0) {
    throw new SisterError(
      `no sound could be decoded from ${info.file}: it is damaged; check that a player can play it`,
      { exitCode: 2 },
    );
  }
  const promised = info.audio.promisedEnd ?? (cutOff ? info.duration : 0);
  if (promised - seconds <= Math.max(MISSING.seconds, promised * MISSING.share)) return;
  throw new SisterError(
    `${info.file} is cut off: ${seconds.toFixed(1)} s of sound came where ${promised.toFixed(1)} s were promised; copy or record it again`,
    { exitCode: 2 },
  );
}
