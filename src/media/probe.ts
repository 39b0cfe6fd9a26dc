/** Finds out what a file is, and refuses what Sister cannot work with. */
import { open, stat } from "node:fs/promises";
import { messageOf, SisterError } from "../errors.js";
import { causeOf, FfmpegFailure, MEDIA_FORMATS, runFfmpeg, runFfprobe } from "./ffmpeg.js";
import type { MediaDescription, MediaInfo } from "./media.js";
import {
  audioTracksOf,
  chooseAudio,
  chooseVideo,
  declaredDuration,
  numberOf,
  promisedEnd,
  type ProbedFile,
} from "./probed-streams.js";

/**
 * Reads the head of a video or audio file.
 *
 * Throws a SisterError with `exitCode` 2 that says what to do when the file is missing, empty, a folder, no video, cut off,
 * without sound, or a list that points to other files or hosts (those are never opened). Rejects with the signal's reason
 * when it is aborted. `known`: what the file was found to be before; then it is only looked whether it is there.
 *
 * @example
 * const info = await probe("talk.mp4");
 * console.log(info.duration, info.video?.frameRate); // 75.2 25
 */
export async function probe(
  file: string,
  options: { signal?: AbortSignal; known?: MediaDescription } = {},
): Promise<MediaInfo> {
  await checkFile(file);
  if (options.known) return { file, ...options.known };
  const probed = await describe(file, options.signal);
  const streams = probed.streams ?? [];
  const container = probed.format?.format_name ?? "unknown";
  const audio = chooseAudio(streams);
  if (!audio) {
    const mute = streams.some((stream) => stream.codec_type === "audio");
    throw wrong(
      mute
        ? `the sound of ${file} is of a kind that this ffmpeg cannot decode: convert it, to AAC for instance`
        : `${file} has no audio stream: give a file with sound`,
    );
  }
  const startTime = numberOf(probed.format?.start_time) ?? 0;
  const duration = declaredDuration(probed) ?? (await measureDuration(file, audio.index, options.signal));
  if (!(duration > 0)) throw wrong(`${file} holds no sound: it was cut off or is empty; give a complete file`);
  const end = promisedEnd(probed, audio);
  return {
    file,
    duration,
    startTime,
    container,
    video: chooseVideo(streams),
    audio: {
      streamIndex: audio.index,
      track: audioTracksOf(streams).find(({ streamIndex }) => streamIndex === audio.index)?.track ?? 1,
      codec: audio.codec_name ?? "unknown",
      channels: audio.channels ?? 1,
      sampleRate: numberOf(audio.sample_rate) ?? 0,
      ...(end === null ? {} : { promisedEnd: end }),
    },
  };
}

function wrong(message: string, cause?: unknown): SisterError {
  return new SisterError(message, { exitCode: 2, cause });
}

/** What can be said without ffprobe. A pipe or a device is refused too: it could only be read once, and we read twice. */
async function checkFile(file: string): Promise<void> {
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

/** Turns ffprobe's talk into one line for a person. */
async function refusal(file: string, failure: FfmpegFailure): Promise<SisterError> {
  const talk = failure.lines.join("\n");
  const unlisted = /\[(\w[\w,]*) @ [^\]]*\](?: \[\w+\])? Format not on whitelist/.exec(talk)?.[1];
  if (unlisted !== undefined) {
    return wrong(
      `${file} is no video or audio file but ${unlisted.split(",")[0]}, which may point to other files or hosts, and those are not read: give the video itself`,
      failure,
    );
  }
  if (/permission denied/i.test(talk)) return wrong(`${file} cannot be read: check its permissions`, failure);
  if (/moov atom not found/i.test(talk) && (await beginsLikeMp4(file))) {
    return wrong(`${file} is cut off or was never finished (its index is missing): copy or record it again`, failure);
  }
  if (/moov atom not found|invalid data found/i.test(talk)) {
    return wrong(`${file} is no video or audio file, or is damaged: give a file that a player can play`, failure);
  }
  return wrong(
    `${file} was not understood by ffprobe (${causeOf(failure)}): give a file that a player can play`,
    failure,
  );
}

/** By its first box (ISO/IEC 14496-12, 4.2: a size of 4 bytes, then the type); ffprobe takes any text named .mp4 for one. */
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
 * The length by reading all packets, without decoding: for files that do not say (a browser's recording), or where ffprobe
 * guesses from the bit rate (MP3, ADTS).
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
