/** The contract of an aligner: known words and their audio in, the times of the words out. */
import type { Span, Word } from "../engine.js";

export interface AlignOptions {
  /** Language of the speech, BCP 47 ("en"). */
  language: string;
  /** Where a voice speaks in the piece, in order, from a voice detector. Missing: not known. */
  voice?: readonly Span[];
  /** Cancels the work: the aligner's process is ended and restarted. */
  signal?: AbortSignal;
  /**
   * Called with the reason if no try succeeded. Every time of this piece is then an estimate, and another run may find
   * the times. Not called for words that the aligner looked for and did not find.
   */
  onFailed?: (reason: string) => void;
}

export interface Aligner {
  /** Name, version and every setting that changes times: part of the key under which results are kept. */
  readonly id: string;
  /** How often the aligner's process was restarted. */
  readonly restarts: number;
  /** Process id of the aligner's child. Null while there is none. It changes at a restart. */
  readonly pid: number | null;
  /**
   * Returns the same words in the same order, with unchanged text and confidence, and with times in seconds from the
   * first sample. Words whose time was not found have `estimated: true`. The input times of the words are ignored. []
   * for [].
   *
   * Calls are answered in order. The result depends only on the samples, the texts and the options. Rejects only if
   * `signal` is aborted or the aligner is closed. An aligner that dies or hangs is tried once more; after that the
   * times are estimates.
   */
  align(samples: Int16Array, words: readonly Word[], options: AlignOptions): Promise<Word[]>;
  close(): Promise<void>;
}
