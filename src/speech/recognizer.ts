/** What a recognizer is inside the engine's child process: the native library behind it, and nothing of pipes or restarts. */
import type { Word } from "./engine.js";

/** What the child tells of its engine once it is loaded. */
export interface EngineDescription {
  id: string;
  name: string;
  languages: string[];
  segmentSeconds: { target: number; max: number };
}

export interface Recognizer {
  description: EngineDescription;
  /** Words of one piece; called with one piece at a time, never with an empty one. */
  recognize(samples: Int16Array, language: string): Promise<Word[]>;
}
