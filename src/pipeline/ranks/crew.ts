/** Whoever does the tasks of a job: ranks of its own, or ranks that it shares with other jobs (shared-ranks.ts). */
import type { LanguageGuess } from "../../speech/language/vote.js";
import { Dispatch } from "./dispatch.js";
import type { LoadedTask, RankAccount, RankInfo, Task, TaskResult, WorkSpec } from "./task.js";
import type { Transport } from "./transport.js";

/** What a job says to whoever does its tasks. */
export interface TaskHandlers {
  /** Fetches the samples of a task when it is about to leave for a rank, not before: memory holds one piece per rank. */
  load: (task: Task, rank: number) => Promise<LoadedTask>;
  /** Called for each result, one at a time. May `add` more tasks. */
  onResult: (result: TaskResult) => Promise<void> | void;
}

/** A job's tasks on their way. */
export interface TaskDispatch {
  /** One more task to do. */
  add(task: Task): void;
  /** No more tasks come from outside; `onResult` may still add. */
  end(): void;
  /** The job has failed: `run` rejects with this error, and no task of it is begun any more. */
  fail(error: unknown): void;
  /** Resolves when everything that was added is done and its result was handled. Ranks must be ready. */
  run(): Promise<void>;
}

/** The ranks as one job sees them. */
export interface Crew {
  /** Resolves when all ranks have their engines, in order of rank; rejects with a SisterError that names rank and host where one cannot. */
  ready(spec: WorkSpec): Promise<RankInfo[]>;
  /** The language of one sample of speech, by rank 0's engine; null if it tells nothing. After `ready`. */
  detectLanguage(samples: Int16Array): Promise<LanguageGuess | null>;
  /** Called once. */
  dispatch(handlers: TaskHandlers): TaskDispatch;
  /** The job is done: what each rank did for it, in order of rank. */
  dismiss(): Promise<RankAccount[]>;
}

/** Ranks that do one job. On failure whoever made the transport ends it. */
export class OwnCrew implements Crew {
  readonly #transport: Transport;

  /** @param transport one that was not opened yet */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  ready(spec: WorkSpec): Promise<RankInfo[]> {
    return this.#transport.open(spec);
  }

  detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    return this.#transport.detectLanguage(samples);
  }

  dispatch(handlers: TaskHandlers): TaskDispatch {
    return new Dispatch({ transport: this.#transport, ...handlers });
  }

  dismiss(): Promise<RankAccount[]> {
    return this.#transport.close();
  }
}
