/** Typed messages over a communicator: everything that goes from buffer to buffer. */
import { check, unwrap, errorOf } from "../addon/error-codes.js";
import { isTerminable, pollUntil } from "../addon/interruptible.js";
import { library } from "../addon/library.js";
import { native, type Posted } from "../addon/native.js";
import type { TypedArray } from "../addon/typed-array.js";
import { bcastArguments, bcastPlan } from "../collectives/bcast-plan.js";
import {
  allBlocksArguments,
  gatherArguments,
  scatterArguments,
  type InPlace,
  type Where,
} from "../collectives/collective-arguments.js";
import { CollectiveCaller, type PieceChannel } from "../collectives/collective-caller.js";
import { degreesOf, neighborRanks, type Degrees } from "../collectives/neighbor-ranks.js";
import { Op } from "../collectives/op.js";
import { refuseOverlap } from "../collectives/overlap.js";
import {
  allgathervArguments,
  alltoallvArguments,
  alltoallwArguments,
  gathervArguments,
  neighborAlltoallwArguments,
  scattervArguments,
} from "../collectives/piece-arguments.js";
import type { Pieces, TypedPieces } from "../collectives/pieces.js";
import {
  everywherePlan,
  reducePlan,
  reduceScatterPlan,
  type OpChoice,
  type ReduceOptions,
} from "../collectives/reduction-plans.js";
import { ANY_SOURCE, ANY_TAG } from "../constants.js";
import { blockOf, type Block, type BufferLike } from "../datatype/buffer.js";
import { refuse } from "../error.js";
import { receiveNow, sendNow } from "../fast-path/blocking-messages.js";
import { address } from "../fast-path/envelope.js";
import { Message } from "../requests/message.js";
import { PersistentRequest } from "../requests/persistent-request.js";
import { PostedRequest } from "../requests/posted-request.js";
import type { Request } from "../requests/request.js";
import {
  messageAt,
  promiseDone,
  promiseMessage,
  promiseStatus,
  releaseSlot,
  statusAt,
  takeSlot,
} from "../requests/slots.js";
import type { Status } from "../requests/status.js";
import { CommunicatorBase, type RecvOptions, type RootOptions, type SendOptions } from "./communicator-base.js";

export interface SendrecvOptions extends SendOptions, RecvOptions {
  /** Tag of the message to receive; default ANY_TAG. `tag` is the tag of the message to send. */
  recvTag?: number;
}

/** Send modes, by MPI's letters: "" standard, "s" synchronous, "b" buffered, "r" ready. */
type Mode = "" | "s" | "b" | "r";
/** Modes that do not use the fast path. */
type SlowMode = Exclude<Mode, "">;
type Named = `MPI_${string}`;

/**
 * Open MPI loses count of its messages if a buffered send finds no space: every later message to that rank would wait
 * for ever. So a message that cannot fit is refused first.
 */
function checkAttached({ data, count }: Block, operation: string): void {
  const needed = Math.min(data.byteLength, count * data.BYTES_PER_ELEMENT) + native().bsendOverhead();
  if (needed <= library.attachedBytes) return;
  refuse(
    "MPI_ERR_BUFFER",
    operation,
    `a buffered send of this message needs ${needed} bytes, but only ${library.attachedBytes} are attached: call attachBuffer with enough memory for all messages that may be in transit at once`,
  );
}

type Data = BufferLike | InPlace;

const NO_PIECES: PieceChannel = { comm: -1, tag: 0 };

/**
 * A communicator as far as buffers are concerned. The private duplicates over which objects travel are of this class;
 * programs use Communicator.
 *
 * The promise and `i…` forms of collectives are MPI's nonblocking calls, the `Sync` forms its blocking calls. MPI never
 * matches one with the other, so all ranks must use the same kind. Collectives on one communicator match in call order.
 */
export class TypedCommunicator extends CommunicatorBase {
  readonly #collective: CollectiveCaller;
  #degrees: Degrees | null = null;

  /** @internal */
  constructor(handle: number, pieces: PieceChannel = NO_PIECES) {
    super(handle);
    this.#collective = new CollectiveCaller(this, pieces);
  }

  // ---- Point to point: Promise, `Sync` and `i…` forms, in all modes ----

