/** A translator that asks another one only for what is not kept. */
import { Semaphore } from "../../semaphore.js";
import { TermFinder } from "../glossary/find-terms.js";
import type { Translation, TranslateOptions, TranslationRoute, Translator } from "../translator.js";
import type { KeptKey, KeptTranslations } from "./kept-translations.js";

/** Files that are open at once. */
const FILES_AT_ONCE = 32;

export class KeepingTranslator implements Translator {
  readonly #inner: Translator;
  readonly #kept: KeptTranslations;
  readonly #identity: (route: TranslationRoute) => string;
  readonly #files = new Semaphore(FILES_AT_ONCE);

  /** @param identity `TranslatorDefinition.identity`, which is part of the key */
  constructor(inner: Translator, kept: KeptTranslations, identity: (route: TranslationRoute) => string) {
    this.#inner = inner;
    this.#kept = kept;
    this.#identity = identity;
  }

  get takesTerms(): boolean {
    return this.#inner.takesTerms ?? false;
  }

  async translate(texts: readonly string[], options: TranslateOptions): Promise<Translation[]> {
    const { source, target, terms = [], fresh = false } = options;
    const identity = this.#identity({ source, target });
    const finder = new TermFinder(terms, source);
    const keys = texts.map((text): KeptKey => ({ identity, source, target, text, terms: finder.termsIn([text]) }));
    const found = await Promise.all(
      keys.map((key) => (fresh ? Promise.resolve(null) : this.#files.run(() => this.#kept.get(key)))),
    );
    const missing = keys.flatMap((_, i) => ((found[i] ?? null) === null ? [i] : []));
    const results = found.map((text): Translation => ({ text: text ?? null, unknownWords: [] }));
    if (missing.length === 0) return results;
    const made = await this.#inner.translate(
      missing.map((i) => texts[i] ?? ""),
      options,
    );
    await Promise.all(
      missing.map(async (i, at) => {
        const translation = made[at];
        const key = keys[i];
        if (!translation || !key) return;
        results[i] = translation;
        const { text } = translation;
        if (text !== null && text !== "") await this.#files.run(() => this.#kept.put(key, text));
      }),
    );
    return results;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
