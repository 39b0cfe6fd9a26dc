/** One job in a pool of ranks: its tasks on their way, their results, and its end. */
import type { CallersJob } from "../../scheduling/fair-task-queue.js";
import type { LanguageGuess } from "../../speech/language/vote.js";
import type { LoadedTask, RankAccount, RankInfo, Task, TaskResult } from "./task.js";

/** What a job does for its tasks. */
export interface TaskHandlers {
  /**
   * Fetches the samples of a task when it is about to leave for a rank, not before: memory holds one piece for each
   * rank.
   */
  load: (task: Task, rank: number) => Promise<LoadedTask>;
  /** Called for each result, one at a time. May `add` more tasks. */
  onResult: (result: TaskResult) => Promise<void> | void;
}

/** A task, and the job that it belongs to. */
export interface JobTask {
  readonly task: Task;
  readonly job: JobDispatch;
}

/** The part of a `RankPool` that a job uses. */
export interface PoolOfJob {
  /** Resolves when all ranks have their engines. */
  ready: Promise<readonly RankInfo[]>;
  begin: (job: number) => Promise<void>;
  add: (task: JobTask) => void;
  /** Returns false if the task was dealt already. */
  withdraw: (task: JobTask) => boolean;
  drop: (rank: number, id: number) => void;
  detectLanguage: (samples: Int16Array) => Promise<LanguageGuess | null>;
  /** A number that no other task has. */
  newId: () => number;
  /** The job adds no more tasks from outside. */
  ended: () => void;
  /** The job is over. */
  finish: (job: JobDispatch) => Promise<RankAccount[]>;
}

/**
 * Made by `RankPool.job`. Other jobs in the pool are invisible, except that ranks are busy with them.
 *
 * @example
 * const dispatch = pool.job("ann");
 * await dispatch.ready();
 * const running = dispatch.run({ load, onResult });
 * dispatch.add(task); // as segments become known
 * dispatch.end();     // no more from outside; `onResult` may still add
 * await running;
 * const accounts = await dispatch.finish();
 */
export class JobDispatch implements CallersJob {
  readonly caller: string;
  /** Its number in the pool, from 1. */
  readonly number: number;
  readonly #pool: PoolOfJob;
  #handlers: TaskHandlers | null = null;
  readonly #waiting = new Set<JobTask>();
  /** Tasks that were dealt, with their ranks. */
  readonly #out = new Map<JobTask, number>();
  /** Tasks that this process does itself. */
  #here = 0;
  readonly #stop = new AbortController();
  /** Results that are not handled yet. */
  #handling = 0;
  #handled: Promise<void> = Promise.resolve();
  #ended = false;
  #failure: { error: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(caller: string, number: number, pool: PoolOfJob) {
    this.caller = caller;
    this.number = number;
    this.#pool = pool;
  }

  /**
   * Resolves when all ranks have their engines, in order of rank. Rejects with a SisterError that names rank and host
   * if one of them fails.
   */
  async ready(): Promise<RankInfo[]> {
    const infos = await this.#pool.ready;
    if (!this.#failure) await this.#pool.begin(this.number);
    return [...infos];
  }

  /** The language of one sample of speech, by the engine of rank 0; null if it cannot be determined. After `ready`. */
  detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    return this.#pool.detectLanguage(samples);
  }

  /**
   * Resolves when everything that was added is done and its result was handled. Called once, after `ready` and before
   * `add`.
   */
  async run(handlers: TaskHandlers): Promise<void> {
    this.#handlers = handlers;
    while (!this.#failure && !this.#isDone()) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure) throw this.#failure.error as Error;
  }

  #isDone(): boolean {
    const isWorking = this.#waiting.size > 0 || this.#out.size > 0 || this.#here > 0;
    return this.#ended && !isWorking && this.#handling === 0;
  }

  /** Adds a task. Does nothing after a failure. */
  add(task: Task): void {
    if (this.#failure) return;
    if (!this.#handlers) throw new Error("a task was added before run()");
    const added: JobTask = { task: { ...task, job: this.number, id: this.#pool.newId() }, job: this };
    this.#waiting.add(added);
    this.#pool.add(added);
  }

  /**
   * Adds work that no rank can do: this process does it beside the ranks, and its result is handled like theirs. A
   * rejection fails the job. Does nothing after a failure.
   *
   * @param work gets a signal that aborts when the job fails
   */
  addHere(work: (signal: AbortSignal) => Promise<TaskResult>): void {
    if (this.#failure) return;
    if (!this.#handlers) throw new Error("a task was added before run()");
    this.#here += 1;
    const settle = async (): Promise<void> => {
      try {
        this.#receive(await work(this.#stop.signal));
      } catch (error) {
        this.fail(error);
      } finally {
        this.#here -= 1;
        this.#wake();
      }
    };
    void settle();
  }

  /** No more tasks come from outside; `onResult` may still add. */
  end(): void {
    this.#ended = true;
    this.#wake();
    this.#pool.ended();
  }

  /** The job has failed: `run` rejects with this error. Its tasks that wait or are under way are dropped. */
  fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    this.#stop.abort(error);
    for (const task of [...this.#waiting]) if (this.#pool.withdraw(task)) this.#waiting.delete(task);
    for (const [{ task }, rank] of this.#out) if (task.id !== undefined) this.#pool.drop(rank, task.id);
    this.#wake();
    // Nobody reads the accounts of a failed job. If the ranks are gone, this fails too.
    this.#pool.finish(this).catch(() => undefined);
  }

  /** Ends a job that is done. Resolves with what each rank did for it, in order of rank. */
  finish(): Promise<RankAccount[]> {
    return this.#pool.finish(this);
  }

  /** Whether tasks may still come from outside. */
  get isAdding(): boolean {
    return !this.#ended && !this.#failure;
  }

  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /**
   * For the pool: a task is about to leave for a rank. Resolves with its samples, or null if its result is not wanted
   * any more.
   */
  async load(dealt: JobTask, rank: number): Promise<LoadedTask | null> {
    this.#waiting.delete(dealt);
    if (this.#failure || !this.#handlers) return null;
    this.#out.set(dealt, rank);
    try {
      const loaded = await this.#handlers.load(dealt.task, rank);
      if (!this.hasFailed) return loaded;
    } catch (error) {
      this.fail(error);
    }
    this.#out.delete(dealt);
    return null;
  }

  /** For the pool: a task came back. */
  take(done: JobTask, result: TaskResult): void {
    this.#out.delete(done);
    this.#receive(result);
  }

  #receive(result: TaskResult): void {
    if (this.#failure || result.kind === "dropped") {
      this.#wake();
      return;
    }
    this.#handling += 1;
    this.#handled = this.#handled.then(() => this.#handle(result));
  }

  async #handle(result: TaskResult): Promise<void> {
    try {
      if (!this.#failure) await this.#handlers?.onResult(result);
    } catch (error) {
      this.fail(error);
    } finally {
      this.#handling -= 1;
      this.#wake();
    }
  }
}
