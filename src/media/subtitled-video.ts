/** Videos with subtitles: as separate tracks, or drawn into the picture. */
import { dirname } from "node:path";
import { SisterError } from "../errors.js";
import { poseOf, turnOf, type Pose } from "./probe/display-matrix.js";
import { lettersOf, readSubtitle, withDrawing } from "./letters/drawn-letters.js";
import {
  causeOf,
  FfmpegFailure,
  MEDIA_FORMATS,
  runFfmpeg,
  runFfprobe,
  SUBTITLE_FORMATS,
  type FfmpegCall,
} from "./ffmpeg.js";
import { containerLanguage, languageName } from "./probe/language-tags.js";
import type { LetterStyle } from "./letters/letter-style.js";
import { ROOM, writePoses } from "./probe/matroska-pose.js";
import type { MediaInfo } from "./probe/media.js";
import type { ProbedFile } from "./probe/probed-streams.js";
import { writeWhole } from "./unfinished-file.js";

/** A subtitle file to add, in SubRip format. Its times count from the video's time 0. */
interface SubtitleTrack {
  file: string;
  /** `"es"`, `"pt-BR"`, ... */
  language: string;
  /** The title in a player's menu. Default: the English name of the language. */
  title?: string;
}

export interface MuxRequest {
  info: MediaInfo;
  /** At least one. */
  tracks: SubtitleTrack[];
  /** The language of the track that players show by default. Default: that of the first track. */
  preferred?: string;
  /** A path that ends in `.mkv`. */
  output: string;
  signal?: AbortSignal;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
}

export interface BurnRequest {
  info: MediaInfo;
  /** A file in SubRip format. Its text is drawn literally, without formatting codes. */
  subtitle: string;
  /** The style of the letters. Missing fields are those of LETTER_DEFAULTS. */
  style?: LetterStyle;
  /** A path that ends in `.mp4`. */
  output: string;
  signal?: AbortSignal;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
}

/** Subtitles of other containers that Matroska can hold only as text. */
const TEXT_OF_OTHER_CONTAINERS = new Set(["mov_text", "eia_608", "text"]);
/** Subtitles that Matroska holds unchanged. */
const MATROSKA_SUBTITLES = new Set([
  "subrip",
  "srt",
  "ass",
  "ssa",
  "webvtt",
  "hdmv_pgs_subtitle",
  "dvd_subtitle",
  "dvb_subtitle",
  "hdmv_text_subtitle",
]);

/**
 * Writes a Matroska file with the copied pictures, sounds and subtitles of the video, followed by the tracks. Data
 * without a place in Matroska (a camera's time code) and a cover picture are left out. Pictures keep their rotation and
 * mirroring. The output appears under its name only when it is complete.
 *
 * Throws a SisterError that says what to do, or rejects with the signal's reason.
 *
 * @example
 * await muxSubtitles({ info, tracks: [{ file: "talk.es.srt", language: "es" }], output: "talk.subtitled.mkv" });
 */
export async function muxSubtitles(request: MuxRequest): Promise<void> {
  const { info, tracks, output, signal, onProgress } = request;
  const { streams = [] } = await describeStreams(info, signal);
  const options: string[] = ["-map_metadata", "0", "-c", "copy"];
  const poses = new Map<number, Pose>();
  let [kept, subtitles] = [0, 0];
  for (const { index, codec_type, codec_name = "", disposition, side_data_list } of streams) {
    // ffmpeg would turn a cover into a track of one picture, which players then show as the video.
    if (disposition?.["attached_pic"] === 1) continue;
    const asText = TEXT_OF_OTHER_CONTAINERS.has(codec_name);
    if (codec_type === "subtitle") {
      if (!asText && !MATROSKA_SUBTITLES.has(codec_name)) continue;
      options.push(
        `-c:s:${subtitles}`,
        asText ? "srt" : "copy",
        `-disposition:s:${subtitles}`,
        besideDefault(disposition),
      );
      subtitles += 1;
    } else if (codec_type !== "video" && codec_type !== "audio" && codec_type !== "attachment") continue;
    options.push("-map", `0:${index}`);
    const turn = codec_type === "video" ? turnOf(side_data_list) : null;
    const pose = turn && poseOf(turn);
    if (pose) poses.set(kept, pose);
    // Attachments are not tracks.
    if (codec_type !== "attachment") kept += 1;
  }
  const preferred = tracks.findIndex(({ language }) => language === request.preferred);
  for (const [number, track] of tracks.entries()) {
    const place = `s:s:${subtitles + number}`;
    const title = `${track.title ?? languageName(track.language)}${poses.size > 0 ? ROOM : ""}`;
    options.push("-map", `${number + 1}:0`, `-metadata:${place}`, `language=${containerLanguage(track.language)}`);
    options.push(`-metadata:${place}`, `title=${title}`);
    options.push(`-disposition:s:${subtitles + number}`, number === Math.max(0, preferred) ? "default" : "0");
  }
  options.push("-progress", "pipe:2", "-f", "matroska");
  for (const { file } of tracks) await readSubtitle(file);
  await writeWhole(output, async (path) => {
    await runFor(output, {
      inputs: [
        // Out-of-order pictures in an AVI have no time stamps.
        { file: info.file, formats: MEDIA_FORMATS, options: ["-fflags", "+genpts"] },
        // The format is given, because a file without cues is not recognized.
        ...tracks.map(({ file }) => ({ file, formats: SUBTITLE_FORMATS, options: ["-f", "srt"] })),
      ],
      options,
      output: path,
      work: info,
      signal,
      onLine: progressOf(info, onProgress),
    });
    if (poses.size > 0) await writePoses(path, poses);
  });
  onProgress?.(1);
}

