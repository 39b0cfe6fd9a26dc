/** Probes: knowing of a message before it is received; matched ones take it out of the queue. */
import type { RecvOptions } from "./base.js";
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import { ANY_SOURCE, ANY_TAG } from "../constants.js";
import { refuse } from "../error.js";
import { isTerminable, pollUntil } from "../addon/interruptible.js";
import { native } from "../addon/native.js";
import { PostedRequest } from "../requests/posted-request.js";
import { PointToPoint } from "./point-to-point.js";
import {
  check,
  errorOf,
  messageAt,
  promiseMessage,
  promiseStatus,
  statusAt,
  takeSlot,
  type Request,
} from "../requests/request.js";
import type { Status } from "../requests/status.js";

/**
 * A message that a matched probe took: it can be received once, by whoever has this.
 *
 * @example
 * const message = await world.mprobe({ source: ANY_SOURCE });
 * const buffer = new Uint8Array(message.status.bytes);
 * await message.recv(buffer);
 */
export class Message {
  /** Of the message: source, tag, length. */
  readonly status: Status;
  #number: number;

  /** @internal */
  constructor(number: number, status: Status) {
    this.#number = number;
    this.status = status;
  }

  #take(operation: string): number {
    const number = this.#number;
    if (number < 0) refuse("MPI_ERR_REQUEST", operation, "the message was received already: probe for another");
    this.#number = -1;
    return number;
  }

  /** Receives it. Once: after that MPI_ERR_REQUEST. */
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

export class Matching extends PointToPoint {
  /** Resolves with the status of the next message that a receive would get, and leaves it there. */
  probe(options: RecvOptions = {}): Promise<Status> {
    try {
      const [handle, source, tag] = this.#from(options, "MPI_Probe");
      const slot = takeSlot();
      return promiseStatus(native().probe(slot, 1, handle, source, tag), slot, "MPI_Probe", null);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  probeSync(options: RecvOptions = {}): Status {
    const [handle, source, tag] = this.#from(options, "MPI_Probe");
    if (isTerminable) return pollUntil(() => this.iprobe(options));
    check(native().probeSync(handle, source, tag), "MPI_Probe");
    return statusAt(0);
  }

  /** The status of a message that is there already, else null. It stays there: `mprobe` takes it out. */
  iprobe(options: RecvOptions = {}): Status | null {
    const [handle, source, tag] = this.#from(options, "MPI_Iprobe");
    const found = native().iprobe(handle, source, tag);
    if (found < 0) throw errorOf(-found, "MPI_Iprobe");
    return found === 0 ? null : statusAt(0);
  }

  /** Resolves with the next message, taken out of the queue: nobody else can receive it. */
  async mprobe(options: RecvOptions = {}): Promise<Message> {
    const [handle, source, tag] = this.#from(options, "MPI_Mprobe");
    const slot = takeSlot();
    const posted = native().mprobe(slot, 1, handle, source, tag);
    const { message, status } = await promiseMessage(posted, slot, "MPI_Mprobe");
    return new Message(message, status);
  }

  mprobeSync(options: RecvOptions = {}): Message {
    const [handle, source, tag] = this.#from(options, "MPI_Mprobe");
    if (isTerminable) return pollUntil(() => this.improbe(options));
    const found = native().mprobeSync(handle, source, tag);
    if (found < 0) throw errorOf(-found, "MPI_Mprobe");
    return new Message(messageAt(0), statusAt(0));
  }

  /** As mprobe, if a message is there already; else null. */
  improbe(options: RecvOptions = {}): Message | null {
    const [handle, source, tag] = this.#from(options, "MPI_Improbe");
    const found = native().improbe(handle, source, tag);
    if (found < 0) throw errorOf(-found, "MPI_Improbe");
    return found === 0 ? null : new Message(messageAt(0), statusAt(0));
  }

  #from({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions, operation: string): [number, number, number] {
    const handle = this.handle(operation);
    this.checkSource(source, tag, operation);
    return [handle, source, tag];
  }
}
