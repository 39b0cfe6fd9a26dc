/** One of several jobs that share ranks: its tasks, what came of them, and its account. */
import type { LanguageGuess } from "../../speech/language/vote.js";
import type { Line } from "../../scheduling/fair-dealer.js";
import type { Crew, TaskDispatch, TaskHandlers } from "./crew.js";
import type { LoadedTask, RankAccount, RankInfo, Task, TaskResult } from "./task.js";

/** A task, and whose it is. */
export interface SharedTask {
  task: Task;
  job: SharedJob;
}

/** What a job needs of the ranks that it shares. */
export interface SharedTerms {
  infos: readonly RankInfo[];
  /** Seconds that each rank has worked so far, for whomever. */
  busySeconds: () => number[];
  add: (shared: SharedTask) => void;
  /** False where the task was dealt already. */
  withdraw: (shared: SharedTask) => boolean;
  drop: (rank: number, id: number) => void;
  /** By rank 0's engine. */
  detectLanguage: (samples: Int16Array) => Promise<LanguageGuess | null>;
  /** A number that no other task has. */
  newId: () => number;
  /** The job is over. */
  leave: () => void;
}

export class SharedJob implements Crew, TaskDispatch, Line {
  readonly caller: string;
  readonly #terms: SharedTerms;
  #handlers: TaskHandlers | null = null;
  readonly #waiting = new Set<SharedTask>();
  /** What was dealt, and to whom. */
  readonly #out = new Map<SharedTask, number>();
  readonly #accounts: RankAccount[];
  #busyBefore: number[] = [];
  #begunAt = performance.now();
  /** Results that are not handled yet. */
  #handling = 0;
  #handled: Promise<void> = Promise.resolve();
  #ended = false;
  #failure: { error: unknown } | null = null;
  #changed: () => void = () => undefined;

  constructor(caller: string, terms: SharedTerms) {
    this.caller = caller;
    this.#terms = terms;
    this.#accounts = terms.infos.map(({ rank, host }) => ({
      rank,
      host,
      segments: 0,
      audioSeconds: 0,
      busySeconds: 0,
      idleSeconds: 0,
      engineRestarts: 0,
    }));
  }

  ready(): Promise<RankInfo[]> {
    this.#begunAt = performance.now();
    this.#busyBefore = this.#terms.busySeconds();
    return Promise.resolve([...this.#terms.infos]);
  }

  detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    return this.#terms.detectLanguage(samples);
  }

  dispatch(handlers: TaskHandlers): TaskDispatch {
    this.#handlers = handlers;
    return this;
  }

  add(task: Task): void {
    if (this.#failure) return;
    const shared: SharedTask = { task: { ...task, id: this.#terms.newId() }, job: this };
    this.#waiting.add(shared);
    this.#terms.add(shared);
  }

  end(): void {
    this.#ended = true;
    this.#changed();
  }

  fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = { error };
    for (const shared of [...this.#waiting]) if (this.#terms.withdraw(shared)) this.#waiting.delete(shared);
    for (const [{ task }, rank] of this.#out) if (task.id !== undefined) this.#terms.drop(rank, task.id);
    this.#terms.leave();
    this.#changed();
  }

  async run(): Promise<void> {
    while (!this.#failure && !this.#isDone()) await new Promise<void>((resolve) => (this.#changed = resolve));
    if (this.#failure) throw this.#failure.error as Error;
  }

  #isDone(): boolean {
    return this.#ended && this.#waiting.size === 0 && this.#out.size === 0 && this.#handling === 0;
  }

  /** A task is about to go to a rank: its samples, or null where nobody wants its result any more. */
  async load(shared: SharedTask, rank: number): Promise<LoadedTask | null> {
    this.#waiting.delete(shared);
    if (this.#failure || !this.#handlers) return null;
    this.#out.set(shared, rank);
    try {
      const loaded = await this.#handlers.load(shared.task, rank);
      if (!this.hasFailed()) return loaded;
    } catch (error) {
      this.fail(error);
    }
    this.#out.delete(shared);
    return null;
  }

  /** Whether nothing of it is to be done any more. */
  hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** A task came back. */
  take(shared: SharedTask, rank: number, result: TaskResult, seconds: number): void {
    this.#out.delete(shared);
    const account = this.#accounts[rank];
    if (account) {
      account.busySeconds += seconds;
      if (result.kind === "recognized" && shared.task.kind === "recognize") {
        account.segments += 1;
        account.audioSeconds += shared.task.seconds;
      }
      // Every attempt but the last ended with an engine that had to be started again.
      if (result.kind === "recognized" || result.kind === "recognition-failed")
        account.engineRestarts += result.attempts - (result.kind === "recognized" ? 1 : 0);
    }
    if (this.#failure || result.kind === "dropped") {
      this.#changed();
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
      this.#changed();
    }
  }

  /** `idleSeconds`: while this job was there and the rank had nothing to do for anybody. */
  dismiss(): Promise<RankAccount[]> {
    this.#terms.leave();
    const wall = (performance.now() - this.#begunAt) / 1000;
    const busy = this.#terms.busySeconds();
    for (const account of this.#accounts) {
      const worked = (busy[account.rank] ?? 0) - (this.#busyBefore[account.rank] ?? 0);
      account.idleSeconds = Math.max(0, wall - worked);
    }
    return Promise.resolve(this.#accounts);
  }
}
