/** Burns a long video in pieces that are encoded side by side, and joins them without a seam. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { FfmpegFailure, MEDIA_FORMATS, runFfprobe } from "./ffmpeg.js";
import { planPieces, type Piece, type Picture } from "./piece-plan.js";
import {
  burnSubtitles,
  drawingFilters,
  PICTURE_OPTIONS,
  progressOf,
  runFor,
  soundOptions,
  type BurnRequest,
} from "./subtitled-video.js";
import { writeWhole } from "./unfinished-file.js";

export interface PiecesRequest extends BurnRequest {
  /** How many at once; fewer where the video has not as many key pictures. */
  pieces: number;
}

/** A line for each picture of a day's video. */
const LIST_LIMITS = { bytes: 256 * 1024 * 1024, seconds: 600 };

/**
 * As burnSubtitles, with the same pictures at the same times. (Where the first picture is off the grid of its rate, burnSubtitles moves all to the grid, by up
 * to half a picture; here they begin when they do.) A video whose pictures cannot be counted beforehand (no time stamps of their own, damage) is
 * burned in one. Gives the number of pieces.
 *
 * @example
 * await burnInPieces({ info, subtitle: "talk.es.srt", output: "talk.es.burned.mp4", pieces: 4 });
 */
export async function burnInPieces(request: PiecesRequest): Promise<number> {
  const { info, output, signal, onProgress } = request;
  const plan = info.video ? planPieces(await picturesOf(request), request.pieces) : [];
  const folder = join(dirname(output), `.sister-${randomUUID()}.pieces`);
  try {
    if (plan.length > 1) {
      await mkdir(folder, { mode: 0o700 });
      if (await encodeAll(request, plan, folder)) {
        await joinPieces(request, plan, folder);
        onProgress?.(1);
        return plan.length;
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  signal?.throwIfAborted();
  await burnSubtitles(request);
  return 1;
}

/** All pictures that are shown, in order; none where one has no time. */
async function picturesOf({ info, signal }: BurnRequest): Promise<Picture[]> {
  const show = ["-select_streams", "V:0", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"];
  try {
    const input = { file: info.file, formats: MEDIA_FORMATS };
    const text = await runFfprobe(input, show, { signal, limits: LIST_LIMITS });
    const pictures = text.split("\n").flatMap((line): Picture[] => {
      const [time = "", flags = ""] = line.split(",");
      // What an edit list hides is decoded and not shown.
      return line === "" || flags.includes("D")
        ? []
        : [{ time: Number.parseFloat(time) - info.startTime, isKey: flags.startsWith("K") }];
    });
    return pictures.some(({ time }) => Number.isNaN(time)) ? [] : pictures.sort((a, b) => a.time - b.time);
  } catch (error) {
    if (error instanceof FfmpegFailure) return [];
    throw error;
  }
}

const pieceName = (index: number): string => `${index}.mp4`;

/** Encodes the pieces, all at once; false where one has not the pictures that it should. */
async function encodeAll(request: PiecesRequest, plan: readonly Piece[], folder: string): Promise<boolean> {
  const { info, output, signal, onProgress } = request;
  const drawing = await drawingFilters(request);
  const failed = new AbortController();
  const done = plan.map(() => 0);
  const encode = async ({ from, to, seek, first, pictures }: Piece, index: number): Promise<boolean> => {
    const path = join(folder, pieceName(index));
    const length = (to ?? info.duration) - first;
    const report = progressOf({ duration: length }, (share) => {
      done[index] = share * length;
      const all = done.reduce((sum, seconds) => sum + seconds, 0) / info.duration;
      // The rest is for the joining.
      onProgress?.(Math.min(0.99, all));
    });
    // Times stay those of the video, so that letters come when they should; the piece itself begins at 0.
    const trim = `trim=start=${from.toFixed(7)}${to === null ? "" : `:end=${to.toFixed(7)}`}`;
    await runFor(output, {
      inputs: [{ file: info.file, formats: MEDIA_FORMATS, options: ["-ss", String(seek)] }],
      options: [
        ...["-copyts", "-start_at_zero", "-map", "0:V:0", "-an"],
        ...["-vf", [trim, ...drawing, "setpts=PTS-STARTPTS"].join(",")],
        ...PICTURE_OPTIONS,
        ...["-progress", "pipe:2", "-f", "mp4"],
      ],
      output: path,
      signal: AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]),
      onLine: report,
    });
    const counted = await runFfprobe({ file: path, formats: MEDIA_FORMATS }, [
      ...["-show_entries", "stream=nb_frames", "-of", "csv=p=0"],
    ]);
    return Number.parseInt(counted, 10) === pictures;
  };
  const ends = await Promise.allSettled(
    plan.map((piece, index) =>
      encode(piece, index).catch((error: unknown) => {
        failed.abort(error);
        throw error;
      }),
    ),
  );
  failed.signal.throwIfAborted();
  return ends.every((end) => end.status === "fulfilled" && end.value);
}

/** Puts the pieces one after the other, as they are, and the sound beside them. */
async function joinPieces(
  { info, output, signal }: PiecesRequest,
  plan: readonly Piece[],
  folder: string,
): Promise<void> {
  // With the exact length of each: what its file says of it is rounded.
  const lines = plan.flatMap(({ first }, index) => {
    const next = plan[index + 1];
    return [`file '${pieceName(index)}'`, ...(next ? [`duration ${(next.first - first).toFixed(6)}`] : [])];
  });
  const list = join(folder, "pieces.ffconcat");
  await writeFile(list, ["ffconcat version 1.0", ...lines, ""].join("\n"));
  const begin = (plan[0]?.first ?? 0) + 0.000001;
  await writeWhole(output, (path) =>
    runFor(output, {
      inputs: [
        // Written by us, of names of ours: the one list of files that is followed.
        { file: list, formats: "concat,mov", options: ["-itsoffset", begin.toFixed(6)] },
        { file: info.file, formats: MEDIA_FORMATS },
      ],
      options: [
        ...["-map", "0:v:0", "-map", `1:${info.audio.streamIndex}`, "-c:v", "copy", ...soundOptions(info)],
        ...["-movflags", "+faststart", "-f", "mp4"],
      ],
      output: path,
      signal,
    }),
  );
}
