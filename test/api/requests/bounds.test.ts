/** Limits of requests: what exceeds them is refused with a reason, and other requests are answered meanwhile. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyLimit } from "../../../src/api/bounds/body-limits.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { exchange, parseReply, RawConnection } from "../../support/api/raw-http.js";
import { expectProblem, startServer, talk, until, type Reply, type TestServer } from "../../support/api/server.js";
import { makeToken, type TestToken } from "../../support/api/tokens.js";

const MIB = 2 ** 20;
let place: Place;
let server: TestServer;
let ada: TestToken;
let bob: TestToken;
let speech: Uint8Array;
let job: string;

beforeAll(async () => {
  place = await makePlace();
  ada = await makeToken("ada", place.env);
  bob = await makeToken("bob", place.env);
  speech = await talk(1);
  server = await startServer({
    ...place.env,
    ...{ SISTER_TOKENS: "required", SISTER_SPEECH_MODEL: "sleep:0", SISTER_RATE_LIMIT: "0", SISTER_UPLOAD_LIMIT: "0" },
  });
  job = (await server.submit(speech, {}, ada.bearer)).json.id;
  await server.ended(job, ada.bearer);
});
afterAll(async () => {
  expect(await server.stop()).toBe(143);
  expect(server.command.stderr()).not.toContain("a request failed");
  await place.remove();
});

const send = (
  method: string,
  path: string,
  body: NonNullable<RequestInit["body"]>,
  headers: Record<string, string> = {},
): Promise<Reply> =>
  server.request(path, { method, body, headers: { ...ada.bearer, "Content-Type": "application/json", ...headers } });
const put = (body: NonNullable<RequestInit["body"]>, headers: Record<string, string> = {}): Promise<Reply> =>
  send("PUT", `/api/jobs/${job}/subtitles/en`, body, { "If-Match": "*", ...headers });
const inFlight = async (): Promise<number> =>
  Number(/^sister_http_requests_in_flight (\d+)$/m.exec((await server.request("/metrics")).text)?.[1]);
const head = (line: string, more: string): string =>
  `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${ada.bearer.Authorization}\r\nConnection: close\r\n${more}\r\n\r\n`;

describe("bodies", () => {
  it.each([
    ["POST", "/api/session", 5000],
    ["POST", "/api/jobs", (bodyLimit("POST", "/api/jobs", "application/json") ?? 0) + 1],
    ["POST", "/api/jobs/x/renders", 100_000],
    ["POST", "/api/jobs/x/cancel", 5000],
    ["DELETE", "/api/jobs/x", 5000],
    ["PUT", "/api/jobs/x/subtitles/en", 30 * MIB],
  ])("of %s %s are limited before they are read", async (method, path, bytes) => {
    const announced = head(`${method} ${path}`, `Content-Type: application/json\r\nContent-Length: ${bytes}`);
    const { status, body } = await exchange(server.url, announced);
    expect([status, (JSON.parse(body) as { detail: string }).detail]).toEqual([
      413,
      expect.stringMatching(/larger than \d+/),
    ]);
  });

  it("of 30 MiB, with 3 million keys, empty cues or deep nesting are refused while others are answered", async () => {
    const loads = [
      JSON.stringify(Object.fromEntries(Array.from({ length: 3e5 }, (_, i) => [`k${i}`, i]))),
      `{"language":"en","cues":[${"{},".repeat(7e6)}{}]}`,
      `{"language":"en","cues":[${"[".repeat(5e6)}`,
      `{"language":"en","cues":[{"text":"${"x".repeat(2e7)}"}]}`,
    ];
    for (const load of loads) {
      const refused = put(load);
      expect((await server.request("/api/jobs", { headers: bob.bearer })).status).toBe(200);
      expectProblem(await refused, 422, /subtitles are not valid|not known/);
    }
    expectProblem(await put("x".repeat(30 * MIB)), 413, /larger than 24000000 bytes/);
    expectProblem(await send("POST", "/api/jobs", `{"upload":"${"[".repeat(60_000)}`), 422, /./);
  });

  it.each(["", "text/plain", "application/octet-stream"])(
    "of the type %j are refused by routes that take JSON",
    async (type) => {
      const body = JSON.stringify({ lang: "en", kind: "mux" });
      // Bytes, because fetch sets a type for text.
      const headers = { ...ada.bearer, ...(type === "" ? {} : { "Content-Type": type }) };
      for (const path of [`/api/jobs/${job}/renders`, "/api/jobs"]) {
        const { status } = await server.request(path, { method: "POST", body: Buffer.from(body), headers });
        expect([path, status]).toEqual([path, expect.toSatisfy((one: number) => [400, 415, 422].includes(one))]);
      }
    },
  );

  it("with 20,000 cues are saved", async () => {
    const cues = Array.from({ length: 20_000 }, (_, i) => ({
      index: i + 1,
      start: i,
      end: i + 0.5,
      text: `Cue ${i} – añó`,
    }));
    const saved = await put(JSON.stringify({ language: "en", cues }));
    expect([saved.status, saved.json.cues]).toEqual([200, cues]);
    expect((await server.request(`/api/jobs/${job}/subtitles/en.json`, { headers: ada.bearer })).json.cues).toEqual(
      cues,
    );
  });

  it("that are only half sent take limited memory, per owner and in total", async () => {
    const memory = async (): Promise<number> =>
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.command.child.pid}/status`, "utf8"))?.[1]) * 1024;
    const before = await memory();
    const half: RawConnection[] = [];
    for (let i = 0; i < 60; i++) {
      const connection = await RawConnection.open(server.url);
      connection.write(
        head(
          `PUT /api/jobs/${job}/subtitles/en`,
          `If-Match: "1"\r\nContent-Type: application/json\r\nContent-Length: 23000000`,
        ),
      );
      connection.write(Buffer.alloc(11 * MIB, 0x20));
      half.push(connection);
    }
    try {
      const refused = half.slice(2);
      for (const { closed } of refused) {
        const text = await closed;
        if (text === "") continue;
        const { status, headers } = parseReply(text);
        expect([status, headers.get("retry-after")]).toEqual([429, "2"]);
      }
      expect(await memory()).toBeLessThan(before + 500 * MIB);
      expectProblem(await put("x".repeat(23_000_000)), 429, /send fewer at once/);
      expect((await server.request("/api/jobs", { headers: bob.bearer })).status).toBe(200);
    } finally {
      for (const { socket } of half) socket.destroy();
    }
    await until(async () => (await put('{"language":"en","cues":[]}', { "If-Match": '"x"' })).status === 412);
    // What they held is free again: there is room for a body as large.
    await until(async () => (await put("x".repeat(23_000_000))).status !== 429);
    await until(async () => (await inFlight()) === 1);
  });
});

describe("conditional requests", () => {
  it("follow RFC 9110 on every route with an ETag", async () => {
    const document = JSON.stringify({ language: "en", cues: [{ index: 1, start: 0, end: 1, text: "a" }] });
    const path = `/api/jobs/${job}/subtitles/en.json`;
    const etag = (await server.request(path, { headers: ada.bearer })).headers.get("etag") ?? "";
    for (const seen of ['"2147483648"', '"99999999999999999999"', `W/${etag}`, '"0", "x"', '"-1"'])
      expectProblem(await put(document, { "If-Match": seen }), 412, /changed/);
    for (const seen of ["3", etag.slice(1), `${etag} ${etag}`, `*, ${etag}`])
      expectProblem(await put(document, { "If-Match": seen }), 400, /malformed/);
    expectProblem(await put(document, { "If-Match": etag, "If-None-Match": "*" }), 412, /changed/);
    const saved = await put(document, { "If-Match": `"x", ${etag}` });
    expect(saved.status).toBe(200);
    const now = saved.headers.get("etag") ?? "";
    const render = await send("POST", `/api/jobs/${job}/renders`, JSON.stringify({ lang: "en", kind: "mux" }));
    expect(render.status).toBe(202);
    const original = `/outputs/${job}/original`;
    const others = [original, "/api/fonts/DejaVu%20Sans", "/"];
    const tagged: [string, string][] = [[path, now]];
    for (const one of others) {
      const { status, headers } = await server.request(one, { headers: ada.bearer });
      if (status === 200) tagged.push([one, headers.get("etag") ?? ""]);
    }
    for (const [one, tag] of tagged) {
      const ask = async (headers: Record<string, string>): Promise<number> =>
        (await server.request(one, { headers: { ...ada.bearer, ...headers } })).status;
      for (const known of [tag, `W/${tag}`, `"a,b", ${tag}`, "*"])
        expect([one, known, await ask({ "If-None-Match": known })]).toEqual([one, known, 304]);
      for (const known of ['"other"', "nonsense"])
        expect([one, known, await ask({ "If-None-Match": known })]).toEqual([one, known, 200]);
      expect([one, await ask({ "If-Match": tag }), await ask({ "If-Match": `W/${tag}` })]).toEqual([one, 200, 412]);
    }
  });
});

describe("forms", () => {
  const part = (lines: string, body: Uint8Array | string = speech): Buffer =>
    Buffer.concat([
      Buffer.from(`--x\r\n${lines}\r\n\r\n`, "latin1"),
      Buffer.from(body as Uint8Array),
      Buffer.from("\r\n"),
    ]);
  const END = Buffer.from("--x--\r\n");
  const form = (...parts: Buffer[]): Promise<Reply> =>
    send("POST", "/api/jobs", new Uint8Array(Buffer.concat(parts)), {
      "Content-Type": "multipart/form-data; boundary=x",
    });
  const disposition = "Content-Disposition: form-data; name=";
  const video = (): Buffer => part(`${disposition}"video"; filename="v.wav"`);

  it.each([
    ...["x%0a.mp4", "x%0d%0a.mp4", "x%00.mp4", "x%zz.mp4", "x%", "x%ff.mp4"].map((name) => [
      `filename*=UTF-8''${name}`,
      `"video"; filename*=UTF-8''${name}`,
    ]),
    ["an unknown charset", `"video"; filename*=klingon''x.mp4`],
    ["an extended name without a charset", `"video"; filename*=x.mp4`],
    ["two names", `"video"; name="target"; filename="v.wav"`],
    ["two filenames", `"video"; filename="v.wav"; filename="w.wav"`],
    ["a line's end in its name", `"video"; filename="a\nb.wav"`],
    ["two dispositions", `"video"; filename="v.wav"\r\n${disposition}"video"`],
    ["a head that is too long", `"video"; filename="v.wav"\r\nX-Long: ${"y".repeat(100_000)}`],
    ["a transfer encoding", `"video"; filename="v.wav"\r\nContent-Transfer-Encoding: base64`],
  ])("with %s are refused, before and after the video", async (_, lines) => {
    for (const parts of [
      [part(disposition + lines), END],
      [video(), part(disposition + lines), END],
      [part(disposition + lines)],
    ])
      expectProblem(await form(...parts), 400, /form/);
    expect(await readdir(join(place.folder, "data", "incoming"))).toEqual([]);
    expect(await inFlight()).toBe(1);
  });

  it("with thousands of parts, or with a video without a name, are answered", async () => {
    expectProblem(await form(...Array.from({ length: 5000 }, () => part("X: y", "z")), video(), END), 400, /form/);
    const made = await form(part(`${disposition}"video"\r\nContent-Type: application/octet-stream`), END);
    expect([made.status, (made.json as unknown as { filename: string }).filename]).toEqual([202, "video"]);
    expect(await readdir(join(place.folder, "data", "incoming"))).toEqual([]);
  });

  it("and other requests with unknown fields are refused, and the error names the fields", async () => {
    const field = (name: string): Buffer => part(`${disposition}"${name}"`, "es");
    expectProblem(await form(field("targets"), video(), END), 422, /"targets" is not known: did you mean "target"/);
    expectProblem(await form(video(), field("languages"), END), 422, /"languages" is not known: known are/);
    const json = (body: object): Promise<Reply> => send("POST", "/api/jobs", JSON.stringify(body));
    const upload = crypto.randomUUID();
    expectProblem(await json({ upload, target: ["es"] }), 422, /"target" is not known: did you mean "targets"/);
    expectProblem(await json({ upload, Source: "en", x: 1 }), 422, /"Source", "x" are not known/);
    const render = (body: object): Promise<Reply> => send("POST", `/api/jobs/${job}/renders`, JSON.stringify(body));
    expectProblem(await render({ lang: "en", kind: "mux", styles: {} }), 422, /"styles" is not known/);
    expectProblem(
      await render({ lang: "en", kind: "burn", style: { colour: "#ffffff" } }),
      422,
      /style: "colour" is not known/,
    );
    expectProblem(
      await server.request("/api/jobs?Status=queued", { headers: ada.bearer }),
      422,
      /"Status" is not known/,
    );
    expectProblem(await send("POST", "/api/jobs?target=es", JSON.stringify({ upload })), 422, /"target" is not known/);
  });
});
