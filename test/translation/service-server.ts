/** Translation services on loopback that behave as the real ones do, well or badly. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the next answers are. Each takes the request's lines and gives what the service answers. */
export type Manner =
  | "good"
  | "slow"
  | "too many"
  | "broken"
  | "cut off"
  | "too few"
  | "too many lines"
  | "shifted"
  | "doubled"
  | "echo"
  | "not JSON"
  | "hangs"
  | "refuses"
  | "no quota"
  | "no schema";

/** A glossary of DeepL's, as the account lists it. */
interface KeptGlossary {
  glossary_id: string;
  name: string;
  ready: boolean;
  source_lang: string;
  target_lang: string;
  creation_time: string;
  entry_count: number;
  /** Not listed: "source<tab>target" lines. */
  entries: string;
}

/** A translation that anybody can check: every word gets the language's ending, numbers and names stay. */
export function translated(text: string, target: string): string {
  return text.replace(/\p{L}+/gu, (word) =>
    /^\p{Lu}{2,}$/u.test(word) ? word : `${word}${target === "id" ? "kan" : "ez"}`,
  );
}

export interface ServiceServer {
  readonly url: string;
  /** Manners of the next requests, one each; then `otherwise`. */
  readonly next: Manner[];
  otherwise: Manner;
  /** Requests that came: address, headers and body. */
  readonly requests: { url: string; headers: IncomingMessage["headers"]; body: string }[];
  /** Most requests that were under way at once. */
  readonly mostAtOnce: number;
  /** Requests that are under way. */
  readonly underWay: number;
  /** DeepL's glossaries of the account. At most `glossariesMost`. */
  readonly glossaries: KeptGlossary[];
  glossariesMost: number;
  close(): Promise<void>;
}

export type Protocol = "openai" | "libretranslate" | "google" | "deepl";

