/**
 * Values of any kind, from rank to rank. They travel on a private duplicate of the communicator, in order there, and never match typed messages or a
 * user's ANY_TAG.
 */
import { limits, type RecvOptions, type SendOptions } from "../communicator/base.js";
import { ANY_SOURCE, ANY_TAG } from "../constants.js";
import { Datatype } from "../datatype/datatype.js";
import { MpiError } from "../error.js";
import { messageRoom } from "../addon/large-pages.js";
import { Neighbors } from "../collectives/neighbors.js";
import { address, native } from "../addon/native.js";
import { ComposedRequest, PostedRequest, type Step } from "../requests/posted-request.js";
import {
  check,
  errorOf,
  messageAt,
  promiseDone,
  promiseMessage,
  releaseSlot,
  statusAt,
  takeSlot,
  type Request,
} from "../requests/request.js";
import { packApart, SmallMessages, unpackApart, type Packed, type Unpacked } from "./serialization.js";
import type { Status } from "../requests/status.js";

export interface SendrecvObjectOptions extends SendOptions, RecvOptions {
  /** Tag of the value that is received; default ANY_TAG. `tag` is the sent one's. */
  recvTag?: number;
}

const BYTE = Datatype.BYTE.index;
/** What a probe answers that has received a small message already. */
const RECEIVED = 2;

const newTag = (first: number): number => native().tagForArrays(first, limits.tagUb);

const sending = new SmallMessages();
const receiving = new SmallMessages();

/** The private duplicate. Its collectives may be in another order among the communicator's own on each rank, so its pieces have a tag of their own. */
class Channel extends Neighbors {
  /** For the large arrays of objects: the duplicate for pieces. */
  readonly arrays: Neighbors;

  constructor(handle: number) {
    super(handle);
    const forPieces = native().commForPieces(handle);
    this.sendsPiecesOn(forPieces, 1);
    this.arrays = new Neighbors(forPieces);
  }

  /** Posts receives for what of an object comes apart. */
  receiveArrays({ apart, tag }: Unpacked<unknown>, source: number): PostedRequest[] {
    return apart.map((memory) => this.arrays.irecv(memory, { source, tag }) as PostedRequest);
  }
}

export class Objects extends Neighbors {
  readonly #objects: Channel | null;

  /** @param objects handle of the private duplicate; null: object operations throw. @internal */
  constructor(handle: number, objects: number | null) {
    super(handle);
    this.#objects = objects === null ? null : new Channel(objects);
    if (objects !== null) this.sendsPiecesOn(native().commForPieces(objects), 0);
  }

  /** The private duplicate. @internal */
  protected channel(operation: string): Channel {
    this.handle(operation);
    if (!this.#objects) {
      throw new MpiError(
        "MPI_ERR_COMM",
        0,
        0,
        operation,
        "this communicator was made for typed messages alone: call init() without { objects: false }",
      );
    }
    return this.#objects;
  }

  /** Handle of the private duplicate, for making and freeing communicators. @internal */
  objectsHandle(): number | null {
    return this.#objects ? this.#objects.handle("MPI_Comm_free") : null;
  }

  /** @internal */
  protected forgetObjects(): void {
    this.#objects?.forget();
  }

