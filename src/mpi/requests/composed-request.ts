/** Requests that are composed of several MPI requests. */
import { refuse, type MpiError } from "../error.js";
import type { PostedRequest } from "./posted-request.js";
import { Request } from "./request.js";
import type { Status } from "./status.js";

/** A step of a composed request: the requests that it waits for, and the next step, or null at the end. */
export interface Step {
  requests: readonly PostedRequest[];
  next(): Step | null;
  /**
   * Whether the step belongs to a message that has begun. Cancelling has no effect then, because the peer would wait
   * for the rest for ever.
   */
  begun?: true;
}

/**
 * Several MPI requests, one after another or together, as one request. `value` returns the result of waiting. It
 * advances by itself, even if nothing waits for it, because the peer of a receive may be waiting for its second step.
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
    // A step without requests is already complete.
    if (step.requests.length === 0) this.#advance(step);
    for (const request of step.requests) request.whenSettled(() => this.#advance(step));
  }

  /** Begins the next step once all requests of this one are complete. */
  #advance(step: Step): void {
    if (this.#step !== step || !step.requests.every((request) => request.done)) return;
    let next: Step | null = null;
    try {
      // Throws if the request failed.
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
    for (const resume of this.#waiting) resume();
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
          // The step has failed with it: #take throws the error.
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
          // As in waitSync.
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
