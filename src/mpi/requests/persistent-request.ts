/** Requests that are described once and started many times. */
import { refuse } from "../error.js";
import { check } from "../addon/error-codes.js";
import { native } from "../addon/native.js";
import { PostedRequest } from "./posted-request.js";
import { Request } from "./request.js";
import { takeSlot } from "./slots.js";
import type { Status } from "./status.js";

/**
 * A communication that is described once and started many times. Between two starts it is complete.
 *
 * @example
 * const halo = world.recvInit(buffer, { source: left });
 * for (const step of steps) { halo.start(); …; await halo.wait(); }
 * halo.free();
 */
export class PersistentRequest extends Request {
  /** The MPI function that made it, such as "MPI_Send_init". */
  readonly operation: string;
  readonly #isReceive: boolean;
  /** The buffer, kept alive as long as this request. */
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

  /** Starts the communication. Refused while the previous start is outstanding. */
  start(): this {
    if (this.#index < 0) refuse("MPI_ERR_REQUEST", "MPI_Start", "the persistent request was freed: make another one");
    if (this.#active && !this.#active.done) {
      refuse("MPI_ERR_REQUEST", "MPI_Start", "the request is active: wait for it before starting it again");
    }
    const slot = takeSlot();
    const posted = native().start(slot, this.#index, this.#isReceive ? 1 : 0);
    this.#active = new PostedRequest(posted, slot, "MPI_Start", this.#keep);
    return this;
  }

  /** Frees the request, which must not be active. */
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

  /** Whether no communication is outstanding. */
  get done(): boolean {
    return this.#active?.done ?? true;
  }
  /** The status of the last communication. */
  get status(): Status {
    return this.#started().status;
  }
  /** Waits for the communication that `start` began. Fails with MPI_ERR_REQUEST if it was never started. */
  wait(): Promise<Status> {
    return this.#started().wait();
  }
  waitSync(): Status {
    return this.#started().waitSync();
  }
  /** As for every Request, for the communication that `start` began. */
  test(): Status | null {
    return this.#started().test();
  }
  /** As for every Request, for the communication that `start` began. */
  cancel(): void {
    this.#active?.cancel();
  }
  /** As for every Request, for the communication that `start` began. */
  unref(): this {
    this.#active?.unref();
    return this;
  }
  /** As for every Request, for the communication that `start` began. */
  ref(): this {
    this.#active?.ref();
    return this;
  }
}
