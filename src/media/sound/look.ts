/** Looks at places of a track, without decoding all of it: what a choice is made by. */
import { MEDIA_FORMATS, runFfmpegToMemory } from "../ffmpeg.js";
import type { AudioTrack, MediaInfo } from "../probe/media.js";
import { SAMPLE_RATE } from "./decode.js";

/** A file up to this long is looked at as a whole, in seconds; a longer one for as long, spread over so many places. */
const LOOKED_AT = { seconds: 120, places: 12 };

/** Seconds of a look times channels: with more channels than 10 it is shorter (77 MB of samples). */
const CHANNEL_SECONDS = 1200;

/** Where to look, in seconds from the start. */
export interface Place {
  at: number;
  seconds: number;
}

/**
 * The places of a first look, spread evenly; with `again`, other ones, twice as many: for when the first show no speech. So
 * a choice costs the decoding of 2 minutes, or of 6, whatever the length of the file.
 *
 * @example
 * placesOf({ duration: 60, channels: 2 }); // [{ at: 0, seconds: 120 }]
 */
export function placesOf({ duration, channels }: { duration: number; channels: number }, again = false): Place[] {
  const all = Math.min(LOOKED_AT.seconds, CHANNEL_SECONDS / channels);
  if (duration <= all) return again ? [] : [{ at: 0, seconds: all }];
  const count = LOOKED_AT.places;
  const seconds = all / count;
  const step = duration / count;
  // The first look is at the middles of 12 parts of the file, the second between them.
  const shifts = again ? [1 / 6, 5 / 6] : [1 / 2];
  return Array.from({ length: count }, (_, i) =>
    shifts.map((shift) => ({ at: Math.max(0, (i + shift) * step - seconds / 2), seconds })),
  ).flat();
}

/**
 * The samples of a track at some places, one after another, for each of its channels, at 16 kHz, of which 1 is full scale.
 * A place that cannot be read is left out: decoding says what is wrong with the file.
 *
 * @param form "channels"; or "mono", as ffmpeg mixes them by their layout (one channel)
 */
export async function readChannels(
  info: MediaInfo,
  { streamIndex, channels }: Pick<AudioTrack, "streamIndex" | "channels">,
  places: readonly Place[],
  { form, signal }: { form: "channels" | "mono"; signal?: AbortSignal | undefined },
): Promise<Float32Array[]> {
  const count = form === "mono" ? 1 : channels;
  const pieces: Float32Array[] = [];
  for (const { at, seconds } of places) {
    const piece = await read(info, { streamIndex, count, form }, { at, seconds }, signal);
    if (piece.length >= count) pieces.push(piece);
  }
  const length = pieces.reduce((sum, piece) => sum + Math.floor(piece.length / count), 0);
  return Array.from({ length: count }, (_, channel) => {
    const samples = new Float32Array(length);
    let to = 0;
    for (const piece of pieces) {
      const frames = Math.floor(piece.length / count);
      for (let i = 0; i < frames; i++) {
        const value = piece[i * count + channel] ?? 0;
        samples[to++] = Number.isFinite(value) ? value : 0;
      }
    }
    return samples;
  });
}

async function read(
  info: MediaInfo,
  { streamIndex, count, form }: { streamIndex: number; count: number; form: "channels" | "mono" },
  { at, seconds }: Place,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const layout = form === "mono" ? ":channel_layouts=mono" : "";
  const filter = `aresample=${SAMPLE_RATE}:rematrix_maxval=1,aformat=sample_fmts=flt:sample_rates=${SAMPLE_RATE}${layout}`;
  const place = [...(at > 0 ? ["-ss", at.toFixed(3)] : []), "-t", seconds.toFixed(3)];
  try {
    const bytes = await runFfmpegToMemory(
      {
        inputs: [{ file: info.file, formats: MEDIA_FORMATS, options: place }],
        options: ["-map", `0:${streamIndex}`, "-vn", "-sn", "-dn", "-af", filter, "-c:a", "pcm_f32le", "-f", "f32le"],
        signal,
      },
      // A time stamp may jump in the middle: a little more than asked for is no fault.
      (seconds + 5) * SAMPLE_RATE * 4 * count,
    );
    const whole = bytes.length - (bytes.length % 4);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole));
  } catch {
    signal?.throwIfAborted();
    return new Float32Array(0);
  }
}
