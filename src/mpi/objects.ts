/**
 * Values of any kind, from rank to rank. They travel on a private duplicate of the communicator, in order there, and never match typed messages or a
 * user's ANY_TAG.
 */
import type { RecvOptions, SendOptions } from "./base.js";
import { ANY_SOURCE, ANY_TAG } from "./constants.js";
import { Datatype } from "./datatype.js";
import { MpiError } from "./error.js";
import { messageRoom } from "./large-pages.js";
import { Neighbors } from "./neighbors.js";
import { address, native } from "./native.js";
import { ComposedRequest, PostedRequest } from "./posted-request.js";
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
} from "./request.js";
import { packParts, SmallMessages, unpackObject } from "./serialization.js";
import type { Status } from "./status.js";

export interface SendrecvObjectOptions extends SendOptions, RecvOptions {
  /** Tag of the value that is received; default ANY_TAG. `tag` is the sent one's. */
  recvTag?: number;
}

const BYTE = Datatype.BYTE.index;
/** What a probe answers that has received a small message already. */
const RECEIVED = 2;

const sending = new SmallMessages();
const receiving = new SmallMessages();

/** The private duplicate. Its collectives may be in another order among the communicator's own on each rank, so its pieces have a tag of their own. */
class Channel extends Neighbors {
  constructor(handle: number) {
    super(handle);
    this.sendsPiecesOn(native().commForPieces(handle), 1);
  }
}

export class Objects extends Neighbors {
  readonly #objects: Neighbors | null;

  /** @param objects handle of the private duplicate; null: object operations throw. @internal */
  constructor(handle: number, objects: number | null) {
    super(handle);
    this.#objects = objects === null ? null : new Channel(objects);
    if (objects !== null) this.sendsPiecesOn(native().commForPieces(objects), 0);
  }

  /** The private duplicate. @internal */
  protected channel(operation: string): Neighbors {
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
      const packed = packParts(value);
      if (packed instanceof Uint8Array) return channel.send(packed, { dest, tag });
      const slot = takeSlot();
      return promiseDone(native().isendParts(slot, 1, handle, dest, tag, packed), slot, "MPI_Isend", packed);
    } catch (error) {
      return Promise.reject(error);
    }
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
    const packed = packParts(value);
    if (packed instanceof Uint8Array) channel.sendSync(packed, { dest, tag });
    else check(native().sendPartsSync(handle, dest, tag, packed), "MPI_Send");
  }

  /** Starts sending a value. */
  isendObject<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): Request {
    const channel = this.channel("MPI_Isend");
    const packed = packParts(value);
    if (packed instanceof Uint8Array) return channel.isend(packed, { dest, tag });
    this.checkDest(dest, tag, "MPI_Isend");
    const slot = takeSlot();
    const posted = native().isendParts(slot, 0, channel.handle("MPI_Isend"), dest, tag, packed);
    return new PostedRequest(posted, slot, "MPI_Isend", packed);
  }

  /** Receives a value, of whatever size. */
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
        return Promise.resolve(pick(receiving.unpack(status.bytes), status));
      }
      return promiseMessage(posted, slot, "MPI_Mprobe").then(({ status, message }) => {
        if (!receiving.fits(status.bytes)) return this.#recvLarge(message, status, pick);
        check(native().mrecvSync(message, receiving.memory, status.bytes, BYTE), "MPI_Mrecv");
        return pick(receiving.unpack(status.bytes), status);
      });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #recvLarge<R>(message: number, status: Status, pick: (value: unknown, status: Status) => R): Promise<R> {
    const packed = messageRoom(status.bytes);
    const slot = takeSlot();
    await promiseDone(native().imrecv(slot, 1, message, packed, packed.length, BYTE), slot, "MPI_Imrecv", packed);
    return pick(unpackObject(packed), status);
  }

  /** As recvObject; blocks the thread. */
  recvObjectSync<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): T {
    const channel = this.channel("MPI_Mprobe");
    this.checkSource(source, tag, "MPI_Mprobe");
    const found = native().mprobeSmallSync(channel.handle("MPI_Mprobe"), source, tag, receiving.memory);
    if (found < 0) throw errorOf(-found, "MPI_Mprobe");
    const { bytes } = statusAt(0);
    if (found === RECEIVED) return receiving.unpack<T>(bytes);
    const packed = messageRoom(bytes);
    check(native().mrecvSync(messageAt(0), packed, bytes, BYTE), "MPI_Mrecv");
    return unpackObject<T>(packed);
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
    let packed: Uint8Array<ArrayBuffer> | null = null;
    const receive = (): PostedRequest => {
      packed = messageRoom(probe.status.bytes);
      const receiving = takeSlot();
      const received = native().imrecv(receiving, 0, probe.message, packed, packed.length, BYTE);
      return new PostedRequest(received, receiving, "MPI_Imrecv", packed);
    };
    return new ComposedRequest<T>(
      "MPI_Mprobe",
      {
        requests: [probe],
        // A probe that was cancelled has no message.
        next: () => (probe.status.cancelled ? null : { requests: [receive()], next: () => null }),
      },
      () => (packed ? unpackObject<T>(packed) : (null as T)),
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
