/** Pictures as arrays of points, for comparisons. */
import { readFile } from "node:fs/promises";
import { ffmpeg } from "../support/media/made-media.js";

export type Colour = readonly [red: number, green: number, blue: number];

export interface Picture {
  width: number;
  height: number;
  at: (x: number, y: number) => Colour;
}

export interface Edges {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * A frame of a video (`from`: seconds), or a PNG. `raw`: a file that is overwritten. Colours have half the resolution
 * of the picture, as in videos.
 */
export async function readPicture(
  file: string,
  { raw, size, from = 0 }: { raw: string; size: { width: number; height: number }; from?: number },
): Promise<Picture> {
  await ffmpeg(
    "-ss",
    String(from),
    "-i",
    file,
    "-frames:v",
    "1",
    "-vf",
    "format=yuv420p",
    "-f",
    "rawvideo",
    "-pix_fmt",
    "rgb24",
    raw,
  );
  const points = await readFile(raw);
  const { width, height } = size;
  if (points.length !== width * height * 3) throw new Error(`${file} is not ${width}x${height}`);
  return {
    ...size,
    at: (x, y) => {
      const from = 3 * (y * width + x);
      return [points[from] ?? 0, points[from + 1] ?? 0, points[from + 2] ?? 0];
    },
  };
}

/** `#rrggbb`. */
export const colourOf = (hex: string): Colour =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;

/** Blends a colour over another one. */
export const blend = (over: Colour, under: Colour, opacity: number): Colour =>
  over.map((value, index) => Math.round(value * opacity + (under[index] ?? 0) * (1 - opacity))) as unknown as Colour;

/** The largest difference of a channel. */
export const difference = (a: Colour, b: Colour): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))));

/**
 * The number of points with a similar colour, and their bounds. Single points do not count, since a video's blocks have
 * noise.
 */
export function pointsLike(picture: Picture, is: (colour: Colour) => boolean): { count: number; edges: Edges } {
  const rows = new Uint32Array(picture.height);
  const columns = new Uint32Array(picture.width);
  let count = 0;
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++)
      if (is(picture.at(x, y))) {
        rows[y] = (rows[y] ?? 0) + 1;
        columns[x] = (columns[x] ?? 0) + 1;
        count += 1;
      }
  const isSome = (value: number): boolean => value > 1;
  return {
    count,
    edges: {
      left: columns.findIndex(isSome),
      right: columns.findLastIndex(isSome),
      top: rows.findIndex(isSome),
      bottom: rows.findLastIndex(isSome),
    },
  };
}
