/** Access by tokens and sessions, rate limits, and that no secret gets into logs or responses. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../cli/sister.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { expectProblem, startServer, talk, type Reply, type TestServer } from "../../support/api/server.js";
import { makeToken, type TestToken } from "../../support/api/tokens.js";

describe("a server with tokens", () => {
  let place: Place;
  let server: TestServer;
  let ada: TestToken;
  let bob: TestToken;
  const cookies: string[] = [];
  beforeAll(async () => {
    place = await makePlace();
    ada = await makeToken("ada", place.env);
    bob = await makeToken("bob", place.env);
    server = await startServer({
      ...place.env,
      SISTER_TOKENS: "required",
      SISTER_SPEECH_MODEL: "sleep:0.01",
      LOG_LEVEL: "debug",
    });
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  /** Begins a session of a token, and returns the headers that a browser would send from then on. */
  const begin = async (token: TestToken, headers: Record<string, string> = {}): Promise<Reply & { cookie: string }> => {
    const reply = await server.request("/api/session", { method: "POST", headers: { ...token.bearer, ...headers } });
    const cookie = (reply.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    cookies.push(cookie.split("=")[1] ?? "");
    return { ...reply, cookie };
  };
  const sameOrigin = (): Record<string, string> => ({ Origin: server.url });

  it("gives a browser a session cookie for its token, and ends the session", async () => {
    const session = await begin(ada);
    expect(session.status).toBe(201);
    expect(session.json).toMatchObject({ owner: "ada" });
    const set = session.headers.get("set-cookie") ?? "";
    for (const attribute of ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"])
      expect(set).toContain(attribute);
    expect(set).not.toContain("Secure");
    const secure = await begin(ada, { "X-Forwarded-Proto": "https" });
    expect(secure.headers.get("set-cookie")).toContain("Secure");
    expect(secure.headers.get("strict-transport-security")).toMatch(/max-age/);

    const headers = { Cookie: session.cookie };
    expect((await server.request("/api/jobs", { headers })).status).toBe(200);
    expect((await server.request("/api/session", { headers })).json).toMatchObject({ owner: "ada" });
    // A session cannot make another session.
    expectProblem(
      await server.request("/api/session", { method: "POST", headers: { ...headers, ...sameOrigin() } }),
      401,
      /token/,
    );
    const ended = await server.request("/api/session", { method: "DELETE", headers: { ...headers, ...sameOrigin() } });
    expect([ended.status, ended.headers.get("set-cookie")]).toEqual([204, expect.stringMatching(/Max-Age=0/)]);
    expectProblem(await server.request("/api/jobs", { headers }), 401, /Bearer/);
    // The other session goes on.
    expect((await server.request("/api/jobs", { headers: { Cookie: secure.cookie } })).status).toBe(200);
  });

  it("refuses requests with a cookie from pages of other sites if they change something", async () => {
    const { cookie } = await begin(ada);
    const { id } = (await server.submit(await talk(1), {}, ada.bearer)).json;
    const host = new URL(server.url).host;
    for (const headers of [
      {},
      { Origin: "http://evil.example" },
      { Origin: "null" },
      { Origin: `http://evil.example/${host}` },
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { "Sec-Fetch-Site": "cross-site", Origin: server.url },
      { "Sec-Fetch-Site": "same-origin", Origin: "http://evil.example" },
    ] as Record<string, string>[]) {
      const asked = { headers: { Cookie: cookie, ...headers } };
      expectProblem(await server.request(`/api/jobs/${id}/cancel`, { method: "POST", ...asked }), 403, /other sites/);
      expectProblem(await server.request(`/api/jobs/${id}`, { method: "DELETE", ...asked }), 403, /other sites/);
    }
    await server.ended(id, ada.bearer);
    for (const headers of [sameOrigin(), { "Sec-Fetch-Site": "same-origin" }, { Origin: `https://${host}` }] as Record<
      string,
      string
    >[])
      // The job has ended or is gone, so anything but 403 shows that the request was let in.
      expect(
        (await server.request(`/api/jobs/${id}`, { method: "DELETE", headers: { Cookie: cookie, ...headers } })).status,
      ).not.toBe(403);
    // A request with a token needs no Origin: no browser sends the token by itself.
    expect((await server.request(`/api/jobs/${id}`, { method: "DELETE", headers: ada.bearer })).status).toBe(404);
  });

  it("caches a status only for its owner, and only until the owner's next write", async () => {
    const made = await server.submit(await talk(1), {}, ada.bearer);
    const { id } = await server.ended(made.json.id, ada.bearer);
    const ask = (token: TestToken, seen: string | null): Promise<Reply> =>
      server.request(`/api/jobs/${id}`, { headers: { ...token.bearer, "Sister-LSN": seen ?? "" } });
    const seen = made.headers.get("sister-lsn");
    expect(seen).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    for (let i = 0; i < 2; i++) {
      expect((await ask(ada, seen)).json).toMatchObject({ id, status: "completed" });
      expectProblem(await ask(bob, seen), 404, /no job/);
    }
    const removed = await server.request(`/api/jobs/${id}`, { method: "DELETE", headers: ada.bearer });
    for (const after of [removed.headers.get("sister-lsn"), seen, "0/0"])
      expectProblem(await ask(ada, after), 404, /no job/);
  });

  it("has no job for another owner, on any route", async () => {
    const { id } = (await server.submit(await talk(1), {}, ada.bearer)).json;
    await server.ended(id, ada.bearer);
    const { paths } = (await server.request("/openapi.json")).json as unknown as {
      paths: Record<string, Record<string, unknown>>;
    };
    const before = (await server.request(`/api/jobs/${id}`, { headers: ada.bearer })).text;
    const bodies: Record<string, unknown> = {
      "/api/jobs/{id}/targets": { target: "es" },
      "/api/jobs/{id}/renders": { lang: "en", kind: "mux" },
      "/api/jobs/{id}/subtitles/{language}": { language: "en", cues: [] },
      "/api/jobs/{id}/subtitles/{language}/cues/{index}/retranslate": {},
    };
    const asked: string[] = [];
    for (const [path, methods] of Object.entries(paths).filter(([one]) => /^\/(api|outputs)\/.*\{id\}/.test(one)))
      for (const method of Object.keys(methods).filter((one) =>
        ["get", "put", "post", "delete", "patch"].includes(one),
      )) {
        const address = path
          .replace("{id}", id)
          .replace("{index}", "1")
          .replace(/\{language\}/, "en");
        const body = method === "get" ? undefined : JSON.stringify(bodies[path] ?? {});
        const { status } = await server.request(address.replaceAll(/\{\w+\}/g, "original"), {
          method: method.toUpperCase(),
          headers: { ...bob.bearer, "If-Match": "*", "Content-Type": "application/json" },
          ...(body === undefined ? {} : { body }),
        });
        if (status !== 404) asked.push(`${method} ${path}: ${status}`);
      }
    expect(asked).toEqual([]);
    expect((await server.request(`/api/jobs/${id}`, { headers: ada.bearer })).text).toBe(before);
  });

  it("ends the sessions of a revoked token", async () => {
    const eve = await makeToken("eve", place.env);
    const { cookie } = await begin(eve);
    expect((await server.request("/api/jobs", { headers: { Cookie: cookie } })).status).toBe(200);
    expect((await run(["token", "revoke", eve.id], place.env)).status).toBe(0);
    expectProblem(await server.request("/api/jobs", { headers: { Cookie: cookie } }), 401, /Bearer/);
    expectProblem(await server.request("/api/jobs", { headers: eve.bearer }), 401, /Bearer/);
    expect(server.command.stderr()).not.toContain(eve.secret);
  });

  it("writes the id of each request into its response, its problem and the log", async () => {
    const named = await server.request("/api/jobs", { headers: { ...bob.bearer, "X-Request-Id": "from-the-proxy.1" } });
    expect(named.headers.get("x-request-id")).toBe("from-the-proxy.1");
    const missing = await server.request(`/api/jobs/${crypto.randomUUID()}?secret=hunter2`, {
      headers: { ...bob.bearer, "X-Request-Id": "no id {}" },
    });
    const id = missing.headers.get("x-request-id") ?? "";
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expectProblem(missing, 404, /no job/);
    expect(missing.json.requestId).toBe(id);
    const made = await server.submit(await talk(1), {}, bob.bearer);

    const lines = (): Record<string, unknown>[] =>
      server.command
        .stderr()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const lineOf = (request: string | null): Record<string, unknown>[] =>
      lines().filter(({ msg, requestId }) => msg === "request" && requestId === request);
    await expect.poll(() => lineOf(made.headers.get("x-request-id")).length).toBe(1);
    expect(lineOf("from-the-proxy.1")).toMatchObject([
      { method: "GET", route: "/api/jobs", status: 200, owner: "bob", ms: expect.any(Number) as unknown },
    ]);
    expect(lineOf(id)).toMatchObject([{ method: "GET", route: "/api/jobs/:id", status: 404, owner: "bob" }]);
    expect(lineOf(made.headers.get("x-request-id"))).toMatchObject([
      { method: "POST", route: "/api/jobs", status: 202, owner: "bob", job: made.json.id },
    ]);
    await server.ended(made.json.id, bob.bearer);
  });

  it("writes no secret into the log, wherever the request has it", async () => {
    const { cookie } = await begin(ada);
    const hidden = ada.secret;
    for (const [path, headers] of [
      [`/api/jobs/${hidden}`, ada.bearer],
      [`/${hidden}?token=${hidden}`, {}],
      [`/api/jobs?cursor=${hidden}`, ada.bearer],
      ["/api/jobs", { "X-Request-Id": hidden, Authorization: `Basic ${hidden}`, Cookie: cookie }],
      ["/api/jobs", { Authorization: `Bearer ${hidden}x`, Referer: `http://x/${hidden}`, "User-Agent": hidden }],
    ] as [string, Record<string, string>][])
      expect((await server.request(path, { headers })).status).toBeLessThan(500);
    const log = server.command.stderr();
    for (const secret of [ada.secret, bob.secret, ...cookies]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(log).not.toContain(secret);
    }
    expect(log).not.toContain("hunter2");
  });

  it("sends security headers, and lets no other origin read", async () => {
    for (const path of ["/health", "/docs", "/openapi.json", "/api/jobs", "/nowhere"]) {
      const { headers } = await server.request(path, { headers: { ...ada.bearer, Origin: "http://evil.example" } });
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=()");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
      expect(headers.get("cache-control")).toBe("no-store");
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    const preflight = await server.request("/api/jobs", {
      method: "OPTIONS",
      headers: { Origin: "http://evil.example", "Access-Control-Request-Method": "POST" },
    });
    expect(preflight.status).toBeGreaterThanOrEqual(400);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("a server with rate limits", () => {
  let place: Place;
  let server: TestServer;
  beforeAll(async () => {
    place = await makePlace();
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  it("refuses only the owner who sends too many requests", async () => {
    const ada = await makeToken("ada", place.env);
    const bob = await makeToken("bob", place.env);
    server = await startServer({
      ...place.env,
      SISTER_TOKENS: "required",
      SISTER_SPEECH_MODEL: "sleep:0.01",
      SISTER_RATE_LIMIT: "20",
      SISTER_UPLOAD_LIMIT: "2",
    });
    const ask = (token: TestToken): Promise<Reply> => server.request("/api/jobs", { headers: token.bearer });
    const first = await ask(ada);
    expect([first.status, first.headers.get("ratelimit-limit"), first.headers.get("ratelimit-remaining")]).toEqual([
      200,
      "20",
      "19",
    ]);
    const replies: Reply[] = [];
    // A window may end in between; then the count begins again, once.
    for (let i = 0; i < 45 && replies.at(-1)?.status !== 429; i++) replies.push(await ask(ada));
    const refused = replies.at(-1);
    if (!refused) throw new Error("nothing was asked");
    expectProblem(refused, 429, /more than 20 requests a minute/);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get("ratelimit-reset"))).toBeLessThanOrEqual(60);
    expect(refused.headers.get("ratelimit-remaining")).toBe("0");
    expect((await ask(bob)).status).toBe(200);
    expect((await server.request("/health")).status).toBe(200);

    const speech = await talk(1);
    for (const status of [202, 202]) expect((await server.submit(speech, {}, bob.bearer)).status).toBe(status);
    expectProblem(await server.submit(speech, {}, bob.bearer), 429, /more than 2 uploads an hour/);
    expect((await ask(bob)).status).toBe(200);
  });
});
