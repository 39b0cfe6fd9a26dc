/** A speech engine in a child process. */
import { ModelChild } from "./child/child-process.js";
import {
  SAMPLE_RATE,
  type RecognizeOptions,
  type Span,
  type SpeechConfig,
  type SpeechEngine,
  type Word,
} from "./engine.js";
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
  speech: Exclude<SpeechConfig, { kind: "sleep" }>;
  devices: Devices;
}

/** The header of a request; its payload are the samples. */
export interface PieceRequest {
  language: string;
  voice?: readonly Span[];
}

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

  async recognize(samples: Int16Array, { language, voice, signal }: RecognizeOptions): Promise<Word[]> {
    const { header } = await this.#child.ask(
      { language, ...(voice ? { voice } : {}) } satisfies PieceRequest,
      samples,
      {
        limitSeconds: this.#limit.base + (this.#limit.perSecond * samples.length) / SAMPLE_RATE,
        what: "a piece of audio",
        ...(signal ? { signal } : {}),
      },
    );
    return header as Word[];
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}
