/** The limits of nginx, and its own error responses: both match those of the servers behind it. */
import { readdir, stat } from "node:fs/promises";
import { request as secureRequest } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePlace, type Place } from "../../support/api/place.js";
import { exchange, parseReply, RawConnection, type RawReply } from "../../support/api/raw-http.js";
import { startServer, talk, until, type TestServer } from "../../support/api/server.js";
import { makeToken, type TestToken } from "../../support/api/tokens.js";
import { hasNginx, startFront, type Front } from "../../support/api/nginx.js";
import { expectWithin } from "../../support/pace.js";

const MIB = 2 ** 20;
const isThere = await hasNginx();

describe.skipIf(!isThere)("nginx in front of a server", () => {
  let place: Place;
  let server: TestServer;
  let front: Front;
  let ada: TestToken;
  beforeAll(async () => {
    place = await makePlace();
    ada = await makeToken("ada", place.env);
    server = await startServer({ ...place.env, SISTER_TOKENS: "required", SISTER_SPEECH_MODEL: "sleep:0" });
    front = await startFront(place.folder, server.url, 8 * MIB);
  });
  afterAll(async () => {
    await front.stop();
    await server.stop();
    await place.remove();
  });

  const expectProblem = ({ status, headers, body }: RawReply, expected: number): void => {
    expect([status, headers.get("content-type")]).toEqual([expected, "application/problem+json"]);
    expect(JSON.parse(body)).toMatchObject({ status: expected, type: "about:blank" });
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  };
  /** Bytes of the uploads that the server has got so far. */
  const arrivedBytes = async (): Promise<number> => {
    const incoming = join(place.folder, "data", "incoming");
    let bytes = 0;
    for (const name of await readdir(incoming))
      bytes += (await stat(join(incoming, name)).catch(() => null))?.size ?? 0;
    return bytes;
  };
  const head = (lines: string): string => `${lines}\r\nHost: 127.0.0.1\r\nConnection: close\r\n`;

  it("stores nothing of a body, and accepts only small bodies except for uploads", async () => {
    for (const path of ["/api/session", "/api/events", "/api/jobs/x/renders", "/openapi.json", "/", "/outputs/x/y"])
      expectProblem(
        await exchange(front.http, `${head(`POST ${path} HTTP/1.1`)}Content-Length: ${130 * MIB}\r\n\r\n`),
        413,
      );
    // A body of unknown length is cut off while it arrives.
    const endless = await RawConnection.open(front.http);
    endless.write(`${head("POST /api/session HTTP/1.1")}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    for (let i = 0; i < 40 && endless.socket.writable; i++) endless.write(chunk);
    expectProblem(parseReply(await endless.closed), 413);
    // An upload that is arriving, and does not end.
    const upload = await RawConnection.open(front.http);
    const form = '--x\r\nContent-Disposition: form-data; name="video"; filename="v.wav"\r\n\r\n';
    upload.write(`${head("POST /api/jobs HTTP/1.1")}Authorization: ${ada.bearer.Authorization}\r\n`);
    upload.write(`Content-Type: multipart/form-data; boundary=x\r\nContent-Length: ${6 * MIB}\r\n\r\n${form}`);
    upload.write(Buffer.alloc(4 * MIB));
    const seen = { arrived: 0, spooled: 0 };
    await until(
      async () => {
        if (upload.text !== "") throw new Error(`it was refused: ${upload.text}`);
        seen.arrived = await arrivedBytes();
        seen.spooled = await front.spooled();
        return seen.arrived + seen.spooled > 3.5 * MIB;
      },
      { what: "the upload to arrive", seen: () => seen },
    );
    expect(seen.spooled).toBeLessThan(64 * 1024);
    upload.socket.destroy();
    expect((await fetch(`${front.http}/ready`)).status).toBe(200);
  });

  it("answers its own errors with problems", async () => {
    expectProblem(await exchange(front.http, "GET / HTTP/9.9\r\n\r\n"), 505);
    expectProblem(await exchange(front.http, `${head("GET /health HTTP/1.1")}Content-Length: x\r\n\r\n`), 400);
    expectProblem(await exchange(front.http, `${head(`GET /${"x".repeat(20_000)} HTTP/1.1`)}\r\n`), 414);
    expectProblem(await exchange(front.http, `${head("GET / HTTP/1.1")}X-Large: ${"x".repeat(20_000)}\r\n\r\n`), 431);
    expectProblem(await exchange(front.http, `${head("TRACE / HTTP/1.1")}\r\n`), 405);
    expectProblem(await exchange(front.http, `${head("GET /nowhere HTTP/1.1")}\r\n`), 404);
    expectProblem(
      await exchange(front.http, `${head("POST /api/jobs HTTP/1.1")}Content-Length: ${9 * MIB}\r\n\r\n`),
      413,
    );
  });

  it("sends Strict-Transport-Security with all responses over TLS, and with none without TLS", async () => {
    for (const path of ["/", "/health", "/api/jobs", "/nowhere"]) {
      const said = await new Promise((resolve, reject) => {
        secureRequest(`${front.https}${path}`, { rejectUnauthorized: false }, (answer) => {
          answer.resume();
          resolve(answer.headers["strict-transport-security"]);
        })
          .once("error", reject)
          .end();
      });
      expect(said, path).toBe("max-age=31536000");
      expect((await fetch(`${front.http}${path}`)).headers.get("strict-transport-security"), path).toBeNull();
    }
  });

  it("forwards allowed requests, and refuses metrics", async () => {
    const body = new FormData();
    body.append("video", new Blob([new Uint8Array(await talk(1))]), "a.wav");
    const made = await fetch(`${front.http}/api/jobs`, { method: "POST", body, headers: ada.bearer });
    expect(made.status).toBe(202);
    expect((await fetch(`${front.http}/metrics`)).status).toBe(404);
  });

  it("closes silent connections, and answers 503 if no server does", async () => {
    const silent: RawConnection[] = [];
    for (let i = 0; i < 200; i++) silent.push(await RawConnection.open(front.http));
    const opened = performance.now();
    for (const { closed } of silent) await closed;
    expectWithin("nginx closes silent connections", performance.now() - opened, 13_000);
    await server.stop();
    expectProblem(await exchange(front.http, `${head("GET /health HTTP/1.1")}\r\n`), 503);
  });
});
