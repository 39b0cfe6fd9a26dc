/** Benchmarks of the pipeline: scheduling with the sleep engine, the overhead beside engine and ffmpeg, and memory. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeTalk } from "../../scripts/make-talk.mjs";
import { output, ranks, typescript } from "../launch.js";
import { median, spread, type Bench, type Row } from "../row.js";

const CASES = [
  { name: "efficiency, 240 segments, 4 ranks", segments: 240, count: 4, last: 1, bar: 0.97, seeds: [1] },
  { name: "efficiency, 240 segments, 8 ranks", segments: 240, count: 8, last: 1, bar: 0.95, seeds: [1, 2] },
  {
    name: "efficiency, 240 segments, 8 ranks, one at half speed",
    segments: 240,
    count: 8,
    last: 0.5,
    bar: 0.93,
    seeds: [1, 2],
  },
  {
    name: "efficiency, 40 segments, 8 ranks",
    segments: 40,
    count: 8,
    last: 1,
    bar: 0.93,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  },
];

export async function benchSchedule({ say }: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, segments, count, last, bar, seeds } of CASES) {
    const values: number[] = [];
    for (const seed of seeds) {
      values.push(
        Number(
          await ranks(
            count,
            typescript(new URL("./schedule-ranks.ts", import.meta.url), String(segments), String(seed), String(last)),
          ),
        ),
      );
    }
    say(`${name}: ${median(values).toFixed(3)} (${spread(values, 3)})`);
    const detail = `${spread(values, 3)}, ${values.length} draws of costs (sleeps, log-normal, mean 1 s, sigma 0.6, known within 15 %)`;
    rows.push({ name, measured: median(values), bar, better: "more", unit: "", detail });
  }
  return rows;
}

interface Summary {
  duration: number;
  wallSeconds: number;
  accounts: { busySeconds: number }[];
}

/**
 * Wall time of the whole command without the engine's and ffmpeg's work: process start, MPI, scheduling, waiting,
 * layout.
 */
export async function benchOverhead({ say }: Bench): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "sister-bench-"));
  try {
    const video = join(folder, "talk.mp4");
    await makeTalk({ output: video, seconds: 600, size: "640x360" });
    const sister = fileURLToPath(new URL("../../bin/sister", import.meta.url));
    const shares: number[] = [];
    const details: string[] = [];
    for (let run = 0; run < 2; run++) {
      const begin = performance.now();
      const args = ["translate", video, "--to", "es", "--ranks", "2", "--overwrite", "--json"];
      const summary = JSON.parse(
        // Without models of its own the command takes PocketSphinx: the figure stays comparable with earlier ones.
        await output(sister, args, { SISTER_DATA_DIR: join(folder, `data-${run}`), XDG_DATA_HOME: folder }),
      ) as Summary;
      const wall = (performance.now() - begin) / 1000;
      const engines = summary.accounts.reduce((sum, account) => sum + account.busySeconds, 0) / summary.accounts.length;
      shares.push((100 * (wall - engines)) / wall);
      details.push(
        `${wall.toFixed(1)} s of wall time, of which engines ${engines.toFixed(1)} s (${(summary.duration / wall).toFixed(1)}x real time)`,
      );
      say(`overhead: ${shares.at(-1)?.toFixed(1)} %; ${details.at(-1)}`);
    }
    const detail = `${details.join("; ")}; a talk of 600 s, PocketSphinx and Apertium, 2 ranks; ffmpeg counted as overhead`;
    return [
      {
        name: "cost beyond engine and ffmpeg, 10 min of video, 2 ranks",
        measured: median(shares),
        bar: 5,
        better: "less",
        unit: "% of wall time",
        detail,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function benchMemory({ say }: Bench): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "sister-bench-"));
  try {
    const video = join(folder, "long.mkv");
    const sources = [
      "-f",
      "lavfi",
      "-i",
      "color=s=320x180:r=2",
      "-f",
      "lavfi",
      "-i",
      "aevalsrc='0.3*sin(880*t)*gt(sin(t),0)':s=16000",
    ];
    await output("ffmpeg", [
      "-v",
      "error",
      ...sources,
      "-t",
      "10800",
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-c:a",
      "aac",
      "-b:a",
      "32k",
      video,
    ]);
    const program = typescript(new URL("./memory-ranks.ts", import.meta.url), video, folder);
    const [peak, segments, seconds] = (await ranks(2, program, { env: { SISTER_DATA_DIR: join(folder, "data") } }))
      .split(" ")
      .map(Number);
    say(`memory: ${peak} MB`);
    const detail = `maximum resident set of rank 0's process, a synthetic video of ${seconds} s, ${segments} segments, an engine that costs nothing`;
    return [
      {
        name: "peak memory of rank 0, 3 h of video",
        measured: peak ?? Number.NaN,
        bar: 300,
        better: "less",
        unit: "MB",
        detail,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
