/**
 * Values of any kind. They travel on a private duplicate of the communicator, in order there, and never match typed messages or a
 * user's ANY_TAG.
 */
import type { RecvOptions, RootOptions, SendOptions } from "./base.js";
import { Collectives } from "./collectives.js";
import { ANY_SOURCE, ANY_TAG } from "./constants.js";
import { Datatype } from "./datatype.js";
import { MpiError, refuse } from "./error.js";
import { native } from "./native.js";
import { promiseDone, promiseMessage, takeSlot } from "./request.js";
import { packObject, unpackObject } from "./serialization.js";
import type { Status } from "./status.js";

export class Objects extends Collectives {
  readonly #objects: Collectives | null;
  /** Object collectives are several MPI calls each: one at a time, in call order, so that all ranks make the same ones in turn. */
  #turns: Promise<unknown> = Promise.resolve();

  /** @param objects handle of the private duplicate; null: object operations throw. @internal */
  constructor(handle: number, objects: number | null) {
    super(handle);
    this.#objects = objects === null ? null : new Collectives(objects);
  }

  /** The private duplicate. */
  #channel(operation: string): Collectives {
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
  protected objectsHandle(): number | null {
    return this.#objects ? this.#objects.handle("MPI_Comm_free") : null;
  }

  /** @internal */
  protected forgetObjects(): void {
    this.#objects?.forget();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Sends any value that structured clone can copy; resolves when it has left.
   *
   * @example
   * await world.sendObject({ name: "talk", samples: new Int16Array(16000) }, { dest: 1 });
   */
  async sendObject<T = unknown>(value: T, options: SendOptions): Promise<void> {
    await this.#channel("MPI_Isend").send(packObject(value), options);
  }

  /** Receives a value, of whatever size. */
  async recvObject<T = unknown>(options: RecvOptions = {}): Promise<T> {
    return (await this.recvObjectWithStatus<T>(options)).value;
  }

  /** Receives a value and says who sent it, with which tag. */
  async recvObjectWithStatus<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Promise<{
    value: T;
    status: Status;
  }> {
    const channel = this.#channel("MPI_Mprobe");
    this.checkSource(source, tag, "MPI_Mprobe");
    const probed = takeSlot();
    const handle = channel.handle("MPI_Mprobe");
    const posted = native().mprobe(probed, 1, handle, source, tag);
    const { status, message } = await promiseMessage(posted, probed, "MPI_Mprobe");
    const packed = new Uint8Array(status.bytes);
    const slot = takeSlot();
    const received = native().imrecv(slot, 1, message, packed, packed.length, Datatype.BYTE.index);
    await promiseDone(received, slot, "MPI_Imrecv", packed);
    return { value: unpackObject<T>(packed), status };
  }

  /** The root's value on every rank. Elsewhere `value` is ignored: give null. */
  bcastObject<T = unknown>(value: T | null, { root = 0 }: RootOptions = {}): Promise<T> {
    return this.#collective("MPI_Ibcast", root, async (channel) => {
      const packed = this.rank === root ? packObject(value) : null;
      const size = new Float64Array([packed?.length ?? 0]);
      await channel.bcast(size, { root });
      const message = packed ?? new Uint8Array(size[0] ?? 0);
      await channel.bcast(message, { root });
      return packed ? (value as T) : unpackObject<T>(message);
    });
  }

  /** A list with everybody's value at the root, in order of rank; null elsewhere. */
  gatherObject<T = unknown>(value: T, { root = 0 }: RootOptions = {}): Promise<T[] | null> {
    return this.#collective("MPI_Igatherv", root, async (channel) => {
      const packed = packObject(value);
      const isRoot = this.rank === root;
      const sizes = isRoot ? new Float64Array(this.size) : null;
      await channel.gather(new Float64Array([packed.length]), sizes, { root });
      const all = sizes ? room(sizes) : null;
      await channel.gatherv(packed, all, { root });
      return all ? all.counts.map((count, rank) => piece<T>(all, count, rank)) : null;
    });
  }

  /** A list with everybody's value, on every rank. */
  allgatherObject<T = unknown>(value: T): Promise<T[]> {
    return this.#collective("MPI_Iallgatherv", 0, async (channel) => {
      const packed = packObject(value);
      const sizes = new Float64Array(this.size);
      await channel.allgather(new Float64Array([packed.length]), sizes);
      const all = room(sizes);
      await channel.allgatherv(packed, all);
      return all.counts.map((count, rank) => piece<T>(all, count, rank));
    });
  }

  /** The r-th value of the root's list, on rank r. */
  scatterObject<T = unknown>(values: readonly T[] | null, { root = 0 }: RootOptions = {}): Promise<T> {
    return this.#collective(
      "MPI_Iscatterv",
      root,
      async (channel) => {
        const packed = this.rank === root ? (values ?? []).map(packObject) : null;
        const sizes = packed ? Float64Array.from(packed, (message) => message.length) : null;
        const own = new Float64Array(1);
        await channel.scatter(sizes, own, { root });
        const all = sizes ? room(sizes) : null;
        packed?.forEach((message, rank) => all?.data.set(message, all.displs[rank]));
        const message = new Uint8Array(own[0] ?? 0);
        await channel.scatterv(all, message, { root });
        return unpackObject<T>(message);
      },
      () => {
        if (this.rank === root && values?.length !== this.size) {
          refuse(
            "MPI_ERR_COUNT",
            "MPI_Iscatterv",
            `scatterObject needs one value for each of ${this.size} ranks, not ${values?.length ?? "null"}`,
          );
        }
      },
    );
  }

  async #collective<T>(
    operation: string,
    root: number,
    work: (channel: Collectives) => Promise<T>,
    checkFirst?: () => void,
  ): Promise<T> {
    const channel = this.#channel(operation);
    this.checkRoot(root, operation);
    checkFirst?.();
    return this.#inTurn(() => work(channel));
  }
}

interface Room {
  data: Uint8Array<ArrayBuffer>;
  counts: number[];
  displs: number[];
}

/** Memory for messages of these sizes. Packed messages are multiples of 8 bytes long, so each begins at one. */
function room(sizes: Float64Array): Room {
  const counts = [...sizes];
  let total = 0;
  const displs = counts.map((count) => {
    const at = total;
    total += count;
    return at;
  });
  return { data: new Uint8Array(total), counts, displs };
}

function piece<T>(all: Room, count: number, rank: number): T {
  const at = all.displs[rank] ?? 0;
  return unpackObject<T>(all.data.subarray(at, at + count));
}
