/** A speech engine in a child process. */
import { messageOf, SisterError } from "../errors.js";
import { ModelChild } from "../children/model/model-child.js";
import { SAMPLE_RATE, type RecognizeOptions, type Span, type SpeechEngine, type Word } from "./engine.js";
import { definitionOf, type SpeechConfig } from "./engines.js";
import { cannotDetect } from "./language/hears.js";
import type { LanguageGuess } from "./language/vote.js";
import { ONE_THREAD, type Devices, type EngineDescription } from "./recognizer.js";

export interface ChildOptions {
  /** Seconds in which the engine must load. Default 300: a large model from a slow disk. */
  loadSeconds?: number;
  /** Seconds in which it must answer: a base, and a multiple of the length of the piece. Default 60 and 20. */
  pieceSeconds?: { base: number; perSecond: number };
  /** Threads and provider. Default: one thread of the processor. */
  devices?: Devices;
}

/** The configuration of the child's program. */
export interface EngineConfig {
  speech: SpeechConfig;
  devices: Devices;
}

export type EngineRequest =
  /** Recognize a piece. The answer is a list of Words. */
  | { samples: Int16Array; language: string; voice?: readonly Span[] }
  /** Detect the language of a piece. The answer is a LanguageGuess or null. */
  | { samples: Int16Array; detect: true }
  /** Report the most memory that the process had so far. The answer is a number of bytes. */
  | { memory: true };

export class EngineChild implements SpeechEngine {
  readonly #child: ModelChild<EngineDescription>;
  readonly #limit: { base: number; perSecond: number };

  private constructor(child: ModelChild<EngineDescription>, limit: { base: number; perSecond: number }) {
    this.#child = child;
    this.#limit = limit;
  }

  /**
   * Starts the child and waits until its engine is loaded. Rejects with a SisterError that tells why it does not load.
   */
  static async open(speech: EngineConfig["speech"], options: ChildOptions = {}): Promise<EngineChild> {
    const { loadSeconds, pieceSeconds = { base: 60, perSecond: 20 }, devices = ONE_THREAD } = options;
    const child = await ModelChild.open<EngineDescription>({
      program: new URL("./engine-main", import.meta.url),
      config: { speech, devices } satisfies EngineConfig,
      what: "speech engine",
      ...(loadSeconds === undefined ? {} : { loadSeconds }),
    }).catch((error: unknown) => {
      throw withAdvice(error, speech);
    });
    return new EngineChild(child, pieceSeconds);
  }

  get id(): string {
    return this.#child.description.id;
  }
  get name(): string {
    return this.#child.description.name;
  }
  get languages(): readonly string[] {
    return this.#child.description.languages;
  }
  get segmentSeconds(): { target: number; max: number } {
    return this.#child.description.segmentSeconds;
  }
  get segmentation(): "voice" | "level" {
    return this.#child.description.segmentation;
  }
  get restarts(): number {
    return this.#child.restarts;
  }
  get pid(): number | null {
    return this.#child.pid;
  }

  get detectsLanguage(): boolean {
    return this.#child.description.detectsLanguage ?? false;
  }
  /** Where word times come from. Null if the engine does not tell. */
  get times(): NonNullable<EngineDescription["times"]> | null {
    return this.#child.description.times ?? null;
  }

  async recognize(samples: Int16Array, { language, voice, signal }: RecognizeOptions): Promise<Word[]> {
    return (await this.#request({ samples, language, ...(voice ? { voice } : {}) }, signal)) as Word[];
  }

  async detectLanguage(
    samples: Int16Array,
    { signal }: Pick<RecognizeOptions, "signal"> = {},
  ): Promise<LanguageGuess | null> {
    if (!this.detectsLanguage) throw cannotDetect(this.name);
    return (await this.#request({ samples, detect: true }, signal)) as LanguageGuess | null;
  }

  /** The most memory that the child's process has had, in bytes. */
  async peakMemory(): Promise<number> {
    return (await this.#request({ memory: true })) as number;
  }

  #request(request: EngineRequest, signal?: AbortSignal): Promise<unknown> {
    const seconds = "samples" in request ? request.samples.length / SAMPLE_RATE : 0;
    return this.#child.request(request, {
      limitSeconds: this.#limit.base + this.#limit.perSecond * seconds,
      what: "a piece of audio",
      ...(signal ? { signal } : {}),
    });
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}

/** Some libraries end their process on a broken model without an error. This adds what to do. */
function withAdvice(error: unknown, speech: EngineConfig["speech"]): unknown {
  const message = messageOf(error);
  const advice = definitionOf(speech).adviceOnCrash?.(speech);
  if (advice === undefined || !/does not load: (was killed by (?!SIGKILL)|ended)/.test(message)) return error;
  // Drop the position in the library's source code.
  const plain = message.replace(/\(\S+\.(?:cc|h):\w+:\d+ /, "(");
  return new SisterError(`${plain}: ${advice}`, { cause: error });
}
