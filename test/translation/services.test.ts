/** Translation services on loopback, good and bad: no line is lost, shifted, doubled, or passed off. */
import { afterEach, describe, expect, it } from "vitest";
import { DeepL } from "../../src/translation/deepl/deepl.js";
import { translateWithTerms } from "../../src/translation/glossary/with-terms.js";
import { Google } from "../../src/translation/google/google.js";
import { LibreTranslate } from "../../src/translation/libretranslate/libretranslate.js";
import { OpenAi } from "../../src/translation/openai/openai.js";
import type { Translation } from "../../src/translation/translator.js";
import type { ServiceLimits } from "../../src/translation/services/service-client.js";
import { beginService, translated, type Manner, type Protocol, type ServiceServer } from "./service-server.js";

const LIMITS: ServiceLimits = { pauseMs: 5, seconds: 2, openMs: 200 };
const KEY = "sk-very-secret-0123456789";

interface Service {
  translate(
    texts: readonly string[],
    options: { source: string; target: string; signal?: AbortSignal },
  ): Promise<(string | null)[]>;
  readonly usage: { requests: number; characters: number };
}

const SERVICES: [string, Protocol, (url: string, limits?: ServiceLimits) => Service][] = [
  [
    "an OpenAI-compatible server",
    "openai",
    (url, limits = LIMITS) => new OpenAi({ url, model: "tiny", key: KEY, limits }),
  ],
  ["LibreTranslate", "libretranslate", (url, limits = LIMITS) => new LibreTranslate({ url, key: KEY, limits })],
  ["DeepL", "deepl", (url, limits = LIMITS) => new DeepL({ url, key: KEY, limits })],
  ["Google's endpoint", "google", (url, limits = LIMITS) => new Google({ url, limits })],
];

/** Speech without numbers or names, which is the hardest to keep in line. */
const SPEECH = [
  "Good morning to all of you.",
  "I would like to talk about the weather.",
  "It rains.",
  "Nobody wants to go outside when it rains like that for days.",
  "So we stay at home and read a book.",
  "That is all.",
  "Thank you very much for coming here this evening.",
  "Are there any questions?",
  "No.",
  "Then we can go and have something to eat together.",
];

const running: ServiceServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe.each(SERVICES)("%s", (_name, protocol, open) => {
  async function begin(): Promise<ServiceServer> {
    const server = await beginService(protocol);
    running.push(server);
    return server;
  }
  const options = { source: "en", target: "id" };
  const expected = SPEECH.map((text) => translated(text, "id"));

  it("translates every line, in order", async () => {
    const server = await begin();
    const service = open(server.url);
    expect(await service.translate(SPEECH, options)).toEqual(expected);
    expect(service.usage.characters).toBeGreaterThan(100);
  });

  it.each<Manner>(["too many", "broken", "cut off", "not JSON", "slow"])(
    "that is once %s is asked again",
    async (manner) => {
      const server = await begin();
      server.next.push(manner);
      expect(await open(server.url).translate(SPEECH, options)).toEqual(expected);
    },
  );

  it.each<Manner>(["too few", "too many lines", "shifted", "doubled"])(
    "whose answers have lines %s is asked in smaller batches until each line has its own",
    async (manner) => {
      const server = await begin();
      server.otherwise = manner;
      expect(await open(server.url).translate(SPEECH, options)).toEqual(expected);
    },
  );

  it("that gives the source back has translated nothing", async () => {
    const server = await begin();
    server.otherwise = "echo";
    const lines = await open(server.url).translate(SPEECH, options);
    for (const [i, line] of lines.entries()) if ((SPEECH[i] ?? "").split(" ").length > 3) expect(line).toBeNull();
  });

  it("that hangs is given up after its time, and says so", async () => {
    const server = await begin();
    server.otherwise = "hangs";
    const service = open(server.url, { ...LIMITS, seconds: 0.2, attempts: 2 });
    await expect(service.translate(SPEECH, options)).rejects.toThrow("no answer within 0.2 s");
  });

  it("that refuses is not asked again, and its words hold no key", async () => {
    const server = await begin();
    server.otherwise = "refuses";
    const failure = await open(server.url)
      .translate(SPEECH.slice(0, 1), options)
      .catch((error: unknown) => error);
    expect(String(failure)).toContain("check its key");
    expect(String(failure)).not.toContain(KEY);
    expect(server.requests).toHaveLength(1);
  });

  it("gets no more requests at a time than its limit", async () => {
    const server = await begin();
    server.otherwise = "slow";
    const many = Array.from({ length: 300 }, (_, i) => `This is sentence number ${i + 100} of a long talk.`);
    await open(server.url, { ...LIMITS, atOnce: 3 }).translate(many, options);
    expect(server.mostAtOnce).toBeLessThanOrEqual(3);
  });

  it("stops at once when the work is stopped", async () => {
    const server = await begin();
    server.otherwise = "hangs";
    const stop = new AbortController();
    const work = open(server.url).translate(SPEECH, { ...options, signal: stop.signal });
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("stopped"));
    await expect(work).rejects.toThrow("stopped");
  });
});

