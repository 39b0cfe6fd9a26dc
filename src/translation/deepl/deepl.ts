/** Translates by DeepL, through its own library. Text leaves the machine, and DeepL counts its characters. */
import type { DeepLClient, TextResult, Usage } from "deepl-node";
import { messageOf } from "../../errors.js";
import type { Term } from "../glossary/glossary.js";
import { translateWithTerms } from "../glossary/with-terms.js";
import type { ServiceUsage, TranslateOptions, TranslationRoute } from "../translator.js";
import { lengthOf, translateInBatches, type Batch } from "../services/in-batches.js";
import { ServiceClient, ServiceRefusal, type Attempt, type ServiceLimits } from "../services/service-client.js";
import { DeepLGlossaries, type AskDeepL } from "./glossaries.js";
import { sourceCode, targetCode } from "./languages.js";

export interface DeepLSettings {
  readonly key: string;
  /** Address of another server, for tests. Default: DeepL's server for free or for paid accounts, by the key. */
  readonly url?: string | undefined;
  readonly limits?: ServiceLimits;
}

/** DeepL takes 50 texts and 128 KiB in a request. */
const LINES = 40;
const CHARACTERS = 6000;

/** Part of what identifies a result: other options translate otherwise. */
const VERSION = 2;

type ErrorKind = "key" | "quota" | "too many" | "connection" | "other";

interface Library {
  readonly client: DeepLClient;
  /** The kind of an error that the library threw. */
  readonly kindOf: (error: unknown) => ErrorKind;
}

/**
 * @example
 * const deepl = new DeepL({ key });
 * await deepl.translate(["Good morning."], { source: "en", target: "id" }); // ["Selamat pagi."]
 */
export class DeepL {
  readonly #settings: DeepLSettings;
  readonly #client: ServiceClient;
  readonly #host: string;
  readonly #glossaries = new DeepLGlossaries();
  #characters = 0;
  #library: Promise<Library> | null = null;

  constructor(settings: DeepLSettings) {
    const { key, url, limits } = settings;
    this.#settings = settings;
    this.#client = new ServiceClient("DeepL", { secrets: [key], ...(limits ? { limits } : {}) });
    // The host, not the kind of the account, is part of the identity: another server may translate otherwise.
    this.#host = url === undefined ? "deepl.com" : new URL(url).host;
  }

  readonly takesTerms = true;

  /** What identifies its results: never the key. */
  get id(): string {
    return `deepl ${VERSION} ${this.#host}`;
  }

  get usage(): ServiceUsage {
    return { requests: this.#client.requests, characters: this.#characters, tokens: 0 };
  }

  /**
   * Asks DeepL what is used of the account's quota, which shows whether the key is right.
   *
   * @returns "1200 of 500000 characters used"
   * @throws SisterError if DeepL cannot be reached, or refuses
   */
  async check(signal?: AbortSignal): Promise<string> {
    const usage = (await this.#client.perform(
      () =>
        unlessAborted(
          this.#attempt(({ client }) => client.getUsage()),
          signal,
        ),
      signal,
    )) as Usage;
    const { count, limit } = usage.character ?? {};
    return count === undefined ? "no limit of characters" : `${count} of ${limit} characters used`;
  }

