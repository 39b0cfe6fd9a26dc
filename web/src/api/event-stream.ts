/** Server-sent events. After a break, a stream resumes from the last event that was read. */
import { createParser } from "eventsource-parser";
import { send, whenSignedIn } from "./client.js";
import { hiddenFor, whenVisible } from "./page-visibility.js";
import { ApiProblem, problemOf } from "./problem.js";

export interface StreamEvent {
  id: string | undefined;
  type: string;
  data: unknown;
}

export interface StreamOptions {
  onEvent: (event: StreamEvent) => void;
  /** Whether the stream is connected: false while the server is away. */
  onOpen?: (isOpen: boolean) => void;
  /** The server sends no more events: it refused (403, 404), or ended a stream that has an end. */
  onEnd?: (problem: ApiProblem | null) => void;
  /**
   * Whether the stream is over when the server closes it. Other streams are opened again: a server that stops closes
   * all of them.
   */
  hasEnd: boolean | (() => boolean);
  /** Id of the last event that was already read. */
  after?: string;
}

/**
 * A page that is hidden for this long, in milliseconds, closes its streams and opens them again when it becomes
 * visible. Without TLS, a browser has six connections to a server, and each open tab would hold some of them.
 */
const HIDDEN_MOST = 20_000;
/** Between two attempts, in milliseconds; doubled after each failure up to a maximum. */
const WAIT_FIRST = 500;
const WAIT_MOST = 15_000;
/** The server writes at least a comment every 15 s: a stream that is silent for longer is dead. */
const SILENT_MOST = 40_000;

/**
 * Reads a stream until it ends or the returned function is called. `EventSource` is not used because it cannot tell why
 * a connection failed.
 *
 * @example
 * const close = openStream(`/api/jobs/${id}/events`, { onEvent: show, hasEnd: true });
 */
export function openStream(path: string, { onEvent, onOpen, onEnd, hasEnd, after }: StreamOptions): () => void {
  const closing = new AbortController();
  let lastId = after;
  const isOver = (): boolean => (typeof hasEnd === "function" ? hasEnd() : hasEnd);
  void (async () => {
    let wait = WAIT_FIRST;
    while (!closing.signal.aborted) {
      await whenVisible(closing.signal);
      const hidden = hiddenFor(HIDDEN_MOST, closing.signal);
      try {
        await readOnce(hidden.signal);
        wait = WAIT_FIRST;
        if (isOver()) return onEnd?.(null);
      } catch (error) {
        if (closing.signal.aborted) return;
        if (hidden.signal.aborted) continue;
        if (error instanceof ApiProblem && [403, 404].includes(error.status)) return onEnd?.(error);
      } finally {
        hidden.end();
      }
      onOpen?.(false);
      // After a sign-out, the stream continues with the next sign-in.
      await whenSignedIn(closing.signal);
      await pause(wait, closing.signal);
      wait = Math.min(WAIT_MOST, wait * 2);
    }
  })();
  return () => closing.abort();

  async function readOnce(hidden: AbortSignal): Promise<void> {
    const silent = new AbortController();
    const signal = AbortSignal.any([closing.signal, silent.signal, hidden]);
    let timer = setTimeout(() => silent.abort(), SILENT_MOST);
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (lastId !== undefined) headers["Last-Event-ID"] = lastId;
      const response = await send(path, { headers, signal, cache: "no-store" });
      if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
      if (response.body === null) return;
      onOpen?.(true);
      const parser = createParser({
        onEvent: ({ id, event, data }) => {
          if (id !== undefined) lastId = id;
          onEvent({ id, type: event ?? "message", data: JSON.parse(data) as unknown });
        },
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), SILENT_MOST);
        parser.feed(value);
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Ends early when the connection comes back or the page becomes visible. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { signal: over.signal });
    window.addEventListener("online", end, { signal: over.signal });
  });
}
