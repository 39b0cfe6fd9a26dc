/** The contract of a recognizer inside the engine's child process: a native library, without channels and restarts. */
import type { Span, Word } from "./engine.js";
import type { LanguageGuess } from "./language/vote.js";

/** What an engine computes with. It never changes the words. */
export interface Devices {
  /** Threads for one piece. */
  threads: number;
  /** An execution provider by onnxruntime's name. */
  provider: "cpu" | "cuda" | "coreml";
}

export const ONE_THREAD: Devices = { threads: 1, provider: "cpu" };

/** What the child reports about its engine once it is loaded. */
export interface EngineDescription {
  id: string;
  name: string;
  languages: string[];
  segmentSeconds: { target: number; max: number };
  /** See `SpeechEngine.segmentation`. */
  segmentation: "voice" | "level";
  /** Where word times come from: of words or tokens, of phrases, or none. */
  times?: "word" | "token" | "segment" | "none";
  /** See `SpeechEngine.detectsLanguage`. */
  detectsLanguage?: boolean;
}

export interface Recognizer {
  description: EngineDescription;
  /** Words of one piece; see `SpeechEngine.recognize`. Called with one piece at a time, never with an empty one. */
  recognize(samples: Int16Array, options: { language: string; voice?: readonly Span[] }): Promise<Word[]>;
  /** See `SpeechEngine.detectLanguage`. Missing: the recognizer cannot detect it. */
  detectLanguage?(samples: Int16Array): Promise<LanguageGuess | null>;
}
