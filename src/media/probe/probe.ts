/** Describes a media file, and refuses files that Sister cannot process. */
import { open, stat } from "node:fs/promises";
import { messageOf, SisterError } from "../../errors.js";
import { causeOf, FfmpegFailure, MEDIA_FORMATS, runFfmpeg, runFfprobe } from "../ffmpeg.js";
import type { MediaDescription, MediaInfo } from "./media.js";
import {
  audioTracksOf,
  chooseAudio,
  chooseVideo,
  declaredDuration,
  numberOf,
  type ProbedFile,
} from "./probed-streams.js";
import { audioOf } from "../sound/tracks.js";
import { implausibleSound, isPlausibleLength, isPossibleLength } from "../sound/plausible.js";

/**
 * Reads the head of a video or audio file.
 *
 * Throws a SisterError with `exitCode` 2 that says what to do if the file is missing, empty, a folder, not a video, cut
 * off, without sound, or a list that points to other files or hosts (these are never opened). Rejects with the signal's
 * reason if it is aborted. `known`: an earlier description; then only the existence of the file is checked.
 *
 * @example
 * const info = await probe("talk.mp4");
 * console.log(info.duration, info.video?.frameRate); // 75.2 25
 */
export async function probe(
  file: string,
  options: { signal?: AbortSignal; known?: MediaDescription } = {},
): Promise<MediaInfo> {
  const bytes = await checkFile(file);
  if (options.known) return { file, ...options.known };
  const probed = await describe(file, options.signal);
  const streams = probed.streams ?? [];
  const container = probed.format?.format_name ?? "unknown";
  const tracks = audioTracksOf(probed);
  if (tracks.length === 0) {
    const mute = streams.some((stream) => stream.codec_type === "audio");
    throw wrong(
      mute
        ? `this ffmpeg cannot decode the sound of ${file}: convert it, for example to AAC`
        : `${file} has no audio stream: give a file with sound`,
    );
  }
  const track = chooseAudio(tracks);
  if (!track) {
    const [first] = tracks.map(implausibleSound);
    throw wrong(`the sound of ${file} ${first}: its head is damaged; give a file that a player can play`);
  }
  const startTime = numberOf(probed.format?.start_time) ?? 0;
  const declared = declaredDuration(probed);
  const isDeclared = declared !== null && isPlausibleLength(declared, bytes);
  const duration = isDeclared ? declared : await measureDuration(file, track.streamIndex, options.signal);
  if (!isDeclared && !isPossibleLength(duration, bytes))
    throw wrong(
      `${file} declares ${Math.round(duration)} s in ${bytes} bytes: its time stamps are damaged; give a file that a player can play`,
    );
  if (!(duration > 0)) throw wrong(`${file} contains no sound: it is cut off or empty; give a complete file`);
  return { file, duration, startTime, container, video: chooseVideo(streams), audio: audioOf(track), tracks };
}

function wrong(message: string, cause?: unknown): SisterError {
  return new SisterError(message, { exitCode: 2, cause });
}

/**
 * Checks without ffprobe. Refuses pipes and devices, because they can be read only once and Sister reads twice. Returns
 * the size.
 */
async function checkFile(file: string): Promise<number> {
  let found;
  try {
    found = await stat(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") throw wrong(`there is no file ${file}: check the path`, error);
    throw wrong(`${file} cannot be read (${messageOf(error)}): check its permissions`, error);
  }
  if (found.isDirectory()) throw wrong(`${file} is a folder: give a video or audio file`);
  if (!found.isFile()) throw wrong(`${file} is not a regular file: give a video or audio file`);
  if (found.size === 0) throw wrong(`${file} is empty: give a complete video or audio file`);
  return found.size;
}

async function describe(file: string, signal: AbortSignal | undefined): Promise<ProbedFile> {
  try {
    const text = await runFfprobe({ file, formats: MEDIA_FORMATS }, ["-show_format", "-show_streams", "-of", "json"], {
      signal,
    });
    return JSON.parse(text) as ProbedFile;
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    throw await refusal(file, error);
  }
}

/** Turns ffprobe's messages into one line for people. */
async function refusal(file: string, failure: FfmpegFailure): Promise<SisterError> {
  const talk = failure.lines.join("\n");
  const unlisted = /\[(\w[\w,]*) @ [^\]]*\](?: \[\w+\])? Format not on whitelist/.exec(talk)?.[1];
  if (unlisted !== undefined) {
    const [kind = ""] = unlisted.split(",");
    return wrong(notTaken(file, kind), failure);
  }
  if (/permission denied/i.test(talk)) return wrong(`${file} cannot be read: check its permissions`, failure);
  if (/moov atom not found/i.test(talk) && (await beginsLikeMp4(file))) {
    return wrong(`${file} is cut off or was never finished (its index is missing): copy or record it again`, failure);
  }
  if (/moov atom not found|invalid data found/i.test(talk)) {
    return wrong(`${file} is not a video or audio file, or is damaged: give a file that a player can play`, failure);
  }
  return wrong(
    `${file} could not be read by ffprobe (${causeOf(failure)}): give a file that a player can play`,
    failure,
  );
}

/** ffmpeg's names for lists of other files, for descriptions of streams on other hosts, and for scripts. */
const POINTING = /^(hls|dash|webm_dash_manifest|concat|sdp|rtsp|rtp|sap|imf|live_flv|ffmetadata|sbg)$/;
const PICTURE = /^(image2|gif|apng|ico|.*_pipe)$/;
const SUBTITLES =
  /^(srt|webvtt|ass|subviewer1?|microdvd|mpl2|sami|realtext|jacosub|pjs|stl|vplayer|scc|lrc|sup|vobsub|aqtitle|mpsub|tedcaptions|mcc)$/;

/** Why a format that ffprobe knows is refused. */
function notTaken(file: string, kind: string): string {
  if (POINTING.test(kind)) {
    return `${file} is not a video or audio file but ${kind}, which may point to other files or hosts, and these are never read: give the video itself`;
  }
  if (PICTURE.test(kind)) return `${file} is a picture (${kind}), which has no sound: give a video or audio file`;
  if (SUBTITLES.test(kind))
    return `${file} is a subtitle file (${kind}), which has no sound: give a video or audio file`;
  return `${file} has the unsupported format ${kind}: convert it, for example to WAV or MP4 (ffmpeg -i FILE NEW.wav)`;
}

/**
 * Whether the file begins with an MP4 box (ISO/IEC 14496-12, 4.2: a size of 4 bytes, then the type). ffprobe takes any
 * text named .mp4 for one.
 */
async function beginsLikeMp4(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return (
      bytesRead === 8 &&
      ["ftyp", "moov", "mdat", "free", "skip", "wide", "styp", "pnot"].includes(buffer.toString("latin1", 4))
    );
  } finally {
    await handle.close();
  }
}

/**
 * Measures the length by reading all packets without decoding. For files without a declared length (a browser's
 * recording), or if ffprobe guesses it from the bit rate (MP3, ADTS).
 */
async function measureDuration(file: string, stream: number, signal: AbortSignal | undefined): Promise<number> {
  let end = 0;
  try {
    await runFfmpeg({
      inputs: [{ file, formats: MEDIA_FORMATS }],
      options: ["-map", `0:${stream}`, "-c", "copy", "-f", "null", "-progress", "pipe:2"],
      output: null,
      signal,
      onLine: (line) => {
        const time = /^out_time_us=(\d+)/.exec(line)?.[1];
        if (time !== undefined) end = Number(time) / 1e6;
      },
    });
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    throw wrong(`${file} is damaged (${causeOf(error)}): give a complete file`, error);
  }
  return end;
}
