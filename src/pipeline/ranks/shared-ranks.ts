/**
 * Ranks that several jobs share: one scheduler deals the tasks of all, fair between callers. With one job at a time the ranks would stand idle at the
 * end of each, and a short video would wait for a long one.
 */
import { Arrivals } from "../../scheduling/arrivals.js";
import { Dispatcher, type Arrival } from "../../scheduling/dispatcher.js";
import { FairDealer } from "../../scheduling/fair-dealer.js";
import type { Crew } from "./crew.js";
import { comesBefore } from "./schedule.js";
import { SharedJob, type SharedTask } from "./shared-job.js";
import type { RankInfo, TaskResult, WorkSpec } from "./task.js";
import type { Transport } from "./transport.js";

/** A result on its way to the job that it is of. */
interface Outcome {
  result: TaskResult;
  seconds: number;
}

/**
 * @example
 * const ranks = await SharedRanks.open(new InProcessTransport(2), spec);
 * await Promise.all(jobs.map((job) => runJob(job, ranks.crew("ann"), { journal })));
 * await ranks.close();
 */
export class SharedRanks {
  /** In order of rank. */
  readonly infos: readonly RankInfo[];
  /** Rejects when a rank or the way to it failed: every job has failed then, and none can be done any more. Never resolves. */
  readonly failure: Promise<never>;
  readonly #transport: Transport;
  readonly #dispatcher: Dispatcher<SharedTask, Outcome>;
  readonly #arrivals = new Arrivals<Arrival<SharedTask, Outcome>>();
  readonly #jobs = new Set<SharedJob>();
  /** Tasks at each rank, by their ids. */
  readonly #atRanks: Map<number, SharedTask>[];
  #atRanksCount = 0;
  #receiving = false;
  /** Seconds that each rank worked, for whomever. */
  readonly #busy: number[];
  readonly #running: Promise<void>;
  #lastId = 0;

  private constructor(transport: Transport, infos: readonly RankInfo[]) {
    this.infos = infos;
    this.#transport = transport;
    this.#busy = infos.map(() => 0);
    this.#atRanks = infos.map(() => new Map<number, SharedTask>());
    this.#dispatcher = new Dispatcher<SharedTask, Outcome>({
      dealer: new FairDealer<SharedTask>({
        costOf: ({ task }) => task.estimate,
        comesBefore: (a, b) => comesBefore(a.task, b.task),
        lineOf: ({ job }) => job,
        isUrgent: ({ task }) => task.kind === "translate",
      }),
      workers: {
        size: infos.length,
        deal: (rank, shared) => this.#deal(rank, shared),
        next: () => this.#arrivals.next(),
      },
      onResult: ({ result, seconds }, rank, shared) => {
        this.#busy[rank] = (this.#busy[rank] ?? 0) + seconds;
        // Each job handles its own in its own time: one that waits for a slow disk keeps no other waiting.
        shared.job.take(shared, rank, result, seconds);
      },
    });
    this.#running = this.#dispatcher.run();
    this.failure = this.#running.then(
      () => new Promise<never>(() => undefined),
      (error: unknown) => {
        for (const job of this.#jobs) job.fail(error);
        throw error;
      },
    );
    this.failure.catch(() => undefined);
  }

  /** Has every rank open its engines. Rejects as `Transport.open` does. */
  static async open(transport: Transport, spec: WorkSpec): Promise<SharedRanks> {
    const infos = await transport.open(spec);
    await transport.scatter(infos.map(() => []));
    return new SharedRanks(transport, infos);
  }

  /** The ranks as one job of this caller sees them. What its `ready` is asked for, the ranks have already: engines are the same for all jobs. */
  crew(caller: string): Crew {
    const job = new SharedJob(caller, {
      infos: this.infos,
      busySeconds: () => [...this.#busy],
      add: (shared) => this.#dispatcher.add(shared),
      withdraw: (shared) => this.#dispatcher.withdraw(shared),
      drop: (rank, id) => this.#transport.drop(rank, id),
      detectLanguage: (samples) => this.#transport.detectLanguage(samples),
      newId: () => ++this.#lastId,
      leave: () => this.#jobs.delete(job),
    });
    this.#jobs.add(job);
    return job;
  }

  /** Jobs that are being done. */
  get jobs(): number {
    return this.#jobs.size;
  }

  async #deal(rank: number, shared: SharedTask): Promise<void> {
    const loaded = await shared.job.load(shared, rank);
    if (!loaded) {
      this.#arrivals.push({ worker: rank, result: { result: { kind: "dropped" }, seconds: 0 }, task: shared });
      return;
    }
    this.#atRanks[rank]?.set(shared.task.id ?? 0, shared);
    this.#atRanksCount += 1;
    this.#receive();
    await this.#transport.deal(rank, loaded);
  }

  /** Takes results for as long as ranks owe any. */
  #receive(): void {
    if (this.#receiving) return;
    this.#receiving = true;
    const loop = async (): Promise<void> => {
      while (this.#atRanksCount > 0) {
        const { rank, id, result, seconds } = await this.#transport.next();
        if (result.kind === "engine-free") {
          this.#arrivals.push({ worker: rank, canBegin: true });
          continue;
        }
        this.#atRanksCount -= 1;
        const task = id === undefined ? undefined : this.#atRanks[rank]?.get(id);
        if (id === undefined || !task) throw new Error(`a result of rank ${rank}, which had no such task`);
        this.#atRanks[rank]?.delete(id);
        this.#arrivals.push({ worker: rank, result: { result, seconds }, task });
      }
      this.#receiving = false;
    };
    loop().catch((error: unknown) => {
      this.#arrivals.fail(error);
    });
  }

  /** Lets the ranks go when all that was added is done. */
  async close(): Promise<void> {
    this.#dispatcher.end();
    await this.#running;
    await this.#transport.close();
  }
}
