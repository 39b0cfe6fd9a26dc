/**
 * Calls to translators that are services. They are made by the process that has the keys: the one that launched a
 * group of ranks, or that of rank 0 if nobody launched it.
 */
import { messageOf } from "../errors.js";
import type { Term, TermBreach } from "./glossary/glossary.js";
import { breachesIn, translateWithTerms } from "./glossary/with-terms.js";
import type { ServiceUsage, Translator } from "./translator.js";
import { chooseTranslators, findTranslator, openTranslator, type TranslatorChoice } from "./translators.js";

/** Texts for a service. Plain data: it travels between processes. */
export interface ServiceCall {
  /** The id of the translator. */
  translator: string;
  source: string;
  target: string;
  texts: string[];
  /** Terms of the texts with their translations; missing: none. */
  terms?: readonly Term[];
}

/** The answer to a `ServiceCall`. Plain data, too. */
export interface ServiceAnswer {
  /** In the order of the call's texts; null for one that was not translated faithfully. */
  texts: (string | null)[];
  /** Why some were not translated; null if all were. Holds no key. */
  problem: string | null;
  /** Whether the service did not work at all. */
  isDown: boolean;
  /** Terms that the service did not honour; missing: none. */
  breaches?: TermBreach[];
  usage: ServiceUsage;
}

/** What a job's languages have to be translated with. Plain data. */
export interface TranslatorQuestion {
  source: string;
  targets: readonly string[];
  /** Ids of translators, the preferred one first. */
  order: readonly string[];
}

/** Two implementations: in this process, and from rank 0 by the process that launched its group. */
export interface TranslationServices {
  /** As `chooseTranslators`, with the settings and keys of the process that calls services. */
  choose(question: TranslatorQuestion): Promise<TranslatorChoice>;
  /** Rejects only with the reason of the signal. */
  translate(call: ServiceCall, signal: AbortSignal): Promise<ServiceAnswer>;
}

/** Calls services from this process. Each is opened once, so that its limits hold for all jobs of the process. */
export class LocalServices implements TranslationServices {
  readonly #env: NodeJS.ProcessEnv;
  readonly #open = new Map<string, Promise<Translator>>();

  constructor(env: NodeJS.ProcessEnv = process.env) {
    this.#env = env;
  }

  async choose({ source, targets, order }: TranslatorQuestion): Promise<TranslatorChoice> {
    // Looking at what is installed may throw.
    await Promise.resolve();
    return chooseTranslators(source, targets, { order, env: this.#env });
  }

  async translate(call: ServiceCall, signal: AbortSignal): Promise<ServiceAnswer> {
    const { translator: id, source, target, texts, terms = [] } = call;
    const usage: ServiceUsage = { requests: 0, characters: 0, tokens: 0 };
    const onUsage = ({ requests = 0, characters = 0, tokens = 0 }: Partial<ServiceUsage>): void => {
      usage.requests += requests;
      usage.characters += characters;
      usage.tokens += tokens;
    };
    try {
      signal.throwIfAborted();
      const translator = await this.#opened(id);
      const translations = await translateWithTerms(translator, texts, { source, target, terms, signal, onUsage });
      const breaches = breachesIn(translations);
      const lines = translations.map(({ text }) => text);
      const problem = lines.includes(null)
        ? `${findTranslator(id).name} gave no faithful translation of some passages`
        : null;
      return { texts: lines, problem, isDown: false, usage, ...(breaches.length > 0 ? { breaches } : {}) };
    } catch (error) {
      signal.throwIfAborted();
      return { texts: texts.map(() => null), problem: messageOf(error), isDown: true, usage };
    }
  }

  #opened(id: string): Promise<Translator> {
    let opened = this.#open.get(id);
    if (!opened) {
      opened = openTranslator(id, this.#env);
      this.#open.set(id, opened);
      // One that cannot be opened now may be had for the next call.
      opened.catch(() => this.#open.delete(id));
    }
    return opened;
  }
}

/** The services of this process, with its environment. */
export const SERVICES_HERE: TranslationServices = new LocalServices();
