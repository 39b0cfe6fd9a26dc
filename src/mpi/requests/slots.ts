/** Slots: numbers under which the addon delivers the outcomes of requests, and the promises that wait for them. */
import type { MpiError } from "../error.js";
import { errorOf } from "../addon/error-codes.js";
import { native, OUTCOME_FIELDS, OUTCOMES_MOST, type Posted } from "../addon/native.js";
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
