/** Requests: slots under which outcomes are delivered, promises that wait for them, and the Request objects of the `i…` forms. */
import type { MpiError } from "../error.js";
import { libraryError } from "../error.js";
import { native, OUTCOME_FIELDS, OUTCOMES_MOST, type Answer, type Posted } from "../addon/native.js";
import { Status } from "./status.js";

/** Shared with the addon: see native/mpi/status.h. */
export const outcomes = new Float64Array(OUTCOME_FIELDS * OUTCOMES_MOST);

/** Whoever waits for a slot. It also holds what must not be collected before: buffers, counts. */
export interface Waiter {
  readonly operation: string;
  settle(error: MpiError | null, status: Status, message: number): void;
}

const waiters: (Waiter | undefined)[] = [];
const free: number[] = [];

/** A slot for a request that is about to be posted. */
export function takeSlot(): number {
  return free.pop() ?? waiters.push(undefined) - 1;
}

/** Has `waiter` hear what comes under a slot. */
export function awaitOutcome(slot: number, waiter: Waiter): void {
  waiters[slot] = waiter;
}

export function releaseSlot(slot: number): void {
  waiters[slot] = undefined;
  free.push(slot);
}

/** The shared array's outcome number `at`, as status. */
export function statusAt(at: number): Status {
  const base = at * OUTCOME_FIELDS;
  return new Status(
    outcomes[base + 2] ?? 0,
    outcomes[base + 3] ?? 0,
    outcomes[base + 4] ?? 0,
    outcomes[base + 5] !== 0,
  );
}

/** The shared array's outcome number `at`: the message that a matched probe found. */
export function messageAt(at: number): number {
  return outcomes[at * OUTCOME_FIELDS + 6] ?? 0;
}

/** The exception for an error code of the library. */
export function errorOf(code: number, operation: string): MpiError {
  return libraryError(code, operation, native().errorText(code));
}

/** Throws where a blocking call answered an error. */
export function check(code: number, operation: string): void {
  if (code !== 0) throw errorOf(code, operation);
}

/** What a call answered, which says an error as a negative number. */
export function answered(answer: Answer, operation: string): number {
  if (answer < 0) throw errorOf(-1 - answer, operation);
  return answer;
}

/** Called by the addon with `count` outcomes in the shared array. */
export function deliver(count: number): void {
  for (let i = 0; i < count; i++) {
    const slot = outcomes[i * OUTCOME_FIELDS] ?? -1;
    const waiter = waiters[slot];
    if (!waiter) continue;
    releaseSlot(slot);
    settle(waiter, i);
  }
}

/** Tests all that is outstanding once, and settles what is complete. */
export function testEverything(): void {
  deliver(native().testAll());
}

/** Hands the shared array's outcome number `at` to who waited for it. */
export function settle(waiter: Waiter, at: number): void {
  const code = outcomes[at * OUTCOME_FIELDS + 1] ?? 0;
  waiter.settle(code === 0 ? null : errorOf(code, waiter.operation), statusAt(at), messageAt(at));
}

/** What a promise resolves with. */
type Value<T> = (status: Status, message: number) => T;

class Pending<T> implements Waiter {
  readonly promise: Promise<T>;
  readonly operation: string;
  /** Rooted until the request is complete. */
  readonly keep: unknown;
  readonly #value: Value<T>;
  #resolve!: (value: T) => void;
  #reject!: (error: MpiError) => void;

  constructor(operation: string, keep: unknown, value: Value<T>) {
    this.operation = operation;
    this.keep = keep;
    this.#value = value;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  settle(error: MpiError | null, status: Status, message: number): void {
    if (error) this.#reject(error);
    else this.#resolve(this.#value(status, message));
  }
}

const DONE = Promise.resolve();
const nothing = (): void => undefined;
const itself = (status: Status): Status => status;

function promised<T>(posted: Posted, slot: number, operation: string, keep: unknown, value: Value<T>): Promise<T> {
  if (posted === 0) {
    const pending = new Pending(operation, keep, value);
    waiters[slot] = pending;
    return pending.promise;
  }
  releaseSlot(slot);
  const code = posted < 0 ? -posted : (outcomes[1] ?? 0);
  if (code !== 0) return Promise.reject(errorOf(code, operation));
  return value === (nothing as unknown) ? (DONE as Promise<T>) : Promise.resolve(value(statusAt(0), messageAt(0)));
}

/** The promise of a request that was posted under `slot`; `keep` is what it reads or writes. */
export function promiseDone(posted: Posted, slot: number, operation: string, keep: unknown): Promise<void> {
  return promised(posted, slot, operation, keep, nothing);
}

/** As promiseDone, for what has a status. */
export function promiseStatus(posted: Posted, slot: number, operation: string, keep: unknown): Promise<Status> {
  return promised(posted, slot, operation, keep, itself);
}

