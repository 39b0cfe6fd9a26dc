/** Which languages have an aligner on this host, and how to open it. */
import { AUTO } from "../language/hears.js";
import { AlignerChild, type AlignerOptions } from "./aligner-child.js";
import type { Aligner } from "./aligner.js";
import { englishAlignerId, hasEnglishAligner } from "./pocketsphinx-aligner.js";

/** Aligners by primary language subtag. Each function tells whether this host has what the aligner needs. */
const ALIGNERS: Readonly<Record<string, () => boolean>> = { en: hasEnglishAligner };

/** The primary subtag: "en" for "en-GB". */
function primary(language: string): string {
  return language.toLowerCase().split(/[-_]/, 1)[0] ?? "";
}

/** Whether word times can be found in this language on this host. Checks files and loads nothing. */
export function hasAligner(language: string): boolean {
  const key = primary(language);
  return Object.hasOwn(ALIGNERS, key) && ALIGNERS[key]?.() === true;
}

/**
 * The id of a language's aligner, or null if this host has none. For "auto" the ids of all aligners, because any of
 * them may be needed. Does not load an aligner.
 */
export async function alignerId(language: string): Promise<string | null> {
  const isAny = language === AUTO && Object.keys(ALIGNERS).some(hasAligner);
  return isAny || hasAligner(language) ? englishAlignerId() : null;
}

/**
 * Loads the aligner of a language in a child process. Null if the language or this host has none. Rejects with a
 * SisterError if it does not load.
 *
 * @example
 * const aligner = await openAligner("en");
 * const timed = (await aligner?.align(samples, words, { language: "en", voice })) ?? words;
 * await aligner?.close();
 */
export async function openAligner(language: string, options: AlignerOptions = {}): Promise<Aligner | null> {
  return hasAligner(language) ? AlignerChild.open(primary(language), options) : null;
}
