/**
 * The ranks, for one job or for several at once: one scheduler deals the tasks of all jobs, fairly between callers. If
 * jobs ran one after another, ranks would be idle at the end of each, and a short video would wait for a long one.
 */
import { Arrivals } from "../../scheduling/arrivals.js";
import { Dispatcher, type Arrival } from "../../scheduling/dispatcher.js";
import { FairTaskQueue } from "../../scheduling/fair-task-queue.js";
import { JobDispatch, type JobTask, type PoolOfJob } from "./job-dispatch.js";
import { comesBefore } from "./task-order.js";
import type { LoadedTask, RankAccount, RankInfo, TaskResult, WorkSpec } from "./task.js";
import type { Transport } from "./transport.js";

/**
 * Opens its ranks at once. A job may be made before they are ready: its video is decoded meanwhile.
 *
 * @example
 * const pool = new RankPool(new InProcessTransport(2), specOf(job));
 * const { document } = await subtitle(await prepareJob(job), pool.job("ann"), { journal: null });
 * await pool.close();
 */
export class RankPool {
  /** The ranks, in order, when all have their engines. Rejects as `Transport.open` does. */
  readonly ready: Promise<readonly RankInfo[]>;
  /**
   * Rejects when a rank or the way to it has failed; then every job has failed too, and no other can begin. Never
   * resolves.
   */
  readonly failure: Promise<never>;
  readonly #transport: Transport;
  readonly #dispatcher: Dispatcher<JobTask, TaskResult>;
  readonly #arrivals = new Arrivals<Arrival<JobTask, TaskResult>>();
  readonly #jobs = new Set<JobDispatch>();
  /** Tasks at each rank, by their ids. */
  readonly #atRanks: Map<number, JobTask>[];
  #atRanksCount = 0;
  #receiving = false;
  readonly #running: Promise<void>;
  #lastTask = 0;
  #lastJob = 0;

  /** @param transport one that was not opened yet; the caller ends it if the pool fails */
  constructor(transport: Transport, spec: WorkSpec) {
    this.#transport = transport;
    this.#atRanks = Array.from({ length: transport.size }, () => new Map<number, JobTask>());
    this.#dispatcher = new Dispatcher<JobTask, TaskResult>({
      queue: new FairTaskQueue<JobTask>({
        costOf: ({ task }) => task.estimate,
        comesBefore: (a, b) => comesBefore(a.task, b.task),
        jobOf: ({ job }) => job,
        isUrgent: ({ task }) => task.kind === "translate",
      }),
      workers: {
        size: transport.size,
        scatter: (shares) => this.#scatter(shares),
        deal: (rank, task) => this.#deal(rank, task),
        next: () => this.#arrivals.next(),
      },
      // Each job handles its own results in its own time: a job that waits for a slow disk delays no other.
      onResult: (result, _rank, done) => done.job.take(done, result),
      expectsMore: () => [...this.#jobs].some((job) => job.isAdding),
    });
    this.ready = transport.open(spec);
    this.#running = this.ready.then(() => this.#dispatcher.run());
    this.failure = this.#running.then(
      () => new Promise<never>(() => undefined),
      (error: unknown) => {
        for (const job of this.#jobs) job.fail(error);
        throw error;
      },
    );
    this.failure.catch(() => undefined);
  }

  /** A new job of this caller. It must end by `finish` or `fail`. */
  job(caller: string): JobDispatch {
    const pool: PoolOfJob = {
      ready: this.ready,
      begin: (number) => this.#transport.begin(number),
      add: (task) => this.#dispatcher.add(task),
      withdraw: (task) => this.#dispatcher.withdraw(task),
      drop: (rank, id) => this.#transport.drop(rank, id),
      detectLanguage: (samples) => this.#transport.detectLanguage(samples),
      newId: () => ++this.#lastTask,
      ended: () => this.#dispatcher.recheck(),
      finish: (job) => this.#finish(job),
    };
    const job = new JobDispatch(caller, ++this.#lastJob, pool);
    this.#jobs.add(job);
    return job;
  }

  /** Number of jobs that are not over. */
  get jobs(): number {
    return this.#jobs.size;
  }

  async #finish(job: JobDispatch): Promise<RankAccount[]> {
    if (!this.#jobs.delete(job)) return [];
    this.#dispatcher.recheck();
    await this.ready;
    return this.#transport.finish(job.number);
  }

  /**
   * The first task of each rank: segments leave in one Scatterv. Other tasks are objects and leave by themselves, so
   * that no rank waits for pictures of another one's piece.
   */
  async #scatter(shares: readonly JobTask[][]): Promise<void> {
    const loaded = await Promise.all(
      shares.map(async ([first], rank): Promise<LoadedTask[]> => {
        if (!first) return [];
        if (first.task.kind === "recognize") {
          const task = await this.#load(rank, first);
          return task ? [task] : [];
        }
        this.#deal(rank, first).catch((error: unknown) => this.#arrivals.fail(error));
        return [];
      }),
    );
    if (loaded.some((share) => share.length > 0)) await this.#transport.scatter(loaded);
    this.#receive();
    for (const [rank, [first]] of shares.entries()) if (first) this.#dropIfFailed(rank, first);
  }

  async #deal(rank: number, dealt: JobTask): Promise<void> {
    const loaded = await this.#load(rank, dealt);
    if (!loaded) return;
    this.#receive();
    await this.#transport.deal(rank, loaded);
    this.#dropIfFailed(rank, dealt);
  }

  /** A job that fails while its task is on the way to a rank drops it too early: the rank does not have it yet. */
  #dropIfFailed(rank: number, { task, job }: JobTask): void {
    if (job.hasFailed && task.id !== undefined) this.#transport.drop(rank, task.id);
  }

  /** The samples of a task that leaves for a rank; null if it does not leave, because its job has failed. */
  async #load(rank: number, dealt: JobTask): Promise<LoadedTask | null> {
    const loaded = await dealt.job.load(dealt, rank);
    if (!loaded) {
      this.#arrivals.push({ worker: rank, result: { kind: "dropped" }, task: dealt });
      return null;
    }
    this.#atRanks[rank]?.set(dealt.task.id ?? 0, dealt);
    this.#atRanksCount += 1;
    return loaded;
  }

  /** Takes messages for as long as ranks have tasks. */
  #receive(): void {
    if (this.#receiving) return;
    this.#receiving = true;
    const loop = async (): Promise<void> => {
      while (this.#atRanksCount > 0) {
        const message = await this.#transport.next();
        const { rank } = message;
        if ("engineFree" in message) {
          this.#arrivals.push({ worker: rank, canBegin: true });
          continue;
        }
        const { id, result } = message;
        this.#atRanksCount -= 1;
        const task = id === undefined ? undefined : this.#atRanks[rank]?.get(id);
        if (id === undefined || !task) throw new Error(`rank ${rank} returned a result of a task that it did not have`);
        this.#atRanks[rank]?.delete(id);
        this.#arrivals.push({ worker: rank, result, task });
      }
      this.#receiving = false;
    };
    loop().catch((error: unknown) => {
      this.#arrivals.fail(error);
    });
  }

  /** Lets the ranks go when everything that was added is done. */
  async close(): Promise<void> {
    this.#dispatcher.end();
    await this.#running;
    await this.#transport.close();
  }
}
