/** Benchmarks of the service: a real server and group with a real PostgreSQL on loopback. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { median, spread, type Bench, type Row } from "../row.js";
import { measureFullTables } from "./full-tables.js";
import { measureReads } from "./reads.js";
import { missing } from "./missing.js";
import { Running } from "./running.js";
import { measureUploads } from "./uploads.js";

const run = promisify(execFile);

/** Noise, so that no two videos share a segment. */
async function noise(file: string, seconds: number, seed: number): Promise<void> {
  const source = `anoisesrc=d=${seconds}:r=16000:a=0.3:seed=${seed}`;
  await run("ffmpeg", ["-loglevel", "error", "-y", "-f", "lavfi", "-i", source, "-ac", "1", file]);
}

/** The delay until work on an accepted video begins, and the time until the results of a known video are ready. */
async function measureLatency({ say }: Bench, runs: number): Promise<Row[]> {
  const first = "from accepted to the first segment heard, idle group";
  const again = "the same file again, from its last uploaded byte to the finished job";
  const running = await Running.start({ SISTER_SPEECH_MODEL: "sleep:0" });
  if (!running) return [missing(first, 150, "less"), missing(again, 500, "less")];
  try {
    await running.group(2);
    const starts: number[] = [];
    const repeats: number[] = [];
    for (let i = 0; i < runs; i++) {
      const file = join(running.folder, "video.wav");
      await noise(file, 70, i);
      const { job, answeredAt } = await running.submit(file);
      const events = await fetch(`${running.url}/api/jobs/${job.id}/events`);
      let text = "";
      for await (const piece of events.body ?? []) {
        text += Buffer.from(piece).toString();
        if (/"done":[1-9]/.test(text)) break;
      }
      starts.push(performance.now() - answeredAt);
      await running.ended(job.id);
      // The body is in memory. The times from its last byte to the answer and to the job's end are shorter than those
      // from its first byte.
      const begun = performance.now();
      await running.ended((await running.submit(file)).job.id);
      repeats.push(performance.now() - begun);
    }
    say(`accepted to first segment ${median(starts).toFixed(0)} ms, again ${median(repeats).toFixed(0)} ms`);
    const detail = (values: number[]): string => `median of ${runs}; ${spread(values, 0)} ms`;
    return [
      {
        name: first,
        measured: median(starts),
        bar: 150,
        better: "less",
        unit: "ms",
        detail: `${detail(starts)}; later than it runs: a wav of 70 s, its decoding, an engine that costs nothing, keeping what was heard and the event that says so are counted in`,
      },
      {
        name: again,
        measured: median(repeats),
        bar: 500,
        better: "less",
        unit: "ms",
        detail: `${detail(repeats)}; the upload of 2 MB counted in; no engine is run`,
      },
    ];
  } finally {
    await running.stop();
  }
}

/** The load of the ranks with many short videos at once. */
async function measureQueue({ say }: Bench, videos: number): Promise<Row[]> {
  const name = `${videos} videos of 70 s queued at once, 4 ranks: busy share`;
  const running = await Running.start({ SISTER_SPEECH_MODEL: "sleep:0.05" });
  if (!running) return [missing(name, 0.95, "more")];
  try {
    const ids: string[] = [];
    for (let i = 0; i < videos; i++) {
      const file = join(running.folder, "video.wav");
      await noise(file, 70, 1000 + i);
      ids.push((await running.submit(file)).job.id);
    }
    say(`${videos} videos are queued`);
    await running.group(4);
    const jobs = [];
    for (const id of ids) jobs.push(await running.ended(id));
    const busy = jobs.reduce((sum, { ranks }) => sum + ranks.reduce((all, { busySeconds }) => all + busySeconds, 0), 0);
    const begin = Math.min(...jobs.map(({ startedAt }) => Date.parse(startedAt ?? "")));
    const end = Math.max(...jobs.map(({ finishedAt }) => Date.parse(finishedAt ?? "")));
    const seconds = (end - begin) / 1000;
    const share = busy / (4 * seconds);
    say(`busy share ${share.toFixed(3)} over ${seconds.toFixed(0)} s`);
    const detail = `over ${seconds.toFixed(0)} s from the first job's start to the last one's end; an engine that sleeps 0.05 s for each second; 2 cores, which also decode`;
    return [{ name, measured: share, bar: 0.95, better: "more", unit: "", detail }];
  } finally {
    await running.stop();
  }
}

export async function benchService(bench: Bench): Promise<Row[]> {
  const quick = bench.runs !== undefined && bench.runs < 9;
  return [
    ...(await measureLatency(bench, quick ? 3 : 15)),
    ...(await measureReads(bench, quick ? 3 : 9)),
    ...(await measureFullTables(bench, quick ? 3 : 9)),
    ...(await measureUploads(bench, quick ? 0.25 : 2, quick ? 1 : 5)),
    ...(await measureQueue(bench, quick ? 20 : 200)),
  ];
}
