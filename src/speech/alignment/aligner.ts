/** The contract of an aligner: known words and their audio in, the times of the words out. */
import type { Span, Word } from "../engine.js";

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