/** A message that a matched probe took out of the queue: nobody else can receive it. */
export interface MatchedMessage {
  status: Status;
  /** For native().imrecv, once. */
  message: number;
}

const matched = (status: Status, message: number): MatchedMessage => ({ status, message });

/** As promiseDone, for a matched probe. */
export function promiseMessage(posted: Posted, slot: number, operation: string): Promise<MatchedMessage> {
  return promised(posted, slot, operation, null, matched);
}

/**
 * An outstanding operation. It is not thenable, so an async function may return one. While it is outstanding it keeps its buffers alive, and the
 * process too unless `unref` was called. `T` is what waiting for it gives: a Status, or the value of an object operation.
 *
 * @example
 * const request = world.irecv(buffer, { source: 0 });
 * doOtherWork();
 * const status = await request.wait();
 */
export abstract class Request<T = Status> {
  /** The MPI function: "MPI_Irecv". */
  abstract readonly operation: string;

  /** Whether the operation is complete, as far as was heard: `test` asks. */
  abstract get done(): boolean;
  /** Resolves when the operation is complete; rejects with an MpiError when it failed. */
  abstract wait(): Promise<T>;
  /** Blocks the thread until the operation is complete. */
  abstract waitSync(): T;
  /** The status (or value) if the operation is complete, else null. Throws an MpiError when it failed. */
  abstract test(): T | null;
  /** Asks to cancel; the request still has to complete, and its status says whether it was cancelled. Receives can be; sends rarely; collectives never. */
  abstract cancel(): void;
  /** Lets the process end although this is outstanding. */
  abstract unref(): this;
  /** Takes `unref` back. */
  abstract ref(): this;
  /** The status of a complete operation. */
  abstract get status(): Status;

  /** Resolves with all statuses, in order, when all are complete; rejects with the first error, once all have ended. */
  static async all(requests: readonly Request<unknown>[]): Promise<Status[]> {
    const ended = await Promise.allSettled(requests.map((request) => request.wait()));
    return requests.map((request, i) => {
      const one = ended[i];
      if (one?.status === "rejected") throw one.reason as MpiError;
      return request.status;
    });
  }

  /** As `all`; blocks the thread. */
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

  /** Whether all are complete: their statuses, or null. */
  static testAll(requests: readonly Request<unknown>[]): Status[] | null {
    testEverything();
    return requests.every((request) => request.done) ? Request.allSync(requests) : null;
  }

  /** Resolves when one is complete, with its index. Of an empty list: index UNDEFINED. */
  static async any(requests: readonly Request<unknown>[]): Promise<{ index: number; status: Status }> {
    if (requests.length === 0) return { index: UNDEFINED_INDEX, status: EMPTY_STATUS };
    const index =
      firstDone(requests) ?? (await Promise.race(requests.map((request, i) => request.wait().then(() => i))));
    return { index, status: taken(requests, index) };
  }

  /** As `any`; blocks the thread. */
  static anySync(requests: readonly Request<unknown>[]): { index: number; status: Status } {
    if (requests.length === 0) return { index: UNDEFINED_INDEX, status: EMPTY_STATUS };
    for (;;) {
      const index = firstDone(requests);
      if (index !== null) return { index, status: taken(requests, index) };
      testEverything();
    }
  }

  /** As `any`, if one is complete already; else null. */
  static testAny(requests: readonly Request<unknown>[]): { index: number; status: Status } | null {
    testEverything();
    const index = firstDone(requests);
    return index === null ? null : { index, status: taken(requests, index) };
  }

  /** Resolves when at least one is complete, with the indices of all that are, in order. Of an empty list: none. */
  static async some(requests: readonly Request<unknown>[]): Promise<{ indices: number[]; statuses: Status[] }> {
    if (requests.length === 0) return { indices: [], statuses: [] };
    if (firstDone(requests) === null) await Promise.race(requests.map((request) => request.wait()));
    return allTaken(requests);
  }

  /** As `some`; blocks the thread. */
  static someSync(requests: readonly Request<unknown>[]): { indices: number[]; statuses: Status[] } {
    if (requests.length === 0) return { indices: [], statuses: [] };
    testEverything();
    while (firstDone(requests) === null) testEverything();
    return allTaken(requests);
  }

  /** Those that are complete already, perhaps none. */
  static testSome(requests: readonly Request<unknown>[]): { indices: number[]; statuses: Status[] } {
    testEverything();
    return allTaken(requests);
  }

  /** Starts persistent requests. */
  static startAll(requests: readonly { start(): unknown }[]): void {
    for (const request of requests) request.start();
  }
}

/** MPI_UNDEFINED. */
const UNDEFINED_INDEX = -32766;
const EMPTY_STATUS = new Status(-1, -1, 0, false);

/** Composed requests find out by `test` whether they are done. */
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
