/** Makes small media files for tests, with beeps at known times. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { decodeAudio } from "../../../src/media/sound/decode.js";
import type { MediaInfo } from "../../../src/media/probe/media.js";

/** Why the media tests cannot run here, or null. */
export const missingFfmpeg: string | null = (() => {
  try {
    for (const program of ["ffmpeg", "ffprobe"]) execFileSync(program, ["-version"], { stdio: "ignore" });
    return null;
  } catch {
    return "ffmpeg is not installed";
  }
})();

/** A temporary folder that is created on first use, and a function to remove it. */
export function temporaryFolder(): { path: (name: string) => string; readonly folder: string; remove: () => void } {
  let made: string | null = null;
  const folder = (): string => (made ??= mkdtempSync(join(tmpdir(), "sister-media-")));
  return {
    get folder() {
      return folder();
    },
    path: (name) => join(folder(), name),
    remove: () => made !== null && rmSync(made, { recursive: true, force: true }),
  };
}

const run = promisify(execFile);

/** Runs ffmpeg with these arguments. Rejects with its messages. */
export async function ffmpeg(...words: string[]): Promise<void> {
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", ...words]);
}

/** The output of ffprobe with these arguments, trimmed. */
export async function ffprobe(...words: string[]): Promise<string> {
  return (await run("ffprobe", ["-v", "error", ...words], { maxBuffer: 1 << 26 })).stdout.trim();
}

/** An input of `seconds` of silence with beeps of 0.1 s at these times. */
export function beeps(seconds: number, ...times: number[]): string[] {
  const on = times.map((time) => `between(t,${time},${time + 0.1})`).join("+");
  return ["-f", "lavfi", "-i", `aevalsrc='0.7*sin(2*PI*1000*t)*(${on})':s=48000:d=${seconds}`];
}

/** An input with a moving test picture. */
export function picture(seconds: number, size = "160x90"): string[] {
  return ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=25:d=${seconds}`];
}

/** H.264 that is quick to encode, with B-frames, like that of cameras and editors. */
export const H264 = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "25", "-pix_fmt", "yuv420p"];

/** Changes how many seconds the head of a Matroska file declares; what it holds stays. */
export async function declareSeconds(matroska: string, seconds: number): Promise<void> {
  const bytes = await readFile(matroska);
  // Matroska's Duration element: its id, a length of 8 bytes, a double of milliseconds.
  const at = bytes.indexOf(Buffer.from([0x44, 0x89, 0x88]));
  if (at < 0) throw new Error(`${matroska} declares no length`);
  bytes.writeDoubleBE(1000 * seconds, at + 3);
  await writeFile(matroska, bytes);
}

/** All decoded samples in one array. */
export async function decodeAll(info: MediaInfo, options: Parameters<typeof decodeAudio>[1] = {}): Promise<Int16Array> {
  const pieces: Int16Array[] = [];
  for await (const samples of decodeAudio(info, options)) pieces.push(samples);
  const all = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** The seconds at which beeps begin: louder than a quarter of the beep, after 0.3 s of less. */
export function onsets(samples: Int16Array): number[] {
  const found: number[] = [];
  let last = -Infinity;
  for (const [index, value] of samples.entries()) {
    if (Math.abs(value) < 5700) continue;
    if (index - last > 0.3 * 16_000) found.push(index / 16_000);
    last = index;
  }
  return found;
}
