/** The formats that the current Chrome, Firefox and Safari all play. Pure. */
import type { MediaDescription } from "./media.js";

/**
 * How a file is made playable for browsers: unchanged; in a new container with the same picture (seconds); or with a
 * new picture (as long as an encoder takes).
 */
export type PreviewWay = "original" | "remux" | "transcode";

/** Sounds that browsers play, by the first of ffmpeg's names of the container. */
const SOUNDS: Readonly<Record<string, RegExp>> = {
  mov: /^(aac|mp3)$/,
  matroska: /^(opus|vorbis)$/,
  ogg: /^(opus|vorbis)$/,
  mp3: /^mp3$/,
  aac: /^aac$/,
  flac: /^flac$/,
  wav: /^pcm_(u8|s16le|s24le|f32le)$/,
};

/** 8 bits, 4:2:0. */
const PLAIN = /^yuvj?420p$/;

/** Pictures that browsers play, by container. Matroska counts as WebM if it has WebM's codecs. */
const PICTURES: Readonly<Record<string, (video: Picture) => boolean>> = {
  mov: (video) => isPlainH264(video),
  matroska: ({ codec, pixelFormat = "" }) => /^(vp8|vp9|av1)$/.test(codec) && PLAIN.test(pixelFormat),
};

type Picture = NonNullable<MediaDescription["video"]>;

const isPlainH264 = ({ codec, pixelFormat = "" }: Picture): boolean => codec === "h264" && PLAIN.test(pixelFormat);

/**
 * Players begin at 0 of the file's clock. A file whose clock begins later than this, in seconds, would not match its
 * subtitles.
 */
const LATE = 0.05;

/** Whether a description from an older version lacks fields that this file needs. */
export const needsLook = ({ video }: MediaDescription): boolean => video !== null && video.pixelFormat === undefined;

/**
 * @example
 * previewWay(await probe("talk.mkv")); // "remux": H.264 and AAC in Matroska
 */
export function previewWay(media: MediaDescription): PreviewWay {
  const { container, video, audio, startTime } = media;
  const [format = ""] = container.split(",");
  // Players use the first track.
  const isFirst = (audio.track ?? 1) === 1;
  const plays = SOUNDS[format]?.test(audio.codec) && (video === null || PICTURES[format]?.(video));
  if (plays && isFirst && Math.abs(startTime) <= LATE) return "original";
  return video === null || isPlainH264(video) ? "remux" : "transcode";
}

/** Which streams of a file an MP4 for browsers keeps unchanged. */
export function keptInMp4({ video, audio }: MediaDescription): { picture: boolean; sound: boolean } {
  return { picture: video !== null && isPlainH264(video), sound: /^(aac|mp3)$/.test(audio.codec) };
}
