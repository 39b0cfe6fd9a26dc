/** Random requests, made from the server's own OpenAPI document: valid, almost valid and nonsense. The server never fails, and answers as the document says. */
import fc from "fast-check";
import { Agent, request as send } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePlace, type Place } from "../../support/api/place.js";
import { anyText, valuesOf, type Schema } from "../../support/api/schema-values.js";
import { startServer, talk, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const isFull = process.env["SISTER_TEST_FULL"] === "1";
/** How long requests are sent, in milliseconds. */
const TIME = isFull ? 120_000 : 8_000;
/** What hangs takes so long. */
const ANSWER_MS = patience(20_000);

/** How many requests run at once. */
const AT_ONCE = 8;

interface Operation {
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, unknown>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}
interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

let place: Place;
let server: TestServer;
let speech: Uint8Array;
/** Ids of the jobs that exist. */
const ids: string[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
beforeAll(async () => {
  place = await makePlace();
  speech = await talk(2);
  server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01", SISTER_MAX_UPLOAD_BYTES: "1000000" });
  for (let i = 0; i < 4; i++) ids.push((await server.submit(speech, { target: "es" })).json.id);
  for (const id of ids) await server.ended(id);
});
afterAll(async () => {
  agent.destroy();
  await server.stop();
  await place.remove();
});

interface Answered {
  status: number;
  type: string;
  allow: string | null;
  text: string;
}

function ask({ method, path, headers, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const outgoing = send({ hostname, port, method, path, headers, agent, timeout: ANSWER_MS }, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      // The stream of all jobs never ends: it is enough that it begins.
      if (
        status === 200 &&
        headers["content-type"] === "text/event-stream" &&
        !/^\/api\/jobs\/[0-9a-f-]{36}\/events/i.test(path)
      ) {
        outgoing.destroy();
        return resolve({ status, type: headers["content-type"], allow: null, text: "" });
      }
      let text = "";
      answer.on("data", (piece: Buffer) => (text += piece.toString()));
      answer.once("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"] ?? "",
          allow: answer.headers.allow ?? null,
          text,
        }),
      );
      answer.once("error", reject);
    });
    outgoing.once("timeout", () => outgoing.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
    outgoing.once("error", reject);
    outgoing.end(body ?? undefined);
  });
}

/** Text that a header can contain. */
const inHeader = (text: string): string =>
  text
    .replace(/[^\t\x20-\x7e\xa1-\xff]/g, "")
    .trim()
    .slice(0, 4000);
/** Without unpaired surrogates, which no URL can contain. */
const wellFormed = (text: string): string => Buffer.from(text).toString();
const inPath = (text: string): string => encodeURIComponent(wellFormed(text)).replaceAll("%2F", "/");
const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** Values that are valid at the moment, by the names of parameters. */
const right = (name: string): fc.Arbitrary<string> | null => {
  const values: Record<string, string[]> = {
    id: ids,
    name: ["en.srt", "es.vtt", "en.json"],
    language: ["en", "es"],
    "if-match": ['"1"', '"2"', "*"],
    "last-event-id": ["0", "3"],
  };
  const found = values[name.toLowerCase()];
  return found ? fc.constantFrom(...found) : null;
};

function parameterOf(
  { name, schema }: { name: string; schema?: Schema },
  schemas: Document["components"]["schemas"],
): fc.Arbitrary<string> {
  const any = fc.oneof(anyText, valuesOf(schema ?? {}, schemas).map(textOf));
  const known = right(name);
  return known ? fc.oneof({ arbitrary: known, weight: 3 }, { arbitrary: any, weight: 1 }) : any;
}

/** The parts of a form by a schema's properties. The file is mostly a sound file. */
function formOf(value: unknown, isSound: boolean): Buffer {
  const parts: Buffer[] = [];
  for (const [name, values] of Object.entries((value ?? {}) as Record<string, unknown>))
    for (const one of [values].flat()) {
      const isFile = name === "video";
      const head = `--x\r\nContent-Disposition: form-data; name="${inHeader(name)}"${isFile ? '; filename="v.wav"' : ""}\r\n\r\n`;
      parts.push(
        Buffer.from(head),
        isFile && isSound ? Buffer.from(speech) : Buffer.from(textOf(one)),
        Buffer.from("\r\n"),
      );
    }
  return Buffer.concat([...parts, Buffer.from("--x--\r\n")]);
}

