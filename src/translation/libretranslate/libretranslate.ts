/** Translates by a LibreTranslate server. */
import type { TranslateOptions } from "../translator.js";
import { lengthOf, translateInBatches } from "../services/in-batches.js";
import { ServiceClient, type ServiceLimits } from "../services/service-client.js";

export interface LibreTranslateSettings {
  /** Address of the server: "http://127.0.0.1:5000". */
  readonly url: string;
  /** Public servers want one. */
  readonly key?: string | undefined;
  readonly limits?: ServiceLimits;
}

const LINES = 40;
const CHARACTERS = 4000;

/**
 * @example
 * const libre = new LibreTranslate({ url: "http://127.0.0.1:5000" });
 * await libre.translate(["Good morning."], { source: "en", target: "id" }); // ["Selamat pagi."]
 */
export class LibreTranslate {
  readonly #url: string;
  readonly #key: string | undefined;
  readonly #client: ServiceClient;
  #characters = 0;
  #pairs: Promise<Map<string, Set<string>>> | null = null;

  constructor({ url, key, limits }: LibreTranslateSettings) {
    this.#url = url.replace(/\/+$/u, "");
    this.#key = key;
    this.#client = new ServiceClient("LibreTranslate", {
      secrets: key === undefined ? [] : [key],
      ...(limits ? { limits } : {}),
    });
  }

  get id(): string {
    return `libretranslate 1 ${new URL(this.#url).host}`;
  }

  get usage(): { requests: number; characters: number; tokens: number } {
    return { requests: this.#client.requests, characters: this.#characters, tokens: 0 };
  }

  /** The languages that the server translates between: targets by source. Asked for once. */
  pairs(signal?: AbortSignal): Promise<Map<string, Set<string>>> {
    this.#pairs ??= this.#readPairs(signal).catch((error: unknown) => {
      this.#pairs = null;
      throw error;
    });
    return this.#pairs;
  }

  async #readPairs(signal?: AbortSignal): Promise<Map<string, Set<string>>> {
    const reply = await this.#client.request({ method: "GET", url: `${this.#url}/languages`, signal });
    const languages = (Array.isArray(reply) ? reply : []) as { code?: unknown; targets?: unknown }[];
    const all = languages.map(({ code }) => String(code));
    return new Map(
      languages.map(({ code, targets }) => [
        String(code),
        new Set((Array.isArray(targets) ? targets.map(String) : all).filter((target) => target !== code)),
      ]),
    );
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
        const reply = (await this.#client.request({
          url: `${this.#url}/translate`,
          json: {
            q: batch.texts,
            source: serverCode(source),
            target: serverCode(target),
            format: "text",
            ...(this.#key === undefined ? {} : { api_key: this.#key }),
          },
          signal: stop,
          onSent: () => onUsage?.({ requests: 1 }),
        })) as { translatedText?: unknown };
        const lines = reply.translatedText;
        if (!Array.isArray(lines) || lines.length !== batch.texts.length) return batch.texts.map(() => null);
        return lines.map((line) => (typeof line === "string" ? line.trim() : null));
      },
    });
  }
}

/** LibreTranslate's codes: two letters, but for Chinese in its scripts and Brazil's Portuguese. */
function serverCode(language: string): string {
  if (/^zh-(?:TW|HK|Hant)/iu.test(language)) return "zt";
  if (/^pt-BR$/iu.test(language)) return "pb";
  return language.split("-")[0]?.toLowerCase() ?? language;
}