  /**
   * Sends any value that structured clone can copy; resolves when it has left. Large typed arrays in it are sent from where they lie: do not change
   * them before.
   *
   * @example
   * await world.sendObject({ name: "talk", samples: new Int16Array(16000) }, { dest: 1 });
   */
  sendObject<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): Promise<void> {
    try {
      const channel = this.channel("MPI_Isend");
      this.checkDest(dest, tag, "MPI_Isend");
      const small = sending.pack(value);
      const handle = channel.handle("MPI_Isend");
      if (small > 0) {
        const { memory } = sending;
        const slot = takeSlot();
        address(handle, small, BYTE, dest, tag, slot, 1);
        const posted = native().isend(memory);
        if (posted === 0) sending.renew();
        return promiseDone(posted, slot, "MPI_Isend", memory);
      }
      const packed = packApart(value, newTag);
      const sent = channel.send(packed.message, { dest, tag });
      return packed.apart.length === 0 ? sent : this.#sendArrays(sent, channel, packed, dest);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #sendArrays(first: Promise<void>, channel: Channel, { apart, tag }: Packed, dest: number): Promise<void> {
    await Promise.all([first, ...apart.map((memory) => channel.arrays.send(memory, { dest, tag }))]);
  }

  /** As sendObject; blocks the thread. */
  sendObjectSync<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): void {
    const channel = this.channel("MPI_Send");
    this.checkDest(dest, tag, "MPI_Send");
    const handle = channel.handle("MPI_Send");
    const small = sending.pack(value);
    if (small > 0) {
      address(handle, small, BYTE, dest, tag);
      check(native().sendOnceSync(sending.memory), "MPI_Send");
      return;
    }
    const packed = packApart(value, newTag);
    channel.sendSync(packed.message, { dest, tag });
    for (const memory of packed.apart) channel.arrays.sendSync(memory, { dest, tag: packed.tag });
  }

  /** Starts sending a value. */
  isendObject<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): Request {
    const channel = this.channel("MPI_Isend");
    const packed = packApart(value, newTag);
    const first = channel.isend(packed.message, { dest, tag });
    if (packed.apart.length === 0) return first;
    const arrays = packed.apart.map((memory) => channel.arrays.isend(memory, { dest, tag: packed.tag }));
    const requests = [first, ...arrays] as PostedRequest[];
    const status = (): Status => first.status;
    return new ComposedRequest("MPI_Isend", { requests, next: () => null, begun: true }, status, status);
  }

  /** Receives a value, of whatever size; null from PROC_NULL. */
  recvObject<T = unknown>(options: RecvOptions = {}): Promise<T> {
    return this.#recvObject(options, (value) => value as T);
  }

  /** Receives a value and says who sent it, with which tag. */
  recvObjectWithStatus<T = unknown>(options: RecvOptions = {}): Promise<{ value: T; status: Status }> {
    return this.#recvObject(options, (value, status) => ({ value: value as T, status }));
  }

  #recvObject<R>(
    { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions,
    pick: (value: unknown, status: Status) => R,
  ): Promise<R> {
    try {
      const channel = this.channel("MPI_Mprobe");
      this.checkSource(source, tag, "MPI_Mprobe");
      const slot = takeSlot();
      const posted = native().mprobeSmall(slot, 1, channel.handle("MPI_Mprobe"), source, tag, receiving.memory);
      if (posted === RECEIVED) {
        releaseSlot(slot);
        const status = statusAt(0);
        if (receiving.isPlain(status.bytes)) return Promise.resolve(pick(receiving.plain(), status));
        return this.#finish(channel, receiving.copy(status.bytes), status, pick);
      }
      return promiseMessage(posted, slot, "MPI_Mprobe").then(({ status, message }) => {
        if (!receiving.fits(status.bytes)) return this.#recvLarge(channel, message, status, pick);
        check(native().mrecvSync(message, receiving.memory, status.bytes, BYTE), "MPI_Mrecv");
        if (receiving.isPlain(status.bytes)) return pick(receiving.plain(), status);
        return this.#finish(channel, receiving.copy(status.bytes), status, pick);
      });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #recvLarge<R>(
    channel: Channel,
    message: number,
    status: Status,
    pick: (value: unknown, status: Status) => R,
  ): Promise<R> {
    const packed = messageRoom(status.bytes);
    const slot = takeSlot();
    await promiseDone(native().imrecv(slot, 1, message, packed, packed.length, BYTE), slot, "MPI_Imrecv", packed);
    return this.#finish(channel, packed, status, pick);
  }

  /** Receives what comes apart, where there is something. */
  async #finish<R>(
    channel: Channel,
    packed: Uint8Array<ArrayBuffer>,
    status: Status,
    pick: (value: unknown, status: Status) => R,
  ): Promise<R> {
    const unpacked = unpackApart(packed);
    const { source } = status;
    const arrays = unpacked.apart.map((memory) => channel.arrays.recv(memory, { source, tag: unpacked.tag }));
    if (arrays.length > 0) await Promise.all(arrays);
    return pick(unpacked.value, status);
  }

  /** As recvObject; blocks the thread. */
  recvObjectSync<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): T {
    const channel = this.channel("MPI_Mprobe");
    this.checkSource(source, tag, "MPI_Mprobe");
    const found = native().mprobeSmallSync(channel.handle("MPI_Mprobe"), source, tag, receiving.memory);
    if (found < 0) throw errorOf(-found, "MPI_Mprobe");
    const status = statusAt(0);
    if (found === RECEIVED && receiving.isPlain(status.bytes)) return receiving.plain<T>();
    let packed: Uint8Array<ArrayBuffer>;
    if (found === RECEIVED) packed = receiving.copy(status.bytes);
    else {
      packed = messageRoom(status.bytes);
      check(native().mrecvSync(messageAt(0), packed, status.bytes, BYTE), "MPI_Mrecv");
    }
    const unpacked = unpackApart<T>(packed);
    for (const array of channel.receiveArrays(unpacked, status.source)) array.waitSync();
    return unpacked.value;
  }

  /**
   * Starts receiving a value, of whatever size: the message is matched first, then received into memory that fits.
   *
   * @example
   * const request = world.irecvObject({ source: 0 });
   * doOtherWork();
   * const value = await request.wait();
   */
  irecvObject<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Request<T> {
    const channel = this.channel("MPI_Mprobe");
    this.checkSource(source, tag, "MPI_Mprobe");
    const slot = takeSlot();
    const posted = native().mprobe(slot, 0, channel.handle("MPI_Mprobe"), source, tag);
    const probe = new PostedRequest(posted, slot, "MPI_Mprobe", null);
    let unpacked: Unpacked<T> | null = null;
    const receive = (): Step => {
      const packed = messageRoom(probe.status.bytes);
      const receiving = takeSlot();
      const received = native().imrecv(receiving, 0, probe.message, packed, packed.length, BYTE);
      const requests = [new PostedRequest(received, receiving, "MPI_Imrecv", packed)];
      return { requests, next: () => receiveArrays(packed), begun: true };
    };
    const receiveArrays = (packed: Uint8Array<ArrayBuffer>): Step | null => {
      unpacked = unpackApart<T>(packed);
      const requests = channel.receiveArrays(unpacked, probe.status.source);
      return requests.length === 0 ? null : { requests, next: () => null, begun: true };
    };
    return new ComposedRequest<T>(
      "MPI_Mprobe",
      // A probe that was cancelled has no message.
      { requests: [probe], next: () => (probe.status.cancelled ? null : receive()) },
      () => (unpacked ? unpacked.value : (null as T)),
      () => probe.status,
    );
  }

  /** Sends a value and receives another. */
  async sendrecvObject<T = unknown>(value: unknown, options: SendrecvObjectOptions): Promise<T> {
    const { source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    const [received] = await Promise.all([
      this.recvObject<T>({ source, tag: recvTag }),
      this.sendObject(value, options),
    ]);
    return received;
  }
}
