/** What uploads cost, next to a plain copy of the file. */
import { execFile } from "node:child_process";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { median, type Bench, type Row } from "../row.js";
import { missing } from "./missing.js";
import { Running } from "./running.js";

const run = promisify(execFile);

/** The memory and the time that an upload costs, as a form and resumable, next to a plain copy of the file. */
export async function measureUploads({ say }: Bench, gigabytes: number, rounds: number): Promise<Row[]> {
  const name = `upload of ${gigabytes} GiB: growth of the server's memory`;
  const running = await Running.start({ SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_FALLBACK: "off" });
  if (!running) return [missing(name, 64, "less")];
  try {
    const file = join(running.folder, "large.wav");
    const bytes = gigabytes * 2 ** 30 - 4096;
    const seconds = String(Math.floor(bytes / (2 * 192_000)));
    const source = "anullsrc=r=192000:cl=mono";
    await run("ffmpeg", ["-loglevel", "error", "-y", "-f", "lavfi", "-i", source, "-t", seconds, file]);
    const pid = running.server?.pid ?? 0;
    const resident = async (): Promise<number> =>
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    const before = await resident();
    let most = before;
    const timer = setInterval(() => void resident().then((now) => (most = Math.max(most, now))), 50);
    // Memory is watched during uploads that are not timed: reading it so often slows the server down.
    await uploadAsForm(running.url, file);
    await uploadResumable(running.url, file);
    clearInterval(timer);
    const time = (work: () => Promise<unknown>): Promise<number> => timed(running.folder, gigabytes, work);
    const copy = join(running.folder, "copy");
    const times = { form: [] as number[], resumable: [] as number[], copy: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      times.form.push(await time(() => uploadAsForm(running.url, file)));
      times.resumable.push(await time(() => uploadResumable(running.url, file)));
      times.copy.push(await time(() => run("node", ["--input-type=module", "-e", PLAIN_COPY, file, copy])));
      await rm(copy);
    }
    const [form, resumable, plain] = [median(times.form), median(times.resumable), median(times.copy)];
    say(`form ${form.toFixed(1)} s, resumable ${resumable.toFixed(1)} s, plain copy ${plain.toFixed(1)} s`);
    const conditions = `medians of ${rounds} alternating runs; curl on loopback; hashed, written, synced, probed; against a read stream that is hashed and written, and synced`;
    return [
      {
        name,
        measured: most - before,
        bar: 64,
        better: "less",
        unit: "MB",
        detail: `${before.toFixed(0)} to ${most.toFixed(0)} MB resident, looked at every 50 ms`,
      },
      {
        name: `upload of ${gigabytes} GiB as a form to a plain copy of the file with hashing`,
        measured: form / plain,
        bar: 1.3,
        better: "less",
        unit: "x",
        detail: `${form.toFixed(1)} s to ${plain.toFixed(1)} s; ${conditions}`,
      },
      {
        name: `resumable upload of ${gigabytes} GiB, as the page sends it, to the same copy`,
        measured: resumable / plain,
        bar: 1.3,
        better: "less",
        unit: "x",
        detail: `${resumable.toFixed(1)} s to ${plain.toFixed(1)} s; ${conditions}`,
      },
    ];
  } finally {
    await running.stop();
  }
}

/**
 * Seconds that work takes. Before it, everything is written to the disk, and as much memory as the work needs is used
 * once: a virtual machine waits for memory that it has not had for a while.
 */
async function timed(folder: string, gigabytes: number, work: () => Promise<unknown>): Promise<number> {
  const warm = join(folder, "warm");
  await run("dd", ["if=/dev/zero", `of=${warm}`, "bs=1M", `count=${Math.ceil(gigabytes * 1536)}`, "conv=fsync"]);
  await rm(warm);
  await run("sync", []);
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function uploadAsForm(url: string, file: string): Promise<void> {
  const { stdout } = await run("curl", ["-s", "-F", `video=@${file}`, `${url}/api/jobs`]);
  if (!stdout.includes('"status":"queued"')) throw new Error(stdout);
}

async function uploadResumable(url: string, file: string): Promise<void> {
  const { size } = await stat(file);
  const tus = { "Tus-Resumable": "1.0.0", "Upload-Metadata": `filename ${btoa("large.wav")}` };
  const begun = await fetch(`${url}/files`, { method: "POST", headers: { ...tus, "Upload-Length": String(size) } });
  const location = new URL(begun.headers.get("location") ?? "", url);
  const headers = ["Tus-Resumable: 1.0.0", "Upload-Offset: 0", "Content-Type: application/offset+octet-stream"];
  const args = ["-s", "-f", "-X", "PATCH", "-T", file, ...headers.flatMap((line) => ["-H", line])];
  await run("curl", [...args, location.href]);
  const id = location.pathname.split("/").at(-1);
  const answer = await fetch(`${url}/api/jobs`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ upload: id }),
  });
  if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
}

const PLAIN_COPY = `
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
const [from, to] = process.argv.slice(1);
const hash = createHash("sha256");
const file = await open(to, "w");
for await (const piece of createReadStream(from)) { hash.update(piece); await file.write(piece); }
await file.datasync();
await file.close();
hash.digest();
`;
