/** The scheduler of the main job: the one of src/scheduling, with the tasks of this room, over a transport. */
import { Dispatcher, type Workers } from "../../scheduling/dispatcher.js";
import { Dealer } from "./schedule.js";
import type { LoadedTask, Task, TaskResult } from "./task.js";
import type { Transport } from "./transport.js";

export interface DispatchOptions {
  transport: Transport;
  /** Fetches the samples of a task when it is about to leave, not before: memory holds one piece per rank. */
  load: (task: Task, rank: number) => Promise<LoadedTask>;
  /** Called for each result, one at a time. A rank gets its next task without waiting for it. May `add` more tasks. */
  onResult: (result: TaskResult, rank: number) => Promise<void> | void;
  /** Speeds of the ranks where earlier work has shown them. */
  speeds?: readonly number[];
}

/**
 * Deals tasks to ranks until all are done: a first share to each in one scatter, then the longest that waits to whoever is free.
 * The transport must be open.
 *
 * @example
 * const dispatch = new Dispatch({ transport, load, onResult });
 * const running = dispatch.run();
 * dispatch.add(task); // as the decoder finds segments
 * dispatch.end();     // no more from outside; `onResult` may still add
 * await running;
 */
export class Dispatch extends Dispatcher<Task, TaskResult> {
  constructor({ transport, load, onResult, speeds }: DispatchOptions) {
    const dealer = new Dealer();
    super({ dealer, workers: ranksOf(transport, load), onResult, ...(speeds ? { speeds } : {}) });
  }
}

/** The ranks behind a transport as workers: a rank's number is the worker's. */
function ranksOf(transport: Transport, load: DispatchOptions["load"]): Workers<Task, TaskResult> {
  return {
    size: transport.size,
    scatter: async (shares) => {
      await transport.scatter(
        await Promise.all(shares.map((share, rank) => Promise.all(share.map((task) => load(task, rank))))),
      );
    },
    // A slow link to one rank keeps no other waiting: the scheduler does not await this.
    deal: async (rank, task) => transport.deal(rank, await load(task, rank)),
    next: async () => {
      const { rank, result } = await transport.next();
      return result.kind === "engine-free" ? { worker: rank, canBegin: true } : { worker: rank, result };
    },
  };
}
