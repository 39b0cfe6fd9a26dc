/** Downloads one file over HTTP, and continues an earlier try that was interrupted. */
import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, EnvHttpProxyAgent, fetch, type Dispatcher, type Response } from "undici";
import { messageOf, SisterError } from "../../../errors.js";
import { ReadAhead } from "./read-ahead.js";
import { writeProblem } from "./write-problem.js";

/** Time limits and retries of a download. */
export interface Patience {
  /** Seconds to connect. */
  connect: number;
  /** Seconds without a byte. */
  silence: number;
  /** Consecutive tries without progress. */
  tries: number;
  /** Seconds before the second try. The pause doubles before each further one. */
  pause: number;
}

const PATIENCE: Patience = { connect: 20, silence: 30, tries: 4, pause: 1 };

export interface DownloadOptions {
  url: string;
  /** Path of the complete file. Until then it grows beside it, with the ending `.part`. */
  file: string;
  /** Its length in bytes, if known for certain. */
  bytes?: number;
  /** Larger files are refused. */
  mostBytes: number;
  patience?: Patience;
  signal?: AbortSignal | undefined;
  /** Called with the bytes so far, including earlier tries, and with the total if the server announces it. */
  onBytes?: (bytes: number, total: number | null) => void;
}

/** Which file an unfinished download belongs to. It is continued only if the server still has the same file. */
interface PartOf {
  url: string;
  /**
   * A strong ETag or the date of the last change. Null: the server sends neither, so the download cannot be continued.
   */
  validator: string | null;
  total: number | null;
}

/**
 * Rejects with a SisterError of one line: no network, an HTTP status, a server that hangs or sends something else than
 * announced, a full disk. The unfinished file stays, and the next call continues it.
 *
 * @returns whether a part came from an earlier call, which may then be the cause of a wrong digest
 */
export async function download(options: DownloadOptions): Promise<{ resumed: boolean }> {
  const { file, patience = PATIENCE, signal } = options;
  const part = `${file}.part`;
  const first = await sizeOf(part);
  const dispatcher = dispatcherOf(patience);
  try {
    let furthest = first;
    for (let attempt = 1; ;) {
      try {
        await request(options, part, dispatcher);
        break;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SisterError) throw error;
        if (isFinal(error)) throw networkError(options.url, error);
        // Only consecutive tries without progress count.
        const size = await sizeOf(part);
        attempt = size > furthest ? 1 : attempt + 1;
        furthest = Math.max(furthest, size);
        if (attempt > patience.tries) throw networkError(options.url, error);
        await delay(patience.pause * 2 ** (attempt - 1) * 1000, undefined, signal ? { signal } : {});
      }
    }
    await rename(part, file);
    await rm(noteOf(part), { force: true });
    return { resumed: first > 0 };
  } finally {
    await dispatcher.destroy();
  }
}

/** Uses a proxy if the environment names one, like npm and curl. */
function dispatcherOf({ connect, silence }: Patience): Dispatcher {
  const limits = { connect: { timeout: connect * 1000 }, headersTimeout: silence * 1000, bodyTimeout: silence * 1000 };
  const proxied = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"].some((name) => process.env[name]);
  return proxied ? new EnvHttpProxyAgent(limits) : new Agent(limits);
}

/** Makes one request and appends its bytes to the unfinished file. */
async function request(options: DownloadOptions, part: string, dispatcher: Dispatcher): Promise<void> {
  const { url, signal } = options;
  const known = await readNote(part, url);
  let at = known === null ? 0 : await sizeOf(part);
  if (known !== null && at > 0 && at === known.total) return;
  const range = known !== null && at > 0 ? { range: `bytes=${at}-`, "if-range": known.validator ?? "" } : {};
  const response = await fetch(url, {
    dispatcher,
    // A compressed transfer would have another length and other ranges than the file.
    headers: { "accept-encoding": "identity", "user-agent": "sister", ...range },
    ...(signal ? { signal } : {}),
  });
  const body = new ReadAhead(response.body);
  try {
    refuseDowngrade(url, response);
    if (response.status === 416) {
      // The server's file is shorter than the unfinished one, so it has changed.
      await rm(part, { force: true });
      throw new Error("the file on the server has changed");
    }
    if (response.status >= 500 || response.status === 429 || response.status === 408)
      throw new StatusError(response.status, response.statusText);
    if (response.status !== 200 && response.status !== 206) {
      throw new HttpError(response.status, `${shown(url)} answered ${response.status} ${response.statusText}`.trim());
    }
    const total = totalOf(response, at);
    if (response.status === 206 && !continues(response, at, known)) {
      await rm(part, { force: true });
      throw new Error("the server sent another range than requested");
    }
    // 200: the server does not support ranges, or its file has changed.
    if (response.status === 200) at = 0;
    refuseSize(options, total);
    await writeFile(noteOf(part), JSON.stringify({ url, validator: validatorOf(response), total } satisfies PartOf));
    await append(options, part, at, body, total);
  } finally {
    await body.cancel();
  }
}

