/** Burns a long video in pieces, which are encoded in parallel on any host, and joins them without a seam. */
import { access, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { turnOf, type SideData } from "../probe/display-matrix.js";
import { lettersOf } from "../letters/drawn-letters.js";
import { CUT_OFFSET, type PieceOrder } from "./encode-piece.js";
import { FfmpegFailure, MEDIA_FORMATS, runFfmpegToMemory, runFfprobe } from "../ffmpeg.js";
import { encoderTick, piecesWanted, planPieces, type Piece, type Picture } from "./piece-plan.js";
import { runFor, soundOptions, type BurnRequest } from "../subtitled-video.js";
import { writeWhole } from "../unfinished-file.js";

/** The settings that are the same for all pieces. */
type PictureSettings = Pick<PieceOrder, "turn" | "tick">;

export interface PiecesRequest extends Omit<BurnRequest, "onProgress"> {
  /** Folder of finished pieces. Another attempt with the same folder reuses them. */
  folder: string;
  /** How many pieces are encoded at once. */
  workers: number;
}

/** One line per picture of a video of one day. */
const LIST_LIMITS = { bytes: 256 * 1024 * 1024, seconds: 600 };
/**
 * The source of a piece is held in memory. A video with so few or such large key pictures is burned in a single pass.
 */
const SOURCE_MOST = 128 * 1024 * 1024;

/**
 * A burn in pieces, with the same pictures at the same times as burnSubtitles. One difference: if the first picture is
 * off the grid of its rate, burnSubtitles moves all pictures to the grid, by up to half a picture; here they keep their
 * times.
 *
 * @example
 * const burn = await PiecedBurn.plan({ info, subtitle: "talk.es.srt", output: "talk.es.burned.mp4", folder, workers: 4 });
 * for (const index of burn?.pieces.keys() ?? []) await burn.keep(index, await encodePiece(await burn.order(index), { threads: 1 }));
 * await burn?.join();
 */
export class PiecedBurn {
  readonly pieces: readonly Piece[];
  readonly #request: PiecesRequest;
  readonly #settings: PictureSettings;
  readonly #letters: PieceOrder["letters"];
  /** The decoder configuration of the pieces. It must be the same for all, or they could not be joined. */
  #head: string | null = null;

  private constructor(request: PiecesRequest, pieces: Piece[], settings: PictureSettings, letters: string | null) {
    this.#request = request;
    this.pieces = pieces;
    this.#settings = settings;
    this.#letters = letters;
  }

  /**
   * Null if the video must be burned in a single pass: its pictures cannot be counted beforehand (no time stamps,
   * damage), or there is nowhere to cut.
   */
  static async plan(request: PiecesRequest): Promise<PiecedBurn | null> {
    if (!request.info.video) return null;
    const stream = await streamOf(request);
    const turn = filtersOf(stream);
    if (turn === null) return null;
    const pictures = await picturesOf(request);
    const pieces = planPieces(pictures, piecesWanted(pictures, request.workers));
    if (pieces.length < 2 || pieces.some(({ bytes }) => bytes > SOURCE_MOST)) return null;
    const letters = await lettersOf(request.subtitle);
    const settings = { turn, tick: encoderTick(pictures, stream.r_frame_rate ?? "") };
    return new PiecedBurn(request, pieces, settings, letters);
  }

  /** Cuts a piece out of the video without encoding. */
  async order(index: number): Promise<PieceOrder> {
    const { info, style = {}, signal } = this.#request;
    const { seek, until, from, to } = this.#pieceAt(index);
    const reading = ["-ss", String(seek), ...(until === null ? [] : ["-to", String(until)])];
    const source = await runFfmpegToMemory(
      {
        inputs: [{ file: info.file, formats: MEDIA_FORMATS, options: reading }],
        options: [
          ...["-copyts", "-start_at_zero", "-map", "0:V:0", "-c", "copy", "-copypriorss", "1"],
          ...["-output_ts_offset", String(CUT_OFFSET), "-avoid_negative_ts", "disabled", "-f", "nut"],
        ],
        work: info,
        signal,
      },
      2 * SOURCE_MOST,
    );
    return { source, from, to, ...this.#settings, letters: this.#letters, style };
  }

  /** Whether an earlier attempt finished the piece. */
  async isKept(index: number): Promise<boolean> {
    try {
      await access(this.#pathOf(index));
    } catch {
      return false;
    }
    return (await this.#objectionTo(this.#pathOf(index), index)) === null;
  }

  /** Stores a piece as `encodePiece` returns it. Rejects with an Error if it does not fit the others. */
  async keep(index: number, video: Uint8Array): Promise<void> {
    const unfinished = `${this.#pathOf(index)}.partial`;
    await writeFile(unfinished, video, { mode: 0o600 });
    const objection = await this.#objectionTo(unfinished, index);
    if (objection !== null) throw new Error(objection);
    await rename(unfinished, this.#pathOf(index));
  }

  async #objectionTo(path: string, index: number): Promise<string | null> {
    const { signal } = this.#request;
    const { pictures } = this.#pieceAt(index);
    const show = [
      "-count_packets",
      "-show_entries",
      "stream=nb_read_packets,extradata_hash",
      "-show_data_hash",
      "sha256",
    ];
    const input = { file: path, formats: "mov" };
    const told = JSON.parse(await runFfprobe(input, [...show, "-of", "json"], { signal })) as {
      streams?: { nb_read_packets?: string; extradata_hash?: string }[];
    };
    const [{ nb_read_packets: counted = "0", extradata_hash: head = "" } = {}] = told.streams ?? [];
    if (Number(counted) !== pictures) return `piece ${index} has ${counted} pictures instead of ${pictures}`;
    this.#head ??= head;
    return head === this.#head
      ? null
      : `piece ${index} was made by a different encoder than the others: do all hosts have the same ffmpeg?`;
  }

  /** Named by its position, because a plan for another number of workers may contain the same piece. */
  #pathOf(index: number): string {
    return join(this.#request.folder, this.#nameOf(index));
  }

  #nameOf(index: number): string {
    const { from, to } = this.#pieceAt(index);
    return `piece-${from.toFixed(6)}-${to?.toFixed(6) ?? "end"}.mp4`;
  }

  #pieceAt(index: number): Piece {
    const piece = this.pieces[index];
    if (!piece) throw new RangeError(`no piece ${index} of ${this.pieces.length}`);
    return piece;
  }

  /** Joins the pieces without encoding, and adds the sound. */
  async join(): Promise<void> {
    const { info, output, folder, signal } = this.#request;
    // The exact length of each piece, to the microsecond and without accumulated rounding. The length in its file is
    // rounded.
    const micros = this.pieces.map(({ first }) => Math.round(first * 1e6));
    const lines = this.pieces.flatMap((_, index) => {
      const length = (micros[index + 1] ?? NaN) - (micros[index] ?? NaN);
      return [`file '${this.#nameOf(index)}'`, ...(length > 0 ? [`duration ${(length / 1e6).toFixed(6)}`] : [])];
    });
    const list = join(folder, "pieces.ffconcat");
    await writeFile(list, ["ffconcat version 1.0", ...lines, ""].join("\n"));
    const begin = (this.pieces[0]?.first ?? 0) + 0.000001;
    await writeWhole(output, (path) =>
      runFor(output, {
        inputs: [
          // Sister writes this list with its own names. It is the only list of files that ffmpeg follows.
          { file: list, formats: "concat,mov", options: ["-itsoffset", begin.toFixed(6)] },
          { file: info.file, formats: MEDIA_FORMATS },
        ],
        options: [
          ...["-map", "0:v:0", "-map", `1:${info.audio.streamIndex}`, "-c:v", "copy", ...soundOptions(info)],
          ...["-movflags", "+faststart", "-f", "mp4"],
        ],
        output: path,
        work: info,
        signal,
      }),
    );
  }
}

interface PictureStream {
  r_frame_rate?: string;
  side_data_list?: SideData[];
}

async function streamOf({ info, signal }: PiecesRequest): Promise<PictureStream> {
  try {
    const show = ["-select_streams", "V:0", "-show_entries", "stream=r_frame_rate:stream_side_data", "-of", "json"];
    const text = await runFfprobe({ file: info.file, formats: MEDIA_FORMATS }, show, { signal });
    return (JSON.parse(text) as { streams?: PictureStream[] }).streams?.[0] ?? {};
  } catch (error) {
    if (error instanceof FfmpegFailure) return {};
    throw error;
  }
}

/**
 * The filters with which ffmpeg turns the pictures of a phone that was held upright. The rotation stands in the
 * container, which a piece does not have. Null if it is not a quarter turn.
 */
function filtersOf({ side_data_list: said }: PictureStream): string[] | null {
  const turn = turnOf(said);
  if (turn === null) return [];
  const turns = turn.map(Math.sign).join(" ");
  return (
    {
      "1 0 0 1": [],
      "0 1 -1 0": ["transpose=clock"],
      "0 -1 1 0": ["transpose=cclock"],
      "-1 0 0 -1": ["hflip", "vflip"],
    }[turns] ?? null
  );
}

/** All shown pictures in order. Empty if one has no time. */
async function picturesOf({ info, signal }: PiecesRequest): Promise<Picture[]> {
  const show = ["-select_streams", "V:0", "-show_entries", "packet=pts_time,size,flags", "-of", "csv=p=0"];
  try {
    const input = { file: info.file, formats: MEDIA_FORMATS };
    const text = await runFfprobe(input, show, { signal, limits: LIST_LIMITS });
    const pictures = text.split("\n").flatMap((line): Picture[] => {
      const [time = "", size = "", flags = ""] = line.split(",");
      // Pictures that an edit list hides are decoded but not shown.
      if (line === "" || flags.includes("D")) return [];
      const bytes = Number.parseInt(size, 10) || 0;
      return [{ time: Number.parseFloat(time) - info.startTime, isKey: flags.startsWith("K"), bytes }];
    });
    return pictures.some(({ time }) => Number.isNaN(time)) ? [] : pictures.sort((a, b) => a.time - b.time);
  } catch (error) {
    if (error instanceof FfmpegFailure) return [];
    throw error;
  }
}