  /**
   * Sends. Resolves when the buffer may be used again. The event loop stays free, and the message makes progress while
   * JavaScript computes.
   *
   * @example
   * await world.send(new Float64Array([1, 2, 3]), { dest: 1 });
   */
  send(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("", "MPI_Isend", data, options);
  }
  /** Sends, and blocks the thread until the buffer may be used again. This has the lowest latency. */
  sendSync(data: BufferLike, options: SendOptions): void {
    const dest = options.dest;
    const tag = options.tag ?? 0;
    const handle = this.handle("MPI_Send");
    this.checkDest(dest, tag, "MPI_Send");
    sendNow(handle, data, dest, tag);
  }
  /** Starts a send. Do not change the buffer until the request is complete. */
  isend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("", "MPI_Isend", data, options);
  }

  /** Like send, but completes only when the receiver has begun to receive. */
  ssend(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("s", "MPI_Issend", data, options);
  }
  ssendSync(data: BufferLike, options: SendOptions): void {
    this.#sendNow("s", "MPI_Ssend", data, options);
  }
  issend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("s", "MPI_Issend", data, options);
  }

  /**
   * Like send, but copies the message into the memory of `attachBuffer` and completes at once. Fails with
   * MPI_ERR_BUFFER if there is not enough space.
   */
  bsend(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("b", "MPI_Ibsend", data, options);
  }
  bsendSync(data: BufferLike, options: SendOptions): void {
    this.#sendNow("b", "MPI_Bsend", data, options);
  }
  ibsend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("b", "MPI_Ibsend", data, options);
  }

  /** Like send, for a message whose receive is known to be posted. It is an error of the program if it is not. */
  rsend(data: BufferLike, options: SendOptions): Promise<void> {
    return this.#sendPromise("r", "MPI_Irsend", data, options);
  }
  rsendSync(data: BufferLike, options: SendOptions): void {
    this.#sendNow("r", "MPI_Rsend", data, options);
  }
  irsend(data: BufferLike, options: SendOptions): Request {
    return this.#sendRequest("r", "MPI_Irsend", data, options);
  }

  /** Checks the arguments and writes the envelope for the call that must follow at once. */
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
   * Receives into `buffer`. Resolves with the message's status. Rejects with MPI_ERR_TRUNCATE if the message is longer
   * than the buffer.
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

  /** Receives, and blocks the thread until the message has arrived. */
  recvSync(buffer: BufferLike, { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Status {
    const handle = this.handle("MPI_Recv");
    this.checkSource(source, tag, "MPI_Recv");
    if (isTerminable) return this.irecv(buffer, { source, tag }).waitSync();
    receiveNow(handle, buffer, source, tag);
    return statusAt(0);
  }

  /**
   * Starts a receive. Do not read the buffer before the request is complete.
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
   * Sends and receives together, so that two ranks that exchange messages cannot deadlock. Resolves with the status of
   * the received message. The buffers must not overlap.
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

  /** Starts a send and a receive. MPI 3.1 has no such call, so these are two requests. */
  isendrecv(data: BufferLike, buffer: BufferLike, options: SendrecvOptions): { send: Request; recv: Request } {
    const { source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    this.#checkExchange(data, buffer, options, "MPI_Sendrecv");
    const recv = this.irecv(buffer, { source, tag: recvTag });
    return { recv, send: this.isend(data, options) };
  }

  /** Checks everything before anything is posted: a receive whose send was refused would wait for ever. */
  #checkExchange(data: BufferLike, buffer: BufferLike, options: SendrecvOptions, operation: string): void {
    const { dest, tag = 0, source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    this.checkDest(dest, tag, operation);
    this.checkSource(source, recvTag, operation);
    refuseOverlap(blockOf(data, operation), blockOf(buffer, operation), operation, { cure: "replace" });
  }

  /**
   * Sends the contents of the buffer and receives the same number of elements into it. The promise form copies what it
   * sends.
   */
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

  /** Describes a send that can be started many times. */
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
    return new PersistentRequest(unwrap(native()[`${mode}sendInit`](memory), operation), operation, memory, false);
  }

  /** Describes a receive that can be started many times. */
  recvInit(buffer: BufferLike, { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): PersistentRequest {
    const operation = "MPI_Recv_init";
    const handle = this.handle(operation);
    this.checkSource(source, tag, operation);
    const { data, count, type } = blockOf(buffer, operation);
    address(handle, count, type, source, tag);
    return new PersistentRequest(unwrap(native().recvInit(data), operation), operation, data, true);
  }

  // ---- Probes: knowing of a message before it is received; a matched probe takes it out of the queue ----

  /** Resolves with the status of the message that the next receive would get. The message stays in the queue. */
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

  /**
   * The status of a message that has already arrived, else null. The message stays in the queue; `mprobe` takes it out.
   */
  iprobe(options: RecvOptions = {}): Status | null {
    const [handle, source, tag] = this.#from(options, "MPI_Iprobe");
    const found = native().iprobe(handle, source, tag);
    if (found < 0) throw errorOf(-found, "MPI_Iprobe");
    return found === 0 ? null : statusAt(0);
  }

  /** Resolves with the next message, taken out of the queue: no other call can receive it. */
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

  /** Like mprobe if a message has already arrived, else null. */
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

  // ---- Collectives: all ranks call the same form (blocking or nonblocking) in the same order ----

  /** Completes when all ranks have called it. */
  barrier(): Promise<void> {
    return this.#collective.promise("barrier", 0, () => []);
  }
  barrierSync(): void {
    this.#collective.block("barrier", 0, () => []);
  }
  ibarrier(): Request {
    return this.#collective.request("barrier", 0, () => []);
  }

  /**
   * Copies the root's buffer to every rank. All ranks give the same number of elements of the same type.
   *
   * @example
   * const settings = new Float64Array(world.rank === 0 ? [0.5, 100] : 2);
   * await world.bcast(settings);
   */
  bcast(buffer: BufferLike | null, { root }: RootOptions = {}): Promise<void> {
    return this.#collective.promise("bcast", root, (at) => bcastPlan(buffer, at));
  }
  bcastSync(buffer: BufferLike | null, { root }: RootOptions = {}): void {
    this.#collective.block("bcast", root, (at) => bcastArguments(buffer, at));
  }
  ibcast(buffer: BufferLike | null, { root }: RootOptions = {}): Request {
    return this.#collective.request("bcast", root, (at) => bcastPlan(buffer, at));
  }

  /**
   * Divides the root's data evenly: rank r receives part r in `buffer`. `data` is null except at the root, and its
   * length is a multiple of `size`. At the root `buffer` may be IN_PLACE: the root's part stays where it is.
   *
   * @example
   * const part = new Float64Array(3);
   * await world.scatter(world.rank === 0 ? new Float64Array(3 * world.size) : null, part);
   */
  scatter(data: BufferLike | null, buffer: Data | null, { root }: RootOptions = {}): Promise<void> {
    return this.#collective.promise("scatter", root, (at) => scatterArguments(data, buffer, at));
  }
  scatterSync(data: BufferLike | null, buffer: Data | null, { root }: RootOptions = {}): void {
    this.#collective.block("scatter", root, (at) => scatterArguments(data, buffer, at));
  }
  iscatter(data: BufferLike | null, buffer: Data | null, { root }: RootOptions = {}): Request {
    return this.#collective.request("scatter", root, (at) => scatterArguments(data, buffer, at));
  }

  /**
   * Sends each rank its own piece of the root's data: `counts[r]` elements from `displs[r]` on. `pieces` is null except
   * at the root.
   *
   * @example
   * await world.scatterv(world.rank === 0 ? { data, counts: [2, 5] } : null, buffer);
   */
  scatterv(pieces: Pieces | null, buffer: Data | null, { root }: RootOptions = {}): Promise<void> {
    return this.#collective.promise("scatterv", root, (at) => scattervArguments(pieces, buffer, at));
  }
  scattervSync(pieces: Pieces | null, buffer: Data | null, { root }: RootOptions = {}): void {
    this.#collective.block("scatterv", root, (at) => scattervArguments(pieces, buffer, at));
  }
  iscatterv(pieces: Pieces | null, buffer: Data | null, { root }: RootOptions = {}): Request {
    return this.#collective.request("scatterv", root, (at) => scattervArguments(pieces, buffer, at));
  }

  /**
   * Collects the data of all ranks at the root, in rank order. There `buffer` has space for `size` times as many
   * elements; on other ranks it is null. At the root `data` may be IN_PLACE: the root's part is already in `buffer`.
   *
   * @example
   * const ranks = world.rank === 0 ? new Int32Array(world.size) : null;
   * await world.gather(new Int32Array([world.rank]), ranks);
   */
  gather(data: Data | null, buffer: BufferLike | null, { root }: RootOptions = {}): Promise<void> {
    return this.#collective.promise("gather", root, (at) => gatherArguments(data, buffer, at));
  }
  gatherSync(data: Data | null, buffer: BufferLike | null, { root }: RootOptions = {}): void {
    this.#collective.block("gather", root, (at) => gatherArguments(data, buffer, at));
  }
  igather(data: Data | null, buffer: BufferLike | null, { root }: RootOptions = {}): Request {
    return this.#collective.request("gather", root, (at) => gatherArguments(data, buffer, at));
  }

  /**
   * Collects pieces of different lengths at the root; the piece of rank r begins at element `displs[r]`. `pieces` is
   * null on other ranks.
   *
   * @example
   * await world.gatherv(own, world.rank === 0 ? { data, counts: [2, 5] } : null);
   */
  gatherv(data: Data | null, pieces: Pieces | null, { root }: RootOptions = {}): Promise<void> {
    return this.#collective.promise("gatherv", root, (at) => gathervArguments(data, pieces, at));
  }
  gathervSync(data: Data | null, pieces: Pieces | null, { root }: RootOptions = {}): void {
    this.#collective.block("gatherv", root, (at) => gathervArguments(data, pieces, at));
  }
  igatherv(data: Data | null, pieces: Pieces | null, { root }: RootOptions = {}): Request {
    return this.#collective.request("gatherv", root, (at) => gathervArguments(data, pieces, at));
  }

  /**
   * Collects the data of all ranks on every rank, in rank order. `buffer` has space for `size` times as many elements.
   * With IN_PLACE each rank's part is already in its `buffer`.
   */
  allgather(data: Data, buffer: BufferLike): Promise<void> {
    return this.#collective.promise("allgather", 0, (at) => allBlocksArguments(data, buffer, at, false));
  }
  allgatherSync(data: Data, buffer: BufferLike): void {
    this.#collective.block("allgather", 0, (at) => allBlocksArguments(data, buffer, at, false));
  }
  iallgather(data: Data, buffer: BufferLike): Request {
    return this.#collective.request("allgather", 0, (at) => allBlocksArguments(data, buffer, at, false));
  }

  /**
   * Collects pieces of different lengths on every rank. `pieces` has the number of elements of each rank, the same on
   * all ranks.
   */
  allgatherv(data: Data, pieces: Pieces): Promise<void> {
    return this.#collective.promise("allgatherv", 0, (at) => allgathervArguments(data, pieces, at));
  }
  allgathervSync(data: Data, pieces: Pieces): void {
    this.#collective.block("allgatherv", 0, (at) => allgathervArguments(data, pieces, at));
  }
  iallgatherv(data: Data, pieces: Pieces): Request {
    return this.#collective.request("allgatherv", 0, (at) => allgathervArguments(data, pieces, at));
  }

  /**
   * Sends part r of the data to rank r, and collects the parts from all ranks, in rank order. Both lengths are
   * multiples of `size`.
   *
   * @example
   * // A row of a matrix on each rank; afterwards a column.
   * await world.alltoall(row, column);
   */
  alltoall(data: Data, buffer: BufferLike): Promise<void> {
    return this.#collective.promise("alltoall", 0, (at) => allBlocksArguments(data, buffer, at, true));
  }
  alltoallSync(data: Data, buffer: BufferLike): void {
    this.#collective.block("alltoall", 0, (at) => allBlocksArguments(data, buffer, at, true));
  }
  ialltoall(data: Data, buffer: BufferLike): Request {
    return this.#collective.request("alltoall", 0, (at) => allBlocksArguments(data, buffer, at, true));
  }

  /** Like alltoall, with pieces of different lengths in both directions. */
  alltoallv(data: Pieces | InPlace, pieces: Pieces): Promise<void> {
    return this.#collective.promise("alltoallv", 0, (at) => alltoallvArguments(data, pieces, at));
  }
  alltoallvSync(data: Pieces | InPlace, pieces: Pieces): void {
    this.#collective.block("alltoallv", 0, (at) => alltoallvArguments(data, pieces, at));
  }
  ialltoallv(data: Pieces | InPlace, pieces: Pieces): Request {
    return this.#collective.request("alltoallv", 0, (at) => alltoallvArguments(data, pieces, at));
  }

  /** Like alltoallv, with a datatype for each rank and displacements in bytes. */
  alltoallw(data: TypedPieces | InPlace, pieces: TypedPieces): Promise<void> {
    return this.#collective.promise("alltoallw", 0, (at) => alltoallwArguments(data, pieces, at));
  }
  alltoallwSync(data: TypedPieces | InPlace, pieces: TypedPieces): void {
    this.#collective.block("alltoallw", 0, (at) => alltoallwArguments(data, pieces, at));
  }
  ialltoallw(data: TypedPieces | InPlace, pieces: TypedPieces): Request {
    return this.#collective.request("alltoallw", 0, (at) => alltoallwArguments(data, pieces, at));
  }

  // ---- Reductions ----

  /**
   * Combines the elements of all ranks with `op` at the root: element i of the result combines element i of every rank.
   * `buffer` is null on other ranks. At the root `data` may be IN_PLACE. For bytes only the bitwise operations work
   * (MPI_ERR_OP).
   *
   * @example
   * const total = world.rank === 0 ? new Float64Array(1) : null;
   * await world.reduce(new Float64Array([seconds]), total, { op: Op.MAX });
   */
  reduce(data: Data | null, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): Promise<void> {
    return this.#collective.promise("reduce", root, (at) => reducePlan(data, buffer, op, at));
  }
  reduceSync(data: Data | null, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): void {
    this.#collective.block("reduce", root, (at) => reducePlan(data, buffer, op, at));
  }
  ireduce(data: Data | null, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): Request {
    return this.#collective.request("reduce", root, (at) => reducePlan(data, buffer, op, at));
  }

  /**
   * Combines the elements of all ranks with `op` on every rank. With IN_PLACE as `data`, the elements in `buffer` are
   * this rank's contribution.
   *
   * @example
   * await world.allreduce(IN_PLACE, sums, { op: Op.SUM });
   */
  allreduce(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.#collective.promise("allreduce", 0, (at) => everywherePlan("allreduce", data, buffer, op, at));
  }
  allreduceSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.#collective.block("allreduce", 0, (at) => everywherePlan("allreduce", data, buffer, op, at));
  }
  iallreduce(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.#collective.request("allreduce", 0, (at) => everywherePlan("allreduce", data, buffer, op, at));
  }

  /** Combines the elements of ranks 0 to this one. */
  scan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.#collective.promise("scan", 0, (at) => everywherePlan("scan", data, buffer, op, at));
  }
  scanSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.#collective.block("scan", 0, (at) => everywherePlan("scan", data, buffer, op, at));
  }
  iscan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.#collective.request("scan", 0, (at) => everywherePlan("scan", data, buffer, op, at));
  }

  /** Combines the elements of the ranks below this one. Rank 0's buffer does not change. */
  exscan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.#collective.promise("exscan", 0, (at) => everywherePlan("exscan", data, buffer, op, at));
  }
  exscanSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.#collective.block("exscan", 0, (at) => everywherePlan("exscan", data, buffer, op, at));
  }
  iexscan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.#collective.request("exscan", 0, (at) => everywherePlan("exscan", data, buffer, op, at));
  }

  /**
   * Combines the elements, and gives each rank an equal part of the result. The length of `data` is a multiple of
   * `size`.
   */
  reduceScatterBlock(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.#collective.promise("reduceScatterBlock", 0, (at) => reduceScatterPlan(data, buffer, null, op, at));
  }
  reduceScatterBlockSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.#collective.block("reduceScatterBlock", 0, (at) => reduceScatterPlan(data, buffer, null, op, at));
  }
  ireduceScatterBlock(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.#collective.request("reduceScatterBlock", 0, (at) => reduceScatterPlan(data, buffer, null, op, at));
  }

  /** Like reduceScatterBlock, with `counts[r]` elements for rank r. */
  reduceScatter(
    data: Data,
    buffer: BufferLike,
    counts: readonly number[],
    { op = Op.SUM }: OpChoice = {},
  ): Promise<void> {
    return this.#collective.promise("reduceScatter", 0, (at) => reduceScatterPlan(data, buffer, counts, op, at));
  }
  reduceScatterSync(data: Data, buffer: BufferLike, counts: readonly number[], { op = Op.SUM }: OpChoice = {}): void {
    this.#collective.block("reduceScatter", 0, (at) => reduceScatterPlan(data, buffer, counts, op, at));
  }
  ireduceScatter(data: Data, buffer: BufferLike, counts: readonly number[], { op = Op.SUM }: OpChoice = {}): Request {
    return this.#collective.request("reduceScatter", 0, (at) => reduceScatterPlan(data, buffer, counts, op, at));
  }

  // ---- Collectives among neighbours ----

  /** Adds the numbers of neighbours. Their ranks are looked up only if they are needed. */
  #near(at: Where): Where {
    this.#degrees ??= degreesOf(this.handle(at.operation), this.rank, at.operation);
    return { ...at, ...this.#degrees, neighbors: () => neighborRanks(this.handle(at.operation), this.rank) };
  }

  /** Sends the same block to all neighbours and collects their blocks, in the order of the topology. */
  neighborAllgather(data: BufferLike, buffer: BufferLike): Promise<void> {
    return this.#collective.promise("neighborAllgather", 0, (at) =>
      allBlocksArguments(data, buffer, this.#near(at), false),
    );
  }
  neighborAllgatherSync(data: BufferLike, buffer: BufferLike): void {
    this.#collective.block("neighborAllgather", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), false));
  }
  ineighborAllgather(data: BufferLike, buffer: BufferLike): Request {
    return this.#collective.request("neighborAllgather", 0, (at) =>
      allBlocksArguments(data, buffer, this.#near(at), false),
    );
  }

  /** Like neighborAllgather, with blocks of different lengths. */
  neighborAllgatherv(data: BufferLike, pieces: Pieces): Promise<void> {
    return this.#collective.promise("neighborAllgatherv", 0, (at) => allgathervArguments(data, pieces, this.#near(at)));
  }
  neighborAllgathervSync(data: BufferLike, pieces: Pieces): void {
    this.#collective.block("neighborAllgatherv", 0, (at) => allgathervArguments(data, pieces, this.#near(at)));
  }
  ineighborAllgatherv(data: BufferLike, pieces: Pieces): Request {
    return this.#collective.request("neighborAllgatherv", 0, (at) => allgathervArguments(data, pieces, this.#near(at)));
  }

  /** Sends each neighbour a different block and collects their blocks. */
  neighborAlltoall(data: BufferLike, buffer: BufferLike): Promise<void> {
    return this.#collective.promise("neighborAlltoall", 0, (at) =>
      allBlocksArguments(data, buffer, this.#near(at), true),
    );
  }
  neighborAlltoallSync(data: BufferLike, buffer: BufferLike): void {
    this.#collective.block("neighborAlltoall", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), true));
  }
  ineighborAlltoall(data: BufferLike, buffer: BufferLike): Request {
    return this.#collective.request("neighborAlltoall", 0, (at) =>
      allBlocksArguments(data, buffer, this.#near(at), true),
    );
  }

  /** Like neighborAlltoall, with pieces of different lengths in both directions. */
  neighborAlltoallv(data: Pieces, pieces: Pieces): Promise<void> {
    return this.#collective.promise("neighborAlltoallv", 0, (at) => alltoallvArguments(data, pieces, this.#near(at)));
  }
  neighborAlltoallvSync(data: Pieces, pieces: Pieces): void {
    this.#collective.block("neighborAlltoallv", 0, (at) => alltoallvArguments(data, pieces, this.#near(at)));
  }
  ineighborAlltoallv(data: Pieces, pieces: Pieces): Request {
    return this.#collective.request("neighborAlltoallv", 0, (at) => alltoallvArguments(data, pieces, this.#near(at)));
  }

  /** Like neighborAlltoallv, with a datatype for each neighbour and displacements in bytes. */
  neighborAlltoallw(data: TypedPieces, pieces: TypedPieces): Promise<void> {
    return this.#collective.promise("neighborAlltoallw", 0, (at) =>
      neighborAlltoallwArguments(data, pieces, this.#near(at)),
    );
  }
  neighborAlltoallwSync(data: TypedPieces, pieces: TypedPieces): void {
    this.#collective.block("neighborAlltoallw", 0, (at) => neighborAlltoallwArguments(data, pieces, this.#near(at)));
  }
  ineighborAlltoallw(data: TypedPieces, pieces: TypedPieces): Request {
    return this.#collective.request("neighborAlltoallw", 0, (at) =>
      neighborAlltoallwArguments(data, pieces, this.#near(at)),
    );
  }
}