  /**
   * The translations of lines, in order; null for a line that could not be translated faithfully.
   *
   * @param options.terms a glossary. DeepL gets it as a glossary of its own, which stays in the account for a day; if the
   * account can have no more, tokens stand for the terms.
   */
  async translate(texts: readonly string[], options: TranslateOptions): Promise<(string | null)[]> {
    const { terms = [], source, target, signal, onUsage } = options;
    if (terms.length === 0) return this.#translateLines(texts, options, null);
    const route = { source, target };
    // Without the signal: another job may wait for the same glossary.
    const ask: AskDeepL = async <T>(request: (client: DeepLClient) => Promise<T>): Promise<T> =>
      (await this.#client.perform(() => {
        onUsage?.({ requests: 1 });
        return this.#attempt(({ client }) => request(client));
      })) as T;
    const glossary = await unlessAborted(this.#glossaries.find(terms, route, ask), signal);
    if (glossary === null) return this.#translateWithTokens(texts, options, terms);
    try {
      return await this.#translateLines(texts, options, glossary);
    } catch (error) {
      // Somebody removed it since. The second time tokens do it, so that two processes do not remove theirs for ever.
      if (!(error instanceof ServiceRefusal) || error.status !== 404) throw error;
      this.#glossaries.forget(terms, route);
      return this.#translateWithTokens(texts, options, terms);
    }
  }

  async #translateWithTokens(
    texts: readonly string[],
    options: TranslateOptions,
    terms: readonly Term[],
  ): Promise<(string | null)[]> {
    const plain = {
      translate: async (lines: readonly string[], asked: TranslateOptions) =>
        (await this.#translateLines(lines, asked, null)).map((text) => ({ text, unknownWords: [] })),
    };
    return (await translateWithTerms(plain, texts, { ...options, terms })).map(({ text }) => text);
  }

  #translateLines(
    texts: readonly string[],
    { source, target, signal, onUsage }: TranslateOptions,
    glossary: string | null,
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
        const results = (await this.#client.perform(() => {
          onUsage?.({ requests: 1 });
          return unlessAborted(this.#once(batch, { source, target }, glossary), stop);
        }, stop)) as TextResult[];
        if (results.length !== batch.texts.length) return batch.texts.map(() => null);
        return results.map(({ text }) => (typeof text === "string" ? text.trim() : null));
      },
    });
  }

  /** The library is loaded for the first request: it takes as long to load as all of a short command. */
  async #load(): Promise<Library> {
    const { key, url } = this.#settings;
    const { AuthorizationError, ConnectionError, DeepLClient, QuotaExceededError, TooManyRequestsError } =
      await import("deepl-node");
    const client = new DeepLClient(key, {
      // Patience and limits are those of all services.
      maxRetries: 0,
      minTimeout: this.#client.seconds * 1000,
      appInfo: { appName: "sister", appVersion: "1" },
      sendPlatformInfo: false,
      ...(url === undefined ? {} : { serverUrl: url.replace(/\/+$/u, "") }),
    });
    return {
      client,
      kindOf: (error) => {
        if (error instanceof AuthorizationError) return "key";
        if (error instanceof QuotaExceededError) return "quota";
        if (error instanceof TooManyRequestsError) return "too many";
        return error instanceof ConnectionError ? "connection" : "other";
      },
    };
  }

  #once(
    { texts, before, after }: Batch,
    { source, target }: TranslationRoute,
    glossary: string | null,
  ): Promise<Attempt> {
    const context = [...before, ...after].join("\n");
    return this.#attempt(({ client }) =>
      client.translateText([...texts], sourceCode(source), targetCode(target), {
        // A line is a sentence, or a part of one: its case and its last sign are meant.
        splitSentences: "nonewlines",
        preserveFormatting: true,
        ...(context === "" ? {} : { context }),
        ...(glossary === null ? {} : { glossary }),
      }),
    );
  }

  async #attempt(request: (library: Library) => Promise<unknown>): Promise<Attempt> {
    const library = await (this.#library ??= this.#load());
    try {
      return { value: await request(library) };
    } catch (error) {
      return this.#problemOf(error, library.kindOf(error));
    }
  }

  /** The library tells what happened by classes and by words. Throws for what DeepL would answer again. */
  #problemOf(error: unknown, kind: ErrorKind): Attempt {
    const message = messageOf(error);
    if (kind === "key") throw this.#client.refusal(403, message);
    if (kind === "quota") throw this.#client.refusal(456, message);
    if (kind === "too many") return { problem: "status 429", after: 0 };
    if (kind === "connection") return { problem: this.#connectionProblem(message), after: 0 };
    if (/^Service unavailable/u.test(message)) return { problem: "status 503", after: 0 };
    if (/^Error parsing response JSON/u.test(message)) return { problem: "its answer is not JSON", after: 0 };
    if (/^(?:Glossary n|N)ot found/u.test(message)) throw this.#client.refusal(404, message);
    const status = Number(/^Unexpected status code: (\d+)/u.exec(message)?.[1] ?? 400);
    if (status === 408 || status >= 500) return { problem: `status ${status}`, after: 0 };
    throw this.#client.refusal(status, message);
  }

  #connectionProblem(message: string): string {
    if (/timeout of \d+ ?ms exceeded/u.test(message)) return `no answer within ${this.#client.seconds} s`;
    return this.#client.words(message.replace(/^Connection failure: /u, ""));
  }
}

/** The library cannot end a request: one that is not wanted any more is left to its time limit. */
function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
