/**
 * Compares status reads with a token to a bare route of the same framework. One process serves both; another one sends
 * requests over 20 connections.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { redisMissing, startRedis, PASSWORD } from "../../test/support/cache/redis-server.js";
import { wavOf } from "../../test/cli/sister.js";
import { median, spread, type Bench, type Row } from "../row.js";
import { output, typescript } from "../launch.js";
import { Running } from "./running.js";

const STRAIGHT = "job status reads to a bare route, 20 connections, with the token's check";
const RECENT = `${STRAIGHT}, for clients that send Sister-LSN`;
/** This rate limit is never reached, but requests are counted as for any other limit. */
const LIMIT = 1e9;
/** The jobs of the requests: each connection reads another one. */
const JOBS = 20;

export async function measureReads({ say }: Bench, runs: number): Promise<Row[]> {
  const row = (name: string, bar: number, measured: number, detail: string): Row => ({
    name,
    measured,
    bar,
    better: "more",
    unit: "x",
    detail,
  });
  const missing = redisMissing();
  const running = missing === null ? await Running.start({ SISTER_SPEECH_MODEL: "sleep:0" }) : null;
  if (!running) {
    const why = missing ?? "there is no PostgreSQL (Debian: postgresql)";
    return [row(STRAIGHT, 0.15, Number.NaN, why), row(RECENT, 0.5, Number.NaN, why)];
  }
  const redis = await startRedis();
  try {
    const bearer = `Authorization: Bearer ${await running.token("bench")}`;
    // The measured server also has the bare route.
    const program = fileURLToPath(new URL("./bare-beside.mjs", import.meta.url));
    const child = spawn(process.execPath, [program], {
      env: {
        ...process.env,
        DATABASE_URL: running.postgres.url,
        REDIS_URL: `redis://127.0.0.1:${redis.port}`,
        REDIS_PASSWORD: PASSWORD,
        SISTER_DATA_DIR: running.folder,
        SISTER_TOKENS: "required",
        SISTER_RATE_LIMIT: String(LIMIT),
        PORT: "0",
        LOG_LEVEL: "silent",
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [url = "", bare = ""] = await new Promise<string[]>((resolve) =>
      child.stdout.once("data", (text: Buffer) => resolve(text.toString().trim().split(" "))),
    );
    const addresses: string[] = [];
    let seen = "";
    for (let i = 0; i < JOBS; i++) {
      const made = await fetch(`${url}/api/jobs`, { method: "POST", headers: [bearer.split(": ")], body: tinyForm() });
      const { id } = (await made.json()) as { id: string };
      addresses.push(`${url}/api/jobs/${id}`);
      seen = `Sister-LSN: ${made.headers.get("sister-lsn")}`;
    }
    const jobs = addresses.join(",");
    const load = async (address: string, ...headers: string[]): Promise<number> => {
      const program = typescript(new URL("./load.ts", import.meta.url), address, bearer, ...headers);
      return Number(await output(process.execPath, program.slice(1)));
    };
    const rates: { straight: number; recent: number; bare: number }[] = [];
    for (let i = 0; i < runs; i++)
      rates.push({
        straight: await load(jobs),
        bare: await load(bare),
        recent: await load(jobs, seen),
      });
    child.stdin.end();
    await new Promise((resolve) => child.once("close", resolve));
    const rowOf = (name: string, bar: number, kind: "straight" | "recent", how: string): Row => {
      const ratios = rates.map((rate) => rate[kind] / rate.bare);
      say(`${kind}: ${median(ratios).toFixed(3)}x (${spread(ratios, 3)})`);
      const rate = (of: "straight" | "recent" | "bare"): string =>
        `${Math.round(median(rates.map((one) => one[of])))} a second`;
      const detail = `${spread(ratios, 3)}, ${runs} alternating runs of 2 s; ${rate(kind)} ${how}, the bare route ${rate("bare")}; each connection another job; a rate limit counted in Redis, no log`;
      return row(name, bar, median(ratios), detail);
    };
    return [
      rowOf(STRAIGHT, 0.15, "straight", "straight from PostgreSQL"),
      rowOf(RECENT, 0.5, "recent", "at most a second old, with the Sister-LSN of the last write"),
    ];
  } finally {
    await redis.stop();
    await running.stop();
  }
}

/** A second of silence. */
function tinyForm(): FormData {
  const form = new FormData();
  form.append("video", new Blob([new Uint8Array(wavOf(new Int16Array(16_000)))]), "tiny.wav");
  return form;
}