/** Begins a service on a free port of loopback. */
export async function beginService(protocol: Protocol): Promise<ServiceServer> {
  const requests: ServiceServer["requests"] = [];
  const next: Manner[] = [];
  const hanging = new Set<ServerResponse>();
  const glossaries: KeptGlossary[] = [];
  const state = { otherwise: "good" as Manner, now: 0, most: 0, glossariesMost: 1000 };
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString();
      requests.push({ url: request.url ?? "", headers: request.headers, body });
      state.now += 1;
      state.most = Math.max(state.most, state.now);
      response.once("close", () => (state.now -= 1));
      if (protocol === "deepl" && request.url?.startsWith("/v2/glossaries"))
        return keepGlossary(request, response, { body, glossaries, most: state.glossariesMost });
      if (request.method === "GET") return reply(response, 200, listing(protocol));
      const manner = next.shift() ?? state.otherwise;
      const asked = question(protocol, request.url ?? "", body);
      if (manner === "hangs") return void hanging.add(response);
      if (manner === "slow") await new Promise((resolve) => setTimeout(resolve, 50));
      if (manner === "too many") return reply(response, 429, { error: "slow down" }, { "retry-after": "0.05" });
      if (manner === "broken") return reply(response, 503, { error: "overloaded" });
      if (manner === "refuses")
        // DeepL says 403 for a wrong key, the others 401.
        return reply(response, protocol === "deepl" ? 403 : 401, {
          error: `bad key ${String(request.headers.authorization)} ${body}`,
          message: `bad key ${String(request.headers.authorization)}`,
        });
      if (manner === "no quota") return reply(response, 456, { message: "Quota Exceeded" });
      if (manner === "no schema" && body.includes("response_format"))
        return reply(response, 400, { error: "unknown field response_format" });
      const glossary = glossaryOf(body, glossaries);
      if (glossary === undefined) return reply(response, 404, { message: "Glossary not found" });
      if (manner === "not JSON") return void response.writeHead(200).end("<html>Bad gateway</html>");
      const lines = misbehave(manner, asked).map((line) => withGlossary(line, asked.target, glossary));
      const text = JSON.stringify(answer(protocol, lines, manner));
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
      if (manner === "cut off") return void response.write(text.slice(0, text.length / 2), () => response.destroy());
      response.end(text);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${protocol === "openai" ? "/v1" : ""}`,
    next,
    requests,
    get otherwise() {
      return state.otherwise;
    },
    set otherwise(manner) {
      state.otherwise = manner;
    },
    get underWay() {
      return state.now;
    },
    get mostAtOnce() {
      return state.most;
    },
    glossaries,
    get glossariesMost() {
      return state.glossariesMost;
    },
    set glossariesMost(most) {
      state.glossariesMost = most;
    },
    close: async () => {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function reply(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

function listing(protocol: Protocol): unknown {
  if (protocol === "deepl") return { character_count: 1200, character_limit: 500_000 };
  if (protocol === "openai") return { object: "list", data: [{ id: "tiny" }] };
  return [
    { code: "en", name: "English", targets: ["en", "id", "es"] },
    { code: "id", name: "Indonesian", targets: ["en"] },
  ];
}

/** DeepL's requests about glossaries: list, make, remove. */
function keepGlossary(
  { method, url = "" }: IncomingMessage,
  response: ServerResponse,
  { body, glossaries, most }: { body: string; glossaries: KeptGlossary[]; most: number },
): void {
  const listed = ({ entries: _entries, ...one }: KeptGlossary): unknown => one;
  if (method === "GET") return reply(response, 200, { glossaries: glossaries.map(listed) });
  if (method === "DELETE") {
    const at = glossaries.findIndex(({ glossary_id: id }) => url.endsWith(`/${id}`));
    if (at === -1) return reply(response, 404, { message: "Glossary not found" });
    glossaries.splice(at, 1);
    return void response.writeHead(204).end();
  }
  if (glossaries.length >= most) return reply(response, 456, { message: "Too many glossaries" });
  const form = new URLSearchParams(body);
  const entries = form.get("entries") ?? "";
  const one: KeptGlossary = {
    glossary_id: `00000000-0000-4000-8000-${String(glossaries.length + Math.floor(Math.random() * 1e9)).padStart(12, "0")}`,
    name: form.get("name") ?? "",
    ready: true,
    source_lang: (form.get("source_lang") ?? "").toLowerCase(),
    target_lang: (form.get("target_lang") ?? "").toLowerCase(),
    creation_time: new Date().toISOString(),
    entry_count: entries.split("\n").length,
    entries,
  };
  glossaries.push(one);
  reply(response, 201, listed(one));
}

/** The glossary that a request names: null for none, undefined for one that the account has not. */
function glossaryOf(body: string, glossaries: readonly KeptGlossary[]): KeptGlossary | null | undefined {
  const id = new URLSearchParams(body).get("glossary_id");
  return id === null ? null : glossaries.find(({ glossary_id: one }) => one === id);
}

/** A translated line with the glossary's words in place of those that `translated` made of its terms. */
function withGlossary(line: string, target: string, glossary: KeptGlossary | null): string {
  const rows = glossary?.entries.split("\n").map((row) => row.split("\t")) ?? [];
  return rows.reduce((text, [term = "", wanted = ""]) => text.replaceAll(translated(term, target), wanted), line);
}

interface Question {
  lines: string[];
  target: string;
}

/** The lines that a request asks for. */
function question(protocol: Protocol, url: string, body: string): Question {
  if (protocol === "google") {
    const query = new URL(url, "http://x").searchParams;
    return { lines: (new URLSearchParams(body).get("q") ?? "").split("\n"), target: query.get("tl") ?? "" };
  }
  if (protocol === "deepl") {
    const form = new URLSearchParams(body);
    return { lines: form.getAll("text"), target: (form.get("target_lang") ?? "").toLowerCase() };
  }
  const json = JSON.parse(body) as { q?: string[]; target?: string; messages?: { content: string }[] };
  if (protocol === "libretranslate") return { lines: json.q ?? [], target: json.target ?? "" };
  const [system, user] = json.messages ?? [];
  const numbered = (user?.content ?? "").split("Translate:\n")[1] ?? "";
  return {
    lines: numbered.split("\n").map((line) => line.replace(/^\d+: /u, "")),
    target: /into Indonesian/u.test(system?.content ?? "") ? "id" : "es",
  };
}

function misbehave(manner: Manner, { lines, target }: Question): string[] {
  const good = lines.map((line) => translated(line, target));
  // A single line cannot be shifted: a service that slips does so between lines.
  if (manner === "shifted" && lines.length > 1) return [...good.slice(1), good[0] ?? ""];
  if (manner === "doubled" && lines.length > 2) return [...good.slice(0, 1), ...good.slice(0, -1)];
  if (manner === "too few" && lines.length > 1) return good.slice(0, -1);
  if (manner === "too many lines" && lines.length > 1) return [...good, good.at(-1) ?? ""];
  if (manner === "echo") return lines;
  return good;
}

function answer(protocol: Protocol, lines: readonly string[], manner: Manner): unknown {
  if (protocol === "libretranslate") return { translatedText: lines };
  if (protocol === "google")
    return [lines.map((line, i) => [i < lines.length - 1 ? `${line}\n` : line, "", null]), null, "en"];
  if (protocol === "deepl")
    return {
      translations: lines.map((text) => ({ detected_source_language: "EN", text, billed_characters: text.length })),
    };
  const content =
    manner === "no schema"
      ? lines.map((line, i) => `${i + 1}: ${line}`).join("\n")
      : JSON.stringify({ lines: lines.map((text, i) => ({ number: i + 1, text })) });
  return {
    choices: [{ message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 10, completion_tokens: 5 },
  };
}
