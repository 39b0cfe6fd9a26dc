/** A user of a stack: through nginx, with a token. */
import { setTimeout as sleep } from "node:timers/promises";
import { patience } from "../pace.js";

export interface ClusterJob {
  id: string;
  status: string;
  route: string;
  filename: string;
  error: string | null;
  segments: { done: number; failed: number; total: number };
  ranks: { rank: number; host: string; segments: number }[];
}

interface Render {
  id: string;
  status: string;
  error: string | null;
  links: { self: string; output?: string };
}

const ENDED = /^(completed|failed|cancelled)$/;

export class ClusterClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string> | undefined), Authorization: `Bearer ${this.#token}` };
    return fetch(new URL(path, this.#url), { ...init, headers });
  }

  /**
   * A GET with the retry of browsers: once more if an idle connection was closed while the request was on its way.
   * nginx closes idle connections when it reloads its configuration.
   */
  read(path: string): Promise<Response> {
    return this.fetch(path).catch((error: unknown) => {
      const { cause } = error as { cause?: { code?: string } };
      if (cause?.code !== "UND_ERR_SOCKET" && cause?.code !== "ECONNRESET") throw error;
      return this.fetch(path);
    });
  }

  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const answer = await this.fetch(path, init);
    if (!answer.ok) throw new Error(`${init.method ?? "GET"} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** A single attempt. */
  submit(file: Uint8Array, name: string, key: string, targets: readonly string[] = ["es"]): Promise<Response> {
    const form = new FormData();
    for (const target of targets) form.append("target", target);
    form.append("video", new Blob([new Uint8Array(file)]), name);
    return this.fetch("/api/jobs", { method: "POST", body: form, headers: { "Idempotency-Key": key } });
  }

  /** Submits again with the same key until the job is accepted. */
  async accepted(file: Uint8Array, name: string, key: string, ms = 120_000): Promise<ClusterJob> {
    let last = "";
    for (const until = Date.now() + patience(ms); Date.now() < until; await sleep(500)) {
      try {
        const answer = await this.submit(file, name, key);
        if (answer.status === 202) return (await answer.json()) as ClusterJob;
        last = `${answer.status} ${await answer.text()}`;
        if (answer.status < 500 && answer.status !== 429 && answer.status !== 409) break;
      } catch (error) {
        last = String(error);
      }
    }
    throw new Error(`a job was not accepted: ${last}`);
  }

  /** Resolves when the job has ended; errors in between are ignored. */
  async ended(id: string, ms = 180_000): Promise<ClusterJob> {
    let last = "";
    for (const until = Date.now() + patience(ms); Date.now() < until; await sleep(300)) {
      try {
        const job = await this.json<ClusterJob>(`/api/jobs/${id}`);
        if (ENDED.test(job.status)) return job;
        last = JSON.stringify(job);
      } catch (error) {
        last = String(error);
      }
    }
    throw new Error(`job ${id} did not end: ${last}`);
  }

  /** All jobs of this owner. */
  async jobs(): Promise<ClusterJob[]> {
    const found: ClusterJob[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: { jobs: ClusterJob[]; next: string | null } = await this.json(
        `/api/jobs?limit=100${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      found.push(...page.jobs);
      cursor = page.next;
    }
    return found;
  }

  async rendered(job: string, kind: "burn" | "mux"): Promise<string> {
    let render = await this.json<Render>(`/api/jobs/${job}/renders`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ lang: "es", kind }),
    });
    for (const until = Date.now() + patience(180_000); Date.now() < until; await sleep(300)) {
      render = await this.json<Render>(render.links.self);
      if (render.status === "failed") throw new Error(`the render failed: ${render.error}`);
      if (render.links.output !== undefined) return render.links.output;
    }
    throw new Error(`the render did not end: ${JSON.stringify(render)}`);
  }
}
