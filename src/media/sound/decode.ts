/** The sound of a file as samples on the presentation timeline. */
import { PassThrough } from "node:stream";
import { SisterError } from "../../errors.js";
import { causeOf, FfmpegFailure, MEDIA_FORMATS, runFfmpeg } from "../ffmpeg.js";
import type { MediaInfo } from "../probe/media.js";
import { DURATION_MOST, DURATION_VARIABLE } from "./plausible.js";
import { PeakScaler, TOLERATED_PEAK } from "./to-16-bit.js";

/** Samples per second of all audio in Sister: what speech models want. */
export const SAMPLE_RATE = 16_000;

/**
 * Sound that is off its time stamp by more than this is put right with silence, or dropped (seconds). Below the 20 ms that
 * cues may be off, above the jitter of containers that keep whole milliseconds.
 */
const TOLERATED_DRIFT = 0.015;

/** Less sound than promised by more than this, in seconds and as a share, is a cut-off file. Headers are a little wrong in many a sound file. */
const MISSING = { seconds: 2, share: 0.02 };

/** Longer than declared by this factor, and by this many seconds, is a damaged time stamp that asks for hours of silence. */
const EXCESS = { factor: 3, seconds: 600 };

/** What ffmpeg says of a file that ends before its data does. */
const CUT_OFF = /partial file|ended prematurely|truncat/i;

export interface DecodeOptions {
  signal?: AbortSignal;
  /** How the channels become one, as `chooseSound` found it: a weight for each; null: ffmpeg's own mix by their layout. */
  weights?: readonly number[] | null;
  /** No more seconds than this are decoded: what keeps them has no more room. DURATION_MOST by default. */
  secondsMost?: number;
  /** A line for a person about damage that was worked around. */
  onWarning?: (message: string) => void;
}

/**
 * Decodes to 16 kHz mono, piece by piece as it is asked for: memory does not grow with the length. Sample `n` is what is
 * heard `n / 16000` seconds after the container's start, whatever the file's own clock says: sound that starts late is
 * preceded by silence, holes are silence.
 *
 * Throws a SisterError when ffmpeg fails, or (at the end) when the file was cut off; rejects with the signal's reason when
 * aborted. ffmpeg is gone once the generator has ended, also when it was left early.
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
  // Room for 4 s of 16 bit; `autoDestroy` as runFfmpeg asks.
  const stream = new PassThrough({ autoDestroy: false, highWaterMark: 4 * SAMPLE_RATE * 2 });
  const outcome: { failure: Error | null } = { failure: null };
  // Up to full scale it makes no difference, bit for bit; beyond, ffmpeg would clip.
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
    // Also when ffmpeg was stopped or never started: the loop below must not wait for samples.
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
          `${info.file} holds more than the ${most} s of sound that are taken: give a shorter part of it, or raise ${DURATION_VARIABLE}`,
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
      options.onWarning?.(`${damage.places} damaged places in the sound of ${info.file} were passed over as silence`);
    }
  } finally {
    left.abort(new Error("the decoder was left"));
    await ended;
  }
}

/**
 * First to 16 kHz mono, then to the clock: silence put in at 16 kHz mono takes ffmpeg little memory. `async=1` fills and
 * cuts but never stretches; ffmpeg's command line has already made the container's start time 0, where `first_pts` begins.
 * Without `rematrix_maxval` channels would be mixed louder for floats than for 16 bit.
 */
function soundFilter(weights: readonly number[] | null, sampleFormat: "s16" | "flt"): string {
  const pan = weights === null ? "" : `pan=mono|c0=${panTerms(weights)},`;
  const loudness = sampleFormat === "flt" ? ":rematrix_maxval=1" : "";
  const form = `aformat=sample_fmts=${sampleFormat}:sample_rates=${SAMPLE_RATE}:channel_layouts=mono`;
  return `${pan}aresample=${SAMPLE_RATE}${loudness},${form},aresample=async=1:min_hard_comp=${TOLERATED_DRIFT}:first_pts=0`;
}

/** By number and not by place: the file may not say where a channel belongs. */
function panTerms(weights: readonly number[]): string {
  const terms = weights
    .map((weight, channel) =>
      weight === 0 ? "" : `${weight < 0 ? "-" : "+"}${Math.abs(weight).toFixed(6)}*c${channel}`,
    )
    .join("");
  return terms === "" ? "0*c0" : terms.replace(/^\+/, "");
}

/** How far beyond full scale decoded floats are clipped, as every player does, and not scaled; null: the decoder gives whole numbers. */
function toleratedPeak({ audio: { sampleFormat, codec } }: MediaInfo): number | null {
  if (!/^(flt|dbl)/.test(sampleFormat ?? "")) return null;
  return /^(pcm_|wavpack)/.test(codec) ? TOLERATED_PEAK.stored : TOLERATED_PEAK.lossy;
}

/** Samples of 32 bit floats, as 16 bit. */
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

/** Joins bytes that a pipe cut within a sample. The samples are little-endian, as is every machine that Node.js 20 runs on but s390x. */
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
 * The rule for a file that was cut off: what the container says of its sound must come, but for 2 s or 2 %; where it says
 * nothing of the sound, the length of the whole counts, but only if ffmpeg met the file's end too early.
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
