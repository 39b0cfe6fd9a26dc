/**
 * The transport without MPI: workers in this process, each with engines in child processes. For short videos, and for
 * tests.
 */
import { availableParallelism } from "node:os";
import { messageOf, SisterError } from "../../errors.js";
import { Arrivals } from "../../scheduling/arrivals.js";
import { devicesFor, readDevices } from "../../speech/devices.js";
import type { LanguageGuess } from "../../speech/language/vote.js";
import { RankQueue } from "./rank-queue.js";
import type { LoadedTask, RankAccount, RankInfo, RankMessage, WorkSpec } from "./task.js";
import type { Transport } from "./transport.js";
import { Worker } from "./worker.js";

/** Seconds of audio that make one more engine worth its start. */
const SECONDS_PER_ENGINE = 15;

/** How many engines in this process are worth their start for a video of this length, within a limit. */
export function enginesFor(seconds: number, most: number = availableParallelism()): number {
  return Math.max(1, Math.min(most, Math.ceil(seconds / SECONDS_PER_ENGINE)));
}

/**
 * @example
 * const transport = new InProcessTransport(2);
 * await transport.open(spec);
 */
export class InProcessTransport implements Transport {
  readonly size: number;
  #workers: Worker[] = [];
  #queues: RankQueue[] = [];
  readonly #arrivals = new Arrivals<RankMessage>();

  constructor(size: number) {
    this.size = size;
  }

  async open(spec: WorkSpec): Promise<RankInfo[]> {
    const asked = readDevices();
    const cores = availableParallelism();
    const ranksOnHost = this.size;
    const opened = await Promise.allSettled(
      Array.from({ length: this.size }, (_, rank) => {
        const devices = devicesFor({ cores, ranksOnHost, indexOnHost: rank }, [asked]);
        return Worker.open(rank, spec, { devices, ranksOnHost });
      }),
    );
    this.#workers = opened.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const failed = opened.find((outcome) => outcome.status === "rejected");
    if (failed) {
      await this.dispose();
      throw new SisterError(messageOf(failed.reason), { cause: failed.reason });
    }
    this.#queues = this.#workers.map(
      (worker) =>
        new RankQueue({
          worker,
          onMessage: (message) => this.#arrivals.push(message),
          onError: (error) => this.#arrivals.fail(error),
        }),
    );
    return this.#workers.map((worker) => worker.info);
  }

  async detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    return (await this.#workers[0]?.detectLanguage(samples)) ?? null;
  }

  begin(job: number): Promise<void> {
    for (const worker of this.#workers) worker.begin(job);
    return Promise.resolve();
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

  next(): Promise<RankMessage> {
    return this.#arrivals.next();
  }

  finish(job: number): Promise<RankAccount[]> {
    return Promise.resolve(this.#workers.map((worker) => worker.finish(job)));
  }

  async close(): Promise<void> {
    await this.dispose();
  }

  /** Ends the engines at once, also in the middle of a job. */
  async dispose(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}
