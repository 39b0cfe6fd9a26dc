/** Requests that are one MPI request, persistent ones, and those that are composed of others. */
import { MpiError, refuse } from "../error.js";
import { isTerminable, pollUntil } from "../addon/interruptible.js";
import { native, type Posted } from "../addon/native.js";
import { awaitOutcome, check, errorOf, releaseSlot, Request, settle, takeSlot, type Waiter } from "./request.js";
import type { Status } from "./status.js";

/** What runs when a request is complete, before anybody hears of it: reductions with JavaScript's operations. */
export type Finish = () => void;

/** One request of MPI's. */
export class PostedRequest extends Request implements Waiter {
  readonly operation: string;
  readonly #slot: number;
  readonly #finish: Finish | null;
  /** Rooted until the request is complete. @internal */
  keep: unknown;
  /** Of a matched probe: the message it found. @internal */
  message = 0;
  #status: Status | null = null;
  #error: MpiError | null = null;
  #waiting: { resolve: (status: Status) => void; reject: (error: MpiError) => void }[] = [];
  #followers: (() => void)[] = [];

  /** @internal */
  constructor(posted: Posted, slot: number, operation: string, keep: unknown, finish: Finish | null = null) {
    super();
    this.operation = operation;
    this.#slot = slot;
    this.#finish = finish;
    this.keep = keep;
    if (posted < 0) {
      releaseSlot(slot);
      throw errorOf(-posted, operation);
    }
    awaitOutcome(slot, this);
    if (posted === 1) this.#complete();
  }

  /** @internal */
  settle(error: MpiError | null, status: Status, message: number): void {
    this.#error = error;
    this.#status = status;
    this.message = message;
    if (!error) this.#runFinish();
    this.keep = null;
    for (const { resolve, reject } of this.#waiting) {
      if (this.#error) reject(this.#error);
      else resolve(status);
    }
    this.#waiting = [];
    const followers = this.#followers;
    this.#followers = [];
    for (const follow of followers) follow();
  }

  /** Calls back when it is complete, well or not: at once, inside of whatever heard of it. @internal */
  whenSettled(follow: () => void): void {
    if (this.done) follow();
    else this.#followers.push(follow);
  }

  #runFinish(): void {
    try {
      this.#finish?.();
    } catch (thrown) {
      this.#error = thrown as MpiError;
    }
  }

  /** Takes the outcome that a call left in the shared array. */
  #complete(): void {
    releaseSlot(this.#slot);
    settle(this, 0);
  }

