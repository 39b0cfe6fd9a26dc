/**
 * Whether a chosen file can be a video or sound. This only avoids useless uploads: the server checks the content. Pure.
 */

export type FileFault = "empty" | "not-media" | "too-large";

/**
 * Endings of videos and sounds that ffmpeg reads. Browsers do not know the types of many of them, and take `.ts` for
 * text.
 */
const ENDINGS = new Set(
  (
    "mp4 m4v mov qt mkv webm avi wmv asf flv f4v mpg mpeg m2v vob ts mts m2ts m2t mxf 3gp 3g2 ogv ogm rm rmvb divx dv " +
    "mp3 m4a m4b aac wav wave flac ogg oga opus wma aif aiff aifc amr ac3 eac3 dts caf au mka weba"
  ).split(" "),
);

/** Media types whose first part is neither video nor audio. */
const TYPES = /^(video|audio)\/|^application\/(octet-stream|ogg|mxf|mp4|vnd\.(rn-realmedia|apple\.mpegurl)|x-matroska)/;

/** For the file dialog. */
export const ACCEPT = `video/*,audio/*,${[...ENDINGS].map((ending) => `.${ending}`).join(",")}`;

const endingOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/**
 * Why a file is refused; null if it is accepted.
 *
 * @param bytesMost the most that the server takes; null if that is not known
 *
 * @example
 * faultOf({ name: "letter.pdf", size: 10, type: "application/pdf" }, null); // "not-media"
 */
export function faultOf(
  { name, size, type }: { name: string; size: number; type: string },
  bytesMost: number | null,
): FileFault | null {
  // An unknown type may be that of a video: the server decides.
  if (!ENDINGS.has(endingOf(name)) && type !== "" && !TYPES.test(type)) return "not-media";
  if (size === 0) return "empty";
  if (bytesMost !== null && size > bytesMost) return "too-large";
  return null;
}
