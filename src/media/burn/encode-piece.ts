/** Encodes one piece of a burn. Any host with ffmpeg can do it, because the order contains everything. */
import { causeOf, FfmpegFailure, runFfmpegToMemory } from "../ffmpeg.js";
import { withDrawing } from "../letters/drawn-letters.js";
import type { LetterStyle } from "../letters/letter-style.js";
import { PICTURE_OPTIONS } from "../subtitled-video.js";

/** The order for a piece. Plain data: it travels between hosts. */
export interface PieceOrder {
  /**
   * The pictures as in the video, with some before and after. A NUT file whose times are those of the video plus
   * CUT_OFFSET.
   */
  source: Uint8Array;
  /** Which pictures belong to the piece, in seconds of the video. `to` null: all that follow. */
  from: number;
  to: number | null;
  /** Filters that turn the pictures before drawing: "transpose=clock". */
  turn: readonly string[];
  /** The clock of the encoder: "1:25". */
  tick: string;
  /** The input of libass for the whole video, from `lettersOf`. Null: nothing is shown. */
  letters: string | null;
  style: LetterStyle;
}

/** Seconds added to all times: NUT has no times below 0, where pictures hidden by an edit list lie. */
export const CUT_OFFSET = 100;

/** 20 s of the largest pictures are smaller. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Encodes a piece. Returns a fragmented MP4 whose first picture is at time 0. Rejects with an Error with ffmpeg's
 * message, or with the signal's reason. ffmpeg reads from a pipe and writes to one, so it ends with this process,
 * however that ends.
 *
 * @param threads of the encoder and the decoder; other processes may need the rest of the machine
 */
export async function encodePiece(
  { source, from, to, turn, tick, letters, style }: PieceOrder,
  { threads, signal }: { threads: number; signal?: AbortSignal },
): Promise<Uint8Array> {
  // Times stay those of the video, so that letters appear when they should. The piece itself begins at 0.
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