  get status(): Status {
    if (this.#error) throw this.#error;
    if (!this.#status) throw new MpiError("MPI_ERR_REQUEST", 0, 0, this.operation, "the request is not complete");
    return this.#status;
  }

  get done(): boolean {
    return this.#status !== null;
  }

  wait(): Promise<Status> {
    if (this.#error) return Promise.reject(this.#error);
    if (this.#status) return Promise.resolve(this.#status);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  waitSync(): Status {
    if (!this.done) {
      if (isTerminable) pollUntil(() => (native().requestTest(this.#slot) === 0 ? null : true));
      else native().requestWait(this.#slot);
      this.#complete();
    }
    return this.status;
  }

  test(): Status | null {
    if (!this.done) {
      if (native().requestTest(this.#slot) === 0) return null;
      this.#complete();
    }
    return this.status;
  }

  cancel(): void {
    if (!this.done) check(native().requestCancel(this.#slot), "MPI_Cancel");
  }

  unref(): this {
    if (!this.done) native().requestSetRef(this.#slot, 0);
    return this;
  }

  ref(): this {
    if (!this.done) native().requestSetRef(this.#slot, 1);
    return this;
  }
}

/**
 * A communication that is described once and started many times. Between its starts it is complete.
 *
 * @example
 * const halo = world.recvInit(buffer, { source: left });
 * for (const step of steps) { halo.start(); …; await halo.wait(); }
 * halo.free();
 */
export class PersistentRequest extends Request {
  /** The MPI function that made it: "MPI_Send_init". */
  readonly operation: string;
  readonly #isReceive: boolean;
  /** What it reads or writes, as long as it lives. */
  readonly #keep: unknown;
  #index: number;
  #active: PostedRequest | null = null;

  /** @internal */
  constructor(index: number, operation: string, keep: unknown, isReceive: boolean) {
    super();
    this.#index = index;
    this.operation = operation;
    this.#keep = keep;
    this.#isReceive = isReceive;
  }

  /** Starts the communication; refused while the last one is outstanding. */
  start(): this {
    if (this.#index < 0) refuse("MPI_ERR_REQUEST", "MPI_Start", "the persistent request was freed: make another");
    if (this.#active && !this.#active.done) {
      refuse("MPI_ERR_REQUEST", "MPI_Start", "the request is active: wait for it before it is started again");
    }
    const slot = takeSlot();
    const posted = native().start(slot, this.#index, this.#isReceive ? 1 : 0);
    this.#active = new PostedRequest(posted, slot, "MPI_Start", this.#keep);
    return this;
  }

  /** Frees it; it must not be active. */
  free(): void {
    if (this.#index < 0) return;
    if (this.#active && !this.#active.done) {
      refuse("MPI_ERR_REQUEST", "MPI_Request_free", "the request is active: wait for it first");
    }
    check(native().persistentFree(this.#index), "MPI_Request_free");
    this.#index = -1;
  }

  #started(): PostedRequest {
    if (!this.#active) refuse("MPI_ERR_REQUEST", this.operation, "the persistent request was not started yet");
    return this.#active;
  }

  /** Whether nothing is outstanding. */
  get done(): boolean {
    return this.#active?.done ?? true;
  }
  /** Of the last time. */
  get status(): Status {
    return this.#started().status;
  }
  /** Waits for what `start` began. MPI_ERR_REQUEST where it was never started. */
  wait(): Promise<Status> {
    return this.#started().wait();
  }
  waitSync(): Status {
    return this.#started().waitSync();
  }
  /** As of any Request, of what `start` began. */
  test(): Status | null {
    return this.#started().test();
  }
  /** As of any Request, of what `start` began. */
  cancel(): void {
    this.#active?.cancel();
  }
  /** As of any Request, of what `start` began. */
  unref(): this {
    this.#active?.unref();
    return this;
  }
  /** As of any Request, of what `start` began. */
  ref(): this {
    this.#active?.ref();
    return this;
  }
}

/** A step of a composed request: the requests that it waits for; what follows it, or null at the end. */
export interface Step {
  requests: readonly PostedRequest[];
  next(): Step | null;
  /** Belongs to a message that has begun: cancelling does nothing to it, the peer would wait for the rest for ever. */
  begun?: true;
}

/**
 * Several MPI requests, one after another or side by side, as one. `value` gives what waiting for it gives. It goes on by itself, whether or not
 * anybody waits: the peer of a receive may be waiting for its second step.
 */
export class ComposedRequest<T> extends Request<T> {
  readonly operation: string;
  readonly #value: () => T;
  readonly #status: () => Status;
  #step: Step | null;
  #error: { thrown: unknown } | null = null;
  #result: { value: T } | null = null;
  #waiting: (() => void)[] = [];
  #unref = false;

  /** @internal */
  constructor(operation: string, first: Step, value: () => T, status: () => Status) {
    super();
    this.operation = operation;
    this.#step = first;
    this.#value = value;
    this.#status = status;
    this.#follow(first);
  }

  get done(): boolean {
    return this.#result !== null || this.#error !== null;
  }

  get status(): Status {
    this.#take();
    return this.#status();
  }

  #take(): T {
    if (this.#error) throw this.#error.thrown as MpiError;
    if (!this.#result) refuse("MPI_ERR_REQUEST", this.operation, "the request is not complete");
    return this.#result.value;
  }

  #follow(step: Step): void {
    // A step without requests is over already.
    if (step.requests.length === 0) this.#advance(step);
    for (const request of step.requests) request.whenSettled(() => this.#advance(step));
  }

  /** Begins what follows a step, once all of it is complete. */
  #advance(step: Step): void {
    if (this.#step !== step || !step.requests.every((request) => request.done)) return;
    let next: Step | null = null;
    try {
      // One that failed throws here.
      for (const request of step.requests) void request.status;
      next = step.next();
      this.#step = next;
      if (!next) this.#result = { value: this.#value() };
    } catch (thrown) {
      this.#step = null;
      this.#error = { thrown };
    }
    if (next) {
      if (this.#unref) for (const request of next.requests) request.unref();
      this.#follow(next);
      return;
    }
    for (const heard of this.#waiting) heard();
    this.#waiting = [];
  }

  async wait(): Promise<T> {
    if (!this.done) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#take();
  }

  waitSync(): T {
    while (this.#step) {
      for (const request of this.#step.requests) {
        try {
          request.waitSync();
        } catch {
          // The step has ended with it, and says so.
        }
      }
    }
    return this.#take();
  }

  test(): T | null {
    while (this.#step) {
      for (const request of this.#step.requests) {
        try {
          if (request.test() === null) return null;
        } catch {
          // As above.
        }
      }
    }
    return this.#take();
  }

  cancel(): void {
    if (this.#step?.begun) return;
    for (const request of this.#step?.requests ?? []) request.cancel();
  }

  unref(): this {
    this.#unref = true;
    for (const request of this.#step?.requests ?? []) request.unref();
    return this;
  }

  ref(): this {
    this.#unref = false;
    for (const request of this.#step?.requests ?? []) request.ref();
    return this;
  }
}
