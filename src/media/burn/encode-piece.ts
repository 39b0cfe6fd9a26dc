/** One piece of a burn, encoded wherever there is an ffmpeg: all that it needs comes with it. */
import { causeOf, FfmpegFailure, runFfmpegToMemory } from "../ffmpeg.js";
import { withDrawing } from "../letters/drawn-letters.js";
import type { LetterStyle } from "../letters/letter-style.js";
import { PICTURE_OPTIONS } from "../subtitled-video.js";

/** What is to be made of a piece. Plain data: it travels. */
export interface PieceOrder {
  /** The pictures as they are in the video, and some before and behind; a NUT file, whose times are those of the video and CUT_OFFSET more. */
  source: Uint8Array;
  /** Which of them are the piece's own, in seconds of the video; `to` null: all that follow. */
  from: number;
  to: number | null;
  /** How the pictures are turned before anything is drawn, as filters: "transpose=clock". */
  turn: readonly string[];
  /** The encoder's clock: "1:25". */
  tick: string;
  /** What libass is given for the whole video, by `lettersOf`; null: nothing is shown. */
  letters: string | null;
  style: LetterStyle;
}

/** NUT has no times below 0, and what an edit list hides lies there. In seconds. */
export const CUT_OFFSET = 100;

/** 20 s of the largest pictures take less. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Encodes a piece; gives a fragmented MP4 whose first picture is at time 0. Rejects with an Error that says what ffmpeg said, or the signal's reason.
 * ffmpeg reads from a pipe and writes to one: it ends when this process does, however that ends.
 *
 * @param threads of the encoder, and of the decoder: others may have their part of this machine
 */
export async function encodePiece(
  { source, from, to, turn, tick, letters, style }: PieceOrder,
  { threads, signal }: { threads: number; signal?: AbortSignal },
): Promise<Uint8Array> {
  // Times stay those of the video, so that letters come when they should; the piece itself begins at 0.
  const trim = `trim=start=${from.toFixed(7)}${to === null ? "" : `:end=${to.toFixed(7)}`}`;
  const bounded = ["-threads", String(threads)];
  const reading = ["-itsoffset", `-${CUT_OFFSET}`, "-f", "nut", ...bounded];
  try {
    return await withDrawing(letters, style, (drawing) =>
      runFfmpegToMemory(
        {
          inputs: [{ bytes: source, formats: "nut", options: reading }],
          options: [
            ...["-copyts", "-map", "0:v:0", "-vf", [trim, ...turn, ...drawing, "setpts=PTS-STARTPTS"].join(",")],
            ...[...PICTURE_OPTIONS, "-enc_time_base", tick, ...bounded],
            ...["-f", "mp4", "-movflags", "frag_keyframe+delay_moov+default_base_moof"],
          ],
          signal,
        },
        MOST_BYTES,
      ),
    );
  } catch (error) {
    if (!(error instanceof FfmpegFailure)) throw error;
    throw new Error(`ffmpeg could not encode a piece of the video (${causeOf(error)})`, { cause: error });
  }
}
