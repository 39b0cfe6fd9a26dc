/** Status reads with a token, to a bare route of the same framework: both served by one process, asked over 20 connections by another. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { wavOf } from "../../test/cli/sister.js";
import { median, spread, type Bench, type Row } from "../row.js";
import { output, typescript } from "../launch.js";
import { Running } from "./running.js";

const NAME = "job status reads to a bare route, 20 connections, with the token's check";

export async function measureReads({ say }: Bench, runs: number): Promise<Row[]> {
  const running = await Running.start({ SISTER_SPEECH_MODEL: "sleep:0" });
  if (!running)
    return [{ name: NAME, measured: Number.NaN, bar: 0.15, better: "more", unit: "x", detail: "no PostgreSQL" }];
  try {
    const secret = await running.token("bench");
    // The server that is measured has the bare route beside its own.
    const program = fileURLToPath(new URL("./bare-beside.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", program], {
      env: {
        ...process.env,
        DATABASE_URL: running.postgres.url,
        SISTER_DATA_DIR: running.folder,
        SISTER_TOKENS: "required",
        SISTER_RATE_LIMIT: "0",
        PORT: "0",
        LOG_LEVEL: "silent",
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [url = "", bare = ""] = await new Promise<string[]>((resolve) =>
      child.stdout.once("data", (text: Buffer) => resolve(text.toString().trim().split(" "))),
    );
    const made = await fetch(`${url}/api/jobs`, {
      method: "POST",
      headers: { Authorization: `Bearer ${secret}` },
      body: tinyForm(),
    });
    const { id } = (await made.json()) as { id: string };
    const ratios: number[] = [];
    const rates: [number, number][] = [];
    const load = async (path: string): Promise<number> =>
      Number(await output(process.execPath, typescript(new URL("./load.ts", import.meta.url), path, secret).slice(1)));
    for (let i = 0; i < runs; i++) {
      const own = await load(`${url}/api/jobs/${id}`);
      const other = await load(bare);
      ratios.push(own / other);
      rates.push([own, other]);
    }
    child.stdin.end();
    await new Promise((resolve) => child.once("close", resolve));
    say(`reads: ${median(ratios).toFixed(3)}x (${spread(ratios, 3)})`);
    const rate = (i: 0 | 1): string => `${Math.round(median(rates.map((pair) => pair[i])))} a second`;
    const detail = `${spread(ratios, 3)}, ${runs} alternating runs of 2 s; ${rate(0)} straight from PostgreSQL, the bare route ${rate(1)}`;
    return [{ name: NAME, measured: median(ratios), bar: 0.15, better: "more", unit: "x", detail }];
  } finally {
    await running.stop();
  }
}

/** A second of silence. */
function tinyForm(): FormData {
  const form = new FormData();
  form.append("video", new Blob([new Uint8Array(wavOf(new Int16Array(16_000)))]), "tiny.wav");
  return form;
}