describe("an OpenAI-compatible server", () => {
  it("that knows no schema gets none from then on", async () => {
    const server = await beginService("openai");
    running.push(server);
    server.otherwise = "no schema";
    const service = new OpenAi({ url: server.url, model: "tiny", limits: LIMITS });
    expect(await service.translate(SPEECH.slice(0, 2), { source: "en", target: "id" })).toEqual(
      SPEECH.slice(0, 2).map((text) => translated(text, "id")),
    );
    await service.translate(["Another one of these lines."], { source: "en", target: "id" });
    expect(server.requests.at(-1)?.body).not.toContain("response_format");
  });

  it("without the model that was asked for is named, with the models that it has", async () => {
    const server = await beginService("openai");
    running.push(server);
    await expect(new OpenAi({ url: server.url, model: "large", limits: LIMITS }).check()).rejects.toThrow(
      "one of tiny",
    );
    await new OpenAi({ url: server.url, model: "tiny", limits: LIMITS }).check();
  });
});

describe("DeepL", () => {
  const english = { source: "en", target: "id" };
  async function begin(): Promise<{ server: ServiceServer; deepl: DeepL }> {
    const server = await beginService("deepl");
    running.push(server);
    return { server, deepl: new DeepL({ url: server.url, key: KEY, limits: LIMITS }) };
  }
  const formOf = (server: ServiceServer): URLSearchParams => new URLSearchParams(server.requests[0]?.body);

  it("gets its own language codes, and the neighbours of a batch as context", async () => {
    const { server, deepl } = await begin();
    const many = Array.from({ length: 60 }, (_, i) => `This is sentence number ${i + 100} of a long talk.`);
    await deepl.translate(many, { source: "en-GB", target: "pt" });
    expect(formOf(server).get("source_lang")).toMatch(/^en$/iu);
    expect(formOf(server).get("target_lang")).toMatch(/^pt-pt$/iu);
    expect(formOf(server).getAll("text")).toHaveLength(40);
    expect(formOf(server).get("context")).toBe(many.slice(40, 43).join("\n"));
    expect(server.requests[0]?.headers.authorization).toBe(`DeepL-Auth-Key ${KEY}`);
    expect(server.requests[0]?.headers["user-agent"]).toMatch(/^deepl-node\/[\d.]+ sister\/1$/u);
  });

  it("is checked by what is used of its quota, which costs nothing", async () => {
    const { server, deepl } = await begin();
    expect(await deepl.check()).toBe("1200 of 500000 characters used");
    expect(server.requests.map(({ url }) => url)).toEqual(["/v2/usage"]);
  });

  it("whose quota is used up is not asked again, and says so", async () => {
    const { server, deepl } = await begin();
    server.otherwise = "no quota";
    await expect(deepl.translate(SPEECH, english)).rejects.toThrow(/status 456: .*its quota is used up/u);
    expect(server.requests).toHaveLength(1);
  });

  describe("gets the terms of a glossary as a glossary of its own", () => {
    const terms = [
      { source: "weather", target: "cuaca" },
      { source: "book", target: "buku" },
    ];
    const lines = ["I would like to talk about the weather.", "So we stay at home and read a book."];
    const expected = [
      translated(lines[0] ?? "", "id").replace(translated("weather", "id"), "cuaca"),
      translated(lines[1] ?? "", "id").replace(translated("book", "id"), "buku"),
    ];
    const translate = (deepl: DeepL, texts = lines) =>
      translateWithTerms({ takesTerms: deepl.takesTerms, translate: lined(deepl) }, texts, { ...english, terms }).then(
        (all) => all.map(({ text }) => text),
      );
    const lined =
      (deepl: DeepL) =>
      async (texts: readonly string[], options: Parameters<DeepL["translate"]>[1]): Promise<Translation[]> =>
        (await deepl.translate(texts, options)).map((text) => ({ text, unknownWords: [] }));
    const made = ({ requests }: ServiceServer): number =>
      requests.filter(({ url, body }) => url === "/v2/glossaries" && body !== "").length;

    it("made once for all batches, jobs and servers", async () => {
      const { server, deepl } = await begin();
      expect(await translate(deepl)).toEqual(expected);
      expect(await translate(deepl, lines.slice(1))).toEqual(expected.slice(1));
      const [glossary] = server.glossaries;
      expect(glossary).toMatchObject({ source_lang: "en", target_lang: "id", entries: "weather\tcuaca\nbook\tbuku" });
      const another = new DeepL({ url: server.url, key: KEY, limits: LIMITS });
      expect(await translate(another)).toEqual(expected);
      expect([server.glossaries.length, made(server)]).toEqual([1, 1]);
      expect(server.requests.some(({ body }) => /text=[^&]*__0__/u.test(body))).toBe(false);
    });

    it("or tokens, if the account may have no more", async () => {
      const { server, deepl } = await begin();
      server.glossariesMost = 0;
      expect(await translate(deepl)).toEqual(expected);
      expect(server.requests.at(-1)?.body).toContain("__0__");
    });

    it("and removes its own old ones, those of others never", async () => {
      const { server, deepl } = await begin();
      const old = { ready: true, source_lang: "en", target_lang: "id", entry_count: 1, entries: "a\tb" };
      const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
      const names = [
        ["sister en-id 1", hoursAgo(2)],
        ["sister en-id 2", hoursAgo(25)],
        ["Our terms", hoursAgo(1000)],
      ] as const;
      for (const [name, creation_time] of names)
        server.glossaries.push({ ...old, glossary_id: name.replaceAll(" ", "-"), name, creation_time });
      expect(await translate(deepl)).toEqual(expected);
      expect(server.glossaries.map(({ name }) => name)).toEqual([
        "sister en-id 1",
        "Our terms",
        expect.stringMatching(/^sister en-id [0-9a-f]{24}$/u),
      ]);
      // A full account: the one of two hours gives way.
      server.glossariesMost = 3;
      const others = [{ source: "home", target: "rumah" }];
      await deepl.translate(lines, { ...english, terms: others });
      expect(server.glossaries.map(({ name }) => name)).not.toContain("sister en-id 1");
      expect(server.glossaries.map(({ entries }) => entries)).toContain("home\trumah");
    });

    it("and goes on if somebody removes it", async () => {
      const { server, deepl } = await begin();
      await translate(deepl);
      server.glossaries.splice(0);
      expect(await translate(deepl)).toEqual(expected);
      expect(await translate(deepl)).toEqual(expected);
      expect(server.glossaries).toHaveLength(1);
    });

    it("and says that DeepL cannot be reached", async () => {
      const { server, deepl } = await begin();
      await server.close();
      await expect(translate(deepl)).rejects.toThrow(/^DeepL failed 5 times/u);
    });
  });
});
