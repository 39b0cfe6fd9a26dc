/** A file server on loopback that can misbehave. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a request is answered. Each request takes the next way; the last way repeats. */
export type Way =
  | { kind: "good" }
  /** In ten pieces with pauses. */
  | { kind: "slow"; pauseMs: number }
  /** Cuts the connection after this many bytes of the body. */
  | { kind: "break"; after: number }
  /** Announces more bytes than there are, sends all of them, and closes. */
  | { kind: "announce"; length: number }
  /** Like HTTP/1.0, without ranges. */
  | { kind: "whole" }
  /** Answers with a wrong range. */
  | { kind: "shifted"; by: number }
  | { kind: "status"; status: number }
  /** Accepts the request and never answers. */
  | { kind: "silent" }
  /** Sends this many bytes, then nothing, and keeps the connection open. */
  | { kind: "stop"; after: number }
  /** Sends bytes forever, without a length. */
  | { kind: "endless" }
  | { kind: "redirect"; to: string };

interface Served {
  content: Buffer;
  ways: Way[];
  etag: string | null;
}

export interface Asked {
  path: string;
  range: string | null;
}

export class LoopbackFiles {
  readonly asked: Asked[] = [];
  readonly #files = new Map<string, Served>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<LoopbackFiles> {
    const server = createServer();
    const files = new LoopbackFiles(server);
    server.on("request", (request, response) => files.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return files;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Adds or replaces a file. `etag` null: the server has no validator for it. */
  put(path: string, content: Buffer, ways: Way[] = [], etag: string | null = `"${digestOf(content)}"`): string {
    this.#files.set(path, { content, ways: [...ways], etag });
    return `${this.url}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? "");
    const range = request.headers.range ?? null;
    this.asked.push({ path, range });
    const served = this.#files.get(path);
    if (!served) {
      response.writeHead(404).end();
      return;
    }
    const { content, ways, etag } = served;
    const way = (ways.length > 1 ? ways.shift() : ways[0]) ?? { kind: "good" };
    if (etag !== null) response.setHeader("etag", etag);
    const ifRange = request.headers["if-range"];
    const from = range === null || (ifRange !== undefined && ifRange !== etag) ? 0 : Number(/\d+/.exec(range)?.[0]);
    if (from > content.length) response.writeHead(416).end();
    else send(response, content, from, way);
  }
}

function send(response: ServerResponse, content: Buffer, from: number, way: Way): void {
  if (way.kind === "silent") return;
  if (way.kind === "status") {
    response.writeHead(way.status).end();
    return;
  }
  if (way.kind === "redirect") {
    response.writeHead(302, { location: way.to }).end();
    return;
  }
  if (way.kind === "endless") {
    const piece = Buffer.alloc(1 << 16);
    // A reader that has left is told by an error: Node 26 does not destroy the response by then.
    const more = (error?: Error | null): void => {
      if (!error && !response.destroyed) response.write(piece, more);
    };
    response.writeHead(200);
    more();
    return;
  }
  const at = way.kind === "whole" ? 0 : from;
  const body = content.subarray(at);
  const length = way.kind === "announce" ? way.length : body.length;
  const first = way.kind === "shifted" ? at + way.by : at;
  const headers = { "content-length": length };
  if (at > 0)
    response.writeHead(206, { ...headers, "content-range": `bytes ${first}-${content.length - 1}/${content.length}` });
  else response.writeHead(200, headers);
  if (way.kind === "break") response.write(body.subarray(0, way.after), () => response.destroy());
  else if (way.kind === "announce") response.write(body, () => response.destroy());
  else if (way.kind === "stop") response.write(body.subarray(0, way.after));
  else if (way.kind === "slow") trickle(response, body, way.pauseMs);
  else response.end(body);
}

function trickle(response: ServerResponse, body: Buffer, pauseMs: number): void {
  const piece = Math.ceil(body.length / 10);
  let at = 0;
  const next = (): void => {
    if (at >= body.length) {
      response.end();
      return;
    }
    response.write(body.subarray(at, (at += piece)));
    setTimeout(next, pauseMs);
  };
  next();
}

export const digestOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
