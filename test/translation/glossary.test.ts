/** Glossaries with real Apertium and with services on loopback. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { translateWithTerms } from "../../src/translation/glossary/with-terms.js";
import type { Translator } from "../../src/translation/translator.js";
import { openTranslator } from "../../src/translation/translators.js";
import { beginService, type ServiceServer } from "./service-server.js";

const SPANISH = { source: "en", target: "es" };
const TERMS = [
  { source: "rank", target: "rango" },
  { source: "message passing", target: "paso de mensajes" },
  { source: "MPI", target: "MPI" },
  { source: "Sister", target: "Sister" },
];

const textsOf = async (translator: Translator, texts: string[], target = "es", terms = TERMS): Promise<unknown[]> =>
  (await translateWithTerms(translator, texts, { source: "en", target, terms })).map(({ text }) => text);

describe("a glossary with Apertium", () => {
  let apertium: Translator;
  beforeAll(async () => {
    apertium = await openTranslator("apertium");
  });
  afterAll(() => apertium.close());

  it("gives every occurrence its translation, in the speaker's number and case", async () => {
    expect(
      await textsOf(apertium, [
        "The rank sends a message to the other ranks.",
        "Message passing is quick.",
        "We like message passing",
        "Sister is a library that uses MPI.",
        "Rank.",
        "We work. Ranks work too.",
      ]),
    ).toEqual([
      "El rango envía un mensaje al otro rangos.",
      expect.stringMatching(/^Paso de mensajes es /),
      "Nos gusta paso de mensajes",
      expect.stringMatching(/^Sister es una biblioteca que .* MPI\.$/),
      "Rango.",
      expect.stringMatching(/^\p{Lu}\p{Ll}+\. Rangos /u),
    ]);
  });

  it("leaves texts without terms as they are, and keeps texts that look like its tokens", async () => {
    expect(await textsOf(apertium, ["The house is big.", "Write __0__ for the rank.", ""])).toEqual([
      "La casa es grande.",
      expect.stringMatching(/^Escribe __0__ .*rango\.$/),
      "",
    ]);
  });

  it("over two pairs", async () => {
    expect(await textsOf(apertium, ["The rank works."], "ca", [{ source: "rank", target: "rang" }])).toEqual([
      expect.stringMatching(/^\p{Lu}\p{Ll}+ rang \p{Ll}+\.$/u),
    ]);
  });

  it("does not pass the source off as a translation because a term was found", async () => {
    expect(await textsOf(apertium, ["Zorg zorgle blarf."], "es", [{ source: "Zorg", target: "Zorg" }])).toEqual([null]);
    expect(await textsOf(apertium, ["MPI, Sister."])).toEqual(["MPI, Sister."]);
  });
});

describe("a glossary with a translator that loses tokens", () => {
  it("translates the text without tokens, and reports the term", async () => {
    const lossy: Translator = {
      translate: (texts) =>
        Promise.resolve(texts.map((text) => ({ text: text.replace(/__\d__/g, ""), unknownWords: [] }))),
      close: () => Promise.resolve(),
    };
    expect(await translateWithTerms(lossy, ["a rank works"], { ...SPANISH, terms: TERMS })).toEqual([
      { text: "a rank works", unknownWords: [], breaches: [{ source: "rank", target: "rango" }] },
    ]);
  });

  it("finds tokens into which blanks were put", async () => {
    const blanks: Translator = {
      translate: (texts) =>
        Promise.resolve(texts.map((text) => ({ text: text.replace(/__(\d)__/g, "_ _ $1 _ _"), unknownWords: [] }))),
      close: () => Promise.resolve(),
    };
    expect(await textsOf(blanks, ["a rank works"])).toEqual(["a rango works"]);
  });
});

describe("a glossary with services", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sister-glossary-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const opened = async (
    protocol: "openai" | "libretranslate",
    use: (translator: Translator, service: ServiceServer) => Promise<void>,
  ): Promise<void> => {
    const service = await beginService(protocol);
    const env = {
      SISTER_DATA_DIR: join(folder, protocol),
      SISTER_OPENAI_URL: service.url,
      SISTER_OPENAI_MODEL: "tiny",
      SISTER_LIBRETRANSLATE_URL: service.url,
    };
    const translator = await openTranslator(protocol, env);
    try {
      await use(translator, service);
    } finally {
      await translator.close();
      await service.close();
    }
  };

  it("puts terms into the prompt of a model, reports what it did not honour, and asks nothing twice", async () => {
    await opened("openai", async (translator, service) => {
      const texts = ["Every rank works well here.", "The house is big and old."];
      const first = await translateWithTerms(translator, texts, { source: "en", target: "id", terms: TERMS });
      const prompts = service.requests.map(({ body }) => body).filter((body) => body.includes("Terms:"));
      expect(prompts.length).toBeGreaterThan(0);
      expect(prompts.every((body) => body.includes('\\"rank\\" = \\"rango\\"') && !body.includes("MPI"))).toBe(true);
      expect(first).toEqual([
        {
          text: "Everykan rankkan workskan wellkan herekan.",
          unknownWords: [],
          breaches: [{ source: "rank", target: "rango" }],
        },
        { text: "Thekan housekan iskan bigkan andkan oldkan.", unknownWords: [] },
      ]);
      const count = service.requests.length;
      expect(await translateWithTerms(translator, texts, { source: "en", target: "id", terms: TERMS })).toEqual(first);
      expect(service.requests).toHaveLength(count);
      // Another glossary: only the text with the term is asked for again.
      const others = [{ source: "rank", target: "rankkan" }];
      const again = await translateWithTerms(translator, texts, { source: "en", target: "id", terms: others });
      expect(again[0]?.breaches).toBeUndefined();
      expect(service.requests.slice(count).every(({ body }) => body.includes("1: Every rank"))).toBe(true);
    });
  });

  it("sends tokens to a service without glossaries", async () => {
    await opened("libretranslate", async (translator, service) => {
      expect(await textsOf(translator, ["Every rank works well here.", "Sister uses MPI every day."], "id")).toEqual([
        "Everykan rango workskan wellkan herekan.",
        "Sister useskan MPI everykan daykan.",
      ]);
      expect(service.requests.map(({ body }) => body).join("")).not.toMatch(/rank|Sister|MPI/);
    });
  });
});
