/** The common part of all requests: waiting for one, for several, or for any of them. */
import type { MpiError } from "../error.js";
import { UNDEFINED } from "../constants.js";
import { testEverything } from "./slots.js";
import { Status } from "./status.js";

/**
 * An outstanding operation. It is not thenable, so an async function can return one. While it is outstanding it keeps
 * its buffers alive, and also the process unless `unref` was called. `T` is the result of waiting: a Status, or the
 * value of an object operation.
 *
 * @example
 * const request = world.irecv(buffer, { source: 0 });
 * doOtherWork();
 * const status = await request.wait();
 */
export abstract class Request<T = Status> {
  /** The MPI function, such as "MPI_Irecv". */
  abstract readonly operation: string;

  /** Whether the operation is known to be complete. `test` finds out. */
  abstract get done(): boolean;
  /** Resolves when the operation is complete. Rejects with an MpiError if it failed. */
  abstract wait(): Promise<T>;
  /** Blocks the thread until the operation is complete. */
  abstract waitSync(): T;
  /** The status (or value) if the operation is complete, else null. Throws an MpiError if it failed. */
  abstract test(): T | null;
  /**
   * Requests cancellation. The request must still complete; its status then says whether it was cancelled. Receives can
   * be cancelled, sends rarely, collectives never.
   */
  abstract cancel(): void;
  /** Lets the process end while this operation is outstanding. */
  abstract unref(): this;
  /** Undoes `unref`. */
  abstract ref(): this;
  /** The status of the completed operation. */
  abstract get status(): Status;

  /**
   * Resolves with all statuses, in order, when all requests are complete. If any fail, rejects with the first error
   * after all have ended.
   */
  static async all(requests: readonly Request<unknown>[]): Promise<Status[]> {
    const ended = await Promise.allSettled(requests.map((request) => request.wait()));
    return requests.map((request, i) => {
      const one = ended[i];
      if (one?.status === "rejected") throw one.reason as MpiError;
      return request.status;
    });
  }

  /** Like `all`, but blocks the thread. */
  static allSync(requests: readonly Request<unknown>[]): Status[] {
    const errors: unknown[] = [];
    for (const request of requests) {
      try {
        request.waitSync();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
    return requests.map((request) => request.status);
  }

  /** The statuses if all requests are complete, else null. */
  static testAll(requests: readonly Request<unknown>[]): Status[] | null {
    testEverything();
    return requests.every((request) => request.done) ? Request.allSync(requests) : null;
  }

  /** Resolves with the index of one request, when it is complete. For an empty list the index is UNDEFINED. */
  static async any(requests: readonly Request<unknown>[]): Promise<{ index: number; status: Status }> {
    if (requests.length === 0) return { index: UNDEFINED, status: EMPTY_STATUS };
    const index =
      firstDone(requests) ?? (await Promise.race(requests.map((request, i) => request.wait().then(() => i))));
    return { index, status: taken(requests, index) };
  }

  /** Like `any`, but blocks the thread. */
  static anySync(requests: readonly Request<unknown>[]): { index: number; status: Status } {
    if (requests.length === 0) return { index: UNDEFINED, status: EMPTY_STATUS };
    for (;;) {
      const index = firstDone(requests);
      if (index !== null) return { index, status: taken(requests, index) };
      testEverything();
    }
  }

  /** Like `any` if a request is already complete, else null. */
  static testAny(requests: readonly Request<unknown>[]): { index: number; status: Status } | null {
    testEverything();
    const index = firstDone(requests);
    return index === null ? null : { index, status: taken(requests, index) };
  }

  /**
   * Resolves when at least one request is complete, with the indices of all complete ones, in order. For an empty list
   * the result is empty.
   */
  static async some(requests: readonly Request<unknown>[]): Promise<{ indices: number[]; statuses: Status[] }> {
    if (requests.length === 0) return { indices: [], statuses: [] };
    if (firstDone(requests) === null) await Promise.race(requests.map((request) => request.wait()));
    return allTaken(requests);
  }

  /** Like `some`, but blocks the thread. */
  static someSync(requests: readonly Request<unknown>[]): { indices: number[]; statuses: Status[] } {
    if (requests.length === 0) return { indices: [], statuses: [] };
    testEverything();
    while (firstDone(requests) === null) testEverything();
    return allTaken(requests);
  }

  /** The requests that are already complete, possibly none. */
  static testSome(requests: readonly Request<unknown>[]): { indices: number[]; statuses: Status[] } {
    testEverything();
    return allTaken(requests);
  }

  /** Starts persistent requests. */
  static startAll(requests: readonly { start(): unknown }[]): void {
    for (const request of requests) request.start();
  }
}

const EMPTY_STATUS = new Status(-1, -1, 0, false);

/** Composed requests advance only in `test`. */
function isDone(request: Request<unknown>): boolean {
  if (request.done) return true;
  try {
    return request.test() !== null || request.done;
  } catch {
    return true;
  }
}

function firstDone(requests: readonly Request<unknown>[]): number | null {
  const index = requests.findIndex(isDone);
  return index < 0 ? null : index;
}

function taken(requests: readonly Request<unknown>[], index: number): Status {
  const request = requests[index];
  request?.waitSync();
  return request?.status ?? EMPTY_STATUS;
}

function allTaken(requests: readonly Request<unknown>[]): { indices: number[]; statuses: Status[] } {
  const indices = requests.flatMap((request, i) => (isDone(request) ? [i] : []));
  return { indices, statuses: indices.map((index) => taken(requests, index)) };
}
