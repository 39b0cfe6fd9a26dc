/** What services have in common as translators. */
import { SisterError } from "../../errors.js";
import { isSameLanguage, nameLanguage } from "../languages.js";
import type { ServiceUsage, TranslateOptions, Translation, Translator, TranslatorDefinition } from "../translator.js";
import { readServiceLimits, SERVICE_LANGUAGES } from "./service-settings.js";
import type { ServiceLimits } from "./service-client.js";

/** A service that is open: lines in, lines out, null for a line that was not translated faithfully. */
interface LineService {
  translate(texts: readonly string[], options: TranslateOptions): Promise<(string | null)[]>;
  /** Whether it honours `terms`. */
  readonly takesTerms?: boolean;
  readonly usage: Readonly<ServiceUsage>;
}

interface ServiceDescription {
  readonly id: string;
  readonly name: string;
  /** The settings that it needs, for a person. */
  readonly howToInstall: string;
  readonly languages?: readonly string[];
  /** Whether its settings are there. May throw a SisterError for settings that cannot be read. */
  readonly isConfigured: (env: NodeJS.ProcessEnv) => boolean;
  /** What decides its translations, without secrets. */
  readonly identity: (env: NodeJS.ProcessEnv) => string;
  /** The host that its texts are sent to; null for this machine. */
  readonly sendsTextTo: (env: NodeJS.ProcessEnv) => string | null;
  /** Asks the service once, within these limits. Resolves with what it has, for a person. */
  readonly check: (env: NodeJS.ProcessEnv, limits: ServiceLimits) => Promise<string>;
  readonly open: (env: NodeJS.ProcessEnv, limits: ServiceLimits) => LineService;
}

/** A person waits for a check. */
const CHECK_LIMITS: ServiceLimits = { attempts: 1, seconds: 10 };

/** A definition of a service: it translates between all languages that it is offered for. */
export function defineService(service: ServiceDescription): TranslatorDefinition {
  const languages = service.languages ?? SERVICE_LANGUAGES;
  const has = (language: string): boolean => languages.some((one) => isSameLanguage(one, language));
  return {
    id: service.id,
    name: service.name,
    howToInstall: service.howToInstall,
    isService: true,
    routes: (env) =>
      service.isConfigured(env)
        ? languages.flatMap((source) =>
            languages.filter((target) => target !== source).map((target) => ({ source, target })),
          )
        : [],
    canTranslate: ({ source, target }, env) => service.isConfigured(env) && has(source) && has(target),
    refusal: ({ source, target }, env) =>
      service.isConfigured(env)
        ? new SisterError(`${service.name} is not offered for ${nameLanguage(source)} to ${nameLanguage(target)}`, {
            exitCode: 2,
          })
        : new SisterError(`${service.name} is not set up: ${service.howToInstall}`, { exitCode: 2 }),
    identity: (_route, env) => service.identity(env),
    sendsTextTo: service.sendsTextTo,
    check: (env) => service.check(env, CHECK_LIMITS),
    // Settings that cannot be read reject.
    open: (env) => Promise.resolve().then(() => new ServiceTranslator(service.open(env, readServiceLimits(env)))),
  };
}

/** A service as a translator. */
class ServiceTranslator implements Translator {
  readonly #service: LineService;
  readonly #stop = new AbortController();

  constructor(service: LineService) {
    this.#service = service;
  }

  get takesTerms(): boolean {
    return this.#service.takesTerms ?? false;
  }

  get usage(): LineService["usage"] {
    return this.#service.usage;
  }

  async translate(texts: readonly string[], options: TranslateOptions): Promise<Translation[]> {
    const { signal } = options;
    const both = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    const lines = await this.#service.translate(texts, { ...options, signal: both });
    return lines.map((text) => ({ text, unknownWords: [] }));
  }

  close(): Promise<void> {
    this.#stop.abort(new Error("the translator was closed"));
    return Promise.resolve();
  }
}
