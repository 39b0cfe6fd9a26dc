/** What a recognizer is inside the engine's child process: the native library behind it, and nothing of pipes or restarts. */
import type { Span, Word } from "./engine.js";
import type { LanguageGuess } from "./language/vote.js";

/** What an engine computes with. It never changes words. */
export interface Devices {
  /** Threads of one piece's work. */
  threads: number;
  /** As onnxruntime names its execution providers. */
  provider: "cpu" | "cuda" | "coreml";
}

export const ONE_THREAD: Devices = { threads: 1, provider: "cpu" };

/** What the child reports of its engine once it is loaded. */
export interface EngineDescription {
  id: string;
  name: string;
  languages: string[];
  segmentSeconds: { target: number; max: number };
  /** As `SpeechEngine.segmentation`. */
  segmentation: "voice" | "level";
  /** Where word times come from: of words or tokens, of phrases, or none. */
  times?: "word" | "token" | "segment" | "none";
  /** As `SpeechEngine.detectsLanguage`. */
  detectsLanguage?: boolean;
}

export interface Recognizer {
  description: EngineDescription;
  /** Words of one piece; called with one piece at a time, never with an empty one. As `SpeechEngine.recognize`. */
  recognize(samples: Int16Array, options: { language: string; voice?: readonly Span[] }): Promise<Word[]>;
  /** As `SpeechEngine.detectLanguage`; missing: it cannot. */
  detectLanguage?(samples: Int16Array): Promise<LanguageGuess | null>;
}
