/**
 * An aligner in a child process. If the process dies or hangs, a new one tries once more; after that the times are
 * estimates.
 */
import { messageOf } from "../../errors.js";
import { ModelChild } from "../../children/model/model-child.js";
import { SAMPLE_RATE, type Span, type Word } from "../engine.js";
import type { Aligner, AlignOptions } from "./aligner.js";
import type { FoundTime } from "./grammar.js";
import { spreadWords } from "./spread.js";

export interface AlignerOptions {
  /** Seconds in which the aligner must load. Default 120. */
  loadSeconds?: number;
  /** Seconds in which it must answer: a base, and a multiple of the length of the piece. Default 20 and 1. */
  pieceSeconds?: { base: number; perSecond: number };
}

/** The configuration of the child's program. */
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

/** The answer to a request: one time per text, null if it was not found. */
export type FoundTimes = (FoundTime | null)[];

const TRIES = 2;
/** After this many failed pieces in a row, the aligner counts as broken on this host. */
const FAILED_PIECES = 3;
/** A broken aligner is tried on one piece in this many, because a group of ranks may outlive the cause. */
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

  /** Starts the child and waits until it is loaded. Rejects with a SisterError that tells why it does not load. */
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

  /** The times that the child found. Null if every try failed, or if none was made. */
  async #find(request: AlignRequest, signal?: AbortSignal): Promise<FoundTimes | null> {
    for (let tries = this.#tries(); tries > 0; tries--) {
      try {
        const answer = await this.#child.request(request, {
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
