/** The contract of an aligner: known words and their audio in, the times of the words out. */
import type { Span, Word } from "../engine.js";
import { AlignerChild, type AlignerOptions } from "./aligner-child.js";
import { englishAlignerId, hasEnglishAligner } from "./pocketsphinx-aligner.js";

export interface AlignOptions {
  /** Language of the speech, BCP 47 ("en"). */
  language: string;
  /** Where in the piece a voice speaks, in order, from a voice detector. Missing: not known. */
  voice?: readonly Span[];
  /** Stops waiting; the process that aligns is ended and started anew. */
  signal?: AbortSignal;
  /**
   * Called with the reason if no try succeeded: every time of this piece is then an estimate, and another run may find the times. Not
   * called for words that the aligner looked for and did not find.
   */
  onFailed?: (reason: string) => void;
}

export interface Aligner {
  /** Name, version and every setting that changes times: part of the key under which results are kept. */
  readonly id: string;
  /** How often the aligner's process had to be started again. */
  readonly restarts: number;
  /** Process id of the aligner's child; null while there is none. Changes at a restart. */
  readonly pid: number | null;
  /**
   * The same words in the same order, written as before and with the same confidence, with times in seconds from the first sample;
   * `estimated: true` on those whose time was not found. The times that the words come with are not looked at. [] for [].
   *
   * Calls are answered in order; the result depends on nothing but the samples, the texts and the options. Rejects only when `signal`
   * is aborted or the aligner is closed: an aligner that dies or hangs is tried once more, then the times are estimates.
   */
  align(samples: Int16Array, words: readonly Word[], options: AlignOptions): Promise<Word[]>;
  close(): Promise<void>;
}

/** Languages that have an aligner, by primary subtag, and whether this host has what it needs. */
const ALIGNERS: Readonly<Record<string, () => boolean>> = { en: hasEnglishAligner };

/** "en" of "en-GB". */
function primary(language: string): string {
  return language.toLowerCase().split(/[-_]/, 1)[0] ?? "";
}

/** Whether word times can be found in this language on this host. Looks at files, loads nothing. */
export function hasAligner(language: string): boolean {
  const key = primary(language);
  return Object.hasOwn(ALIGNERS, key) && ALIGNERS[key]?.() === true;
}

/** The id that the aligner of a language has on this host, without loading it; null if there is none. */
export async function alignerId(language: string): Promise<string | null> {
  return hasAligner(language) ? englishAlignerId() : null;
}

/**
 * Loads the aligner of a language in a process of its own; null if the language, or this host, has none. Rejects with a SisterError
 * if it does not load.
 *
 * @example
 * const aligner = await openAligner("en");
 * const timed = (await aligner?.align(samples, words, { language: "en", voice })) ?? words;
 * await aligner?.close();
 */
export async function openAligner(language: string, options: AlignerOptions = {}): Promise<Aligner | null> {
  return hasAligner(language) ? AlignerChild.open(primary(language), options) : null;
}
