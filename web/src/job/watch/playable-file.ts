/** Whether every browser plays a local file without conversion. Pure. */

/** Containers that all current browsers read; the codecs in them are mostly supported ones. */
const ENDINGS = new Set(["mp4", "m4v", "mov", "webm", "mp3", "m4a", "aac", "wav", "flac", "ogg", "oga", "opus"]);

/**
 * False for containers that some browsers refuse or play without sound (Matroska with AC-3). The server's copy
 * certainly has both.
 *
 * @example
 * isPlayable("talk.mkv"); // false
 */
export function isPlayable(name: string): boolean {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && ENDINGS.has(ending);
}
