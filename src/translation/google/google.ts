/** Translates by Google's free web endpoint: unofficial, without a key, and it may answer 429 at any time. Text leaves the machine. */
import type { TranslateOptions } from "../translator.js";
import { lengthOf, translateInBatches } from "../services/in-batches.js";
import { ServiceClient, type ServiceLimits } from "../services/service-client.js";

/** What the browser's translation bar asks. */
export const ENDPOINT = "https://translate.googleapis.com/translate_a/single";

const LINES = 20;
const CHARACTERS = 1500;

/**
 * @example
 * const google = new Google();
 * await google.translate(["Good morning."], { source: "en", target: "id" }); // ["Selamat pagi."]
 */
export class Google {
  readonly #url: string;
  readonly #client: ServiceClient;
  #characters = 0;

  /** @param url of another server that speaks the same protocol, for tests */
  constructor({ url = ENDPOINT, limits }: { url?: string; limits?: ServiceLimits } = {}) {
    this.#url = url;
    this.#client = new ServiceClient("Google's free translation", { limits: { atOnce: 2, ...limits } });
  }

  readonly id = "google 1";

  get usage(): { requests: number; characters: number; tokens: number } {
    return { requests: this.#client.requests, characters: this.#characters, tokens: 0 };
  }

  /** The translations of lines, in order; null for a line that could not be translated faithfully. */
  translate(
    texts: readonly string[],
    { source, target, signal, onUsage }: TranslateOptions,
  ): Promise<(string | null)[]> {
    return translateInBatches(texts, {
      source,
      target,
      lines: LINES,
      characters: CHARACTERS,
      signal,
      send: async (batch, stop) => {
        const characters = lengthOf(batch.texts);
        this.#characters += characters;
        onUsage?.({ characters });
        const reply = await this.#client.request({
          url: `${this.#url}?${new URLSearchParams({ client: "gtx", sl: serverCode(source), tl: serverCode(target), dt: "t" }).toString()}`,
          // One text whose lines are ours: the endpoint keeps line ends.
          form: new URLSearchParams({ q: batch.texts.map((text) => text.replace(/\s+/gu, " ")).join("\n") }),
          signal: stop,
          onSent: () => onUsage?.({ requests: 1 }),
        });
        const lines = linesOfReply(reply);
        return lines?.length === batch.texts.length ? lines : batch.texts.map(() => null);
      },
    });
  }
}

/** The reply is a list whose first entry is a list of sentences, each a list that begins with its translation. */
function linesOfReply(reply: unknown): string[] | null {
  if (!Array.isArray(reply) || !Array.isArray(reply[0])) return null;
  const sentences = (reply[0] as unknown[]).map((sentence): unknown => (Array.isArray(sentence) ? sentence[0] : null));
  if (!sentences.every((sentence) => typeof sentence === "string" || sentence === null)) return null;
  return sentences
    .join("")
    .split("\n")
    .map((line) => line.trim());
}

function serverCode(language: string): string {
  if (/^zh/iu.test(language)) return /TW|HK|Hant/iu.test(language) ? "zh-TW" : "zh-CN";
  return language === "he" ? "iw" : language;
}
