/** Malformed and hostile requests: the server answers with a problem if HTTP lets it, and goes on. */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makePlace, type Place } from "../../support/api/place.js";
import { exchange, parseReply, RawConnection, type RawReply } from "../../support/api/raw-http.js";
import { expectProblem, startServer, talk, type Reply, type TestServer } from "../../support/api/server.js";

let place: Place;
let server: TestServer;
let speech: Uint8Array;
beforeAll(async () => {
  place = await makePlace();
  speech = await talk(1);
  server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01" });
});
afterEach(async () => {
  expect((await server.request("/health")).json).toEqual({ status: "alive" });
});
afterAll(async () => {
  const status = await server.stop();
  await place.remove();
  const failures = server.command
    .stderr()
    .split("\n")
    .filter((line) => /a request failed/.test(line));
  expect([status, failures]).toEqual([143, []]);
});

const post = (body: NonNullable<RequestInit["body"]>, type: string): Promise<Reply> =>
  server.request("/api/jobs", { method: "POST", body, headers: { "Content-Type": type } });
const form = (parts: string): Promise<Reply> => post(parts, "multipart/form-data; boundary=x");
const part = (head: string, body: string): string => `--x\r\n${head}\r\n\r\n${body}\r\n`;
const video = 'Content-Disposition: form-data; name="video"; filename="v.wav"';

function expectRawProblem({ status, headers, body }: RawReply, expected: number): void {
  expect([status, headers.get("content-type")]).toEqual([expected, "application/problem+json"]);
  expect(JSON.parse(body)).toMatchObject({ status: expected });
  expect(headers.get("x-content-type-options")).toBe("nosniff");
}

describe("forms", () => {
  it.each([
    ["without an end", part(video, "RIFF")],
    ["without a beginning", "RIFF....WAVE"],
    ["empty", ""],
    ["with only an end", "--x--\r\n"],
    ["whose part has no name", `${part("Content-Type: audio/wav", "RIFF")}--x--\r\n`],
    ["whose part has a broken head", "--x\r\n\0\r\n:::\r\n\r\nRIFF\r\n--x--\r\n"],
    ["with two videos", `${part(video, "RIFF")}${part(video, "RIFF")}--x--\r\n`],
    [
      "with a field of a megabyte",
      `${part('Content-Disposition: form-data; name="target"', "e".repeat(1 << 20))}--x--\r\n`,
    ],
    [
      "with a name of a megabyte",
      `${part(`Content-Disposition: form-data; name="${"n".repeat(1 << 20)}"`, "es")}--x--\r\n`,
    ],
  ])("%s are refused", async (_, body) => {
    const reply = await form(body);
    expectProblem(reply, reply.status === 422 ? 422 : 400, /./);
  });

  it("with other content types are refused", async () => {
    for (const type of [
      "text/plain",
      "application/json",
      "application/x-www-form-urlencoded",
      "multipart/mixed; boundary=x",
      "multipart/form-data",
      "\u00ff",
    ]) {
      const reply = await post('{"target": 7}', type);
      // JSON makes a job of an upload, and this body names none.
      expectProblem(reply, type === "application/json" ? 422 : reply.status === 415 ? 415 : 400, /./);
    }
  });

  it("with 10,000 targets are refused, before and after the video", async () => {
    const targets = part('Content-Disposition: form-data; name="target"', "es").repeat(10_000);
    const sound = part(video, Buffer.from(speech).toString("latin1"));
    for (const parts of [targets + sound, sound + targets])
      expectProblem(
        await post(Buffer.from(`${parts}--x--\r\n`, "latin1"), "multipart/form-data; boundary=x"),
        400,
        /more than 40 fields/,
      );
  });
});

