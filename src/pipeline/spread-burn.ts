/**
 * Burns subtitles into a long video with many ranks: rank 0 cuts it at key pictures, deals the pieces, and joins the
 * encoded ones.
 */
import { availableParallelism } from "node:os";
import { messageOf } from "../errors.js";
import { PiecedBurn } from "../media/burn/burn-in-pieces.js";
import type { LetterStyle } from "../media/letters/letter-style.js";
import type { MediaInfo } from "../media/probe/media.js";
import type { JobDispatch } from "./ranks/job-dispatch.js";
import type { LoadedTask, Task, TaskResult } from "./ranks/task.js";

/** A request to burn. Plain data: it travels from the supervisor to rank 0, which is on the same host. */
export interface BurnOrder {
  info: MediaInfo;
  /** A subtitle file. */
  subtitle: string;
  style: LetterStyle;
  /** A path that ends in `.mp4`. */
  output: string;
  /** The folder in which pieces are kept until they are joined; another attempt resumes from them. */
  folder: string;
}

export interface BurnOutcome {
  /** 0: nothing was written, and the caller burns the video in a single pass. */
  pieces: number;
  /** The reason for 0 pieces; null if such a video cannot be cut. */
  problem: string | null;
}

/** Burns with the ranks of a caller's group. 0 pieces in the outcome: the caller burns the video itself. */
export type BurnWithRanks = (
  order: BurnOrder,
  options: Pick<SpreadOptions, "onProgress" | "signal">,
) => Promise<BurnOutcome>;

export interface SpreadOptions {
  dispatch: JobDispatch;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

/** How many pieces are cut at once, whatever the number of ranks: the disk is the bottleneck. */
const CUTS = Math.max(2, Math.floor(availableParallelism() / 2));

/** The share of the work that encoding is; the rest is joining. */
const ENCODED = 0.99;

/** A piece failed: a burn in a single pass may succeed. */
class PieceFailed extends Error {}

/**
 * Burns with the ranks of a pool, and ends the dispatch. Rejects with a SisterError if the file cannot be written, with
 * the error of ranks that failed, or with the signal's reason.
 *
 * @example
 * const order = { info, subtitle, style: {}, output, folder };
 * const { pieces } = await spreadBurn(order, { dispatch: pool.job("ann") });
 */
export async function spreadBurn(order: BurnOrder, options: SpreadOptions): Promise<BurnOutcome> {
  const { dispatch, signal, onProgress } = options;
  try {
    const { length: workers } = await dispatch.ready();
    const burn = await PiecedBurn.plan({ ...order, workers, ...(signal ? { signal } : {}) });
    if (!burn) return { pieces: 0, problem: null };
    await new SpreadBurn(burn, options).run();
    await burn.join();
    onProgress?.(1);
    return { pieces: burn.pieces.length, problem: null };
  } catch (error) {
    if (!(error instanceof PieceFailed)) throw error;
    return { pieces: 0, problem: error.message };
  } finally {
    await dispatch.finish();
  }
}

class SpreadBurn {
  readonly #burn: PiecedBurn;
  readonly #options: SpreadOptions;
  readonly #dispatch: JobDispatch;
  /** Seconds of all pieces. */
  readonly #seconds: number;
  #doneSeconds = 0;
  #cutting = 0;
  readonly #waiting: (() => void)[] = [];
  #keeping: Promise<void> = Promise.resolve();

  constructor(burn: PiecedBurn, options: SpreadOptions) {
    this.#burn = burn;
    this.#options = options;
    this.#dispatch = options.dispatch;
    this.#seconds = burn.pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** Resolves when all pieces are kept. When it rejects, no file is written any more. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const abort = (): void => this.#dispatch.fail(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const running = this.#dispatch.run({
      load: (task) => this.#load(task),
      onResult: (result) => (this.#keeping = this.#take(result)),
    });
    const adding = this.#addPieces();
    adding.catch((error: unknown) => this.#dispatch.fail(error));
    try {
      if (signal?.aborted) abort();
      await running;
    } finally {
      signal?.removeEventListener("abort", abort);
      await adding.catch(() => undefined);
      await this.#keeping.catch(() => undefined);
    }
  }

  async #addPieces(): Promise<void> {
    for (const [piece, { seconds }] of this.#burn.pieces.entries()) {
      if (await this.#burn.isKept(piece)) this.#count(piece);
      else this.#dispatch.add({ kind: "encode", piece, estimate: seconds, order: null });
    }
    this.#dispatch.end();
  }

  async #load(task: Task): Promise<LoadedTask> {
    const samples = new Int16Array(0);
    if (task.kind !== "encode") return { task, samples };
    while (this.#cutting >= CUTS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#cutting += 1;
    try {
      return { task: { ...task, order: await this.#burn.order(task.piece) }, samples };
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw new PieceFailed(messageOf(error), { cause: error });
    } finally {
      this.#cutting -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #take(result: TaskResult): Promise<void> {
    if (result.kind === "encoding-failed") throw new PieceFailed(result.message);
    if (result.kind !== "encoded") return;
    try {
      await this.#burn.keep(result.piece, result.video);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
      throw new PieceFailed(messageOf(error), { cause: error });
    }
    this.#count(result.piece);
  }

  #count(piece: number): void {
    this.#doneSeconds += this.#burn.pieces[piece]?.seconds ?? 0;
    this.#options.onProgress?.((ENCODED * this.#doneSeconds) / this.#seconds);
  }
}
