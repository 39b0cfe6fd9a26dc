/** The listening socket: limits of what may come in, answers to what is no HTTP, and an orderly end. */
import { getRequestListener, RequestError } from "@hono/node-server";
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import { Server as SocketServer, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { Answer } from "./preset-response.js";
import { discardRest } from "./discard-rest.js";
import { listenOn } from "./listen-address.js";
import { boundSilent } from "../bounds/silent-connections.js";
import { Problem } from "./problem.js";
import { SECURITY_HEADERS } from "./security-headers.js";
import { watchStandstill } from "./pause-detector.js";

/** A request whose head takes longer is no request. */
const HEAD_MS = 10_000;
/** How often that is looked at. */
const CHECK_MS = 1000;
/** A body may take as long as it flows, and an answer too: what stands still for so long is cut off. */
const SILENT_MS = 120_000;
const HEAD_BYTES_MOST = 16_384;
/** A refused connection is closed by then, also if its other end never reads the refusal. */
const REFUSED_MS = 1000;
/** At the end, idle connections stay so long for what is on its way on them: whoever sends then is answered, and told that it was the last. */
const LINGER_MS = 500;
const LOOK_MS = 50;

export interface HttpServer {
  /** Where it listens: "http://127.0.0.1:8000". */
  url: string;
  /** Takes no more connections, answers what is there; ends by force after so many milliseconds. */
  drain(most: number): Promise<void>;
}

type Fetch = Parameters<typeof getRequestListener>[0];

/**
 * Listens. `known` answers a request before any route, or says that it did not; `refused` is told of what could not be read as HTTP.
 */
export async function openHttpServer(
  { fetch, known }: { fetch: Fetch; known: (request: IncomingMessage, answer: Answer) => boolean },
  { host, port }: { host: string; port: number },
  refused: (status: number, error?: unknown) => void,
): Promise<HttpServer> {
  const answering = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  let stopping = false;
  const answer = getRequestListener(fetch, {
    hostname: host,
    // It would cut a connection off half a second after an answer, read or not.
    autoCleanupIncoming: false,
    errorHandler: (error) => {
      const problem =
        error instanceof RequestError
          ? new Problem(400, "the request's target or its Host cannot be read")
          : new Problem(500, "something in the server failed");
      refused(problem.status, problem.status === 500 ? error : undefined);
      return problem.toResponse();
    },
  });
  const server = createServer(
    {
      headersTimeout: HEAD_MS,
      requestTimeout: 0,
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: HEAD_BYTES_MOST,
      // It is answered below, as everything else is.
      requireHostHeader: false,
      ServerResponse: Answer,
    },
    (request, response) => {
      answering.add(response);
      response.once("close", () => {
        answering.delete(response);
        if (!request.complete) discardRest(request);
      });
      if (stopping) response.shouldKeepAlive = false;
      if (request.headers.host === undefined && request.httpVersion !== "1.0")
        refuse(response, new Problem(400, "a request of HTTP/1.1 has a Host"));
      else if (!known(request, response)) void answer(request, response);
    },
  );
  const refuse = (response: ServerResponse, problem: Problem): void => {
    refused(problem.status);
    response.writeHead(problem.status, headersOf(problem));
    response.end(problem.toText());
  };
  server.timeout = SILENT_MS;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const silent = boundSilent(server);
  server.once("close", () => silent.end());
  server.on("checkExpectation", (_request, response: ServerResponse) => {
    refuse(response, new Problem(417, "of expectations the server knows 100-continue alone"));
  });
  const standstill = watchStandstill();
  server.once("close", () => standstill.end());
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // The head is here, unread, since before this process went on: it is read next.
    if (error.code === "ERR_HTTP_REQUEST_TIMEOUT" && standstill.wasJustNow()) return;
    const begun = [...answering].some((response) => response.socket === socket && response.headersSent);
    if (error.code === "ECONNRESET" || !socket.writable || begun) {
      socket.destroy();
      return;
    }
    const problem = problemOf(error.code);
    refused(problem.status);
    answerRaw(socket, problem);
  });
  await listenOn(server, { host, port });
  const { address, port: bound, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    drain: async (most) => {
      stopping = true;
      for (const response of answering) if (!response.headersSent) response.shouldKeepAlive = false;
      // What the kernel has accepted for us is ours: it is taken in before the socket closes.
      await turn();
      await turn();
      let closed = false;
      // Not http's own, which ends idle connections at once, also those on which a request is on its way.
      SocketServer.prototype.close.call(server, () => (closed = true));
      const force = setTimeout(() => server.closeAllConnections(), most);
      await sleep(LINGER_MS);
      for (; !closed; await sleep(LOOK_MS)) {
        server.closeIdleConnections();
        // Nor do those count that never said anything.
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }
      clearTimeout(force);
    },
  };
}

function problemOf(code: string | undefined): Problem {
  if (code === "HPE_HEADER_OVERFLOW")
    return new Problem(431, `the request's head is larger than ${HEAD_BYTES_MOST} bytes`);
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new Problem(408, `the request's head did not come within ${HEAD_MS / 1000} s`);
  return new Problem(400, "this is no HTTP/1.1 request");
}

/** Of an answer after which nothing more is read. */
const headersOf = (problem: Problem): Record<string, string> => ({
  ...SECURITY_HEADERS,
  "Content-Type": "application/problem+json",
  "Content-Length": String(Buffer.byteLength(problem.toText())),
  Connection: "close",
});

/** Where no request could be made of what came, there is nothing to answer through. */
function answerRaw(socket: Duplex, problem: Problem): void {
  const text = problem.toText();
  const head = Object.entries(headersOf(problem)).map(([name, value]) => `${name}: ${value}\r\n`);
  const cut = setTimeout(() => socket.destroy(), REFUSED_MS);
  socket.once("close", () => clearTimeout(cut));
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? "Error"}\r\n${head.join("")}\r\n${text}`);
}
