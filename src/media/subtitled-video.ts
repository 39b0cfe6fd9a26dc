/** Videos with subtitles: as tracks of their own, or drawn into the picture. */
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

/** A subtitle file to add, in SubRip's format; its times count from the video's time 0. */
interface SubtitleTrack {
  file: string;
  /** `"es"`, `"pt-BR"`, ... */
  language: string;
  /** What a player's menu shows; the language's English name by default. */
  title?: string;
}

export interface MuxRequest {
  info: MediaInfo;
  /** At least one. */
  tracks: SubtitleTrack[];
  /** The language whose track players show by default; by default that of the first. */
  preferred?: string;
  /** A path that ends in `.mkv`. */
  output: string;
  signal?: AbortSignal;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
}

export interface BurnRequest {
  info: MediaInfo;
  /** A file in SubRip's format; its text is drawn letter by letter. */
  subtitle: string;
  /** How the letters look; what it leaves out is as LETTER_DEFAULTS has it. */
  style?: LetterStyle;
  /** A path that ends in `.mp4`. */
  output: string;
  signal?: AbortSignal;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
}

/** Subtitles of other containers that Matroska cannot hold as they are, but as text. */
const TEXT_OF_OTHER_CONTAINERS = new Set(["mov_text", "eia_608", "text"]);
/** Subtitles that Matroska holds as they are. */
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
 * Writes a Matroska file with the pictures, sounds and subtitles of the video, copied, and the tracks after them. Data that Matroska has no
 * place for (a camera's time code) is left out, and so is a cover picture. Pictures are turned and mirrored as in the video. The output appears under its name only when it is complete.
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
    // ffmpeg would make a track of one picture of a cover, which players then show for the video.
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
    // Attachments are no tracks.
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
        // Pictures that are stored out of order in an AVI have no time stamps of their own.
        { file: info.file, formats: MEDIA_FORMATS, options: ["-fflags", "+genpts"] },
        // By name: a file without a single cue is not recognized as one.
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

/** What a subtitle track is for, without being the one that players show by default: that is one of those that are added. */
function besideDefault(disposition: Record<string, number> = {}): string {
  const names = Object.entries(disposition).flatMap(([name, is]) => (is === 1 && name !== "default" ? [name] : []));
  return names.length > 0 ? names.join("+") : "0";
}

/**
 * Writes an MP4 (H.264) with the subtitles drawn into the picture by libass. AAC sound is copied, other sound becomes AAC; other sounds and
 * tracks of the video are left out. The output appears under its name only when it is complete.
 *
 * Throws a SisterError (`exitCode` 2 when there is no picture), or rejects with the signal's reason.
 *
 * @example
 * await burnSubtitles({ info, subtitle: "talk.es.srt", output: "talk.es.burned.mp4", onProgress: (done) => bar.show(done) });
 */
export async function burnSubtitles(request: BurnRequest): Promise<void> {
  const { info, output, signal, onProgress } = request;
  if (!info.video)
    throw new SisterError(`${info.file} has no picture to burn subtitles into: leave --burn out`, { exitCode: 2 });
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

/** A frame as it comes: by default, MP4 gets a constant rate, and pictures that start late are filled in from 0. */
export const PICTURE_OPTIONS = ["-fps_mode", "vfr", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"] as const;

/** The sound of a burned video. */
export function soundOptions({ audio }: MediaInfo): string[] {
  return audio.codec === "aac" ? ["-c:a", "copy"] : ["-c:a", "aac", "-b:a", "160k"];
}

/** Reads how far ffmpeg is in what it says with `-progress pipe:2`. */
export function progressOf({ duration }: { duration: number }, onProgress: (done: number) => void = () => undefined) {
  return (line: string): void => {
    const time = /^out_time_us=(\d+)/.exec(line)?.[1];
    if (time !== undefined && duration > 0) onProgress(Math.min(1, Number(time) / 1e6 / duration));
  };
}

/** Runs ffmpeg for an output and says its failures in words for a person. */
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
    throw new SisterError(`${info.file} cannot be read any more (${causeOf(error)}): was it moved or changed?`, {
      cause: error,
    });
  }
}
