/** The contracts of translation: what Sister knows of a translator before it is opened, and an open translator. */
import type { Term } from "./glossary/glossary.js";

/** A pair of languages that a translator can do. */
export interface TranslationRoute {
  /** BCP 47: "en". */
  source: string;
  /** BCP 47: "es". */
  target: string;
}

export interface Translation {
  /** null if nothing of a text of several words was translated: source text is never passed off as a translation. */
  text: string | null;
  /** Words that the dictionaries do not have; they stand in `text` unchanged. */
  unknownWords: string[];
  /** Terms of a glossary whose translations are not in `text`; missing: none. Set by `translateWithTerms`. */
  breaches?: readonly Term[];
}

/** How a translator is called. */
export interface TranslateOptions extends TranslationRoute {
  /** Terms and their translations: for a translator that takes them (`takesTerms`). */
  terms?: readonly Term[];
  /** Whether the translation is made anew, although one is kept. */
  fresh?: boolean;
  signal?: AbortSignal;
  /** Called by a service as it is used, also if it fails later. */
  onUsage?: (used: Partial<ServiceUsage>) => void;
}

/** What a service was asked for. Repeated requests count each time: services charge for them. */
export interface ServiceUsage {
  requests: number;
  /** Characters of source text. */
  characters: number;
  /** Tokens of questions and answers, if the service counts them. */
  tokens: number;
}

/** A translator that is open. A rank opens each translator once, and keeps it over jobs. */
export interface Translator {
  /** Whether it honours terms by itself. Callers use `translateWithTerms`, which honours them by any translator. */
  readonly takesTerms?: boolean;
  /**
   * Translates each text on its own; answers come in the order of the texts. Rejects with a SisterError if the
   * translator failed several times, and with the signal's reason if that aborts.
   */
  translate(texts: readonly string[], options: TranslateOptions): Promise<Translation[]>;
  close(): Promise<void>;
}

/**
 * All that Sister knows of a translator before it is opened.
 *
 * Settings and secrets come from `env`, the environment of the process that asks: jobs and arguments of ranks name a
 * translator by its `id` and hold nothing else of it.
 */
export interface TranslatorDefinition {
  /** Its name in jobs, in NAME.json and in the API: "apertium". */
  readonly id: string;
  /** Its name for people: "Apertium". */
  readonly name: string;
  /** What a person does to get it: a command, or the settings that it needs. */
  readonly howToInstall: string;
  /**
   * Whether it calls a service over the network. Such a translator is opened by one process for a whole group, the one
   * that has its keys, and never on ranks; it is used only if a person names it.
   */
  readonly isService?: boolean;
  /**
   * The host to which a service sends the texts; null if that is this machine. Throws a SisterError (exit code 2) for an
   * address that cannot be read.
   */
  sendsTextTo?(env: NodeJS.ProcessEnv): string | null;
  /**
   * Checks a service by a request of its own, in a few seconds. Resolves with what a person gets to know of it. Rejects
   * with a SisterError.
   */
  check?(env: NodeJS.ProcessEnv): Promise<string>;
  /** All pairs of languages that it can do here. */
  routes(env: NodeJS.ProcessEnv): TranslationRoute[];
  /** Whether it can translate from a language to another here. */
  canTranslate(route: TranslationRoute, env: NodeJS.ProcessEnv): boolean;
  /** Why it cannot, with what to do: a SisterError (exit code 2). Called for a route that `canTranslate` refused. */
  refusal(route: TranslationRoute, env: NodeJS.ProcessEnv): Error;
  /**
   * What decides its translations from a language to another: version, settings, and the data that is installed. Results
   * are used again only if it is equal. It holds no secrets.
   */
  identity(route: TranslationRoute, env: NodeJS.ProcessEnv): string;
  open(env: NodeJS.ProcessEnv): Promise<Translator>;
}
