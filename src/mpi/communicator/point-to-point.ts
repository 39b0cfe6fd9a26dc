/** Point to point: Promise, `Sync` and `i…` forms, in all modes. */
import { CommunicatorBase, limits, type RecvOptions, type SendOptions } from "./base.js";
import { blockOf, type Block, type BufferLike, type TypedArray } from "../datatype/buffer.js";
import { ANY_SOURCE, ANY_TAG } from "../constants.js";
import { refuse } from "../error.js";
import { isTerminable } from "../addon/interruptible.js";
import { address, native, type Posted } from "../addon/native.js";
import { refuseOverlap } from "../collectives/overlap.js";
import { PersistentRequest, PostedRequest } from "../requests/posted-request.js";
import { isRemembered } from "../requests/last-buffer.js";
import {
  answered,
  check,
  errorOf,
  promiseDone,
  promiseStatus,
  releaseSlot,
  statusAt,
  takeSlot,
  type Request,
} from "../requests/request.js";
import type { Status } from "../requests/status.js";

export interface SendrecvOptions extends SendOptions, RecvOptions {
  /** Tag of the message that is received; default ANY_TAG. `tag` is the sent one's. */
  recvTag?: number;
}

/** Send modes, by MPI's letters: "" standard, "s" synchronous, "b" buffered, "r" ready. */
type Mode = "" | "s" | "b" | "r";
/** Of those that are not the quickest. */
type SlowMode = Exclude<Mode, "">;
type Named = `MPI_${string}`;

/** The buffers of the last sendSync and recvSync. */
let lastSent: TypedArray | null = null;
let lastSentLength = 0;
let lastSentType = 0;
let lastReceived: TypedArray | null = null;
let lastReceivedLength = 0;
let lastReceivedType = 0;

/**
 * Open MPI loses count of its messages when a buffered send finds no room: every later message to that rank would wait for ever. One that cannot fit
 * is refused before.
 */
function checkAttached({ data, count }: Block, operation: string): void {
  const needed = Math.min(data.byteLength, count * data.BYTES_PER_ELEMENT) + native().bsendOverhead();
  if (needed <= limits.attachedBytes) return;
  refuse(
    "MPI_ERR_BUFFER",
    operation,
    `a buffered send of this message needs ${needed} bytes, and ${limits.attachedBytes} are attached: call attachBuffer with enough for all that may be on their way at once`,
  );
}

/** The quick calls answer nothing where all went well. */
function checkQuick(code: number | undefined, operation: string): void {
  if (code !== undefined) throw errorOf(code, operation);
}

