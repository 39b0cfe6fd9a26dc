/** The ranks of a command, wherever they are: in this process, in this MPI group, or in a group that was launched. */
import type { JobEvent } from "./job-events.js";
import { subtitle, type JobResult, type PreparedJob } from "./job.js";
import { openJournal, type Journal } from "./journal.js";
import { RankPool } from "./ranks/rank-pool.js";
import type { WorkSpec } from "./ranks/task.js";
import type { Transport } from "./ranks/transport.js";
import { spreadBurn, type BurnWithRanks } from "./spread-burn.js";

export interface RunOptions {
  onEvent?: (event: JobEvent) => void;
  signal?: AbortSignal;
}

export interface JobRunner {
  /** Resolves when the ranks have their engines. Rejects if they cannot have them, or are gone for good. */
  ready(): Promise<unknown>;
  /** Makes the subtitles of one video. May be called before the ranks are ready: the video is decoded meanwhile. */
  run(prepared: PreparedJob, options: RunOptions): Promise<JobResult>;
  /** Burns subtitles with the ranks; 0 pieces if they cannot. */
  readonly burn: BurnWithRanks;
}

/** The caller of all jobs of a command. */
export const COMMAND = "command";

/**
 * Does work with a pool over this transport, which the caller ends if this rejects. Finished segments are kept in the
 * user's journal.
 *
 * @example
 * const transport = new InProcessTransport(2);
 * const summary = await runInPool(transport, specOf(job), (runner) => subtitleFiles(prepared, runner, {}));
 */
export async function runInPool<Result>(
  transport: Transport,
  spec: WorkSpec,
  work: (runner: JobRunner) => Promise<Result>,
): Promise<Result> {
  const journal = await openJournal();
  const pool = new RankPool(transport, spec);
  const result = await work(new PoolRunner(pool, journal));
  await pool.close();
  return result;
}

class PoolRunner implements JobRunner {
  readonly #pool: RankPool;
  readonly #journal: Journal;

  constructor(pool: RankPool, journal: Journal) {
    this.#pool = pool;
    this.#journal = journal;
  }

  ready(): Promise<unknown> {
    // A pool that has failed was ready once: the failure comes first.
    return Promise.race([this.#pool.failure, this.#pool.ready]);
  }

  run(prepared: PreparedJob, options: RunOptions): Promise<JobResult> {
    return subtitle(prepared, this.#pool.job(COMMAND), { journal: this.#journal, ...options });
  }

  readonly burn: BurnWithRanks = (order, options) =>
    spreadBurn(order, { dispatch: this.#pool.job(COMMAND), ...options });
}
