/** The page's texts in its languages. English defines the type that the others must fit. */
import { createStore, useStore } from "../stores/store.js";
import { en } from "./en/index.js";
import { id } from "./id/index.js";

/** A dictionary: texts, functions that return a text, and groups of them. */
type Shape<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { [K in keyof T]: Shape<T[K]> };

export type Texts = Shape<typeof en>;

const DICTIONARIES = { en, id } satisfies Record<string, Texts>;
export type PageLanguage = keyof typeof DICTIONARIES;

/** Names of the page's languages, each in its own language. */
export const PAGE_LANGUAGES: Readonly<Record<PageLanguage, string>> = { en: "English", id: "Bahasa Indonesia" };

const KEY = "sister.language";
const isKnown = (code: string | null): code is PageLanguage => code !== null && Object.hasOwn(DICTIONARIES, code);

function firstLanguage(): PageLanguage {
  const kept = localStorage.getItem(KEY);
  if (isKnown(kept)) return kept;
  for (const tag of navigator.languages) {
    // Old systems still report Indonesian as "in".
    const code = tag.toLowerCase().split("-")[0] ?? "";
    const known = code === "in" ? "id" : code;
    if (isKnown(known)) return known;
  }
  return "en";
}

const language = createStore<PageLanguage>(firstLanguage());
const apply = (): void => {
  document.documentElement.lang = language.get();
};
apply();
language.subscribe(apply);

export function choosePageLanguage(code: PageLanguage): void {
  localStorage.setItem(KEY, code);
  language.set(code);
}

export const usePageLanguage = (): PageLanguage => useStore(language);

/**
 * The texts in the page's language.
 *
 * @example
 * const t = useTexts();
 * <h1>{t.app.title}</h1>
 */
export const useTexts = (): Texts => DICTIONARIES[useStore(language)];

/** The current texts, for code outside of components. */
export const texts = (): Texts => DICTIONARIES[language.get()];

/** The page's language, for code outside of components. */
export const pageLanguage = (): PageLanguage => language.get();
