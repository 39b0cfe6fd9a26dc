/** Requests that consist of one MPI request. */
import { MpiError } from "../error.js";
import { isTerminable, pollUntil } from "../addon/interruptible.js";
import { native, type Posted } from "../addon/native.js";
import { check, errorOf } from "../addon/error-codes.js";
import { Request } from "./request.js";
import { awaitOutcome, releaseSlot, settle, type Waiter } from "./slots.js";
import type { Status } from "./status.js";

/** Runs when a request is complete, before its promise resolves. Reductions with JavaScript operations need it. */
export type Finish = () => void;

/** One MPI request. */
export class PostedRequest extends Request implements Waiter {
  readonly operation: string;
  readonly #slot: number;
  readonly #finish: Finish | null;
  /** Rooted until the request is complete. @internal */
  keep: unknown;
  /** For a matched probe: the message that it found. @internal */
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

  /** Calls `follow` when the request has completed or failed, synchronously in the call that finds it out. @internal */
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

  /** Takes the outcome that a call has left in the shared array. */
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
