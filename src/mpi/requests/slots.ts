/** Slots: the numbers under which the addon delivers outcomes of requests, and the promises that wait for them. */
import type { MpiError } from "../error.js";
import { errorOf } from "../addon/error-codes.js";
import { native, OUTCOME_FIELDS, OUTCOMES_MOST, type Posted } from "../addon/native.js";
import { Status } from "./status.js";

/** The outcomes, shared with the addon: see native/mpi/core/status.h. */
export const outcomes = new Float64Array(OUTCOME_FIELDS * OUTCOMES_MOST);

/** Receives the outcome of a slot. It also keeps alive what the request uses: buffers, counts. */
export interface Waiter {
  readonly operation: string;
  settle(error: MpiError | null, status: Status, message: number): void;
}

const waiters: (Waiter | undefined)[] = [];
const free: number[] = [];

/** Takes a slot for a request that is about to be posted. */
export function takeSlot(): number {
  return free.pop() ?? waiters.push(undefined) - 1;
}

/** Registers the waiter of a slot. */
export function awaitOutcome(slot: number, waiter: Waiter): void {
  waiters[slot] = waiter;
}

export function releaseSlot(slot: number): void {
  waiters[slot] = undefined;
  free.push(slot);
}

/** Outcome `at` of the shared array as a status. */
export function statusAt(at: number): Status {
  const base = at * OUTCOME_FIELDS;
  return new Status(
    outcomes[base + 2] ?? 0,
    outcomes[base + 3] ?? 0,
    outcomes[base + 4] ?? 0,
    outcomes[base + 5] !== 0,
  );
}

/** The message of outcome `at`, which a matched probe found. */
export function messageAt(at: number): number {
  return outcomes[at * OUTCOME_FIELDS + 6] ?? 0;
}

/** The addon calls this with the number of outcomes in the shared array. */
export function deliver(count: number): void {
  for (let i = 0; i < count; i++) {
    const slot = outcomes[i * OUTCOME_FIELDS] ?? -1;
    const waiter = waiters[slot];
    if (!waiter) continue;
    releaseSlot(slot);
    settle(waiter, i);
  }
}

/** Tests all outstanding requests once and settles those that are complete. */
export function testEverything(): void {
  deliver(native().testAll());
}

/** Passes outcome `at` of the shared array to its waiter. */
export function settle(waiter: Waiter, at: number): void {
  const code = outcomes[at * OUTCOME_FIELDS + 1] ?? 0;
  waiter.settle(code === 0 ? null : errorOf(code, waiter.operation), statusAt(at), messageAt(at));
}

/** Computes the value with which a promise resolves. */
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

/** The promise of a request that was posted under `slot`. `keep` is the memory that it reads or writes. */
export function promiseDone(posted: Posted, slot: number, operation: string, keep: unknown): Promise<void> {
  return promised(posted, slot, operation, keep, nothing);
}

/** Like promiseDone, for requests that have a status. */
export function promiseStatus(posted: Posted, slot: number, operation: string, keep: unknown): Promise<Status> {
  return promised(posted, slot, operation, keep, itself);
}

/** A message that a matched probe took out of the queue: no other call can receive it. */
export interface MatchedMessage {
  status: Status;
  /** For one call of native().imrecv. */
  message: number;
}

const matched = (status: Status, message: number): MatchedMessage => ({ status, message });

/** Like promiseDone, for a matched probe. */
export function promiseMessage(posted: Posted, slot: number, operation: string): Promise<MatchedMessage> {
  return promised(posted, slot, operation, null, matched);
}