function bodyOf(
  { requestBody }: Operation,
  schemas: Document["components"]["schemas"],
): fc.Arbitrary<{ type: string; body: Buffer } | null> {
  const junk = fc
    .tuple(fc.constantFrom("application/json", "text/plain", "multipart/form-data; boundary=x", ""), anyText)
    .map(([type, text]) => ({ type, body: Buffer.from(text) }));
  const kinds = Object.entries(requestBody?.content ?? {}).map(([type, { schema = {} }]) =>
    fc
      .tuple(valuesOf(schema, schemas), fc.boolean())
      .map(([value, isSound]) =>
        type === "multipart/form-data"
          ? { type: `${type}; boundary=x`, body: formOf(value, isSound) }
          : { type, body: Buffer.from(JSON.stringify(value) ?? "") },
      ),
  );
  if (kinds.length === 0) return fc.oneof({ arbitrary: fc.constant(null), weight: 4 }, { arbitrary: junk, weight: 1 });
  return fc.oneof(
    { arbitrary: fc.oneof(...kinds), weight: 4 },
    { arbitrary: junk, weight: 1 },
    { arbitrary: fc.constant(null), weight: 1 },
  );
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

/** A path of the document, without the names of its parameters. HEAD counts as GET. */
function methodsOf(path: string, { paths }: Document): string[] {
  const shape = (one: string): string => one.replace(/\{\w+\}/g, "{}");
  const items = Object.entries(paths).filter(([one]) => shape(one) === shape(path));
  const methods = new Set(items.flatMap(([, item]) => Object.keys(item).map((method) => method.toUpperCase())));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods.add("OPTIONS")].sort();
}

/** A request, and its operation in the document, or the methods that its path supports instead. */
interface Drawn extends Asked {
  operation: Operation | null;
  instead: string[] | null;
}

function requestOf(path: string, method: string, operation: Operation, document: Document): fc.Arbitrary<Drawn> {
  const { schemas } = document.components;
  const methods = methodsOf(path, document);
  const parameters = operation.parameters ?? [];
  const values = fc.tuple(
    ...parameters.map((parameter) => fc.option(parameterOf(parameter, schemas), { freq: 5, nil: undefined })),
  );
  const verb = fc.oneof(
    { arbitrary: fc.constant(method.toUpperCase()), weight: 6 },
    { arbitrary: fc.constantFrom(...METHODS), weight: 1 },
  );
  return fc.tuple(values, verb, bodyOf(operation, schemas)).map(([given, asked, sent]) => {
    let target = path;
    const query: string[] = [];
    const headers: Record<string, string> = {};
    for (const [i, { name, in: place }] of parameters.entries()) {
      const value = given[i];
      if (place === "path") target = target.replace(`{${name}}`, inPath(value ?? ""));
      else if (value === undefined) continue;
      else if (place === "query") query.push(`${name}=${encodeURIComponent(wellFormed(value))}`);
      else if (place === "header") headers[name] = inHeader(value);
    }
    // The first job is never removed, so that there is always one.
    if (asked === "DELETE") target = target.replace(ids[0] ?? "", ids[1] ?? "");
    if (sent && sent.type !== "") headers["Content-Type"] = sent.type;
    // Node.js sends no length by itself for methods that usually have no body.
    if (sent) headers["Content-Length"] = String(sent.body.length);
    const isOwn = !/\/(\/|\.|$)/.test(target) && target.split("/").length === path.split("/").length;
    return {
      method: asked,
      path: (query.length > 0 ? `${target}?${query.join("&")}` : target).slice(0, 8000),
      headers,
      body: sent?.body ?? null,
      operation: isOwn && asked === method.toUpperCase() ? operation : null,
      instead: isOwn && !methods.includes(asked) ? methods : null,
    };
  });
}

it(
  "the server never fails, and answers random requests as its OpenAPI document says",
  { timeout: TIME + patience(60_000) },
  async () => {
    const document = (await server.request("/openapi.json")).json as unknown as Document;
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => requestOf(path, method, operation, document)),
    );
    expect(operations.length).toBeGreaterThan(12);
    const seen = new Map<number, number>();
    const until = Date.now() + TIME;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...operations), { minLength: 1, maxLength: AT_ONCE }), async (requests) => {
        await Promise.all(
          requests.map(async ({ operation, instead, ...asked }) => {
            const { status, type, allow, text } = await ask(asked);
            seen.set(status, (seen.get(status) ?? 0) + 1);
            expect(status).toBeGreaterThanOrEqual(200);
            // A large upload may be announced: the answer that the disk has no room for it is not a failure.
            if (status !== 507) expect(status).toBeLessThan(500);
            if (status >= 400) {
              expect(type).toBe("application/problem+json");
              if (asked.method !== "HEAD") expect(JSON.parse(text)).toMatchObject({ status });
            }
            if (instead) expect([status, allow?.split(", ").sort()]).toEqual([405, instead]);
            else if (asked.method === "OPTIONS" && status < 300) expect(allow).toContain("OPTIONS");
            if (operation) expect(Object.keys(operation.responses)).toContain(String(status));
          }),
        );
      }),
      {
        // The same requests in every run, and others in the full run.
        ...(process.env["SISTER_TEST_FULL"] === undefined ? { seed: 1 } : {}),
        numRuns: 1_000_000,
        interruptAfterTimeLimit: until - Date.now(),
        markInterruptAsFailure: false,
        endOnFailure: true,
      },
    );
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50);
    // If a kind of answer is missing, the requests are too simple.
    for (const status of [200, 404, 405, 422]) expect(seen.get(status) ?? 0).toBeGreaterThan(0);
    expect((await server.request("/health")).status).toBe(200);
  },
);
