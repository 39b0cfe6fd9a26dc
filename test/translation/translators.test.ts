/** Every translator under the suite of the contract: Apertium for real, services on loopback, Bergamot with a stand-in for its worker. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BergamotTranslator } from "../../src/translation/bergamot/bergamot.js";
import { findTranslator } from "../../src/translation/translators.js";
import { beginModelHome } from "./bergamot/model-home.js";
import { beginService, type Protocol } from "./service-server.js";
import { translatorSuite } from "./translator-suite.js";

const KEY = "sk-very-secret-0123456789";
const ENGLISH_TO_INDONESIAN = { source: "en", target: "id" };
/** No service and no model is offered for Klingon. */
const TO_KLINGON = { source: "en", target: "tlh" };

translatorSuite("apertium", async () => {
  const bare = mkdtempSync(join(tmpdir(), "sister-no-modes-"));
  return {
    definition: findTranslator("apertium"),
    env: process.env,
    route: { source: "en", target: "es" },
    unreachable: TO_KLINGON,
    bare: { ...process.env, APERTIUM_MODES: bare },
    secrets: [],
    endless: { texts: Array.from({ length: 20_000 }, () => "The house is red and the river is cold") },
    end: async () => rmSync(bare, { recursive: true }),
  };
});

/** The settings of each service for a server on loopback. */
const SERVICES: readonly [Protocol, (url: string) => NodeJS.ProcessEnv, boolean][] = [
  ["openai", (url) => ({ SISTER_OPENAI_URL: url, SISTER_OPENAI_MODEL: "tiny", SISTER_OPENAI_KEY: KEY }), true],
  ["libretranslate", (url) => ({ SISTER_LIBRETRANSLATE_URL: url, SISTER_LIBRETRANSLATE_KEY: KEY }), true],
  ["deepl", (url) => ({ SISTER_DEEPL_URL: url, SISTER_DEEPL_KEY: KEY }), true],
  ["google", (url) => ({ SISTER_GOOGLE_URL: url }), false],
];

for (const [id, settings, needsSettings] of SERVICES) {
  translatorSuite(id, async () => {
    const server = await beginService(id);
    return {
      definition: findTranslator(id),
      env: settings(server.url),
      route: ENGLISH_TO_INDONESIAN,
      unreachable: TO_KLINGON,
      ...(needsSettings ? { bare: {} } : {}),
      secrets: [KEY],
      endless: {
        texts: ["Nobody answers this."],
        begin: () => {
          server.otherwise = "hangs";
        },
        isUnderWay: () => server.requests.length > 0,
        release: () => {
          server.otherwise = "good";
        },
      },
      end: () => server.close(),
    };
  });
}

translatorSuite("bergamot", async () => {
  const home = beginModelHome("en-id");
  let opened: BergamotTranslator | null = null;
  return {
    definition: findTranslator("bergamot"),
    env: home.env,
    route: ENGLISH_TO_INDONESIAN,
    unreachable: TO_KLINGON,
    bare: { XDG_DATA_HOME: "/nowhere", XDG_DATA_DIRS: "/nowhere" },
    secrets: [],
    open: async () => (opened = new BergamotTranslator(home.env, { worker: home.standIn() })),
    endless: { texts: ["HANG ONCE with this text please."], isUnderWay: () => opened?.pid !== null },
    end: async () => home.remove(),
  };
});
