/** The transport without MPI: workers of this process, each with engines in children of their own. For short videos, and for tests. */
import { availableParallelism } from "node:os";
import { messageOf, SisterError } from "../../errors.js";
import { Arrivals } from "../../scheduling/arrivals.js";
import { devicesFor, readDevices } from "../../speech/devices.js";
import type { LanguageGuess } from "../../speech/language/vote.js";
import { RankQueue } from "./rank-queue.js";
import type { LoadedTask, RankAccount, RankInfo, WorkSpec } from "./task.js";
import type { Arrival, Transport } from "./transport.js";
import { Worker } from "./worker.js";

/**
 * @example
 * const transport = new InProcessTransport(2);
 * await transport.open(spec);
 */
export class InProcessTransport implements Transport {
  readonly size: number;
  #workers: Worker[] = [];
  #queues: RankQueue[] = [];
  readonly #arrivals = new Arrivals<Arrival>();

  constructor(size: number) {
    this.size = size;
  }

  async open(spec: WorkSpec): Promise<RankInfo[]> {
    const asked = readDevices();
    const cores = availableParallelism();
    const opened = await Promise.allSettled(
      Array.from({ length: this.size }, (_, rank) =>
        Worker.open(rank, spec, devicesFor({ cores, ranksOnHost: this.size, indexOnHost: rank }, [asked])),
      ),
    );
    this.#workers = opened.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const failed = opened.find((outcome) => outcome.status === "rejected");
    if (failed) {
      await this.dispose();
      throw new SisterError(messageOf(failed.reason), { cause: failed.reason });
    }
    for (const worker of this.#workers) worker.begin(this.size);
    this.#queues = this.#workers.map(
      (worker, rank) =>
        new RankQueue({
          worker,
          onReport: (report) => this.#arrivals.push({ rank, ...report }),
          onError: (error) => this.#arrivals.fail(error),
        }),
    );
    return this.#workers.map((worker) => worker.info);
  }

  async detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    return (await this.#workers[0]?.detectLanguage(samples)) ?? null;
  }

  scatter(shares: readonly LoadedTask[][]): Promise<void> {
    shares.forEach((share, rank) => this.#queues[rank]?.push(...share));
    return Promise.resolve();
  }

  deal(rank: number, loaded: LoadedTask): Promise<void> {
    this.#queues[rank]?.push(loaded);
    return Promise.resolve();
  }

  drop(rank: number, id: number): void {
    this.#queues[rank]?.drop(id);
  }

  next(): Promise<Arrival> {
    return this.#arrivals.next();
  }

  async close(): Promise<RankAccount[]> {
    const accounts = this.#workers.map((worker) => worker.account());
    await this.dispose();
    return accounts;
  }

  /** Ends the engines at once, in whatever state the job is. */
  async dispose(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}
