/** Where a video's picture changes from one shot to the next. */
import { MEDIA_FORMATS, runFfmpeg } from "./ffmpeg.js";

/** Score of a change of picture from which ffmpeg's scdet takes it for a cut; its own default. */
const THRESHOLD = 10;

/**
 * Times of the shot changes of a video, in whole milliseconds, in order. The whole picture is decoded and made small: a minute of 720p
 * at a high bit rate (21 Mbit/s) took 6 s of a core, so nobody pays for it unasked.
 *
 * @example
 * await findShots("film.mp4"); // [4160, 9480, …]
 */
export async function findShots(file: string, signal?: AbortSignal): Promise<number[]> {
  const shots: number[] = [];
  await runFfmpeg({
    inputs: [{ file, formats: MEDIA_FORMATS }],
    // scdet writes what it finds at the level "info". A picture of 320 columns shows a cut as well as a large one.
    options: ["-an", "-sn", "-dn", "-vf", `scale=320:-2,scdet=t=${THRESHOLD}`, "-f", "null", "-loglevel", "level+info"],
    output: null,
    signal,
    onLine: (line) => {
      const seconds = /lavfi\.scd\.time:\s*([\d.]+)/u.exec(line)?.[1];
      if (seconds !== undefined) shots.push(Math.round(Number(seconds) * 1000));
    },
  });
  return shots.sort((a, b) => a - b);
}
