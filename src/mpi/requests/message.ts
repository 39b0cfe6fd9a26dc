/** A message that a matched probe took out of the queue. */
import { check } from "../addon/error-codes.js";
import { native } from "../addon/native.js";
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import { refuse } from "../error.js";
import { PostedRequest } from "./posted-request.js";
import type { Request } from "./request.js";
import { promiseStatus, statusAt, takeSlot } from "./slots.js";
import type { Status } from "./status.js";

/**
 * A message that a matched probe took out of the queue. It can be received once, only through this object.
 *
 * @example
 * const message = await world.mprobe({ source: ANY_SOURCE });
 * const buffer = new Uint8Array(message.status.bytes);
 * await message.recv(buffer);
 */
export class Message {
  /** Source, tag and length of the message. */
  readonly status: Status;
  #number: number;

  /** @internal */
  constructor(number: number, status: Status) {
    this.#number = number;
    this.status = status;
  }

  #take(operation: string): number {
    const number = this.#number;
    if (number < 0) refuse("MPI_ERR_REQUEST", operation, "the message was already received: probe for another one");
    this.#number = -1;
    return number;
  }

  /** Receives the message. A second call fails with MPI_ERR_REQUEST. */
  recv(buffer: BufferLike): Promise<Status> {
    try {
      const { data, count, type } = blockOf(buffer, "MPI_Imrecv");
      const number = this.#take("MPI_Imrecv");
      const slot = takeSlot();
      return promiseStatus(native().imrecv(slot, 1, number, data, count, type), slot, "MPI_Imrecv", data);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  recvSync(buffer: BufferLike): Status {
    const { data, count, type } = blockOf(buffer, "MPI_Mrecv");
    check(native().mrecvSync(this.#take("MPI_Mrecv"), data, count, type), "MPI_Mrecv");
    return statusAt(0);
  }

  irecv(buffer: BufferLike): Request {
    const { data, count, type } = blockOf(buffer, "MPI_Imrecv");
    const number = this.#take("MPI_Imrecv");
    const slot = takeSlot();
    return new PostedRequest(native().imrecv(slot, 0, number, data, count, type), slot, "MPI_Imrecv", data);
  }
}
