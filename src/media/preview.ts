/** Videos that browsers play, and still pictures. */
import { SisterError } from "../errors.js";
import { MEDIA_FORMATS, runFfmpegToMemory } from "./ffmpeg.js";
import type { MediaInfo } from "./probe/media.js";
import { keptInMp4 } from "./probe/playable.js";
import { progressOf, runFor } from "./subtitled-video.js";
import { writeWhole } from "./unfinished-file.js";

export interface PreviewRequest {
  info: MediaInfo;
  /** A path that ends in `.mp4`. */
  output: string;
  signal?: AbortSignal;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
}

/**
 * The shorter side of the picture is at most this. Commas in an expression stand in quotes; otherwise they would end
 * the filter.
 */
const SIDE = 720;
const SCALE = `scale=w='if(gt(iw,ih),-2,2*trunc(min(${SIDE},iw)/2))':h='if(gt(iw,ih),2*trunc(min(${SIDE},ih)/2),-2)'`;

/** Changes only pictures that are marked as interlaced. */
const PICTURE = ["-vf", `yadif=deint=interlaced,${SCALE},format=yuv420p`, "-fps_mode", "vfr", "-c:v", "libx264"];
/** A player that seeks decodes at most 2 s. */
const ENCODER = ["-preset", "veryfast", "-crf", "23", "-force_key_frames", "expr:gte(t,n_forced*2)"];

/**
 * Writes an MP4 that browsers play: the picture as H.264 of at most 720 lines, with the recognized sound. Streams that
 * browsers already play are copied. If copying fails, as it does with broken time stamps, everything is encoded. The
 * output appears under its name only when it is complete.
 *
 * Throws a SisterError that says what to do, or rejects with the signal's reason.
 *
 * @example
 * await makePreview({ info: await probe("talk.mkv"), output: "talk.preview.mp4" });
 */
export async function makePreview(request: PreviewRequest): Promise<void> {
  const { info, signal } = request;
  const kept = keptInMp4(info);
  try {
    await writePreview(request, kept);
  } catch (error) {
    if (signal?.aborted || !kept.picture || !(error instanceof SisterError)) throw error;
    await writePreview(request, { picture: false, sound: false });
  }
}

async function writePreview(
  { info, output, signal, onProgress }: PreviewRequest,
  kept: { picture: boolean; sound: boolean },
): Promise<void> {
  const { video, audio } = info;
  const picture = kept.picture ? ["-c:v", "copy"] : [...PICTURE, ...ENCODER];
  const sound = ["-c:a", "aac", "-b:a", "160k", ...(audio.channels > 2 ? ["-ac", "2"] : [])];
  await writeWhole(output, (path) =>
    runFor(output, {
      // Out-of-order pictures in an AVI have no time stamps.
      inputs: [{ file: info.file, formats: MEDIA_FORMATS, options: ["-fflags", "+genpts"] }],
      options: [
        ...(video ? ["-map", "0:V:0", ...picture] : []),
        ...["-map", `0:${audio.streamIndex}`, ...(kept.sound ? ["-c:a", "copy"] : sound)],
        ...["-map_chapters", "-1", "-movflags", "+faststart", "-progress", "pipe:2", "-f", "mp4"],
      ],
      output: path,
      work: info,
      signal,
      onLine: progressOf(info, onProgress),
    }),
  );
  onProgress?.(1);
}

/** A still picture is smaller, at any size. */
const STILL_MOST = 16 * 2 ** 20;
/** If no picture follows a time, look this many seconds earlier: the last picture may be shown that long. */
const BEFORE = [0, 0.2, 1, 5, 30] as const;

/**
 * The picture that is shown at a time, as a JPEG of a given width. Null if there is none. `time`: in seconds from the
 * video's time 0. Rejects with an FfmpegFailure or the signal's reason.
 */
export async function stillPicture(
  info: MediaInfo,
  { time, width, signal }: { time: number; width: number; signal?: AbortSignal },
): Promise<Uint8Array | null> {
  for (const before of BEFORE) {
    const at = Math.max(0, time - before);
    const call = {
      inputs: [{ file: info.file, formats: MEDIA_FORMATS, options: ["-ss", at.toFixed(3), "-threads", "1"] }],
      options: [
        ...["-map", "0:V:0", "-an", "-sn", "-dn", "-frames:v", "1", "-vf", `scale=${width}:-2:out_range=full`],
        ...["-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "4", "-threads", "1", "-f", "image2pipe"],
      ],
      work: { duration: 0, video: info.video },
      signal,
    };
    const still = await runFfmpegToMemory(call, STILL_MOST);
    if (still.length > 0) return still;
    if (at === 0) break;
  }
  return null;
}