/**
 * The disposition of an existing subtitle track, without "default": players show one of the added tracks by default.
 */
function besideDefault(disposition: Record<string, number> = {}): string {
  const names = Object.entries(disposition).flatMap(([name, is]) => (is === 1 && name !== "default" ? [name] : []));
  return names.length > 0 ? names.join("+") : "0";
}

/**
 * Writes an MP4 (H.264) with the subtitles drawn into the picture by libass. AAC sound is copied, and other sound
 * becomes AAC. Other sounds and tracks of the video are left out. The output appears under its name only when it is
 * complete.
 *
 * Throws a SisterError (`exitCode` 2 if there is no picture), or rejects with the signal's reason.
 *
 * @example
 * await burnSubtitles({ info, subtitle: "talk.es.srt", output: "talk.es.burned.mp4", onProgress: (done) => bar.show(done) });
 */
export async function burnSubtitles(request: BurnRequest): Promise<void> {
  const { info, output, signal, onProgress } = request;
  if (!info.video)
    throw new SisterError(`${info.file} has no picture to burn subtitles into: remove --burn`, { exitCode: 2 });
  await withDrawing(await lettersOf(request.subtitle), request.style ?? {}, (filters) =>
    writeWhole(output, (path) =>
      runFor(output, {
        inputs: [{ file: info.file, formats: MEDIA_FORMATS }],
        options: [
          ...["-map", "0:V:0", "-map", `0:${info.audio.streamIndex}`, "-vf", filters.join(",")],
          ...PICTURE_OPTIONS,
          ...soundOptions(info),
          ...["-movflags", "+faststart", "-progress", "pipe:2", "-f", "mp4"],
        ],
        output: path,
        work: info,
        signal,
        onLine: progressOf(info, onProgress),
      }),
    ),
  );
  onProgress?.(1);
}

/** Frames keep their times. By default, MP4 gets a constant rate, and frames are added from 0 to the first picture. */
export const PICTURE_OPTIONS = ["-fps_mode", "vfr", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"] as const;

/** The sound of a burned video. */
export function soundOptions({ audio }: MediaInfo): string[] {
  return audio.codec === "aac" ? ["-c:a", "copy"] : ["-c:a", "aac", "-b:a", "160k"];
}

/** Extracts the progress from ffmpeg's messages with `-progress pipe:2`. */
export function progressOf({ duration }: { duration: number }, onProgress: (done: number) => void = () => undefined) {
  return (line: string): void => {
    const time = /^out_time_us=(\d+)/.exec(line)?.[1];
    if (time !== undefined && duration > 0) onProgress(Math.min(1, Number(time) / 1e6 / duration));
  };
}

/** Runs ffmpeg for an output file, and turns its failures into messages for people. */
export async function runFor(output: string, call: FfmpegCall): Promise<void> {
  try {
    await runFfmpeg(call);
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    if (error.lines.some((line) => /no space left on device|disk quota exceeded/i.test(line))) {
      throw new SisterError(
        `the disk of ${dirname(output)} is full: free some space, or choose another folder with --out`,
        { cause: error },
      );
    }
    throw new SisterError(`ffmpeg could not write ${output} (${causeOf(error)})`, { cause: error });
  }
}

async function describeStreams(info: MediaInfo, signal: AbortSignal | undefined): Promise<ProbedFile> {
  try {
    const input = { file: info.file, formats: MEDIA_FORMATS };
    return JSON.parse(await runFfprobe(input, ["-show_streams", "-of", "json"], { signal })) as ProbedFile;
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    throw new SisterError(`${info.file} can no longer be read (${causeOf(error)}): was it moved or changed?`, {
      cause: error,
    });
  }
}
