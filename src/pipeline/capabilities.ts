/**
 * What this installation can do: the languages that its engine recognizes, and those that its translators reach. The
 * command line, the API, `sister doctor` and the service all ask here.
 */
import { definitionOf, type SpeechConfig } from "../speech/engines.js";
import { AUTO, requireLanguage, type Hearing } from "../speech/language/hears.js";
import {
  allRoutes,
  chooseTranslators,
  findTranslator,
  isService,
  translatorOrder,
  type TranslatorChoice,
  type TranslatorWish,
} from "../translation/translators.js";
import type { TranslationRoute } from "../translation/translator.js";

/** The engine that was chosen, and what it recognizes (`chooseSpeech`). */
export interface ChosenSpeech {
  config: SpeechConfig;
  hearing: Hearing;
}

export interface Capabilities {
  engine: {
    /** Its kind: "moonshine". */
    kind: string;
    /** The model's name; null if the engine has one model only. */
    model: string | null;
    /** Whether this host has all that it needs. */
    isAvailable: boolean;
  };
  /** Languages of the speech, BCP 47; "auto" is the first if the engine can tell which is spoken. */
  sources: string[];
  /** The targets of each source. */
  targets: Record<string, string[]>;
  /** Every pair of languages that can be translated, with the translator that does it. */
  routes: (TranslationRoute & { by: string })[];
  /** The translators that may be used, the preferred one first. */
  translators: TranslatorCapability[];
}

/** What one translator can do here. */
interface TranslatorCapability {
  /** Its id: "openai". */
  name: string;
  /** Whether it calls a service over the network. */
  isService: boolean;
  /** The targets of each source that the engine recognizes; none if it is not set up. */
  targets: Record<string, string[]>;
}

/** Looks at files; loads no engine and opens no translator. */
export function capabilities({ config, hearing }: ChosenSpeech, wish: TranslatorWish = {}): Capabilities {
  const definition = definitionOf(config);
  const routes = allRoutes(wish);
  const { languages, detectsLanguage = false } = hearing;
  // A model that does not state its languages is taken to recognize all that can be translated.
  const sources = languages.includes("*") ? [...new Set(["en", ...routes.map(({ source }) => source)])] : languages;
  const targetsOf = (source: string): string[] =>
    routes.filter((route) => route.source === source).map(({ target }) => target);
  const targets = Object.fromEntries(sources.map((source) => [source, targetsOf(source)]));
  // Which of the targets a job gets is known only when its language is.
  const any = [...new Set(Object.values(targets).flat())];
  const translators = (wish.order ?? translatorOrder(wish.env)).map((id): TranslatorCapability => {
    const own = findTranslator(id).routes(wish.env ?? process.env);
    const targetsFrom = (source: string): string[] =>
      own.filter((route) => route.source === source).map(({ target }) => target);
    const reached = sources.map((source) => [source, targetsFrom(source)] as const);
    return {
      name: id,
      isService: isService(id),
      targets: Object.fromEntries(reached.filter(([, languages]) => languages.length > 0)),
    };
  });
  return {
    translators,
    engine: { kind: config.kind, model: definition.modelName(config), isAvailable: definition.isAvailable(config) },
    sources: detectsLanguage ? [AUTO, ...sources] : [...sources],
    targets: detectsLanguage ? { [AUTO]: any, ...targets } : targets,
    routes,
  };
}

/**
 * Chooses the translator of each target. Throws a SisterError (exit code 2) if the engine does not recognize the source,
 * or no translator reaches a target. With the source "auto" nothing is chosen: targets are checked when it is known.
 *
 * @example
 * requireLanguages(speech.hearing, { source: "en", targets: ["es"] }); // { es: "apertium" }
 */
export function requireLanguages(
  hearing: Hearing,
  { source, targets }: { source: string; targets: readonly string[] },
  wish: TranslatorWish = {},
): TranslatorChoice {
  requireLanguage(hearing, source);
  return source === AUTO ? {} : chooseTranslators(source, targets, wish);
}
