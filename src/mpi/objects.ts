/**
 * Values of any kind, from rank to rank. They travel on a private duplicate of the communicator, in order there, and never match typed messages or a
 * user's ANY_TAG.
 */
import type { RecvOptions, SendOptions } from "./base.js";
import { ANY_SOURCE, ANY_TAG } from "./constants.js";
import { Datatype } from "./datatype.js";
import { MpiError } from "./error.js";
import { Neighbors } from "./neighbors.js";
import { native } from "./native.js";
import { ComposedRequest, PostedRequest } from "./posted-request.js";
import { check, errorOf, messageAt, promiseDone, promiseMessage, statusAt, takeSlot, type Request } from "./request.js";
import { messageRoom, packParts, unpackObject } from "./serialization.js";
import type { Status } from "./status.js";

export interface SendrecvObjectOptions extends SendOptions, RecvOptions {
  /** Tag of the value that is received; default ANY_TAG. `tag` is the sent one's. */
  recvTag?: number;
}

const BYTE = Datatype.BYTE.index;

export class Objects extends Neighbors {
  readonly #objects: Neighbors | null;

  /** @param objects handle of the private duplicate; null: object operations throw. @internal */
  constructor(handle: number, objects: number | null) {
    super(handle);
    this.#objects = objects === null ? null : new Neighbors(objects);
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
  async sendObject<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): Promise<void> {
    const channel = this.channel("MPI_Isend");
    const packed = packParts(value);
    if (packed instanceof Uint8Array) return channel.send(packed, { dest, tag });
    this.checkDest(dest, tag, "MPI_Isend");
    const slot = takeSlot();
    const posted = native().isendParts(slot, 1, channel.handle("MPI_Isend"), dest, tag, packed);
    return promiseDone(posted, slot, "MPI_Isend", packed);
  }

  /** As sendObject; blocks the thread. */
  sendObjectSync<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): void {
    const channel = this.channel("MPI_Send");
    const packed = packParts(value);
    if (packed instanceof Uint8Array) {
      channel.sendSync(packed, { dest, tag });
      return;
    }
    this.checkDest(dest, tag, "MPI_Send");
    check(native().sendPartsSync(channel.handle("MPI_Send"), dest, tag, packed), "MPI_Send");
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
  async recvObject<T = unknown>(options: RecvOptions = {}): Promise<T> {
    return (await this.recvObjectWithStatus<T>(options)).value;
  }

  /** As recvObject; blocks the thread. */
  recvObjectSync<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): T {
    const channel = this.channel("MPI_Mprobe");
    this.checkSource(source, tag, "MPI_Mprobe");
    const found = native().mprobeSync(channel.handle("MPI_Mprobe"), source, tag);
    if (found < 0) throw errorOf(-found, "MPI_Mprobe");
    const { bytes } = statusAt(0);
    const packed = messageRoom(bytes);
    check(native().mrecvSync(messageAt(0), packed, bytes, BYTE), "MPI_Mrecv");
    return unpackObject<T>(packed);
  }

  /** Receives a value and says who sent it, with which tag. */
  async recvObjectWithStatus<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Promise<{
    value: T;
    status: Status;
  }> {
    const channel = this.channel("MPI_Mprobe");
    this.checkSource(source, tag, "MPI_Mprobe");
    const probed = takeSlot();
    const handle = channel.handle("MPI_Mprobe");
    const posted = native().mprobe(probed, 1, handle, source, tag);
    const { status, message } = await promiseMessage(posted, probed, "MPI_Mprobe");
    const packed = messageRoom(status.bytes);
    const slot = takeSlot();
    const received = native().imrecv(slot, 1, message, packed, packed.length, BYTE);
    await promiseDone(received, slot, "MPI_Imrecv", packed);
    return { value: unpackObject<T>(packed), status };
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
