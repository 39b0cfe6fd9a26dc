/**
 * Compares a list of jobs and a job's status with full and nearly empty tables: two servers, each with its own
 * PostgreSQL.
 */
import { Agent, request } from "node:http";
import { quantile, type Bench, type Row } from "../row.js";
import { Running } from "./running.js";

const SEGMENTS_OF_JOB = 100;
const FEW = 100;
const MANY = 10_000;
/** Requests of each kind in one run. */
const REQUESTS = 300;
const PAGE = 50;

interface Times {
  list: number[];
  status: number[];
}

/** One owner's jobs, half of them failed, a minute apart. */
function fill({ postgres }: Running, jobs: number): void {
  postgres.say(`INSERT INTO files (sha256, bytes, media) VALUES (repeat('a', 64), 1, '{}')`);
  postgres.say(`INSERT INTO jobs (id, owner, status, route, filename, file, duration, source, targets, done_seconds,
      segments_done, segments_failed, segments_total, created_at, started_at, finished_at)
    SELECT gen_random_uuid(), 'local', CASE WHEN i % 2 = 0 THEN 'completed' ELSE 'failed' END, 'group', 'talk ' || i || '.mp4',
      repeat('a', 64), 1200, 'en', '{es}', 1200, ${SEGMENTS_OF_JOB} - i % 2, i % 2, ${SEGMENTS_OF_JOB}, at, at, at
    FROM generate_series(1, ${jobs}) i, LATERAL (SELECT date_trunc('second', now()) - i * interval '1 minute' AS at) made`);
  postgres.say(`INSERT INTO segments (job, index, start_seconds, end_seconds, status, attempts, heard)
    SELECT id, i, i * 12, i * 12 + 12, 'done', 1, md5(id::text || i) FROM jobs, generate_series(0, ${SEGMENTS_OF_JOB - 1}) i`);
  // PostgreSQL does this by itself after a while.
  postgres.say("VACUUM ANALYZE");
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The answer, and the milliseconds until it was complete. */
function ask(address: string): Promise<{ text: string; ms: number }> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    request(address, { agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      answer.once("end", () => {
        if (answer.statusCode === 200) resolve({ text, ms: performance.now() - begun });
        else reject(new Error(`${address} answered ${answer.statusCode}: ${text}`));
      });
    })
      .once("error", reject)
      .end();
  });
}

interface Page {
  jobs: { id: string }[];
  next: string | null;
}

class Filled {
  readonly running: Running;
  readonly ids: string[] = [];
  /** The cursors of all pages but the first. */
  readonly cursors: string[] = [];
  readonly times: Times = { list: [], status: [] };

  private constructor(running: Running) {
    this.running = running;
  }

  static async make(jobs: number): Promise<Filled | null> {
    const running = await Running.start({ SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_FALLBACK: "off" });
    if (!running) return null;
    const filled = new Filled(running);
    fill(running, jobs);
    for (let next: string | null = ""; next !== null;) {
      const { text } = await ask(`${running.url}/api/jobs?limit=${PAGE}${next === "" ? "" : `&cursor=${next}`}`);
      const page = JSON.parse(text) as Page;
      filled.ids.push(...page.jobs.map(({ id }) => id));
      next = page.next;
      if (next !== null) filled.cursors.push(next);
    }
    if (filled.ids.length !== jobs) throw new Error(`the pages have ${filled.ids.length} of ${jobs} jobs`);
    return filled;
  }

  /** Requests for random pages, with and without a status filter, and for random jobs. */
  async measure(): Promise<void> {
    const { url } = this.running;
    const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];
    for (let i = 0; i < REQUESTS; i++) {
      const list = [
        "",
        `&cursor=${any(this.cursors) ?? ""}`,
        `&status=failed`,
        `&status=completed&cursor=${this.cursors[0] ?? ""}`,
      ];
      this.times.list.push((await ask(`${url}/api/jobs?limit=${PAGE}${list[i % list.length]}`)).ms);
      this.times.status.push((await ask(`${url}/api/jobs/${any(this.ids)}`)).ms);
    }
  }
}

export async function measureFullTables({ say }: Bench, runs: number): Promise<Row[]> {
  const name = (what: string): string =>
    `${what}, p99: ${MANY} jobs and ${(MANY * SEGMENTS_OF_JOB) / 1e6} M segments in the tables, to ${FEW} jobs`;
  const row = (what: string, measured: number, detail: string): Row => ({
    name: name(what),
    measured,
    bar: 2,
    better: "less",
    unit: "x",
    detail,
  });
  const few = await Filled.make(FEW);
  if (!few) {
    const none = "there is no PostgreSQL (Debian: postgresql)";
    return [row("list of jobs", Number.NaN, none), row("status of a job", Number.NaN, none)];
  }
  const many = await Filled.make(MANY);
  if (!many) throw new Error("PostgreSQL was there a moment ago");
  try {
    for (const filled of [few, many]) await filled.measure();
    for (const { times } of [few, many]) times.list.length = times.status.length = 0;
    for (let i = 0; i < runs; i++) for (const filled of [few, many]) await filled.measure();
    return (["list", "status"] as const).map((kind) => {
      const [small, large] = [quantile(few.times[kind], 0.99), quantile(many.times[kind], 0.99)];
      const middle = [quantile(few.times[kind], 0.5), quantile(many.times[kind], 0.5)];
      say(`${kind}: p99 ${large.toFixed(2)} to ${small.toFixed(2)} ms`);
      const detail = `${large.toFixed(2)} ms to ${small.toFixed(2)} ms, of ${runs * REQUESTS} requests each in ${runs} alternating runs; medians ${middle[1]?.toFixed(2)} to ${middle[0]?.toFixed(2)} ms`;
      const what = kind === "list" ? `list of ${PAGE} jobs, anywhere and by status` : "status of a job";
      return row(what, large / small, detail);
    });
  } finally {
    await many.running.stop();
    await few.running.stop();
  }
}