export class PointToPoint extends CommunicatorBase {
  /**
   * Sends; resolves when the buffer may be used again. The event loop stays free, and the message makes progress while JavaScript computes.
   *
   * @example
   * await world.send(new Float64Array([1, 2, 3]), { dest: 1 });
   */
  send(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("", "MPI_Isend", data, options);
  }
  /** Sends and blocks the thread until the buffer may be used again: the lowest latency. */
  sendSync(data: BufferLike, options: SendOptions): void {
    const dest = options.dest;
    const tag = options.tag ?? 0;
    const handle = this.handle("MPI_Send");
    this.checkDest(dest, tag, "MPI_Send");
    const memory = data as TypedArray;
    if (memory === lastSent && memory.length === lastSentLength) {
      address(handle, lastSentLength, lastSentType, dest, tag);
      checkQuick(native().sendAgainSync(), "MPI_Send");
      return;
    }
    const block = blockOf(data, "MPI_Send");
    address(handle, block.count, block.type, dest, tag);
    const code = native().sendSync(block.data);
    const again = block.data === data && isRemembered(block.data);
    lastSent = again ? block.data : null;
    lastSentLength = block.count;
    lastSentType = block.type;
    checkQuick(code, "MPI_Send");
  }
  /** Starts a send. The buffer must not be changed until the request is complete. */
  isend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("", "MPI_Isend", data, options);
  }

  /** As send, but complete only when the receiver has begun to receive. */
  ssend(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("s", "MPI_Issend", data, options);
  }
  ssendSync(data: BufferLike, options: SendOptions): void {
    this.#sendNow("s", "MPI_Ssend", data, options);
  }
  issend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("s", "MPI_Issend", data, options);
  }

  /** As send, out of the memory that `attachBuffer` gave: complete at once. MPI_ERR_BUFFER where there is not enough of it. */
  bsend(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("b", "MPI_Ibsend", data, options);
  }
  bsendSync(data: BufferLike, options: SendOptions): void {
    this.#sendNow("b", "MPI_Bsend", data, options);
  }
  ibsend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("b", "MPI_Ibsend", data, options);
  }

  /** As send, where the receive is known to be posted: it is an error of the program when it is not. */
  rsend(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("r", "MPI_Irsend", data, options);
  }
  rsendSync(data: BufferLike, options: SendOptions): void {
    this.#sendNow("r", "MPI_Rsend", data, options);
  }
  irsend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("r", "MPI_Irsend", data, options);
  }

  /** Checks, and writes the envelope of the call that follows at once. */
  #addressSend(
    operation: Named,
    data: BufferLike,
    { dest, tag = 0 }: SendOptions,
    slot?: number,
    spin?: 0 | 1,
  ): TypedArray {
    const handle = this.handle(operation);
    this.checkDest(dest, tag, operation);
    const block = blockOf(data, operation);
    if (operation === "MPI_Bsend" || operation === "MPI_Ibsend") checkAttached(block, operation);
    address(handle, block.count, block.type, dest, tag, slot, spin);
    return block.data;
  }

  #sendNow(mode: SlowMode, operation: Named, data: BufferLike, options: SendOptions): void {
    check(native()[`${mode}sendSync`](this.#addressSend(operation, data, options)), operation);
  }

  #sendPromise(mode: Mode, operation: Named, data: BufferLike, options: SendOptions): Promise<void> {
    const slot = takeSlot();
    let memory: TypedArray;
    try {
      memory = this.#addressSend(operation, data, options, slot, 1);
    } catch (error) {
      releaseSlot(slot);
      return Promise.reject(error);
    }
    return promiseDone(native()[`i${mode}send`](memory), slot, operation, memory);
  }

  #sendRequest(mode: Mode, operation: Named, data: BufferLike, options: SendOptions): Request {
    const slot = takeSlot();
    let memory: TypedArray;
    try {
      memory = this.#addressSend(operation, data, options, slot, 0);
    } catch (error) {
      releaseSlot(slot);
      throw error;
    }
    return new PostedRequest(native()[`i${mode}send`](memory), slot, operation, memory);
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
      const [posted, slot, memory] = this.#irecv(1, buffer, options);
      return promiseStatus(posted, slot, "MPI_Irecv", memory);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Receives and blocks the thread until the message is there. */
  recvSync(buffer: BufferLike, { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Status {
    const handle = this.handle("MPI_Recv");
    this.checkSource(source, tag, "MPI_Recv");
    if (isTerminable) return this.irecv(buffer, { source, tag }).waitSync();
    const memory = buffer as TypedArray;
    if (memory === lastReceived && memory.length === lastReceivedLength) {
      address(handle, lastReceivedLength, lastReceivedType, source, tag);
      checkQuick(native().recvAgainSync(), "MPI_Recv");
      return statusAt(0);
    }
    const block = blockOf(buffer, "MPI_Recv");
    address(handle, block.count, block.type, source, tag);
    const code = native().recvSync(block.data);
    const again = block.data === buffer && isRemembered(block.data);
    lastReceived = again ? block.data : null;
    lastReceivedLength = block.count;
    lastReceivedType = block.type;
    checkQuick(code, "MPI_Recv");
    return statusAt(0);
  }

  /**
   * Starts a receive. The buffer must not be read before the request is complete.
   *
   * @example
   * const request = world.irecv(buffer, { source: 0 });
   * doOtherWork();
   * await request.wait();
   */
  irecv(buffer: BufferLike, options: RecvOptions = {}): Request {
    const [posted, slot, memory] = this.#irecv(0, buffer, options);
    return new PostedRequest(posted, slot, "MPI_Irecv", memory);
  }

  #irecv(
    spin: 0 | 1,
    buffer: BufferLike,
    { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions,
  ): [posted: Posted, slot: number, memory: TypedArray] {
    const handle = this.handle("MPI_Irecv");
    this.checkSource(source, tag, "MPI_Irecv");
    const { data, count, type } = blockOf(buffer, "MPI_Irecv");
    const slot = takeSlot();
    address(handle, count, type, source, tag, slot, spin);
    return [native().irecv(data), slot, data];
  }

  /**
   * Sends and receives at once: two ranks that exchange cannot deadlock. Resolves with the received message's status. The buffers must not overlap.
   *
   * @example
   * await world.sendrecv(out, into, { dest: right, source: left });
   */
  sendrecv(data: BufferLike, buffer: BufferLike, options: SendrecvOptions): Promise<Status> {
    const { source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    try {
      this.#checkExchange(data, buffer, options, "MPI_Sendrecv");
    } catch (error) {
      return Promise.reject(error);
    }
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
    refuseOverlap(out, into, operation, { cure: "replace" });
    check(
      native().sendrecvSync(
        handle,
        ...([out.data, out.count, out.type, dest, tag] as const),
        ...([into.data, into.count, into.type, source, recvTag] as const),
      ),
      operation,
    );
    return statusAt(0);
  }

  /** Starts both. MPI 3.1 has no such call: it is built of two. */
  isendrecv(data: BufferLike, buffer: BufferLike, options: SendrecvOptions): { send: Request; recv: Request } {
    const { source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    this.#checkExchange(data, buffer, options, "MPI_Sendrecv");
    const recv = this.irecv(buffer, { source, tag: recvTag });
    return { recv, send: this.isend(data, options) };
  }

  /** All that can be wrong is refused before anything is posted: a receive alone would wait for ever. */
  #checkExchange(data: BufferLike, buffer: BufferLike, options: SendrecvOptions, operation: string): void {
    const { dest, tag = 0, source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    this.checkDest(dest, tag, operation);
    this.checkSource(source, recvTag, operation);
    refuseOverlap(blockOf(data, operation), blockOf(buffer, operation), operation, { cure: "replace" });
  }

  /** Sends what is in the buffer and receives into it: as many elements. The promise keeps a copy of what is sent. */
  async sendrecvReplace(buffer: BufferLike, options: SendrecvOptions): Promise<Status> {
    const { data, count, type } = blockOf(buffer, "MPI_Sendrecv_replace");
    const { dest, tag = 0, source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    const handle = this.handle("MPI_Sendrecv_replace");
    this.checkDest(dest, tag, "MPI_Sendrecv_replace");
    this.checkSource(source, recvTag, "MPI_Sendrecv_replace");
    const copy = data.slice() as TypedArray;
    const received = takeSlot();
    address(handle, count, type, source, recvTag, received, 0);
    const receiving = promiseStatus(native().irecv(data), received, "MPI_Sendrecv_replace", data);
    const sent = takeSlot();
    address(handle, count, type, dest, tag, sent, 1);
    const sending = promiseDone(native().isend(copy), sent, "MPI_Sendrecv_replace", copy);
    const [status] = await Promise.all([receiving, sending]);
    return status;
  }

  sendrecvReplaceSync(buffer: BufferLike, options: SendrecvOptions): Status {
    const { dest, tag = 0, source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    const operation = "MPI_Sendrecv_replace";
    const handle = this.handle(operation);
    this.checkDest(dest, tag, operation);
    this.checkSource(source, recvTag, operation);
    const { data, count, type } = blockOf(buffer, operation);
    check(native().sendrecvReplaceSync(handle, data, count, type, dest, tag, source, recvTag), operation);
    return statusAt(0);
  }

  /** Describes a send that will be started many times. */
  sendInit(data: BufferLike, options: SendOptions): PersistentRequest {
    return this.#sendInit("", "MPI_Send_init", data, options);
  }
  ssendInit(data: BufferLike, options: SendOptions): PersistentRequest {
    return this.#sendInit("s", "MPI_Ssend_init", data, options);
  }
  bsendInit(data: BufferLike, options: SendOptions): PersistentRequest {
    return this.#sendInit("b", "MPI_Bsend_init", data, options);
  }
  rsendInit(data: BufferLike, options: SendOptions): PersistentRequest {
    return this.#sendInit("r", "MPI_Rsend_init", data, options);
  }

  #sendInit(mode: Mode, operation: Named, data: BufferLike, options: SendOptions): PersistentRequest {
    const memory = this.#addressSend(operation, data, options);
    return new PersistentRequest(answered(native()[`${mode}sendInit`](memory), operation), operation, memory, false);
  }

  /** Describes a receive that will be started many times. */
  recvInit(buffer: BufferLike, { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): PersistentRequest {
    const operation = "MPI_Recv_init";
    const handle = this.handle(operation);
    this.checkSource(source, tag, operation);
    const { data, count, type } = blockOf(buffer, operation);
    address(handle, count, type, source, tag);
    return new PersistentRequest(answered(native().recvInit(data), operation), operation, data, true);
  }
}
