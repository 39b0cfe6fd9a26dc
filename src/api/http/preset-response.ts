/** An answer of Node's own, with the headers that are known before a route makes it. */
import type { Context } from "hono";
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders } from "node:http";
import { isOverHttps } from "./forwarded.js";
import { SECURITY_HEADERS, TRANSPORT_SECURITY } from "./security-headers.js";

const ALWAYS = Object.entries(SECURITY_HEADERS).flat();

/**
 * For `createServer`. Headers are written in one go: each that is set by itself costs Node more than to write it, and on Hono's answer, once a route has
 * made it, a copy of that.
 */
export class Answer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Names, in small letters, each followed by its value. */
  readonly #known: OutgoingHttpHeader[];

  constructor(request: Request) {
    super(request);
    this.#known = [...ALWAYS];
    const { headers } = request;
    if (isOverHttps((name) => headers[name]?.toString()))
      this.#known.push("strict-transport-security", TRANSPORT_SECURITY);
  }

  /** Says something in the answer, whoever makes it; what a route says under the same name takes its place. The name is in small letters. */
  say(name: string, value: string): void {
    const at = this.#placeOf(name);
    if (at < 0) this.#known.push(name, value);
    else this.#known[at + 1] = value;
  }

  #placeOf(name: string): number {
    for (let at = 0; at < this.#known.length; at += 2) if (this.#known[at] === name) return at;
    return -1;
  }

  override writeHead(status: number, message?: string | object, more?: object): this {
    const given = (typeof message === "string" ? more : message) as OutgoingHttpHeaders | undefined;
    const headers = this.#known;
    for (const [name, value] of Object.entries(given ?? {})) {
      if (value === undefined) continue;
      const at = this.#placeOf(name.toLowerCase());
      if (at < 0) headers.push(name, value);
      else headers[at + 1] = value;
    }
    return typeof message === "string" ? super.writeHead(status, message, headers) : super.writeHead(status, headers);
  }
}

/** The answer to a request that a route handles. */
export const answerOf = (context: Context): Answer => (context.env as { outgoing: Answer }).outgoing;
