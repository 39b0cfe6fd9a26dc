/** A burn of a long video, over ranks: rank 0 cuts it at key pictures, deals the pieces, and joins what comes back. */
import { availableParallelism } from "node:os";
import { messageOf } from "../errors.js";
import { PiecedBurn } from "../media/burn/burn-in-pieces.js";
import type { LetterStyle } from "../media/letters/letter-style.js";
import type { MediaInfo } from "../media/probe/media.js";
import type { Crew, TaskDispatch } from "./ranks/crew.js";
import type { LoadedTask, Task, TaskResult, WorkSpec } from "./ranks/task.js";

/** What to burn. Plain data: it travels from the supervisor to rank 0, which is on the same host. */
export interface BurnOrder {
  info: MediaInfo;
  /** A subtitle file. */
  subtitle: string;
  style: LetterStyle;
  /** A path that ends in `.mp4`. */
  output: string;
  /** Where pieces are kept until they are joined; another attempt goes on from them. */
  folder: string;
}

/** What came of it. `pieces` is 0 where nothing was written: such a video is burned in one, by whoever asked. `problem`: why, where it is not the video's nature. */
export interface BurnOutcome {
  pieces: number;
  problem: string | null;
}

export interface SpreadOptions {
  crew: Crew;
  spec: WorkSpec;
  /** The share that is done, from 0 to 1. */
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

/** How many pieces are cut at once, whatever the number of ranks: it is the disk that is waited for. */
const CUTS = Math.max(2, Math.floor(availableParallelism() / 2));

/** The rest is for the joining. */
const ENCODED = 0.99;

/** What went wrong with a piece: in one the burn may go well. */
class PieceFailed extends Error {}

/**
 * Burns with a crew. Rejects with a SisterError where the file cannot be written, with the error of ranks that failed, or with the signal's reason.
 *
 * @example
 * const { pieces } = await spreadBurn({ info, subtitle, style: {}, output, folder }, { crew: ranks.crew("ann"), spec });
 */
export async function spreadBurn(order: BurnOrder, options: SpreadOptions): Promise<BurnOutcome> {
  const { crew, spec, signal, onProgress } = options;
  const { length: workers } = await crew.ready(spec);
  try {
    const burn = await PiecedBurn.plan({ ...order, workers, ...(signal ? { signal } : {}) });
    if (!burn) return { pieces: 0, problem: null };
    await new Spreading(burn, options).run();
    await burn.join();
    onProgress?.(1);
    return { pieces: burn.pieces.length, problem: null };
  } catch (error) {
    if (!(error instanceof PieceFailed)) throw error;
    return { pieces: 0, problem: error.message };
  } finally {
    await crew.dismiss();
  }
}

class Spreading {
  readonly #burn: PiecedBurn;
  readonly #options: SpreadOptions;
  readonly #dispatch: TaskDispatch;
  readonly #all: number;
  #done = 0;
  #cutting = 0;
  readonly #waiting: (() => void)[] = [];
  #keeping: Promise<void> = Promise.resolve();

  constructor(burn: PiecedBurn, options: SpreadOptions) {
    this.#burn = burn;
    this.#options = options;
    this.#all = burn.pieces.reduce((sum, { seconds }) => sum + seconds, 0);
    this.#dispatch = options.crew.dispatch({
      load: (task) => this.#load(task),
      onResult: (result) => (this.#keeping = this.#take(result)),
    });
  }

  /** Resolves when all pieces are kept. When it rejects nothing is written any more. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const abort = (): void => this.#dispatch.fail(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const putting = this.#put();
    putting.catch((error: unknown) => this.#dispatch.fail(error));
    try {
      signal?.throwIfAborted();
      await this.#dispatch.run();
    } catch (error) {
      this.#dispatch.fail(error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      await putting.catch(() => undefined);
      await this.#keeping.catch(() => undefined);
    }
  }

  async #put(): Promise<void> {
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
    this.#done += this.#burn.pieces[piece]?.seconds ?? 0;
    this.#options.onProgress?.((ENCODED * this.#done) / this.#all);
  }
}
