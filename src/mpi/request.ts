/** Requests: slots under which outcomes are delivered, promises that wait for them, and the Request objects of the `i…` forms. */
import { libraryError, MpiError } from "./error.js";
import { native, OUTCOME_FIELDS, OUTCOMES_MOST, type Posted } from "./native.js";
import { Status } from "./status.js";

/** Shared with the addon: see native/mpi/status.h. */
export const outcomes = new Float64Array(OUTCOME_FIELDS * OUTCOMES_MOST);

/** Whoever waits for a slot. It also holds what must not be collected before: buffers, counts. */
interface Waiter {
  settle(error: MpiError | null, status: Status, message: number): void;
}

const waiters: (Waiter | undefined)[] = [];
const free: number[] = [];

/** A slot for a request that is about to be posted. */
export function takeSlot(): number {
  return free.pop() ?? waiters.push(undefined) - 1;
}

function releaseSlot(slot: number): void {
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
function messageAt(at: number): number {
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

function settle(waiter: Waiter, at: number): void {
  const code = outcomes[at * OUTCOME_FIELDS + 1] ?? 0;
  waiter.settle(code === 0 ? null : errorOf(code, operationOf(waiter)), statusAt(at), messageAt(at));
}

function operationOf(waiter: Waiter): string {
  return (waiter as { operation?: string }).operation ?? "MPI";
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
 * process too unless `unref` was called.
 *
 * @example
 * const request = world.irecv(buffer, { source: 0 });
 * doOtherWork();
 * const status = await request.wait();
 */
export class Request implements Waiter {
  readonly operation: string;
  readonly #slot: number;
  /** Rooted until the request is complete. @internal */
  keep: unknown;
  #status: Status | null = null;
  #error: MpiError | null = null;
  #waiting: { resolve: (status: Status) => void; reject: (error: MpiError) => void }[] = [];

  /** @internal */
  constructor(posted: Posted, slot: number, operation: string, keep: unknown) {
    this.operation = operation;
    this.#slot = slot;
    this.keep = keep;
    if (posted < 0) {
      releaseSlot(slot);
      throw errorOf(-posted, operation);
    }
    waiters[slot] = this;
    if (posted === 1) this.#complete();
  }

  /** @internal */
  settle(error: MpiError | null, status: Status): void {
    this.#error = error;
    this.#status = status;
    this.keep = null;
    for (const { resolve, reject } of this.#waiting) {
      if (error) reject(error);
      else resolve(status);
    }
    this.#waiting = [];
  }

  /** Takes the outcome that a call left in the shared array. */
  #complete(): void {
    releaseSlot(this.#slot);
    settle(this, 0);
  }

  #result(): Status {
    if (this.#error) throw this.#error;
    if (!this.#status) throw new MpiError("MPI_ERR_REQUEST", 0, 0, this.operation, "the request is not complete");
    return this.#status;
  }

  /** Whether the operation is complete, as far as was heard: `test` asks. */
  get done(): boolean {
    return this.#status !== null;
  }

  /** Resolves with the status when the operation is complete; rejects with an MpiError when it failed. */
  wait(): Promise<Status> {
    if (this.#error) return Promise.reject(this.#error);
    if (this.#status) return Promise.resolve(this.#status);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Blocks the thread until the operation is complete. */
  waitSync(): Status {
    if (!this.done) {
      native().requestWait(this.#slot);
      this.#complete();
    }
    return this.#result();
  }

  /** The status if the operation is complete, else null. Throws an MpiError when it failed. */
  test(): Status | null {
    if (!this.done) {
      if (native().requestTest(this.#slot) === 0) return null;
      this.#complete();
    }
    return this.#result();
  }

  /** Asks to cancel; the request still has to complete, and its status says whether it was cancelled. Receives can be; sends rarely; collectives never. */
  cancel(): void {
    if (this.done) return;
    check(native().requestCancel(this.#slot), "MPI_Cancel");
  }

  /** Lets the process end although this is outstanding. */
  unref(): this {
    if (!this.done) native().requestSetRef(this.#slot, 0);
    return this;
  }

  /** Takes `unref` back. */
  ref(): this {
    if (!this.done) native().requestSetRef(this.#slot, 1);
    return this;
  }

  /** Resolves with all statuses, in order, when all are complete; rejects with the first error, once all have ended. */
  static async all(requests: readonly Request[]): Promise<Status[]> {
    const ended = await Promise.allSettled(requests.map((request) => request.wait()));
    return ended.map((one) => {
      if (one.status === "rejected") throw one.reason as MpiError;
      return one.value;
    });
  }
}