async function append(
  { file, mostBytes, onBytes, url }: DownloadOptions,
  part: string,
  from: number,
  body: ReadAhead,
  total: number | null,
): Promise<void> {
  let at = from;
  const handle = await open(part, from > 0 ? "r+" : "w").catch((error: unknown) => {
    throw writeProblem(file, error);
  });
  try {
    await handle.truncate(from);
    onBytes?.(at, total);
    for await (const bytes of body) {
      at += bytes.length;
      if (at > mostBytes)
        throw new SisterError(`${shown(url)} sends more than ${mostBytes} bytes: this is not the expected file`);
      await handle.write(bytes, 0, bytes.length, at - bytes.length).catch((error: unknown) => {
        throw writeProblem(file, error);
      });
      onBytes?.(at, total);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (total !== null && at !== total) throw new Error(`the server sent ${at} of ${total} bytes`);
}

/** A server that refuses. Another try would not help. */
class HttpError extends SisterError {
  readonly status: number;
  constructor(status: number, text: string) {
    super(`${text}: it does not exist or may not be read; give another source with --from or SISTER_MODEL_MIRROR`);
    this.status = status;
  }
}

/** The server cannot be reached, or the connection breaks. */
class NetworkError extends SisterError {
  readonly isNetwork = true;
}

/** The server is unavailable at the moment. */
class StatusError extends Error {
  constructor(status: number, text: string) {
    super(`it answered ${status} ${text}`.trim());
  }
}

function refuseDowngrade(url: string, response: Response): void {
  if (url.startsWith("https:") && !response.url.startsWith("https:"))
    throw new SisterError(`${shown(url)} redirects to ${shown(response.url)}, which is not encrypted: refused`);
}

function refuseSize({ url, bytes, mostBytes }: DownloadOptions, total: number | null): void {
  if (total === null) return;
  if (bytes !== undefined && total !== bytes)
    throw new SisterError(`${shown(url)} has ${total} bytes, not ${bytes}: this is not the expected file`);
  if (total > mostBytes) throw new SisterError(`${shown(url)} has ${total} bytes: this is not the expected file`);
}

/** The length of the whole file as the server announces it. Null if it does not. */
function totalOf(response: Response, at: number): number | null {
  const encoding = response.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") return null;
  const range = /^bytes \d+-\d+\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (range !== undefined) return Number(range);
  const length = response.headers.get("content-length");
  return length === null ? null : Number(length) + (response.status === 206 ? at : 0);
}

/** Whether a 206 continues the unfinished file at its end. */
function continues(response: Response, at: number, known: PartOf | null): boolean {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  if (!range || known === null || Number(range[1]) !== at) return false;
  if (range[2] !== "*" && known.total !== null && Number(range[2]) !== known.total) return false;
  return validatorOf(response) === null || validatorOf(response) === known.validator;
}

/** RFC 9110: If-Range takes a strong ETag or the date of the last change. */
function validatorOf(response: Response): string | null {
  const etag = response.headers.get("etag");
  if (etag !== null && !etag.startsWith("W/")) return etag;
  return response.headers.get("last-modified");
}

const noteOf = (part: string): string => `${part}.json`;

/** Which file the unfinished download belongs to. Null if it cannot be continued. */
async function readNote(part: string, url: string): Promise<PartOf | null> {
  try {
    const note = JSON.parse(await readFile(noteOf(part), "utf8")) as PartOf;
    return note.url === url && note.validator !== null ? note : null;
  } catch {
    return null;
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** An address for messages: without a password and without its query. */
export function shown(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return url;
  }
}

/** Errors that another try does not change: an unknown name, a closed port, an untrusted certificate. */
function isFinal(error: unknown): boolean {
  return /^(ENOTFOUND|ECONNREFUSED)$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | undefined {
  const cause = (error as Error).cause as (NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] }) | undefined;
  return cause?.code ?? cause?.errors?.[0]?.code ?? (error as NodeJS.ErrnoException).code;
}

/** Messages for error codes of Node.js and undici. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name was not found: no network?",
  EAI_AGAIN: "its name cannot be looked up: no network?",
  ENETUNREACH: "no network",
  ECONNREFUSED: "it refuses connections",
  ECONNRESET: "the connection breaks repeatedly",
  UND_ERR_SOCKET: "the connection breaks repeatedly",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
  UND_ERR_HEADERS_TIMEOUT: "it accepts the request but does not answer",
  UND_ERR_BODY_TIMEOUT: "it stops in the middle of the file",
};

function networkError(url: string, error: unknown): NetworkError {
  const reason = REASONS[codeOf(error) ?? ""] ?? messageOf((error as Error).cause ?? error);
  return new NetworkError(
    `${shown(url)} cannot be downloaded (${reason}): try again later (the download continues where it stopped), or give another source with --from or SISTER_MODEL_MIRROR`,
    { cause: error },
  );
}
