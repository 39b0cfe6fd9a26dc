/** The root's side of an executor's messages: ranks as workers of the dispatcher. */
import { Arrivals } from "../../scheduling/arrivals.js";
import type { Arrival, Workers } from "../../scheduling/dispatcher.js";
import { carry } from "./carried-error.js";
import type { Communicator } from "../communicator/communicator.js";
import { TAG, TaskRunner, type TaskResult, type Order, type TaskOrder } from "./executor-worker.js";
import { packObject, unpackObject } from "../objects/serialization.js";

/** A task on the root. */
export interface RootTask {
  readonly order: TaskOrder;
}

/** Executors of this process that are not closed. */
const open = new Set<{ abandon(): void }>();
let watching = false;

/**
 * At a clean end of the process, releases the ranks of executors that were not closed. Otherwise the job would wait for
 * them for ever. Runs before the exit listener of `init`, which finalizes.
 */
function watchTheEnd(): void {
  if (watching) return;
  watching = true;
  process.prependListener("exit", (status) => {
    if (status === 0) for (const ranks of open) ranks.abandon();
  });
}

export class ExecutorRanks<Task extends RootTask> implements Workers<Task, TaskResult> {
  readonly #comm: Communicator;
  /** The rank of worker 0, 1, …; the root comes last, because it also dispatches. */
  readonly #ranks: readonly number[];
  readonly #arrivals = new Arrivals<Arrival<Task, TaskResult>>();
  readonly #out = new Map<number, { worker: number; task: Task }>();
  /** Runs the root's own tasks. */
  readonly #own: TaskRunner;
  /** Number of answers that other ranks still have to send. */
  #owed = 0;
  #receiving = false;

  /**
   * @param comm a communicator that only the executor uses; this rank is its root
   */
  constructor(comm: Communicator, rootWorks: boolean) {
    this.#comm = comm;
    const all = Array.from({ length: comm.size }, (_, rank) => rank);
    const others = all.filter((rank) => rank !== comm.rank);
    this.#ranks = rootWorks || others.length === 0 ? [...others, comm.rank] : others;
    // Cloned as if they came from another rank: a program must not depend on the number of ranks.
    this.#own = new TaskRunner(comm.rank, async (answer) => this.#arrive(unpackObject(packObject(answer))));
    open.add(this);
    watchTheEnd();
  }

  get size(): number {
    return this.#ranks.length;
  }

  rankOf(worker: number): number {
    return this.#ranks[worker] ?? -1;
  }

  async deal(worker: number, task: Task): Promise<void> {
    const rank = this.rankOf(worker);
    this.#out.set(task.order.id, { worker, task });
    if (rank === this.#comm.rank) {
      this.#own.push(task.order);
      return;
    }
    this.#owed += 1;
    this.#receive();
    await this.#comm.sendObject<Order>(task.order, { dest: rank, tag: TAG.order });
  }

  next(): Promise<Arrival<Task, TaskResult>> {
    return this.#arrivals.next();
  }

  /** Notifies the rank that runs a task that its result is no longer needed. The rank still sends an answer. */
  cancel(task: Task, reason: unknown): void {
    const { id } = task.order;
    const out = this.#out.get(id);
    if (!out) return;
    const rank = this.rankOf(out.worker);
    const carried = carry(reason);
    if (rank === this.#comm.rank) {
      this.#own.cancel(id, carried);
      return;
    }
    this.#comm
      .sendObject<Order>({ kind: "cancel", id, reason: carried }, { dest: rank, tag: TAG.order })
      .catch((error: unknown) => {
        this.#arrivals.fail(error);
      });
  }

  /** Releases the other ranks once no task is running, and frees the communicator. */
  async close(): Promise<void> {
    open.delete(this);
    await Promise.all(this.#tellAll({ kind: "close" }));
    this.#comm.free();
  }

  /**
   * Releases the other ranks at once. Small messages are sent before `sendObject` returns, and there is no time for
   * more.
   */
  abandon(): void {
    for (const sending of this.#tellAll({ kind: "abandon" })) sending.catch(() => undefined);
  }

  #tellAll(order: Order): Promise<void>[] {
    return Array.from({ length: this.#comm.size }, (_, rank) =>
      rank === this.#comm.rank ? Promise.resolve() : this.#comm.sendObject(order, { dest: rank, tag: TAG.order }),
    );
  }

  /**
   * Receives only as long as other ranks have to send answers: a receive without a sender would keep the process alive.
   */
  #receive(): void {
    if (this.#receiving) return;
    this.#receiving = true;
    const loop = async (): Promise<void> => {
      while (this.#owed > 0) {
        const answer = await this.#comm.recvObject<TaskResult>({ tag: TAG.answer });
        this.#owed -= 1;
        this.#arrive(answer);
      }
      this.#receiving = false;
    };
    loop().catch((error: unknown) => {
      this.#arrivals.fail(error);
    });
  }

  #arrive(answer: TaskResult): void {
    const out = this.#out.get(answer.id);
    this.#out.delete(answer.id);
    if (out) this.#arrivals.push({ ...out, result: answer });
  }
}
