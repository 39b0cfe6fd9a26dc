/** What browsers play, as the current Chrome, Firefox and Safari all do. Pure. */
import type { MediaDescription } from "./media.js";

/**
 * How a file comes to be played by browsers: as it is; in a new container, with the picture as it is (seconds); or with the picture encoded anew (as long
 * as an encoder takes for all of it).
 */
export type PreviewWay = "original" | "remux" | "transcode";

/** Sounds that browsers play, by the first of ffmpeg's names for the container. */
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

/** Pictures that browsers play, by container: Matroska is taken for WebM if its codecs are WebM's. */
const PICTURES: Readonly<Record<string, (video: Picture) => boolean>> = {
  mov: (video) => isPlainH264(video),
  matroska: ({ codec, pixelFormat = "" }) => /^(vp8|vp9|av1)$/.test(codec) && PLAIN.test(pixelFormat),
};

type Picture = NonNullable<MediaDescription["video"]>;

const isPlainH264 = ({ codec, pixelFormat = "" }: Picture): boolean => codec === "h264" && PLAIN.test(pixelFormat);

/** A file whose own clock begins later, in seconds, would be off its subtitles: players begin at their clock's 0. */
const LATE = 0.05;

/** Whether a description, as an older version kept it, leaves out what this file reads. */
export const needsLook = ({ video }: MediaDescription): boolean => video !== null && video.pixelFormat === undefined;

/**
 * @example
 * previewWay(await probe("talk.mkv")); // "remux": H.264 and AAC in Matroska
 */
export function previewWay(media: MediaDescription): PreviewWay {
  const { container, video, audio, startTime } = media;
  const [format = ""] = container.split(",");
  // Players take the first track.
  const isFirst = (audio.track ?? 1) === 1;
  const plays = SOUNDS[format]?.test(audio.codec) && (video === null || PICTURES[format]?.(video));
  if (plays && isFirst && Math.abs(startTime) <= LATE) return "original";
  return video === null || isPlainH264(video) ? "remux" : "transcode";
}

/** Which parts of a file an MP4 for browsers takes as they are. */
export function keptInMp4({ video, audio }: MediaDescription): { picture: boolean; sound: boolean } {
  return { picture: video !== null && isPlainH264(video), sound: /^(aac|mp3)$/.test(audio.codec) };
}
