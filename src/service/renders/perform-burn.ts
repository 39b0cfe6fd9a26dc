/** Burns subtitles into a video: with ffmpeg in the server, or in the process group. */
import { dirname } from "node:path";
import type { GroupKeeper } from "../../group/launcher/group-keeper.js";
import type { LetterStyle } from "../../media/letters/letter-style.js";
import type { MediaInfo } from "../../media/probe/media.js";
import { burnSubtitles } from "../../media/subtitled-video.js";

/** A burn to perform. */
export interface BurnWork {
  /** Names the render and its lease: another attempt has another id. */
  id: string;
  owner: string;
  info: MediaInfo;
  /** Path of a subtitle file. */
  subtitle: string;
  style: LetterStyle;
  /** Path of the video to write, in a folder that only this lease uses. */
  output: string;
  onProgress: (done: number) => void;
  signal: AbortSignal;
}

export type PerformBurn = (work: BurnWork) => Promise<void>;

/** Burns in a single pass, with as many cores as the encoder can use. */
export const burnLocally: PerformBurn = (work) => burnSubtitles(work);

/**
 * Burns in a group, piece by piece beside its other work. A video that cannot be cut is burned in a single pass on this
 * host.
 */
export function burnInGroup(group: GroupKeeper, warn: (message: string) => void): PerformBurn {
  return async (work) => {
    const { id, owner, info, subtitle, style, output, onProgress, signal } = work;
    const order = { info, subtitle, style, output, folder: dirname(output) };
    const { pieces, problem } = await group.burn({ id, caller: owner, order, onProgress, signal });
    if (pieces > 0) return;
    if (problem !== null)
      warn(`${id} is burned in a single pass, because it could not be burned in pieces: ${problem}`);
    await burnSubtitles(work);
  };
}
