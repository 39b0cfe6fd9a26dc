/** Translates by any server that speaks OpenAI's chat protocol: Ollama, llama.cpp, vLLM, LM Studio, clouds. */
import { SisterError } from "../../errors.js";
import { TermFinder } from "../glossary/find-terms.js";
import type { Term } from "../glossary/glossary.js";
import { nameLanguage } from "../languages.js";
import type { ServiceUsage, TranslateOptions } from "../translator.js";
import { lengthOf, translateInBatches, type Batch } from "../services/in-batches.js";
import { ServiceClient, ServiceRefusal, type ServiceLimits, type ServiceRequest } from "../services/service-client.js";
import { ANSWER_SCHEMA, linesOfAnswer, messagesOf } from "./chat-lines.js";

export interface OpenAiSettings {
  /** Address of the API, with its version: "http://127.0.0.1:11434/v1". */
  readonly url: string;
  readonly model: string;
  /** Local servers need none. */
  readonly key?: string | undefined;
  readonly limits?: ServiceLimits;
}

/** Lines and characters of a request: small models lose lines in longer ones. */
const LINES = 20;
const CHARACTERS = 3000;

/** Part of what identifies a result: another prompt translates otherwise. */
const PROMPT_VERSION = 1;

interface ChatAnswer {
  choices?: { message?: { content?: unknown }; finish_reason?: unknown }[];
  usage?: { prompt_tokens?: unknown; completion_tokens?: unknown };
}

/**
 * @example
 * const openai = new OpenAi({ url: "http://127.0.0.1:11434/v1", model: "gemma3:12b" });
 * await openai.translate(["Good morning."], { source: "en", target: "id" }); // ["Selamat pagi."]
 */
export class OpenAi {
  readonly #settings: OpenAiSettings;
  readonly #client: ServiceClient;
  /** Servers that know no schema answer 400 to it: from then on it is left out. */
  #hasSchema = true;
  #characters = 0;
  #tokens = 0;

  constructor(settings: OpenAiSettings) {
    this.#settings = { ...settings, url: settings.url.replace(/\/+$/u, "") };
    this.#client = new ServiceClient("the translation model", {
      secrets: settings.key === undefined ? [] : [settings.key],
      ...(settings.limits ? { limits: settings.limits } : {}),
    });
  }

  readonly takesTerms = true;

  /** What identifies its results: never the key. */
  get id(): string {
    return `openai ${PROMPT_VERSION} ${this.#settings.model} ${new URL(this.#settings.url).host}`;
  }

  get usage(): ServiceUsage {
    return { requests: this.#client.requests, characters: this.#characters, tokens: this.#tokens };
  }

  /**
   * The translations of lines, in order; null for a line that the model would not translate faithfully.
   *
   * @param options.terms a glossary: terms and their translations
   * @throws SisterError if the server cannot be reached, or refuses
   */
  translate(texts: readonly string[], options: TranslateOptions): Promise<(string | null)[]> {
    const { source, target, terms = [], signal, onUsage } = options;
    return translateInBatches(texts, {
      source,
      target,
      lines: LINES,
      characters: CHARACTERS,
      signal,
      send: (batch, stop) =>
        this.#send(batch, {
          source,
          target,
          terms,
          ...(onUsage ? { onUsage } : {}),
          ...(stop ? { signal: stop } : {}),
        }),
    });
  }

  /** The models that the server has: tells at the start whether it is there and has ours. */
  async check(signal?: AbortSignal): Promise<void> {
    const reply = (await this.#client.request({
      method: "GET",
      url: `${this.#settings.url}/models`,
      headers: this.#headers,
      signal,
    })) as { data?: { id?: unknown }[] };
    const models = (reply.data ?? []).map(({ id }) => String(id));
    if (
      models.length > 0 &&
      !models.some((id) => id === this.#settings.model || id === `${this.#settings.model}:latest`)
    ) {
      throw new SisterError(
        `the server of SISTER_OPENAI_URL has no model "${this.#settings.model}": set SISTER_OPENAI_MODEL to one of ${models.slice(0, 8).join(", ")}`,
      );
    }
  }

  get #headers(): Record<string, string> {
    return this.#settings.key === undefined ? {} : { authorization: `Bearer ${this.#settings.key}` };
  }

  async #send(
    batch: Batch,
    { source, target, terms, signal, onUsage }: TranslateOptions & { terms: readonly Term[] },
  ): Promise<(string | null)[]> {
    const own = new TermFinder(terms, source).termsIn(batch.texts);
    const messages = messagesOf({ ...batch, source: plainName(source), target: plainName(target), terms: own });
    const characters = lengthOf(batch.texts);
    this.#characters += characters;
    onUsage?.({ characters });
    const reply = await this.#ask(messages, { signal, onSent: () => onUsage?.({ requests: 1 }) });
    const tokens = count(reply.usage?.prompt_tokens) + count(reply.usage?.completion_tokens);
    this.#tokens += tokens;
    onUsage?.({ tokens });
    const content = reply.choices?.[0]?.message?.content;
    const lines = typeof content === "string" ? linesOfAnswer(content, batch.texts) : null;
    // An answer that cannot be read, or was cut off, has no line that can be trusted to be whole.
    return lines ?? batch.texts.map(() => null);
  }

  async #ask(messages: unknown, sending: Pick<ServiceRequest, "signal" | "onSent">): Promise<ChatAnswer> {
    const json = (withSchema: boolean): unknown => ({
      model: this.#settings.model,
      messages,
      temperature: 0,
      stream: false,
      ...(withSchema ? { response_format: { type: "json_schema", json_schema: ANSWER_SCHEMA } } : {}),
    });
    const call = async (withSchema: boolean): Promise<ChatAnswer> =>
      (await this.#client.request({
        url: `${this.#settings.url}/chat/completions`,
        headers: this.#headers,
        json: json(withSchema),
        ...sending,
      })) as ChatAnswer;
    if (!this.#hasSchema) return call(false);
    try {
      return await call(true);
    } catch (error) {
      const isSchema = error instanceof ServiceRefusal && (error.status === 400 || error.status === 422);
      if (!isSchema) throw error;
      const reply = await call(false);
      this.#hasSchema = false;
      return reply;
    }
  }
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** "Indonesian" for "id". */
function plainName(language: string): string {
  return nameLanguage(language).replace(/ \([^)]*\)$/u, "");
}
