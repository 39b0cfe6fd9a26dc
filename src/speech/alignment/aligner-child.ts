/** An aligner in a child process: one fresh try where the process dies or hangs, then estimates. */
import { messageOf } from "../../errors.js";
import { ModelChild } from "../child/child-process.js";
import { SAMPLE_RATE, type Span, type Word } from "../engine.js";
import type { Aligner, AlignOptions } from "./aligner.js";
import type { FoundTime } from "./grammar.js";
import { spreadWords } from "./spread.js";

export interface AlignerOptions {
  /** How long the aligner may take to load, in seconds. Default 120. */
  loadSeconds?: number;
  /** How long it may take for a piece: base seconds, and a multiple of the piece's length. Default 20 and 1. */
  pieceSeconds?: { base: number; perSecond: number };
}

/** What the child's program is given. */
export interface AlignerConfig {
  language: string;
}

/** What the child reports once it is loaded. */
export interface AlignerDescription {
  id: string;
}

export interface AlignRequest {
  samples: Int16Array;
  texts: string[];
  voice?: readonly Span[];
}

/** The answer to a request: a time for each text, null where none was found. */
export type FoundTimes = (FoundTime | null)[];

const TRIES = 2;
/** After this number of pieces in a row on which every try failed, the aligner counts as broken on this host. */
const FAILED_PIECES = 3;
/** A broken aligner is asked for one piece in this number: a group of ranks may outlive what broke it. */
const ASKED_WHEN_BROKEN = 50;

export class AlignerChild implements Aligner {
  readonly #child: ModelChild<AlignerDescription>;
  readonly #limit: { base: number; perSecond: number };
  #failedInARow = 0;
  #lastFailure = "";
  #closed = false;

  private constructor(child: ModelChild<AlignerDescription>, limit: { base: number; perSecond: number }) {
    this.#child = child;
    this.#limit = limit;
  }

  /** Starts the child and waits until it is loaded. Rejects with a SisterError that says why it does not load. */
  static async open(language: string, options: AlignerOptions = {}): Promise<AlignerChild> {
    const { loadSeconds = 120, pieceSeconds = { base: 20, perSecond: 1 } } = options;
    const child = await ModelChild.open<AlignerDescription>({
      program: new URL("./aligner-main", import.meta.url),
      config: { language } satisfies AlignerConfig,
      what: "aligner",
      loadSeconds,
    });
    return new AlignerChild(child, pieceSeconds);
  }

  get id(): string {
    return this.#child.description.id;
  }
  get restarts(): number {
    return this.#child.restarts;
  }
  get pid(): number | null {
    return this.#child.pid;
  }

  async align(samples: Int16Array, words: readonly Word[], { voice, signal, onFailed }: AlignOptions): Promise<Word[]> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error("the aligner was closed");
    if (words.length === 0) return [];
    const seconds = samples.length / SAMPLE_RATE;
    const texts = words.map((word) => word.text);
    const request = { samples, texts, ...(voice ? { voice } : {}) };
    const found = samples.length === 0 ? [] : await this.#find(request, signal);
    if (!found) onFailed?.(this.#lastFailure);
    return spreadWords(words, found ?? [], seconds, voice);
  }

  /** The times that the child found; null if every try failed, or none was made. */
  async #find(request: AlignRequest, signal?: AbortSignal): Promise<FoundTimes | null> {
    for (let tries = this.#tries(); tries > 0; tries--) {
      try {
        const answer = await this.#child.ask(request, {
          limitSeconds: this.#limit.base + (this.#limit.perSecond * request.samples.length) / SAMPLE_RATE,
          what: "the times of a piece's words",
          ...(signal ? { signal } : {}),
        });
        this.#failedInARow = 0;
        return answer as FoundTimes;
      } catch (error) {
        signal?.throwIfAborted();
        if (this.#closed) throw error;
        this.#lastFailure = messageOf(error);
      }
    }
    this.#failedInARow += 1;
    return null;
  }

  #tries(): number {
    if (this.#failedInARow < FAILED_PIECES) return TRIES;
    return this.#failedInARow % ASKED_WHEN_BROKEN === 0 ? 1 : 0;
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#child.close();
  }
}
