/** Whether a browser surely plays a file of this person as it is. Pure. */

/** What all current browsers take apart; the codings in it are mostly ones that they play. */
const ENDINGS = new Set(["mp4", "m4v", "mov", "webm", "mp3", "m4a", "aac", "wav", "flac", "ogg", "oga", "opus"]);

/**
 * False for containers that some browsers refuse, or play without their sound (Matroska with AC-3): the server's copy is sure to have both.
 *
 * @example
 * isPlayable("talk.mkv"); // false
 */
export function isPlayable(name: string): boolean {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && ENDINGS.has(ending);
}
