/** Limits of event streams and connections, and requests through proxies. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePlace, type Place } from "../../support/api/place.js";
import { KEEP_ALIVE } from "../../../src/api/http/preset-response.js";
import { expectWithin } from "../../support/pace.js";
import { openSockets } from "../../support/api/open-sockets.js";
import { parseReply, RawConnection } from "../../support/api/raw-http.js";
import { expectProblem, startServer, talk, until, type TestServer } from "../../support/api/server.js";
import { makeToken, type TestToken } from "../../support/api/tokens.js";

describe("a server with tokens", () => {
  let place: Place;
  let server: TestServer;
  let ada: TestToken;
  let bob: TestToken;
  beforeAll(async () => {
    place = await makePlace();
    ada = await makeToken("ada", place.env);
    bob = await makeToken("bob", place.env);
    server = await startServer({
      ...place.env,
      ...{ SISTER_TOKENS: "required", SISTER_SPEECH_MODEL: "sleep:0", SISTER_RATE_LIMIT: "0" },
    });
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  it("limits event streams, and all of them get every event", async () => {
    const open = (path: string, token: TestToken): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        httpRequest(new URL(path, server.url), { headers: token.bearer }, resolve).once("error", reject).end();
      });
    const made = (await server.submit(await talk(1), {}, ada.bearer)).json;
    await server.ended(made.id, ada.bearer);
    const streams = await Promise.all(Array.from({ length: 60 }, () => open("/api/events", ada)));
    const held = streams.filter(({ statusCode }) => statusCode === 200);
    const refused = streams.filter(({ statusCode }) => statusCode === 429);
    expect([held.length, refused.length]).toEqual([50, 10]);
    expect(refused.every(({ headers }) => headers["retry-after"] === "10")).toBe(true);
    expectProblem(
      await server.request(`/api/jobs/${made.id}/events`, { headers: ada.bearer }),
      429,
      /50 event streams/,
    );
    const texts = held.map(() => "");
    for (const [i, stream] of held.entries()) stream.on("data", (piece: Buffer) => (texts[i] += piece.toString()));
    expect((await server.request("/api/jobs", { headers: bob.bearer })).status).toBe(200);
    const { id } = (await server.submit(await talk(2), {}, ada.bearer)).json;
    await until(() =>
      Promise.resolve(
        texts.every((text) => text.includes(`"${id}","status":"completed"`) || /"status":"completed"/.test(text)),
      ),
    );
    expect(texts.every((text) => text.startsWith("event: sync\n"))).toBe(true);
    const others = await open("/api/events", bob);
    expect(others.statusCode).toBe(200);
    for (const stream of [...held, others]) stream.destroy();
    for (const stream of refused) stream.resume();
    // After they end, others can be opened.
    await until(async () => {
      const again = await open("/api/events", ada);
      again.destroy();
      return again.statusCode === 200;
    });
  });

  it("closes silent connections, however many, also if their clients never do", async () => {
    const sockets = async (): Promise<number> => (await openSockets(server.command.child.pid)).size;
    const before = await sockets();
    const open = (): Promise<RawConnection> => RawConnection.open(server.url, { allowHalfOpen: true });
    const silent = await Promise.all(Array.from({ length: 600 }, open));
    try {
      const opened = performance.now();
      expect((await server.request("/health")).status).toBe(200);
      const replies = await Promise.all(silent.map(({ ended }) => ended));
      expectWithin("all silent connections are closed", performance.now() - opened, 13_000);
      // Those above 256 are closed early and get no answer. The others are closed after 10 s and get one.
      expect(replies.filter((text) => text !== "").length).toBeLessThanOrEqual(256);
      // Its other connections, such as those to its database, come and go.
      await until(async () => (await sockets()) < before + 50, { ms: 10_000, what: "the server to let go of them" });
    } finally {
      for (const { socket } of silent) socket.destroy();
    }
  });

  it("answers on an idle connection for longer than it announces", async () => {
    for (;;) {
      const connection = await RawConnection.open(server.url);
      connection.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      await until(() => connection.text.includes("\r\n\r\n"));
      const begin = performance.now();
      const announced = Number(
        /^timeout=(\d+)$/.exec(parseReply(connection.text).headers.get("keep-alive") ?? "")?.[1],
      );
      expect(announced * 1000).toBe(KEEP_ALIVE.announcedMs);
      await sleep(KEEP_ALIVE.announcedMs + 1000);
      connection.write("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      const isInTime = performance.now() - begin < KEEP_ALIVE.heldMs - 1000;
      const statuses = (await connection.closed).match(/HTTP\/1\.1 200/g);
      // This machine may have stood still in between.
      if (!isInTime) continue;
      expect(statuses).toHaveLength(2);
      return;
    }
  });

  it("shows metrics only to private networks", async () => {
    expect((await server.request("/metrics")).status).toBe(200);
    for (const header of ["Via", "X-Forwarded-Server", "Forwarded", "X-Real-IP", "CF-Ray"])
      expectProblem(await server.request("/metrics", { headers: { [header]: "x" } }), 403, /internal use only/);
  });
});

describe("a server of this machine", () => {
  it("refuses requests that came through a proxy", async () => {
    const place = await makePlace();
    const server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0" });
    try {
      for (const header of [
        ...["Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Server", "X-Forwarded-Port", "X-Forwarded-Prefix"],
        ...["X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "X-Original-Forwarded-For"],
        ...[
          "CF-Connecting-IP",
          "CF-Ray",
          "CDN-Loop",
          "Fastly-Client-IP",
          "X-Envoy-External-Address",
          "X-Amzn-Trace-Id",
        ],
      ])
        expectProblem(await server.request("/api/jobs", { headers: { [header]: "10.0.0.1" } }), 403, /behind a proxy/);
      expect((await server.request("/api/jobs")).status).toBe(200);
    } finally {
      await server.stop();
      await place.remove();
    }
  });
});