describe("names in requests", () => {
  it("with .. are never used as paths", async () => {
    const body = new FormData();
    body.append("video", new Blob([speech]), "../../../etc/passwd\0.wav");
    const made = await server.request("/api/jobs", { method: "POST", body });
    expect(made.status).toBe(202);
    expect(made.json).toMatchObject({ filename: expect.stringMatching(/^[^/\\]+$/) as unknown });
    await server.ended(made.json.id);
    for (const name of [
      "../../../../etc/passwd",
      "..%2f..%2f..%2fetc%2fpasswd",
      "%2e%2e/en.srt",
      "en%00.srt",
      "..\\en.srt",
    ]) {
      const path = `/api/jobs/${made.json.id}/subtitles/${name}`;
      const reply = await exchange(server.url, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      expect([400, 404]).toContain(reply.status);
      expectRawProblem(reply, reply.status);
    }
  });

  it("that are malformed ids are answered with 404", async () => {
    for (const id of ["..", "%00", "1", "0".repeat(5000), "%ff%fe", "{id}", "'; DROP TABLE jobs; --"])
      for (const rest of ["", "/events", "/subtitles/en.srt"]) {
        // That is the path of another stream, which never ends.
        if (`${id}${rest}` === "../events") continue;
        const path = `/api/jobs/${encodeURI(id).replaceAll("%25", "%")}${rest}`;
        const reply = await exchange(
          server.url,
          `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
        );
        expectRawProblem(reply, 404);
      }
  });
});

describe("files named .mp4", () => {
  const send = (bytes: Uint8Array | string): Promise<Reply> => {
    const body = new FormData();
    body.append("video", new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)]), "talk.mp4");
    return server.request("/api/jobs", { method: "POST", body });
  };

  it("that are archives are refused", async () => {
    // An empty zip archive, and one that contains the talk uncompressed.
    const end = (entries: number, size: number, at: number): Buffer => {
      const record = Buffer.alloc(22);
      record.write("PK\x05\x06", "latin1");
      record.writeUInt16LE(entries, 8);
      record.writeUInt16LE(entries, 10);
      record.writeUInt32LE(size, 12);
      record.writeUInt32LE(at, 16);
      return record;
    };
    expectProblem(await send(end(0, 0, 0)), 422, /./);
    const local = Buffer.alloc(35);
    local.write("PK\x03\x04", "latin1");
    local.writeUInt32LE(speech.length, 18);
    local.writeUInt32LE(speech.length, 22);
    local.writeUInt16LE(5, 26);
    local.write("v.wav", 30);
    const central = Buffer.alloc(51);
    central.write("PK\x01\x02", "latin1");
    central.writeUInt32LE(speech.length, 20);
    central.writeUInt32LE(speech.length, 24);
    central.writeUInt16LE(5, 28);
    central.write("v.wav", 46);
    expectProblem(await send(Buffer.concat([local, speech, central, end(1, 51, 35 + speech.length)])), 422, /./);
  });

  it("that are lists of other files are refused, and those files are not opened", async () => {
    const secret = join(place.folder, "secret.wav");
    await writeFile(secret, speech);
    let visits = 0;
    const bait = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => bait.listen(0, "127.0.0.1", resolve));
    const at = `http://127.0.0.1:${(bait.address() as AddressInfo).port}/v.mp4`;
    for (const text of [
      `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${secret}\n#EXT-X-ENDLIST\n`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${at}\n#EXT-X-ENDLIST\n`,
      `ffconcat version 1.0\nfile '${secret}'\n`,
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="a" bandwidth="1"><BaseURL>${at}</BaseURL><SegmentBase/></Representation></AdaptationSet></Period></MPD>`,
      `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n`,
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file://${secret}">]><x>&y;</x>`,
    ])
      expectProblem(await send(text), 422, /./);
    await new Promise((resolve) => bait.close(resolve));
    expect(visits).toBe(0);
  });

  it("that are containers without sound are refused", async () => {
    const path = join(place.folder, "text.mp4");
    // A container without picture or sound.
    execFileSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "color=s=16x16:d=1", "-an", "-y", path]);
    expectProblem(await send(await readFile(path)), 422, /./);
    expectProblem(await send((await readFile(path)).subarray(0, 200)), 422, /./);
  });
});

describe("methods", () => {
  const id = crypto.randomUUID();
  it.each([
    ["PATCH", "/api/jobs", "GET, HEAD, POST, OPTIONS"],
    ["DELETE", "/api/session/", null],
    ["PUT", `/api/jobs/${id}`, "GET, HEAD, DELETE, OPTIONS"],
    ["GET", `/api/jobs/${id}/cancel`, "POST, OPTIONS"],
    ["HEAD", `/api/jobs/${id}/retry`, "POST, OPTIONS"],
    ["POST", `/api/jobs/${id}/events`, "GET, HEAD, OPTIONS"],
    ["DELETE", `/api/jobs/${id}/subtitles/en`, "GET, HEAD, PUT, OPTIONS"],
    ["PUT", `/outputs/${id}/original`, "GET, HEAD, OPTIONS"],
    ["POST", `/files/${id}`, "HEAD, PATCH, DELETE, OPTIONS"],
    ["DELETE", "/health", "GET, HEAD, OPTIONS"],
    ["POST", "/openapi.json", "GET, HEAD, OPTIONS"],
    ["POST", "/nowhere", null],
  ])("%s %s is answered with the methods that the path supports", async (method, path, methods) => {
    const reply = await server.request(path, { method });
    const expected = methods === null ? 404 : 405;
    if (method === "HEAD") expect([reply.status, reply.text]).toEqual([expected, ""]);
    else expectProblem(reply, expected, methods === null ? /nothing at this path/ : /use GET|use POST|use HEAD/);
    expect(reply.headers.get("allow")).toBe(methods);
    const options = await server.request(path, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([methods === null ? 404 : 204, methods]);
  });

  it("HEAD is answered like GET, without a body", async () => {
    const job = (await server.submit(speech, {})).json.id;
    // The stream of an unfinished job, which HEAD must not open.
    expect((await server.request(`/api/jobs/${job}/events`, { method: "HEAD" })).headers.get("content-type")).toBe(
      "text/event-stream",
    );
    await server.ended(job);
    for (const path of [
      `/api/jobs/${job}`,
      `/api/jobs/${job}/events`,
      `/outputs/${job}/original`,
      "/health",
      "/docs",
    ]) {
      const [got, head] = [await server.request(path), await server.request(path, { method: "HEAD" })];
      expect([head.status, head.text]).toEqual([200, ""]);
      for (const name of ["content-type", "etag", "content-disposition"])
        expect(head.headers.get(name), `${name} of ${path}`).toBe(got.headers.get(name));
    }
    expect((await server.request("/api/jobs/none", { method: "HEAD" })).status).toBe(404);
  });
});

describe("values", () => {
  it("that the database cannot store are refused before it is asked", async () => {
    const { id } = (await server.submit(speech, {})).json;
    await server.ended(id);
    const put = (text: string, start = 0): Promise<Reply> =>
      server.request(`/api/jobs/${id}/subtitles/en`, {
        method: "PUT",
        headers: { "If-Match": '"1"' },
        body: JSON.stringify({ language: "en", cues: [{ index: 1, start, end: 1e308, text }] }),
      });
    for (const [text, start] of [
      ["a\0b", 0],
      ["\ud800", 0],
      ["a", -1],
      ["a", 1e307],
    ] as const)
      expectProblem(await put(text, start), 422, /subtitles are not valid/);
    const cursor = (at: string): string => Buffer.from(`${at} ${id}`).toString("base64url");
    for (const at of ["-271821-04-20T00:00:00.000Z", "+275760-09-13T00:00:00.000Z", "0001-01-01T00:00:00.000Z"])
      expectProblem(await server.request(`/api/jobs?cursor=${cursor(at)}`), 400, /cursor/);
    expectProblem(await server.submit(speech, {}, { "Idempotency-Key": "k".repeat(5000) }), 400, /Idempotency-Key/);
  });
});

describe("request heads", () => {
  const get = (lines: string): Promise<RawReply> => exchange(server.url, `GET /health HTTP/1.1\r\n${lines}\r\n\r\n`);

  it("that are too large are refused", async () => {
    expectRawProblem(await get(`Host: 127.0.0.1\r\nX-Large: ${"x".repeat(20_000)}`), 431);
    expectRawProblem(await get(`Host: 127.0.0.1${"\r\nX-Many: 1".repeat(5000)}`), 431);
    expectRawProblem(await exchange(server.url, `GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`), 431);
  });

  it("that are not HTTP are refused", async () => {
    for (const bytes of [
      "\r\n\r\nhello\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00",
      "FETCH / HTTP/1.1\r\nHost: x\r\n\r\n",
    ])
      expectRawProblem(await exchange(server.url, bytes), 400);
    for (const lines of [
      "Connection: close",
      "Host: a b\r\nConnection: close",
      "Host: 127.0.0.1\r\nno colon",
      "Host: 127.0.0.1\r\nContent-Length: -1",
      "Host: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
    ])
      expectRawProblem(await get(lines), 400);
    expectRawProblem(await get("Host: 127.0.0.1\r\nExpect: miracles\r\nConnection: close"), 417);
  });

  it("with malformed bodies are refused", async () => {
    const put = `PUT /api/jobs/${crypto.randomUUID()}/subtitles/en HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n`;
    const reply = await exchange(server.url, `${put}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expectRawProblem(reply, reply.status);
  });

  it("that never end are cut off, and delay no other request", async () => {
    const slow: RawConnection[] = [];
    for (let i = 0; i < 50; i++) slow.push(await RawConnection.open(server.url));
    for (const { write } of slow.map((connection) => ({ write: connection.write.bind(connection) })))
      write("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
    const drip = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write("x");
    }, 500);
    try {
      expect((await server.request("/health")).status).toBe(200);
      for (const text of await Promise.all(slow.map(({ closed }) => closed))) {
        // If the connection was cut before the answer, there is none.
        if (text !== "") expectRawProblem(parseReply(text), 408);
      }
    } finally {
      clearInterval(drip);
    }
  });
});
