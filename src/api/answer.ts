/** An answer of Node's own, with the headers that are known before a route makes it. */
import type { Context } from "hono";
import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { isOverHttps } from "./forwarded.js";
import { SECURITY_HEADERS, TRANSPORT_SECURITY } from "./security-headers.js";

/**
 * For `createServer`. Headers are written in one go: each that is set by itself costs Node more than to write it, and on Hono's answer, once a route has
 * made it, a copy of that.
 */
export class Answer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** By names in small letters. What a route says under the same name takes its place. */
  readonly known: Record<string, string>;

  constructor(request: Request) {
    super(request);
    this.known = { ...SECURITY_HEADERS };
    const { headers } = request;
    if (isOverHttps((name) => headers[name]?.toString())) this.known["strict-transport-security"] = TRANSPORT_SECURITY;
  }

  override writeHead(status: number, message?: string | object, more?: object): this {
    const given = (typeof message === "string" ? more : message) as OutgoingHttpHeaders | undefined;
    const headers: OutgoingHttpHeaders = this.known;
    for (const name in given) headers[name.toLowerCase()] = given[name];
    return typeof message === "string" ? super.writeHead(status, message, headers) : super.writeHead(status, headers);
  }
}

/** Says something in the answer, whoever makes it. The name is in small letters. */
export function setHeader(context: Context, name: string, value: string): void {
  (context.env as { outgoing: Answer }).outgoing.known[name] = value;
}
