/** The contract of a speech engine: audio in, words out. */

import type { TimedWord as Word } from "../subtitles/cue.js";
import type { LanguageGuess } from "./language/vote.js";

/** Samples per second of all audio inside Sister: 16 kHz, mono, signed 16 bit. */
export const SAMPLE_RATE = 16_000;

/** A stretch of time, `[start, end)`, in seconds. */
export interface Span {
  start: number;
  end: number;
}

/**
 * One recognized word. Inside this room, times are in seconds from the first sample that the engine was given. An
 * engine without confidences gives 1; `estimated` marks times that neither the engine nor an aligner has found.
 */
export type { TimedWord as Word } from "../subtitles/cue.js";

export interface RecognizeOptions {
  /** Language of the speech, BCP 47 ("en"); "auto" for engines that can tell it themselves. */
  language: string;
  /** Stops waiting; an engine that cannot be interrupted is ended and started anew. */
  signal?: AbortSignal;
  /** For the sleep engine only: what this piece costs, in seconds. */
  cost?: number;
  /** Where in the piece a voice speaks, in order, from a voice detector. Missing: not known. */
  voice?: readonly Span[];
}

export interface SpeechEngine {
  /** Name, version and every setting that changes words: part of the key under which results are kept. */
  readonly id: string;
  /** What a person reads: "PocketSphinx 5prealpha, en-us". */
  readonly name: string;
  /** Languages it recognizes; "*" if the model does not say. */
  readonly languages: readonly string[];
  /** What the model bears: pieces of 12 to 15 s, or up to 30 s. */
  readonly segmentSeconds: { target: number; max: number };
  /** How it wants audio cut: at pauses of speech, with `voice` given; or at pauses of sound. */
  readonly segmentation: "voice" | "level";
  /** Where the times of its words come from: of words or tokens, of phrases, or none. Missing: words have times. */
  readonly times?: "word" | "token" | "segment" | "none" | null;
  /** Whether it can tell which language is spoken. Missing: it cannot. */
  readonly detectsLanguage?: boolean;
  /** How often the engine's process had to be started again. */
  readonly restarts: number;
  /** Process id of the engine's child; null if it has none. Changes at a restart. */
  readonly pid: number | null;
  /**
   * Words of one piece of audio (16 kHz mono), in order of time; [] for silence, music and noise. Calls are answered in
   * order; the result depends on nothing but the samples and the options. Rejects when the engine's process died or
   * hung on this piece: the engine has then been ended and the next call starts it anew.
   *
   * An engine without word times marks its words as `estimated`, spread over the stretches of `voice`.
   */
  recognize(samples: Int16Array, options: RecognizeOptions): Promise<Word[]>;
  /**
   * The language of one sample of speech, of some seconds; null if it tells nothing. `decideLanguage` makes one answer
   * of several. Rejects with a SisterError that names models which can if this one cannot (`detectsLanguage`).
   */
  detectLanguage?(samples: Int16Array, options?: Pick<RecognizeOptions, "signal">): Promise<LanguageGuess | null>;
  close(): Promise<void>;
}
