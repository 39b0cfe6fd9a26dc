/**
 * The time for a talk and the time to its first words: `sister translate` compared with one bare process of the same
 * model.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { makeTalk } from "../../scripts/make-talk.mjs";
import { output, typescript } from "../launch.js";
import { median, spread, type Bench, type Row } from "../row.js";
import { writeSegments } from "./cut.js";

const MODEL = "moonshine-base-en";
const CASES = [
  { minutes: 10, bar: 1.1, runs: 3 },
  { minutes: 60, bar: 0.9, runs: 1 },
];

interface Translated {
  /** Wall time of the whole command, in seconds. */
  wall: number;
  /** Seconds until the first words were shown. */
  firstWords: number;
}

/** Runs `sister translate` to Spanish over 2 ranks, with nothing kept from earlier runs. */
async function translate(video: string, folder: string): Promise<Translated> {
  const sister = fileURLToPath(new URL("../../bin/sister", import.meta.url));
  const begin = performance.now();
  const since = (): number => (performance.now() - begin) / 1000;
  const args = ["translate", video, "--to", "es", "--ranks", "2", "--out", join(folder, "out"), "--overwrite"];
  const env = { ...process.env, SISTER_DATA_DIR: await mkdtemp(join(folder, "data-")) };
  const child = spawn(sister, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let firstWords = Number.NaN;
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (Number.isNaN(firstWords) && line.startsWith("first words")) firstWords = since();
  });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`sister translate ended with ${String(code)}`);
  return { wall: since(), firstWords };
}

type Decoder = "sister" | "sherpa-onnx";
const DECODERS: readonly Decoder[] = ["sister", "sherpa-onnx"];

async function bareSeconds(video: string, segments: string, decoder: Decoder): Promise<number> {
  const program = typescript(new URL("./bare-process.ts", import.meta.url), video, segments, MODEL, "2", decoder);
  const [command = "", ...args] = program;
  return (JSON.parse(await output(command, args)) as { seconds: number }).seconds;
}

/** Rows of wall time and of the time to the first words. */
export async function benchWall({ say, runs }: Bench): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "sister-bench-"));
  const rows: Row[] = [];
  const first: number[] = [];
  try {
    for (const { minutes, bar, runs: usual } of CASES) {
      const video = join(folder, `talk-${minutes}.mp4`);
      await makeTalk({ output: video, seconds: minutes * 60, size: "320x180" });
      const segments = join(folder, `segments-${minutes}.json`);
      const count = await writeSegments(video, segments);
      const walls: number[] = [];
      const bares: Record<Decoder, number[]> = { sister: [], "sherpa-onnx": [] };
      for (let run = 0; run < (runs ?? usual); run++) {
        const { wall, firstWords } = await translate(video, folder);
        walls.push(wall);
        first.push(firstWords);
        for (const decoder of DECODERS) bares[decoder].push(await bareSeconds(video, segments, decoder));
        const beside = DECODERS.map((decoder) => `${bares[decoder].at(-1)?.toFixed(1)} s (${decoder})`).join(", ");
        say(`${minutes} min: ${wall.toFixed(1)} s to ${beside}; first words after ${firstWords.toFixed(1)} s`);
      }
      for (const decoder of DECODERS) {
        rows.push({
          name: `wall time of a ${minutes}-minute talk, 2 ranks, to one bare process with 2 threads, decoder of ${decoder}`,
          measured: median(walls.map((wall, i) => wall / (bares[decoder][i] ?? Number.NaN))),
          bar,
          better: "less",
          unit: "x",
          detail: `${spread(walls, 1)} s to ${spread(bares[decoder], 1)} s, ${count} segments, flite's voice; ours with voice detection, alignment, translation and layout; decoding in both`,
        });
      }
    }
    rows.push({
      name: "from `sister translate` to the first words, 2 ranks",
      measured: median(first),
      bar: 4,
      better: "less",
      unit: "s",
      detail: `${spread(first, 1)} s, models on disk, ${first.length} runs`,
    });
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
