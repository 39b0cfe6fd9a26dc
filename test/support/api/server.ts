/** A real `sister serve` for one test, and its client. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { speechOf, start, wavOf, type RunningCommand } from "../../cli/sister.js";
import { patience } from "../pace.js";

/** All fields that responses may have. A test reads those of its own request. */
export interface Answer {
  id: string;
  status: string | number;
  segments: { done: number; failed: number; total: number };
  ranks: { rank: number; host: string; segments: number }[];
  route: string;
  createdAt: string;
  jobs: Answer[];
  next: string | null;
  cues: { index: number; start: number; end: number; text: string }[];
  detail: string;
  requestId: string;
  openapi: string;
  paths: Record<string, unknown>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: Answer;
}

export interface StreamedEvent {
  id: number;
  event: string;
  data: { status?: string; text?: string };
}

export interface TestServer {
  url: string;
  command: RunningCommand;
  request(path: string, init?: RequestInit): Promise<Reply>;
  /** Uploads a file as a form. */
  submit(
    file: Uint8Array,
    fields?: Record<string, string | string[]>,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  /** Resolves with the job when it has ended. */
  ended(id: string, headers?: Record<string, string>): Promise<Answer>;
  /** Stops it with SIGTERM, as an operator does. Resolves with its exit status. */
  stop(): Promise<number | null>;
}

/** Only a job that hangs takes this long, in milliseconds. */
const ENDS_WITHIN = patience(90_000);

/** Starts a server on a free port. Call `stop`, or kill `command.child`. */
export async function startServer(env: NodeJS.ProcessEnv): Promise<TestServer> {
  const command = start(["serve"], { PORT: "0", ...env });
  await command.says(/"msg":"listening"|^sister: /m);
  const url = /"url":"([^"]+)"/.exec(command.stderr())?.[1];
  if (url === undefined) throw new Error(`sister serve did not begin: ${command.stderr()}`);

  const request = async (path: string, init: RequestInit = {}): Promise<Reply> => {
    const answer = await fetch(new URL(path, url), init);
    const text = await answer.text();
    const isJson = text !== "" && /json/.test(answer.headers.get("content-type") ?? "");
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: isJson ? (JSON.parse(text) as Answer) : ({} as Answer),
    };
  };
  return {
    url,
    command,
    request,
    submit: (file, fields = {}, headers = {}) => {
      const form = new FormData();
      for (const [name, values] of Object.entries(fields))
        for (const value of [values].flat()) form.append(name, value);
      form.append("video", new Blob([new Uint8Array(file)]), "a talk.wav");
      return request("/api/jobs", { method: "POST", body: form, headers });
    },
    ended: async (id, headers = {}) => {
      let job: Answer | null = null;
      for (const until = Date.now() + ENDS_WITHIN; Date.now() < until; await sleep(100)) {
        job = (await request(`/api/jobs/${id}`, { headers })).json;
        if (/completed|failed|cancelled/.test(String(job.status))) return job;
      }
      throw new Error(`job ${id} did not end: ${JSON.stringify(job)}; ${command.stderr()}`);
    },
    stop: async () => {
      command.child.kill("SIGTERM");
      return (await command.ended).status;
    },
  };
}

export { until } from "../until.js";

/** Expects a problem (RFC 9457) with this status and detail. */
export function expectProblem({ status, headers, json }: Reply, expected: number, detail: RegExp): void {
  expect([status, json.detail]).toEqual([expected, expect.stringMatching(detail)]);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(json).toMatchObject({ status, requestId: headers.get("x-request-id") });
}

/** A sound file with speech, of this length. */
export async function talk(seconds: number): Promise<Uint8Array> {
  return wavOf(await speechOf(seconds));
}

/** The same talk as a different file: its last sample differs. */
export function variantOf(file: Uint8Array, sample: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[copy.length - 1] = sample;
  return copy;
}

/** The events of a finished stream. */
export function eventsOf(text: string): StreamedEvent[] {
  return text
    .split("\n\n")
    .filter((block) => block.includes("data:"))
    .map((block) => {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
      const data = JSON.parse(field("data")) as StreamedEvent["data"];
      return { id: Number(field("id")), event: field("event"), data };
    });
}
