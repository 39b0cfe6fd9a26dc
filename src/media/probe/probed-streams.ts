/** Interprets ffprobe's JSON: the streams for sound and picture, and their lengths. No input or output. */
import type { SideData } from "./display-matrix.js";
import type { AudioTrack, MediaInfo } from "./media.js";
import { implausibleSound } from "../sound/plausible.js";

/**
 * A stream in ffprobe's JSON (`ffprobe -show_streams -of json`). Numbers may be strings, and any field may be missing.
 */
export interface ProbedStream {
  index: number;
  codec_type?: string;
  codec_name?: string;
  pix_fmt?: string;
  width?: number;
  height?: number;
  channels?: number;
  channel_layout?: string;
  sample_fmt?: string;
  sample_rate?: string;
  r_frame_rate?: string;
  avg_frame_rate?: string;
  start_time?: string;
  duration?: string;
  disposition?: Record<string, number>;
  tags?: Record<string, string>;
  side_data_list?: SideData[];
}

export interface ProbedFile {
  streams?: ProbedStream[];
  format?: { format_name?: string; start_time?: string; duration?: string };
}

/** Containers of a bare stream. ffprobe guesses their length from the bit rate of their beginning. */
const GUESSED_LENGTH = new Set(["mp3", "aac", "loas", "ac3", "eac3", "dts", "amr"]);

/**
 * Containers that store the length of each stream apart from its data, so that a truncated file can be detected.
 * (ffprobe takes the length of a WAV from the file's size.)
 */
const WRITTEN_LENGTH = new Set(["mov", "matroska", "avi", "flac"]);

/** For files without a frame rate: the rate of most talks. */
const USUAL_FRAME_RATE = 25;

/** A finite number in ffprobe's text. Null for "N/A" and missing values. */
export function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** 29.97 for `"30000/1001"`. Null for `"0/0"` and the like. */
export function ratioOf(text: string | undefined): number | null {
  const [above, below] = (text ?? "").split("/").map(Number);
  const value = (above ?? NaN) / (below ?? 1);
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** The file's default sound, or else its first. Null if no track is plausible. */
export function chooseAudio(tracks: readonly AudioTrack[]): AudioTrack | null {
  const usable = tracks.filter((track) => implausibleSound(track) === null);
  return usable.find(({ isDefault }) => isDefault) ?? usable[0] ?? null;
}

/** ffmpeg's dispositions of tracks that are not the main sound. */
const ASIDE_DISPOSITIONS = ["comment", "visual_impaired", "descriptions", "karaoke", "lyrics", "clean_effects"];

/** Titles of such tracks in files without dispositions. */
const ASIDE_TITLE =
  /comment(ary|aire)|comentario|kommentar|audio[ -]?desc|descri(ptive|bed)|audiodesk|hörfilm|\bAD\b|karaoke|instrumental|music (and|&) effects|\bM&E\b/i;

/** The audio tracks that can be decoded. Their numbers count all audio tracks, as players do. */
export function audioTracksOf(probed: ProbedFile): AudioTrack[] {
  const streams = probed.streams ?? [];
  return streams
    .filter(({ codec_type }) => codec_type === "audio")
    .map((stream, i) => ({ stream, track: i + 1 }))
    .filter(({ stream }) => isDecodable(stream))
    .map(({ stream, track }) => {
      const language = stream.tags?.["language"] ?? "und";
      const title = stream.tags?.["title"] ?? null;
      const end = promisedEnd(probed, stream);
      return {
        streamIndex: stream.index,
        track,
        codec: stream.codec_name ?? "unknown",
        channels: stream.channels ?? 1,
        sampleRate: numberOf(stream.sample_rate) ?? 0,
        sampleFormat: stream.sample_fmt ?? "unknown",
        ...(end === null ? {} : { promisedEnd: end }),
        language: language === "und" || language === "" ? null : language,
        title,
        hasLayout: isLayout(stream.channel_layout),
        isDefault: stream.disposition?.["default"] === 1,
        isAside: ASIDE_DISPOSITIONS.some((name) => stream.disposition?.[name] === 1) || ASIDE_TITLE.test(title ?? ""),
      };
    });
}

/** Whether ffmpeg assigns a position to each channel: "5.1(side)" does; "10 channels" and "ambisonic 1" do not. */
function isLayout(name: string | undefined): boolean {
  return name !== undefined && name !== "unknown" && !/channels|ambisonic/.test(name);
}

function isDecodable({ codec_type, codec_name, sample_rate }: ProbedStream): boolean {
  return (
    codec_type === "audio" && codec_name !== undefined && codec_name !== "unknown" && (numberOf(sample_rate) ?? 0) > 0
  );
}

/** The first stream with moving pictures, which excludes cover art and thumbnails. */
export function chooseVideo(streams: readonly ProbedStream[]): MediaInfo["video"] {
  const stream = streams.find(({ codec_type, disposition, width, height }) => {
    const still = disposition?.["attached_pic"] === 1 || disposition?.["timed_thumbnails"] === 1;
    return codec_type === "video" && !still && (width ?? 0) > 0 && (height ?? 0) > 0;
  });
  if (!stream) return null;
  return {
    codec: stream.codec_name ?? "unknown",
    pixelFormat: stream.pix_fmt ?? "unknown",
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    frameRate: frameRateOf(stream),
  };
}

/**
 * Frames per second. For a constant rate `r_frame_rate` is exact (30000/1001), and `avg_frame_rate` is rounded by the
 * length. For a variable rate, `r_frame_rate` is the resolution of the clock (90000), and `avg_frame_rate` is correct.
 */
export function frameRateOf({ r_frame_rate, avg_frame_rate }: ProbedStream): number {
  const exact = ratioOf(r_frame_rate);
  const average = ratioOf(avg_frame_rate);
  if (exact !== null && average !== null) return Math.abs(exact / average - 1) < 0.02 ? exact : average;
  const rate = average ?? exact ?? USUAL_FRAME_RATE;
  return rate <= 1000 ? rate : USUAL_FRAME_RATE;
}

/** The declared length in seconds. Null if there is none, or if ffprobe only guesses. */
export function declaredDuration({ format, streams = [] }: ProbedFile): number | null {
  if (GUESSED_LENGTH.has(firstName(format?.format_name))) return null;
  const durations = [format?.duration, ...streams.map((stream) => stream.duration)];
  for (const text of durations) {
    const value = numberOf(text);
    if (value !== null && value > 0) return value;
  }
  return null;
}

/** When this stream ends according to the container, in seconds from time 0. Null if the container does not tell. */
export function promisedEnd({ format }: ProbedFile, audio: ProbedStream): number | null {
  if (!WRITTEN_LENGTH.has(firstName(format?.format_name))) return null;
  const zero = numberOf(format?.start_time) ?? 0;
  const length = numberOf(audio.duration);
  if (length !== null && length > 0) return (numberOf(audio.start_time) ?? zero) - zero + length;
  // Matroska's tag holds the time of the stream's end, not its length.
  const end = secondsOfTag(audio.tags?.["DURATION"]);
  return end === null ? null : end - zero;
}

/** 75.023 for `"00:01:15.023000000"`. */
function secondsOfTag(text: string | undefined): number | null {
  const match = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? "");
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : null;
}

function firstName(names: string | undefined): string {
  return names?.split(",")[0] ?? "";
}
