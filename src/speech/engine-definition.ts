/** The contract of an engine's definition: all that Sister knows of a kind of speech engine before it is opened. */
import type { SpeechEngine, Word } from "./engine.js";
import type { Hearing } from "./language/hears.js";
import type { ResolvedModel } from "./models/installed.js";
import type { Devices, Recognizer } from "./recognizer.js";

/**
 * A kind of speech engine. `Config` names one engine of the kind. It is plain data, because it travels to every rank,
 * and it holds no secrets, because it stands in arguments of programs.
 *
 * Everything but `open` and `openRecognizer` looks at files and loads no library.
 */
export interface EngineDefinition<Config extends { readonly kind: string }> {
  readonly kind: Config["kind"];
  /** How it wants audio cut: at pauses of speech that a voice detector finds, or at pauses of sound. */
  readonly segmentation: SpeechEngine["segmentation"];
  /**
   * Whether stretches whose words are missing or invented are recognized again. It needs an aligner, whose times tell
   * which stretches they are.
   */
  readonly recoversWords: boolean;
  /** The engine for a text that a person gave as the model. null: the text names no engine of this kind. */
  fromText?(text: string): Config | null;
  /** The engine for a model that was found. null: the model is for another kind. */
  fromModel?(model: ResolvedModel, language: string | undefined): Config | null;
  /** Languages that it recognizes. Throws a SisterError (exit code 2) for a folder without a model that Sister knows. */
  hearing(config: Config): Hearing;
  /** Whether this host has all that the engine needs. */
  isAvailable(config: Config): boolean;
  /** The model's name for people; null if the engine has one model only. */
  modelName(config: Config): string | null;
  /**
   * What tells one model from another under the same name: digests, or sizes and dates. Plain data, part of the key
   * under which results are kept. Throws a SisterError if the model cannot be read.
   */
  modelIdentity(config: Config): unknown;
  /** The model that rank 0 sends to hosts that lack it. null: every host must have it. */
  modelToShare(config: Config): string | null;
  /** Whether the words of a whole file are so doubtful that another language was probably spoken. */
  soundsForeign?(config: Config, words: readonly Pick<Word, "confidence">[]): boolean;
  /** What a person can do if the engine's process ended while it loaded. null: the error itself tells enough. */
  adviceOnCrash?(config: Config): string;
  /** Opens the engine in this process. Missing: it runs in a child process, which calls `openRecognizer`. */
  open?(config: Config): SpeechEngine;
  /**
   * Loads the engine inside the child process; a broken model may end the process. Throws a SisterError if something is
   * missing. Libraries are imported here, so that the parent never loads them.
   */
  openRecognizer?(config: Config, devices: Devices): Promise<Recognizer>;
}
