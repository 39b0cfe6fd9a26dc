/** The contract of a translator: units of text in, translations out. */

/** Which translator to open. Plain data: it travels to every rank. */
export interface TranslationConfig {
  kind: "apertium";
}

/** How a text gets from a source to a target language: ["eng-spa"], or over a pivot ["eng-spa", "spa-cat"]. */
export interface TranslationRoute {
  source: string;
  target: string;
  pairs: string[];
}

export interface Translation {
  /** null where nothing of a text of several words could be translated: source text is never passed off as a translation. */
  text: string | null;
  /** Words that the dictionaries do not have; they stand in `text` as they were. */
  unknownWords: string[];
}

export interface Translator {
  /** Name, version and settings: part of the key under which results are kept. */
  readonly id: string;
  readonly name: string;
  /** Routes that this machine has, by BCP 47 code ("en", "es", "ca"). */
  routes(): Promise<TranslationRoute[]>;
  /** Translates each text on its own, in order. A pipeline that died is started again; rejects after 3 attempts. */
  translate(
    texts: readonly string[],
    options: { source: string; target: string; signal?: AbortSignal },
  ): Promise<Translation[]>;
  close(): Promise<void>;
}
