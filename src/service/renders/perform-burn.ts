/** Those who burn subtitles in: a server's own ffmpeg, or the process group. */
import { dirname } from "node:path";
import type { GroupKeeper } from "../../group/launcher/group-keeper.js";
import type { LetterStyle } from "../../media/letters/letter-style.js";
import type { MediaInfo } from "../../media/probe/media.js";
import { burnSubtitles } from "../../media/subtitled-video.js";

/** A burn as those who make it get it. */
export interface BurnWork {
  /** Of this lease: a render that is tried again has another. */
  id: string;
  owner: string;
  info: MediaInfo;
  /** A subtitle file. */
  subtitle: string;
  style: LetterStyle;
  /** In a folder of this lease's own. */
  output: string;
  onProgress: (done: number) => void;
  signal: AbortSignal;
}

export type PerformBurn = (work: BurnWork) => Promise<void>;

/** In one, with as many cores as the encoder has use for. */
export const burnLocally: PerformBurn = (work) => burnSubtitles(work);

/** In a group that stays, piece by piece beside its other work; in one on this host where a video cannot be cut. */
export function burnInGroup(group: GroupKeeper, warn: (message: string) => void): PerformBurn {
  return async (work) => {
    const { id, owner, info, subtitle, style, output, onProgress, signal } = work;
    const order = { info, subtitle, style, output, folder: dirname(output) };
    const { pieces, problem } = await group.burn({ id, caller: owner, order, onProgress, signal });
    if (pieces > 0) return;
    if (problem !== null) warn(`${id} is burned in a single pass, because burning it in pieces failed: ${problem}`);
    await burnSubtitles(work);
  };
}
