/** The listening socket: limits of what may come in, answers to what is not HTTP, and an orderly shutdown. */
import { getRequestListener, RequestError } from "@hono/node-server";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as SocketServer, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { closeSilentConnections } from "../bounds/silent-connections.js";
import { discardRest } from "./discard-rest.js";
import { listenOn, type Address } from "./listen-address.js";
import { PauseDetector } from "./pause-detector.js";
import { KEEP_ALIVE, PresetResponse } from "./preset-response.js";
import { Problem, titleOf } from "./problem.js";
import { SECURITY_HEADERS } from "./security-headers.js";

/** The head of a request must come within this time. */
export const HEAD_MS = 10_000;
/** How often Node.js looks for heads that are late. */
const CHECK_MS = 1000;
/** A body or a response may take as long as it flows. A connection on which nothing moves for so long is closed. */
const SILENT_MS = 120_000;
const HEAD_BYTES_MOST = 16_384;
/** A refused connection is closed after this time, even if its other end never reads the refusal. */
const REFUSED_MS = 1000;
/** At shutdown, idle connections stay open for so long: a request that is already on its way is answered, with `Connection: close`. */
const LINGER_MS = 500;
const DRAIN_CHECK_MS = 50;

export interface HttpHandlers {
  /** Hono's handler of a request. */
  fetch: Parameters<typeof getRequestListener>[0];
  /** Answers a request before the router sees it and returns true, or does nothing and returns false. */
  answerEarly: (request: IncomingMessage, response: PresetResponse) => boolean;
  /** Called for what could not be read as an HTTP request. `error` is set if the server itself failed. */
  onRefused: (status: number, error?: unknown) => void;
}

/**
 * @example
 * const http = await HttpServer.open({ fetch: api.fetch, answerEarly, onRefused }, { host: "127.0.0.1", port: 8000 });
 * await http.drain(20_000);
 */
export class HttpServer {
  readonly #handlers: HttpHandlers;
  readonly #server: Server<typeof IncomingMessage, typeof PresetResponse>;
  /** Hono's listener. */
  readonly #listener: (request: IncomingMessage, response: ServerResponse) => unknown;
  readonly #pauses = new PauseDetector();
  readonly #responses = new Set<ServerResponse>();
  readonly #sockets = new Set<Socket>();
  #isStopping = false;

  private constructor(handlers: HttpHandlers, hostname: string) {
    this.#handlers = handlers;
    this.#listener = getRequestListener(handlers.fetch, {
      hostname,
      // Otherwise it cuts a connection off half a second after a response, whether the client has read it or not.
      autoCleanupIncoming: false,
      errorHandler: (error) => this.#problemOf(error).toResponse(),
    });
    this.#server = createServer(
      {
        headersTimeout: HEAD_MS,
        requestTimeout: 0,
        connectionsCheckingInterval: CHECK_MS,
        maxHeaderSize: HEAD_BYTES_MOST,
        keepAliveTimeout: KEEP_ALIVE.heldMs,
        // Checked in #handle, so that a request without it gets a problem like any other.
        requireHostHeader: false,
        ServerResponse: PresetResponse,
      },
      (request, response) => this.#handle(request, response),
    );
    this.#server.timeout = SILENT_MS;
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    const silent = closeSilentConnections(this.#server);
    this.#server.once("close", () => {
      silent.end();
      this.#pauses.stop();
    });
    this.#server.on("checkExpectation", (_request, response: ServerResponse) => {
      this.#refuse(response, new Problem(417, "the only expectation that this server supports is 100-continue"));
    });
    this.#server.on("clientError", (error, socket) => this.#onClientError(error, socket));
  }

  /** Resolves when the server listens. Rejects with a SisterError that names the setting to change. */
  static async open(handlers: HttpHandlers, { host, port }: Address): Promise<HttpServer> {
    const server = new HttpServer(handlers, host);
    await listenOn(server.#server, { host, port });
    return server;
  }

  /** Where it listens: "http://127.0.0.1:8000". */
  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo;
    return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  }

  /**
   * Takes no more connections, and resolves when all requests are answered.
   *
   * @param mostMs milliseconds after which all connections are closed
   */
  async drain(mostMs: number): Promise<void> {
    this.#isStopping = true;
    for (const response of this.#responses) if (!response.headersSent) response.shouldKeepAlive = false;
    // Connections that the kernel has accepted already must be taken in before the socket closes.
    await turn();
    await turn();
    let isClosed = false;
    // Not the method of http.Server, which also closes idle connections at once, even if a request is on its way on them.
    SocketServer.prototype.close.call(this.#server, () => (isClosed = true));
    const force = setTimeout(() => this.#server.closeAllConnections(), mostMs);
    await sleep(LINGER_MS);
    for (; !isClosed; await sleep(DRAIN_CHECK_MS)) {
      this.#server.closeIdleConnections();
      // To Node.js, connections on which nothing ever came are not idle.
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    }
    clearTimeout(force);
  }

  #handle(request: IncomingMessage, response: PresetResponse): void {
    this.#responses.add(response);
    response.once("close", () => {
      this.#responses.delete(response);
      if (!request.complete) discardRest(request);
    });
    if (this.#isStopping) response.shouldKeepAlive = false;
    if (request.headers.host === undefined && request.httpVersion !== "1.0")
      this.#refuse(response, new Problem(400, "an HTTP/1.1 request must have a Host header"));
    else if (!this.#handlers.answerEarly(request, response)) void this.#listener(request, response);
  }

  #problemOf(error: unknown): Problem {
    const problem =
      error instanceof RequestError
        ? new Problem(400, "the request's target or its Host cannot be read")
        : new Problem(500, "the server failed");
    this.#handlers.onRefused(problem.status, problem.status === 500 ? error : undefined);
    return problem;
  }

  #refuse(response: ServerResponse, problem: Problem): void {
    this.#handlers.onRefused(problem.status);
    response.writeHead(problem.status, lastHeaders(problem));
    response.end(problem.toText());
  }

  #onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    // After a pause of this process the head may be here, unread: it is read next.
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT" && this.#pauses.wasPausedJustNow()) return;
    const hasBegun = [...this.#responses].some((response) => response.socket === socket && response.headersSent);
    if (error.code === "ECONNRESET" || !socket.writable || hasBegun) {
      socket.destroy();
      return;
    }
    const problem = parseProblem(error.code);
    this.#handlers.onRefused(problem.status);
    refuseSocket(socket, problem);
  }
}

function parseProblem(code: string | undefined): Problem {
  if (code === "HPE_HEADER_OVERFLOW")
    return new Problem(431, `the request's head is larger than ${HEAD_BYTES_MOST} bytes`);
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new Problem(408, `the request's head did not come within ${HEAD_MS / 1000} s`);
  return new Problem(400, "this is not an HTTP/1.1 request");
}

/** Headers of a response after which the connection is closed. */
const lastHeaders = (problem: Problem): Record<string, string> => ({
  ...SECURITY_HEADERS,
  "Content-Type": "application/problem+json",
  "Content-Length": String(Buffer.byteLength(problem.toText())),
  Connection: "close",
});

/** Refuses what could not be parsed: there is no request, and so no response object to answer with. */
function refuseSocket(socket: Duplex, problem: Problem): void {
  const text = problem.toText();
  const head = Object.entries(lastHeaders(problem)).map(([name, value]) => `${name}: ${value}\r\n`);
  const timer = setTimeout(() => socket.destroy(), REFUSED_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.end(`HTTP/1.1 ${problem.status} ${titleOf(problem.status)}\r\n${head.join("")}\r\n${text}`);
}
