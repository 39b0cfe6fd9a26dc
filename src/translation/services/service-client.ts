/** Calls a translation service over HTTP: few at a time, with time limits, patience and a breaker. Keys never leave it in an error or a log. */
import { setTimeout as wait } from "node:timers/promises";
import { SisterError, messageOf } from "../../errors.js";
import { Semaphore } from "../../semaphore.js";

export interface ServiceLimits {
  /** Requests at a time; default 4. */
  readonly atOnce?: number;
  /** Attempts of one request; default 5. */
  readonly attempts?: number;
  /** Seconds that one attempt may take, its body included; default 120. */
  readonly seconds?: number;
  /** First pause after a failed attempt in milliseconds; it doubles each time, with a random part. Default 500. */
  readonly pauseMs?: number;
  /** Requests that must fail one after the other until the breaker opens; default 5. */
  readonly breaks?: number;
  /** How long the breaker stays open, in milliseconds; default 30 000. */
  readonly openMs?: number;
}

export interface ServiceRequest {
  readonly method?: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a form. */
  readonly form?: URLSearchParams;
  readonly signal?: AbortSignal | undefined;
  /** Called at each attempt. */
  readonly onSent?: (() => void) | undefined;
}

/** One attempt of a request: the answer, or a problem that may pass, with the milliseconds that the service asks to wait. */
export type Attempt = { readonly value: unknown } | { readonly problem: string; readonly after: number };

/** Most bytes of an answer. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Longest pause that a Retry-After gets: a person waits for the result. */
const LONGEST_PAUSE_MS = 60_000;

/** The service answered, and will answer the same again: a wrong key, a wrong model, a language it does not have. */
export class ServiceRefusal extends SisterError {
  readonly status: number;
  /** What the service said, shortened and without keys. */
  readonly reply: string;
  constructor(message: string, status: number, reply: string) {
    super(message);
    this.name = "ServiceRefusal";
    this.status = status;
    this.reply = reply;
  }
}

/**
 * One service. All requests of a process to it go through one client, so that its limits hold for all of them.
 *
 * @example
 * const client = new ServiceClient("LibreTranslate", { secrets: [key] });
 * const reply = await client.request({ method: "POST", url, json: { q: ["Hello"] } });
 */
export class ServiceClient {
  readonly name: string;
  readonly #secrets: readonly string[];
  readonly #limits: Required<ServiceLimits>;
  readonly #slots: Semaphore;
  #failures = 0;
  #openUntil = 0;
  #requests = 0;

  constructor(
    name: string,
    { secrets = [], limits = {} }: { secrets?: readonly string[]; limits?: ServiceLimits } = {},
  ) {
    this.name = name;
    this.#secrets = secrets.filter((secret) => secret.length > 3);
    this.#limits = { atOnce: 4, attempts: 5, seconds: 120, pauseMs: 500, breaks: 5, openMs: 30_000, ...limits };
    this.#slots = new Semaphore(this.#limits.atOnce);
  }

  /** Requests that were sent, repeated ones included. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * The JSON that the service answers.
   *
   * @throws ServiceRefusal if the service refuses the request for good
   * @throws SisterError after the last attempt, or at once while the breaker is open
   */
  request(request: ServiceRequest): Promise<unknown> {
    return this.perform(() => this.#once(request), request.signal);
  }

  /**
   * The same for a request that another library sends. `once` makes one attempt without patience of its own; it rejects with `refusal` if the service
   * refuses for good, and its problems have passed `words`.
   */
  perform(once: () => Promise<Attempt>, signal?: AbortSignal): Promise<unknown> {
    return this.#slots.run(() => this.#patiently(once, signal), signal);
  }

  /** Seconds that one attempt may take. */
  get seconds(): number {
    return this.#limits.seconds;
  }

  /** The error for a request that the service refuses for good. */
  refusal(status: number, text: string): ServiceRefusal {
    const said = this.words(text);
    return new ServiceRefusal(
      `${this.name} refused the request (status ${status}: ${said}): ${adviceFor(status)}`,
      status,
      said,
    );
  }

  async #patiently(once: () => Promise<Attempt>, signal?: AbortSignal): Promise<unknown> {
    const { attempts, pauseMs, breaks, openMs } = this.#limits;
    let problem = "";
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      if (Date.now() < this.#openUntil) {
        throw new SisterError(
          `${this.name} does not work at the moment (${problem || "it failed several times"}): check it, then retry the job`,
        );
      }
      this.#requests += 1;
      const outcome = await once();
      if ("value" in outcome) {
        this.#failures = 0;
        return outcome.value;
      }
      problem = outcome.problem;
      if (attempt >= attempts) {
        this.#failures += 1;
        if (this.#failures >= breaks) this.#openUntil = Date.now() + openMs;
        throw new SisterError(
          `${this.name} failed ${attempt} times (${problem}): check that it runs and can be reached`,
        );
      }
      const backOff = pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random());
      await wait(Math.min(LONGEST_PAUSE_MS, Math.max(backOff, outcome.after)), undefined, signal ? { signal } : {});
    }
  }

  async #once({ method = "POST", url, headers, json, form, signal, onSent }: ServiceRequest): Promise<Attempt> {
    onSent?.();
    const limit = AbortSignal.timeout(this.#limits.seconds * 1000);
    let status: number;
    let after: number;
    let text: string;
    try {
      const reply = await fetch(url, {
        method,
        headers: {
          accept: "application/json",
          ...(json === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(json === undefined ? (form ? { body: form } : {}) : { body: JSON.stringify(json) }),
        // A redirect would carry text and key to another host than the one that was named.
        redirect: "error",
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      status = reply.status;
      after = retryAfter(reply.headers.get("retry-after"));
      text = await readBounded(reply);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = limit.aborted ? `no answer within ${this.#limits.seconds} s` : this.#causeOf(error);
      return { problem: reason, after: 0 };
    }
    if (status >= 200 && status < 300) {
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { problem: `its answer is not JSON: ${this.words(text)}`, after };
      }
    }
    if (status === 408 || status === 425 || status === 429 || status >= 500)
      return { problem: `status ${status}`, after };
    throw this.refusal(status, text);
  }

  #causeOf(error: unknown): string {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return this.words((cause as NodeJS.ErrnoException).code ?? messageOf(cause));
  }

  /** Words of a service for a message: at most 200 characters in one line, without keys. */
  words(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, "…");
    shown = shown.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
    return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
  }
}

async function readBounded(reply: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (reply.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MOST_BYTES) throw new Error("its answer has over 16 MB");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Milliseconds of a Retry-After header: seconds, or a date. */
function retryAfter(value: string | null): number {
  if (value === null) return 0;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, ms)) : 0;
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return "check its key";
  if (status === 404) return "check its address and the name of the model";
  if (status === 402 || status === 456) return "its quota is used up";
  return "check its settings";
}
