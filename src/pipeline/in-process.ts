/** The transport without MPI: workers of this process, each with engines in children of their own. For short videos, and for tests. */
import { availableParallelism } from "node:os";
import { messageOf, SisterError } from "../errors.js";
import { Arrivals } from "../scheduling/arrivals.js";
import { devicesFor, readDevices } from "../speech/devices.js";
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
  readonly #queues: LoadedTask[][];
  readonly #busy: boolean[];
  readonly #arrivals = new Arrivals<Arrival>();

  constructor(size: number) {
    this.size = size;
    this.#queues = Array.from({ length: size }, () => []);
    this.#busy = new Array<boolean>(size).fill(false);
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
    return this.#workers.map((worker) => worker.info);
  }

  scatter(shares: readonly LoadedTask[][]): Promise<void> {
    shares.forEach((share, rank) => {
      this.#queues[rank]?.push(...share);
      this.#turn(rank);
    });
    return Promise.resolve();
  }

  deal(rank: number, loaded: LoadedTask): Promise<void> {
    this.#queues[rank]?.push(loaded);
    this.#turn(rank);
    return Promise.resolve();
  }

  /** Lets a worker do the next task of its queue, if it is free. */
  #turn(rank: number): void {
    const queue = this.#queues[rank];
    const worker = this.#workers[rank];
    if (!queue || !worker || this.#busy[rank]) return;
    const loaded = queue.shift();
    if (!loaded) return;
    this.#busy[rank] = true;
    worker.run(loaded).then(
      ({ result, seconds }) => {
        this.#busy[rank] = false;
        this.#arrivals.push({ rank, result, remaining: queue.length, seconds });
        this.#turn(rank);
      },
      (error: unknown) => {
        this.#arrivals.fail(error);
      },
    );
  }

  drop(rank: number, id: number): void {
    const queue = this.#queues[rank] ?? [];
    const at = queue.findIndex(({ task }) => task.id === id);
    if (at < 0) {
      this.#workers[rank]?.drop(id);
      return;
    }
    queue.splice(at, 1);
    this.#arrivals.push({ rank, result: { kind: "dropped" }, remaining: queue.length, seconds: 0 });
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
