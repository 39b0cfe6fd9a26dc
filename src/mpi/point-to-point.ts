/** Point to point: Promise, `Sync` and `i…` forms. */
import { CommunicatorBase, type RecvOptions, type SendOptions } from "./base.js";
import { blockOf, type BufferLike, type TypedArray } from "./buffer.js";
import { ANY_SOURCE, ANY_TAG } from "./constants.js";
import { typeOfClass } from "./datatype.js";
import { address, native, type Posted } from "./native.js";
import { check, errorOf, promiseDone, promiseStatus, Request, statusAt, takeSlot } from "./request.js";
import type { Status } from "./status.js";

export interface SendrecvOptions extends SendOptions, RecvOptions {
  /** Tag of the message that is received; default ANY_TAG. `tag` is the sent one's. */
  recvTag?: number;
}

/** A few thousand elements are far from any limit: such buffers skip the slow checks. */
const SURELY_FITS = 2 ** 31;

export class PointToPoint extends CommunicatorBase {
  /**
   * Sends; resolves when the buffer may be used again. The event loop stays free, and the message makes progress while JavaScript computes.
   *
   * @example
   * await world.send(new Float64Array([1, 2, 3]), { dest: 1 });
   */
  send(data: BufferLike, options: SendOptions): Promise<void> {
    try {
      const [posted, slot] = this.#isend(1, data, options);
      return promiseDone(posted, slot, "MPI_Isend", data);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends and blocks the thread until the buffer may be used again: the lowest latency. */
  sendSync(data: BufferLike, { dest, tag = 0 }: SendOptions): void {
    const handle = this.handle("MPI_Send");
    this.checkDest(dest, tag, "MPI_Send");
    const type = typeOfClass((data as TypedArray | null)?.constructor);
    let memory = data as TypedArray;
    if (type !== undefined && memory.length < SURELY_FITS) {
      address(handle, memory.length, type, dest, tag);
    } else {
      const block = blockOf(data, "MPI_Send");
      memory = block.data;
      address(handle, block.count, block.type, dest, tag);
    }
    const code = native().sendSync(memory);
    if (code !== 0) throw errorOf(code, "MPI_Send");
  }

  /** Starts a send. The buffer must not be changed until the request is complete. */
  isend(data: BufferLike, options: SendOptions): Request {
    const [posted, slot] = this.#isend(0, data, options);
    return new Request(posted, slot, "MPI_Isend", data);
  }

  #isend(spin: 0 | 1, data: BufferLike, { dest, tag = 0 }: SendOptions): [posted: Posted, slot: number] {
    const handle = this.handle("MPI_Isend");
    this.checkDest(dest, tag, "MPI_Isend");
    const { data: memory, count, type } = blockOf(data, "MPI_Isend");
    const slot = takeSlot();
    address(handle, count, type, dest, tag, slot, spin);
    return [native().isend(memory), slot];
  }

  /**
   * Receives into `buffer`; resolves with the message's status. A message longer than the buffer rejects with MPI_ERR_TRUNCATE.
   *
   * @example
   * const numbers = new Float64Array(3);
   * const status = await world.recv(numbers, { source: 0 });
   * status.count(Datatype.DOUBLE); // 3
   */
  recv(buffer: BufferLike, options: RecvOptions = {}): Promise<Status> {
    try {
      const [posted, slot] = this.#irecv(1, buffer, options);
      return promiseStatus(posted, slot, "MPI_Irecv", buffer);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Receives and blocks the thread until the message is there. */
  recvSync(buffer: BufferLike, { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Status {
    const handle = this.handle("MPI_Recv");
    this.checkSource(source, tag, "MPI_Recv");
    const type = typeOfClass((buffer as TypedArray | null)?.constructor);
    let memory = buffer as TypedArray;
    if (type !== undefined && memory.length < SURELY_FITS) {
      address(handle, memory.length, type, source, tag);
    } else {
      const block = blockOf(buffer, "MPI_Recv");
      memory = block.data;
      address(handle, block.count, block.type, source, tag);
    }
    const code = native().recvSync(memory);
    if (code !== 0) throw errorOf(code, "MPI_Recv");
    return statusAt(0);
  }

  /** Starts a receive. */
  irecv(buffer: BufferLike, options: RecvOptions = {}): Request {
    const [posted, slot] = this.#irecv(0, buffer, options);
    return new Request(posted, slot, "MPI_Irecv", buffer);
  }

  #irecv(
    spin: 0 | 1,
    buffer: BufferLike,
    { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions,
  ): [posted: Posted, slot: number] {
    const handle = this.handle("MPI_Irecv");
    this.checkSource(source, tag, "MPI_Irecv");
    const { data, count, type } = blockOf(buffer, "MPI_Irecv");
    const slot = takeSlot();
    address(handle, count, type, source, tag, slot, spin);
    return [native().irecv(data), slot];
  }

  /** Sends and receives at once: two ranks that exchange cannot deadlock. Resolves with the received message's status. */
  sendrecv(data: BufferLike, buffer: BufferLike, options: SendrecvOptions): Promise<Status> {
    const { source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    const received = this.recv(buffer, { source, tag: recvTag });
    const sent = this.send(data, options);
    return Promise.all([received, sent]).then(([status]) => status);
  }

  sendrecvSync(data: BufferLike, buffer: BufferLike, options: SendrecvOptions): Status {
    const { dest, tag = 0, source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    const operation = "MPI_Sendrecv";
    const handle = this.handle(operation);
    this.checkDest(dest, tag, operation);
    this.checkSource(source, recvTag, operation);
    const out = blockOf(data, operation);
    const into = blockOf(buffer, operation);
    check(
      native().sendrecvSync(
        handle,
        out.data,
        out.count,
        out.type,
        dest,
        tag,
        into.data,
        into.count,
        into.type,
        source,
        recvTag,
      ),
      operation,
    );
    return statusAt(0);
  }

  /** Starts both; the request is complete when both are. MPI 3.1 has no such call: it is built of two. */
  isendrecv(data: BufferLike, buffer: BufferLike, options: SendrecvOptions): { send: Request; recv: Request } {
    const { source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    const recv = this.irecv(buffer, { source, tag: recvTag });
    return { recv, send: this.isend(data, options) };
  }

  /** Resolves with the status of the next message that a receive would get, and leaves it there. */
  probe({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Promise<Status> {
    try {
      const handle = this.handle("MPI_Probe");
      this.checkSource(source, tag, "MPI_Probe");
      const slot = takeSlot();
      return promiseStatus(native().probe(slot, 1, handle, source, tag), slot, "MPI_Probe", null);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  probeSync({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Status {
    const handle = this.handle("MPI_Probe");
    this.checkSource(source, tag, "MPI_Probe");
    check(native().probeSync(handle, source, tag), "MPI_Probe");
    return statusAt(0);
  }

  /** The status of a message that is there already, else null. */
  iprobe({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Status | null {
    const handle = this.handle("MPI_Iprobe");
    this.checkSource(source, tag, "MPI_Iprobe");
    const found = native().iprobe(handle, source, tag);
    if (found < 0) throw errorOf(-found, "MPI_Iprobe");
    return found === 0 ? null : statusAt(0);
  }
}
