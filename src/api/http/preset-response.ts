/** A response of Node.js with headers that are set before a route answers. */
import type { Context } from "hono";
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders } from "node:http";
import { isOverHttps } from "./forwarded.js";
import { SECURITY_HEADERS, TRANSPORT_SECURITY } from "./security-headers.js";

/**
 * How long an idle connection is kept, in milliseconds. Clients are told less: a request that a client sends at the last
 * moment would be lost if the server closed the connection just then.
 */
export const KEEP_ALIVE = { heldMs: 15_000, announcedMs: 5000 };

const ALWAYS = Object.entries(SECURITY_HEADERS).flat();

/**
 * For the option `ServerResponse` of `createServer`. All headers are written in one call. Setting each of them costs Node.js more than writing it, and
 * setting it on Hono's response after a route has answered costs a copy of that response.
 */
export class PresetResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Names in lower case, each followed by its value. */
  readonly #headers: OutgoingHttpHeader[];

  constructor(request: Request) {
    super(request);
    this.#headers = [...ALWAYS];
    const { headers } = request;
    if (isOverHttps((name) => headers[name]?.toString()))
      this.#headers.push("strict-transport-security", TRANSPORT_SECURITY);
  }

  /** Sets a header, which the route that answers may replace. The name is in lower case. */
  preset(name: string, value: string): void {
    const at = this.#indexOf(name);
    if (at < 0) this.#headers.push(name, value);
    else this.#headers[at + 1] = value;
  }

  #indexOf(name: string): number {
    for (let at = 0; at < this.#headers.length; at += 2) if (this.#headers[at] === name) return at;
    return -1;
  }

  override writeHead(status: number, message?: string | object, more?: object): this {
    const given = (typeof message === "string" ? more : message) as OutgoingHttpHeaders | undefined;
    const headers = this.#headers;
    for (const [name, value] of Object.entries(given ?? {})) {
      if (value === undefined) continue;
      const at = this.#indexOf(name.toLowerCase());
      if (at < 0) headers.push(name, value);
      else headers[at + 1] = value;
    }
    if (this.shouldKeepAlive && this.#indexOf("connection") < 0)
      headers.push("keep-alive", `timeout=${KEEP_ALIVE.announcedMs / 1000}`);
    return typeof message === "string" ? super.writeHead(status, message, headers) : super.writeHead(status, headers);
  }
}

/** The response to a request that a route handles. */
export const responseOf = (context: Context): PresetResponse => (context.env as { outgoing: PresetResponse }).outgoing;
