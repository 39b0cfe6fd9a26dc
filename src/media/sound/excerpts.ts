/** Reads excerpts of a track, so that a choice does not need all of it. */
import { MEDIA_FORMATS, runFfmpegToMemory } from "../ffmpeg.js";
import type { AudioTrack, MediaInfo } from "../probe/media.js";
import { SAMPLE_RATE } from "./decode.js";

/**
 * A file up to this length is read completely, in seconds. A longer one for as long, spread over this many excerpts.
 */
const EXCERPTS = { seconds: 120, count: 12 };

/** Seconds of all excerpts times channels. With more than 10 channels the excerpts are shorter (77 MB of samples). */
const CHANNEL_SECONDS = 1200;

/** The position of an excerpt, in seconds from the start. */
export interface Excerpt {
  at: number;
  seconds: number;
}

/**
 * The first excerpts, evenly spread. With `again`, other ones, twice as many, for files whose first excerpts have no
 * speech. A choice thus decodes 2 or 6 minutes of a file of any length.
 *
 * @example
 * excerptsOf({ duration: 60, channels: 2 }); // [{ at: 0, seconds: 120 }]
 */
export function excerptsOf({ duration, channels }: { duration: number; channels: number }, again = false): Excerpt[] {
  const all = Math.min(EXCERPTS.seconds, CHANNEL_SECONDS / channels);
  if (duration <= all) return again ? [] : [{ at: 0, seconds: all }];
  const count = EXCERPTS.count;
  const seconds = all / count;
  const step = duration / count;
  // The first excerpts are in the middles of 12 parts of the file, the second ones between them.
  const shifts = again ? [1 / 6, 5 / 6] : [1 / 2];
  return Array.from({ length: count }, (_, i) =>
    shifts.map((shift) => ({ at: Math.max(0, (i + shift) * step - seconds / 2), seconds })),
  ).flat();
}

/**
 * The samples of excerpts, joined, per channel, at 16 kHz, with 1 as full scale. An unreadable excerpt is left out:
 * decoding reports what is wrong with the file.
 *
 * @param form "channels"; or "mono", ffmpeg's own mix by channel layout (one channel)
 */
export async function readChannels(
  info: MediaInfo,
  { streamIndex, channels }: Pick<AudioTrack, "streamIndex" | "channels">,
  excerpts: readonly Excerpt[],
  { form, signal }: { form: "channels" | "mono"; signal?: AbortSignal | undefined },
): Promise<Float32Array[]> {
  const count = form === "mono" ? 1 : channels;
  const pieces: Float32Array[] = [];
  for (const { at, seconds } of excerpts) {
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
  { at, seconds }: Excerpt,
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
      // A time stamp may jump, so a little more than requested is not an error.
      (seconds + 5) * SAMPLE_RATE * 4 * count,
    );
    const whole = bytes.length - (bytes.length % 4);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole));
  } catch {
    signal?.throwIfAborted();
    return new Float32Array(0);
  }
}
