/** A speech engine in a child process. */
import { messageOf, SisterError } from "../errors.js";
import { ModelChild } from "./child/child-process.js";
import { SAMPLE_RATE, type RecognizeOptions, type Span, type SpeechEngine, type Word } from "./engine.js";
import { definitionOf, type SpeechConfig } from "./engines.js";
import { cannotDetect } from "./language/hears.js";
import type { LanguageGuess } from "./language/vote.js";
import { ONE_THREAD, type Devices, type EngineDescription } from "./recognizer.js";

export interface ChildOptions {
  /** How long the engine may take to load, in seconds. Default 300: a large model from a slow disk. */
  loadSeconds?: number;
  /** How long it may take for a piece: base seconds, and a multiple of the piece's length. Default 60 and 20. */
  pieceSeconds?: { base: number; perSecond: number };
  /** What it computes with. Default: one thread of the processor. */
  devices?: Devices;
}

/** What the child's program is given. */
export interface EngineConfig {
  speech: SpeechConfig;
  devices: Devices;
}

/** The header of a request; its payload are the samples. */
export type PieceRequest =
  | { language: string; voice?: readonly Span[] }
  /** Which language is it? The answer is a LanguageGuess or null. */
  | { detect: true }
  /** How much memory did the process need at most? The answer is a number of bytes. */
  | { memory: true };

export class EngineChild implements SpeechEngine {
  readonly #child: ModelChild<EngineDescription>;
  readonly #limit: { base: number; perSecond: number };

  private constructor(child: ModelChild<EngineDescription>, limit: { base: number; perSecond: number }) {
    this.#child = child;
    this.#limit = limit;
  }

  /** Starts the child and waits until its engine is loaded. Rejects with a SisterError that says why it does not load. */
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
  /** Where word times come from; null if the engine does not say. */
  get times(): NonNullable<EngineDescription["times"]> | null {
    return this.#child.description.times ?? null;
  }

  async recognize(samples: Int16Array, { language, voice, signal }: RecognizeOptions): Promise<Word[]> {
    return (await this.#ask({ language, ...(voice ? { voice } : {}) }, samples, signal)) as Word[];
  }

  async detectLanguage(
    samples: Int16Array,
    { signal }: Pick<RecognizeOptions, "signal"> = {},
  ): Promise<LanguageGuess | null> {
    if (!this.detectsLanguage) throw cannotDetect(this.name);
    return (await this.#ask({ detect: true }, samples, signal)) as LanguageGuess | null;
  }

  /** The most memory that the child's process had, in bytes. */
  async peakMemory(): Promise<number> {
    return (await this.#ask({ memory: true }, new Int16Array(0))) as number;
  }

  async #ask(request: PieceRequest, samples: Int16Array, signal?: AbortSignal): Promise<unknown> {
    const { header } = await this.#child.ask(request, samples, {
      limitSeconds: this.#limit.base + (this.#limit.perSecond * samples.length) / SAMPLE_RATE,
      what: "a piece of audio",
      ...(signal ? { signal } : {}),
    });
    return header;
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}

/** Some libraries end the process on a broken model instead of returning an error: then the advice tells what to do. */
function withAdvice(error: unknown, speech: SpeechConfig): unknown {
  const message = messageOf(error);
  const advice = definitionOf(speech).adviceOnCrash?.(speech);
  if (advice === undefined || !/does not load: (was killed by (?!SIGKILL)|ended)/.test(message)) return error;
  // Without the place in the library's sources.
  const plain = message.replace(/\(\S+\.(?:cc|h):\w+:\d+ /, "(");
  return new SisterError(`${plain}: ${advice}`, { cause: error });
}
