/** A real server, group and PostgreSQL for measurements, started in the way of an operator. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findPostgres, startPostgres, type PostgresServer } from "../../test/support/store/postgres-server.js";

const SISTER = fileURLToPath(new URL("../../bin/sister", import.meta.url));

export interface Job {
  id: string;
  status: string;
  segments: { done: number; total: number };
  ranks: { busySeconds: number; segments: number }[];
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export class Running {
  readonly folder: string;
  readonly postgres: PostgresServer;
  readonly #env: NodeJS.ProcessEnv;
  readonly #children: ChildProcess[] = [];
  url = "";
  server: ChildProcess | null = null;

  private constructor(folder: string, postgres: PostgresServer, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.postgres = postgres;
    this.#env = { ...process.env, ...env, SISTER_DATA_DIR: join(folder, "data"), DATABASE_URL: postgres.url };
  }

  /** Starts PostgreSQL, with its default `fsync`, and a server; null without PostgreSQL. */
  static async start(env: NodeJS.ProcessEnv): Promise<Running | null> {
    const programs = findPostgres();
    if (programs === null) return null;
    const folder = await mkdtemp(join(tmpdir(), "sister-bench-"));
    const running = new Running(folder, await startPostgres(programs, ["fsync=on"]), env);
    const said = await running.#begin(["serve"], /"url":"([^"]+)"/, { PORT: "0" });
    running.server = running.#children.at(-1) ?? null;
    running.url = said;
    return running;
  }

  /** Starts a group of `ranks` ranks and waits until it is ready. */
  async group(ranks: number): Promise<void> {
    await this.#begin(["group", "--ranks", String(ranks)], /(ranks is ready)/, {});
  }

  async token(name: string): Promise<string> {
    return this.#begin(["token", "create", name], /^(sister_\S+)/m, {}, "stdout");
  }

  #begin(args: string[], ready: RegExp, more: NodeJS.ProcessEnv, on: "stdout" | "stderr" = "stderr"): Promise<string> {
    const env = { ...this.#env, OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1", ...more };
    const child = spawn(SISTER, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#children.push(child);
    let said = "";
    return new Promise((resolve, reject) => {
      for (const stream of ["stdout", "stderr"] as const)
        child[stream].on("data", (text: Buffer) => {
          if (stream === on) said += text.toString();
          const found = ready.exec(said)?.[1];
          if (found !== undefined) resolve(found);
        });
      child.once("close", (status) => reject(new Error(`sister ${args[0]} ended with ${status}: ${said}`)));
    });
  }

  async submit(file: string, name = "video.wav"): Promise<{ job: Job; answeredAt: number }> {
    const form = new FormData();
    form.append("video", new Blob([await readFile(file)]), name);
    const answer = await fetch(`${this.url}/api/jobs`, { method: "POST", body: form });
    const answeredAt = performance.now();
    if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
    return { job: (await answer.json()) as Job, answeredAt };
  }

  async job(id: string): Promise<Job> {
    return (await (await fetch(`${this.url}/api/jobs/${id}`)).json()) as Job;
  }

  async ended(id: string): Promise<Job> {
    for (;;) {
      const job = await this.job(id);
      if (job.status === "completed") return job;
      if (job.status !== "queued" && job.status !== "running") throw new Error(`job ${id} ${job.status}`);
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child.kill("SIGTERM");
    const running = this.#children.filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(running.map((child) => new Promise((resolve) => child.once("close", resolve))));
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
