/**
 * Communicators: groups of processes that exchange messages which no other communicator receives. All kinds are in one
 * file, as in mpi4py, because a communicator makes communicators of every kind: one file for each class would be a
 * circle of imports.
 */
import { unwrap, check, errorOf } from "../addon/error-codes.js";
import { library } from "../addon/library.js";
import { native } from "../addon/native.js";
import { blocking, storedIndex, onThread, result } from "../addon/thread-calls.js";
import { ANY_SOURCE, ANY_TAG, UNDEFINED } from "../constants.js";
import { Datatype, type Numbers } from "../datatype/datatype.js";
import { MpiError, refuse } from "../error.js";
import { address } from "../fast-path/envelope.js";
import { messageRoom } from "../fast-path/large-pages.js";
import { Info, withHints, withHintsSync, type Hints } from "../info.js";
import { int, intList } from "../large-counts/ints.js";
import { ObjectChannel, PIECE_TAG } from "../objects/object-channel.js";
import {
  checkedOp,
  fold,
  joined,
  packEach,
  packValue,
  roomFor,
  throwFailure,
  unpackEach,
} from "../objects/packed-values.js";
import {
  packApart,
  SmallMessages,
  unpackApart,
  unpackObject,
  type Packed,
  type Unpacked,
} from "../objects/serialization.js";
import { ComposedRequest, type Step } from "../requests/composed-request.js";
import { PostedRequest } from "../requests/posted-request.js";
import type { Request } from "../requests/request.js";
import { messageAt, promiseDone, promiseMessage, releaseSlot, statusAt, takeSlot } from "../requests/slots.js";
import type { Status } from "../requests/status.js";
import { Attributes, predefinedAttribute, type Keyval, type PredefinedAttribute } from "./attributes.js";
import type { RecvOptions, RootOptions, SendOptions } from "./communicator-base.js";
import { comparison, Group, type Comparison } from "./group.js";
import { refuseSpawning } from "./ports.js";
import { splitTypeIndex, type SplitType } from "./split-types.js";
import {
  cartArguments,
  ints,
  intsOrNull,
  mapped,
  type AdjacentOptions,
  type CartOptions,
  type DistGraphOptions,
} from "./topology-arguments.js";
import { TypedCommunicator } from "./typed-communicator.js";

export interface SendrecvObjectOptions extends SendOptions, RecvOptions {
  /** Tag of the value to receive; default ANY_TAG. `tag` is the tag of the value to send. */
  recvTag?: number;
}

export interface ObjectOpOptions<T> {
  /**
   * Combines two values; `a` comes from the lower rank. Values are combined in rank order. Default: `a + b`. It must
   * not be async.
   */
  op?: (a: T, b: T) => T;
}

export interface SplitOptions {
  /** Ranks with the same colour form one communicator. UNDEFINED: this rank joins none. */
  color: number;
  /** Orders the ranks in the new communicator; default: the old rank. */
  key?: number;
}

export interface SplitTypeOptions {
  /** null: this rank joins none. Default "shared". */
  type?: SplitType | null;
  /** Orders the ranks in the new communicator; default: the old rank. */
  key?: number;
  /** Hints for the library. */
  info?: Hints;
}

/** A communicator in a form that can be sent to worker threads of this process: see Communicator.share. */
export interface SharedCommunicator {
  /** Index in the addon. Valid only in this process. */
  readonly handle: number;
  /** Index of the private duplicate. */
  readonly objects: number | null;
}

/**
 * What happens if a call on a communicator fails: it throws or rejects ("return", the default), or the job ends
 * ("fatal").
 */
export type ErrorHandling = "return" | "fatal";

export interface MergeOptions {
  /** The group that gives true is ordered after the group that gives false. */
  high?: boolean;
}

export interface IntercommunicatorOptions {
  /** Rank of the leader in this communicator; default 0. */
  localLeader?: number;
  /** A communicator that contains both leaders. The leader gives it; other ranks give null. */
  peer: Communicator | null;
  /** Rank of the other leader in `peer`. */
  remoteLeader: number;
  /** Default 0. */
  tag?: number;
}

export interface ForeignOptions {
  /**
   * Set this to false if the other processes do not use sister/mpi (C, mpi4py). Then there is no private duplicate, and
   * object operations throw. Default true.
   */
  objects?: boolean;
}

export interface SpawnOptions extends RootOptions, ForeignOptions {
  /** Number of processes; default 1. */
  maxprocs?: number;
  /** Hints for the launcher, such as "host" and "wdir". */
  info?: Hints;
}

/** One program for spawnMultiple. */
export interface SpawnCommand {
  /** The program's path, or a name to look up in PATH. */
  command: string;
  /** Arguments of the program; default: none. */
  args?: readonly string[];
  /** Number of processes; default 1. */
  maxprocs?: number;
  /** Hints for the launcher, such as "host" and "wdir". */
  info?: Hints;
}

export interface MeetOptions extends RootOptions, ForeignOptions {
  /** Hints for the library. */
  info?: Hints;
}

const BYTE = Datatype.BYTE.index;
/** The result of mprobeSmall if it has already received the message. */
const RECEIVED = 2;

const newTag = (first: number): number => native().tagForArrays(first, library.tagUb);

const sending = new SmallMessages();
const receiving = new SmallMessages();

/** Functions that make communicators: names of the addon. The last argument receives the result. */
type Maker = Parameters<typeof onThread>[0];

/** A communicator. `init` returns the first one; others are made from it. */
export class Communicator extends TypedCommunicator {
  /** null: the communicator was made for typed messages only, and object operations throw. */
  readonly #objects: ObjectChannel | null;
  /**
   * Settles when all object collectives that have begun are complete. Each consists of several MPI calls. They run one
   * at a time, in call order, so that all ranks make the same calls in the same order.
   */
  #lastObjectCollective: Promise<unknown> = Promise.resolve();
  readonly #attributes = new Attributes();
  #freed = false;
  #errorHandling: ErrorHandling = "return";

  /** @param objects handle of the private duplicate; null: object operations throw. @internal */
  constructor(handle: number, objects: number | null) {
    super(handle, objects === null ? undefined : { comm: native().commForPieces(objects), tag: PIECE_TAG.own });
    this.#objects = objects === null ? null : new ObjectChannel(objects);
  }

  // ---- Objects ----

  /** The private duplicate, for an operation. */
  #channel(operation: string): ObjectChannel {
    this.handle(operation);
    if (!this.#objects) {
      throw new MpiError(
        "MPI_ERR_COMM",
        0,
        0,
        operation,
        "this communicator supports only typed messages: call init() without { objects: false }",
      );
    }
    return this.#objects;
  }

  /** Handle of the private duplicate; null if there is none. @internal */
  objectsHandle(): number | null {
    return this.#objects ? this.#objects.handle("MPI_Comm_free") : null;
  }

  /**
   * Sends any value that structured clone can copy. Resolves when it has been sent. Large typed arrays are sent
   * directly from their memory: do not change them before.
   *
   * @example
   * await world.sendObject({ name: "talk", samples: new Int16Array(16000) }, { dest: 1 });
   */
  sendObject<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): Promise<void> {
    try {
      const channel = this.#channel("MPI_Isend");
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

  async #sendArrays(first: Promise<void>, channel: ObjectChannel, { apart, tag }: Packed, dest: number): Promise<void> {
    await Promise.all([first, ...apart.map((memory) => channel.arrays.send(memory, { dest, tag }))]);
  }

  /** Like sendObject, but blocks the thread. */
  sendObjectSync<T = unknown>(value: T, { dest, tag = 0 }: SendOptions): void {
    const channel = this.#channel("MPI_Send");
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
    const channel = this.#channel("MPI_Isend");
    const packed = packApart(value, newTag);
    const first = channel.isend(packed.message, { dest, tag });
    if (packed.apart.length === 0) return first;
    const arrays = packed.apart.map((memory) => channel.arrays.isend(memory, { dest, tag: packed.tag }));
    const requests = [first, ...arrays] as PostedRequest[];
    const status = (): Status => first.status;
    return new ComposedRequest("MPI_Isend", { requests, next: () => null, begun: true }, status, status);
  }

  /** Receives a value of any size; null from PROC_NULL. */
  recvObject<T = unknown>(options: RecvOptions = {}): Promise<T> {
    return this.#recvObject(options, (value) => value as T);
  }

  /** Receives a value, with its source and tag in `status`. */
  recvObjectWithStatus<T = unknown>(options: RecvOptions = {}): Promise<{ value: T; status: Status }> {
    return this.#recvObject(options, (value, status) => ({ value: value as T, status }));
  }

  #recvObject<R>(
    { source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions,
    pick: (value: unknown, status: Status) => R,
  ): Promise<R> {
    try {
      const channel = this.#channel("MPI_Mprobe");
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
    channel: ObjectChannel,
    message: number,
    status: Status,
    pick: (value: unknown, status: Status) => R,
  ): Promise<R> {
    const packed = messageRoom(status.bytes);
    const slot = takeSlot();
    await promiseDone(native().imrecv(slot, 1, message, packed, packed.length, BYTE), slot, "MPI_Imrecv", packed);
    return this.#finish(channel, packed, status, pick);
  }

  /** Unpacks a message, and receives the arrays that travel apart. */
  async #finish<R>(
    channel: ObjectChannel,
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

  /** Like recvObject, but blocks the thread. */
  recvObjectSync<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): T {
    const channel = this.#channel("MPI_Mprobe");
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
   * Starts receiving a value of any size. The message is matched first and then received into memory of the right size.
   *
   * @example
   * const request = world.irecvObject({ source: 0 });
   * doOtherWork();
   * const value = await request.wait();
   */
  irecvObject<T = unknown>({ source = ANY_SOURCE, tag = ANY_TAG }: RecvOptions = {}): Request<T> {
    const channel = this.#channel("MPI_Mprobe");
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

  /** Sends a value and receives another one. */
  async sendrecvObject<T = unknown>(value: unknown, options: SendrecvObjectOptions): Promise<T> {
    const { source = ANY_SOURCE, recvTag = ANY_TAG } = options;
    const [received] = await Promise.all([
      this.recvObject<T>({ source, tag: recvTag }),
      this.sendObject(value, options),
    ]);
    return received;
  }

  // ---- Object collectives ----

  /** Copies the root's value to every rank. On other ranks `value` is ignored: give null. */
  bcastObject<T = unknown>(value: T | null, { root = 0 }: RootOptions = {}): Promise<T> {
    return this.#collective("MPI_Ibcast", root, () => {
      const packed = this.rank === root ? packValue(value) : null;
      return async (channel) => {
        const size = new Float64Array([packed?.message.length ?? 0]);
        await channel.bcast(size, { root });
        const message = packed?.message ?? new Uint8Array(size[0] ?? 0);
        await channel.bcast(message, { root });
        if (packed) throwFailure(packed);
        return packed ? (value as T) : unpackObject<T>(message);
      };
    });
  }

  /** Collects the values of all ranks at the root, in rank order; null on other ranks. */
  gatherObject<T = unknown>(value: T, { root = 0 }: RootOptions = {}): Promise<T[] | null> {
    return this.#collective("MPI_Igatherv", root, () => {
      const packed = packValue(value);
      return async (channel) => {
        const sizes = this.rank === root ? new Float64Array(this.size) : null;
        await channel.gather(new Float64Array([packed.message.length]), sizes, { root });
        const all = sizes ? roomFor(sizes) : null;
        await channel.gatherv(packed.message, all, { root });
        throwFailure(packed);
        return all ? unpackEach<T>(all) : null;
      };
    });
  }

  /** Collects the values of all ranks on every rank, in rank order. */
  allgatherObject<T = unknown>(value: T): Promise<T[]> {
    return this.#collective("MPI_Iallgatherv", 0, () => {
      const packed = packValue(value);
      return async (channel) => {
        const sizes = new Float64Array(this.size);
        await channel.allgather(new Float64Array([packed.message.length]), sizes);
        const all = roomFor(sizes);
        await channel.allgatherv(packed.message, all);
        throwFailure(packed);
        return unpackEach<T>(all);
      };
    });
  }

  /** Sends value r of the root's list to rank r. */
  scatterObject<T = unknown>(values: readonly T[] | null, { root = 0 }: RootOptions = {}): Promise<T> {
    return this.#collective("MPI_Iscatterv", root, () => {
      const packed = this.rank === root ? packEach(values, this.size, "scatterObject", "MPI_Iscatterv") : null;
      return async (channel) => {
        const all = packed ? joined(packed) : null;
        const own = new Float64Array(1);
        await channel.scatter(all ? Float64Array.from(all.counts) : null, own, { root });
        const message = new Uint8Array(own[0] ?? 0);
        await channel.scatterv(all, message, { root });
        packed?.forEach(throwFailure);
        return unpackObject<T>(message);
      };
    });
  }

  /** Sends value r of the list to rank r. Resolves with the values that all ranks sent to this one. */
  alltoallObject<T = unknown>(values: readonly unknown[]): Promise<T[]> {
    return this.#collective("MPI_Ialltoallv", 0, () => {
      const packed = packEach(values, this.size, "alltoallObject", "MPI_Ialltoallv");
      return async (channel) => {
        const out = joined(packed);
        const sizes = new Float64Array(this.size);
        await channel.alltoall(Float64Array.from(out.counts), sizes);
        const into = roomFor(sizes);
        await channel.alltoallv(out, into);
        packed.forEach(throwFailure);
        return unpackEach<T>(into);
      };
    });
  }

  /**
   * Combines the values of all ranks at the root; null on other ranks.
   *
   * @example
   * const longest = await world.reduceObject(name, { op: (a, b) => (b.length > a.length ? b : a) });
   */
  async reduceObject<T = unknown>(
    value: T,
    { op, root = 0 }: ObjectOpOptions<T> & RootOptions = {},
  ): Promise<T | null> {
    const combine = checkedOp(op, "MPI_Reduce");
    const all = await this.gatherObject(value, { root });
    return all ? fold(all, combine) : null;
  }

  /** Combines the values of all ranks on every rank. */
  async allreduceObject<T = unknown>(value: T, { op }: ObjectOpOptions<T> = {}): Promise<T> {
    const combine = checkedOp(op, "MPI_Allreduce");
    return fold(await this.allgatherObject(value), combine);
  }

  /** Combines the values of ranks 0 to this one. */
  async scanObject<T = unknown>(value: T, { op }: ObjectOpOptions<T> = {}): Promise<T> {
    const combine = checkedOp(op, "MPI_Scan");
    return fold((await this.allgatherObject(value)).slice(0, this.rank + 1), combine);
  }

  /** Combines the values of the ranks below this one; null on rank 0. */
  async exscanObject<T = unknown>(value: T, { op }: ObjectOpOptions<T> = {}): Promise<T | null> {
    const combine = checkedOp(op, "MPI_Exscan");
    const below = (await this.allgatherObject(value)).slice(0, this.rank);
    return below.length === 0 ? null : fold(below, combine);
  }

  /**
   * `begin` runs at once: it checks and packs. The function that it returns runs when all earlier object collectives
   * are complete.
   */
  async #collective<T>(
    operation: string,
    root: number,
    begin: () => (channel: TypedCommunicator) => Promise<T>,
  ): Promise<T> {
    const channel = this.#channel(operation);
    if (this.isInter) {
      refuse("MPI_ERR_COMM", operation, "object collectives need an intracommunicator: merge this one first");
    }
    this.checkRoot(root, operation);
    const work = begin();
    const turn = this.#lastObjectCollective.then(() => work(channel));
    this.#lastObjectCollective = turn.catch(() => undefined);
    return turn;
  }

  // ---- Duplicates, parts, names, attributes, freeing ----

  /** Makes a communicator of the same processes with separate messages. Collective. `info`: hints for it. */
  async dup({ info }: { info?: Hints } = {}): Promise<this> {
    const copy = await (info === undefined
      ? this.make("commDup", "MPI_Comm_dup", [this.handle("MPI_Comm_dup")])
      : withHints(info, (hints) =>
          this.make("commDupWithInfo", "MPI_Comm_dup_with_info", [this.handle("MPI_Comm_dup_with_info"), hints]),
        ));
    return this.#copied(copy);
  }
  dupSync({ info }: { info?: Hints } = {}): this {
    const copy =
      info === undefined
        ? this.makeSync("commDup", "MPI_Comm_dup", [this.handle("MPI_Comm_dup")])
        : withHintsSync(info, (hints) =>
            this.makeSync("commDupWithInfo", "MPI_Comm_dup_with_info", [this.handle("MPI_Comm_dup_with_info"), hints]),
          );
    return this.#copied(copy);
  }
  #copied(copy: Communicator | null): this {
    if (copy) this.#attributes.copyTo(copy.#attributes);
    return copy as this;
  }

  /**
   * Divides the ranks by colour. Collective. null if this rank's colour is UNDEFINED.
   *
   * @example
   * const half = await world.split({ color: world.rank % 2 });
   */
  async split({ color, key = this.rank }: SplitOptions): Promise<Communicator | null> {
    checkSplit(color, key);
    return this.make("commSplit", "MPI_Comm_split", [this.handle("MPI_Comm_split"), color, key]);
  }
  splitSync({ color, key = this.rank }: SplitOptions): Communicator | null {
    checkSplit(color, key);
    return this.makeSync("commSplit", "MPI_Comm_split", [this.handle("MPI_Comm_split"), color, key]);
  }

  /** Divides the ranks by their location. Collective. */
  async splitType({ type = "shared", key = this.rank, info }: SplitTypeOptions = {}): Promise<Communicator | null> {
    const operation = "MPI_Comm_split_type";
    const handle = this.handle(operation);
    return withHints(info, (hints) =>
      this.make("commSplitType", operation, [handle, splitTypeIndex(type), int(key, "key", operation), hints]),
    );
  }
  splitTypeSync({ type = "shared", key = this.rank, info }: SplitTypeOptions = {}): Communicator | null {
    const operation = "MPI_Comm_split_type";
    const handle = this.handle(operation);
    return withHintsSync(info, (hints) =>
      this.makeSync("commSplitType", operation, [handle, splitTypeIndex(type), int(key, "key", operation), hints]),
    );
  }

  /**
   * Makes a communicator of a group's processes; null on other processes. Collective over the communicator, or, with a
   * `tag`, only over the group.
   */
  async create(group: Group, { tag }: { tag?: number } = {}): Promise<Communicator | null> {
    const handle = this.handle("MPI_Comm_create");
    if (tag !== undefined) checkTag(tag, "MPI_Comm_create_group");
    return tag === undefined
      ? this.make("commCreate", "MPI_Comm_create", [handle, group.index])
      : this.make("commCreateGroup", "MPI_Comm_create_group", [handle, group.index, tag]);
  }
  createSync(group: Group, { tag }: { tag?: number } = {}): Communicator | null {
    const handle = this.handle("MPI_Comm_create");
    if (tag !== undefined) checkTag(tag, "MPI_Comm_create_group");
    return tag === undefined
      ? this.makeSync("commCreate", "MPI_Comm_create", [handle, group.index])
      : this.makeSync("commCreateGroup", "MPI_Comm_create_group", [handle, group.index, tag]);
  }

  /** The group of its processes; in an intercommunicator, the local group. */
  group(): Group {
    return Group.adopt(unwrap(native().commGroup(this.handle("MPI_Comm_group")), "MPI_Comm_group"));
  }

  /** "congruent": the same processes in the same order, with separate messages. */
  compare(other: Communicator): Comparison {
    const operation = "MPI_Comm_compare";
    return comparison(unwrap(native().commCompare(this.handle(operation), other.handle(operation)), operation));
  }

  /** A name for people and debuggers. */
  get name(): string {
    return native().commGetName(this.handle("MPI_Comm_get_name"));
  }
  set name(name: string) {
    check(native().commSetName(this.handle("MPI_Comm_set_name"), name), "MPI_Comm_set_name");
  }

  /** The hints that the library uses. */
  getInfo(): Info {
    return Info.adopt(unwrap(native().commGetInfo(this.handle("MPI_Comm_get_info")), "MPI_Comm_get_info"));
  }
  /** Gives the library hints for this communicator. Collective. */
  setInfo(info: Hints): void {
    withHintsSync(info, (hints) => {
      check(native().commSetInfo(this.handle("MPI_Comm_set_info"), hints), "MPI_Comm_set_info");
    });
  }

  /** A predefined attribute such as "TAG_UB", or one that was set; undefined: there is no such attribute. */
  getAttribute(key: PredefinedAttribute): number | undefined;
  getAttribute<T>(key: Keyval<T>): T | undefined;
  getAttribute<T>(key: PredefinedAttribute | Keyval<T>): T | number | undefined {
    const handle = this.handle("MPI_Comm_get_attr");
    return typeof key === "string" ? predefinedAttribute(handle, key) : this.#attributes.get(key);
  }
  /** Sets or replaces an attribute, on this rank only. */
  setAttribute<T>(key: Keyval<T>, value: T): void {
    this.handle("MPI_Comm_set_attr");
    this.#attributes.set(key, value);
  }
  /** Deletes an attribute and calls the key's `delete`. */
  deleteAttribute<T>(key: Keyval<T>): void {
    this.handle("MPI_Comm_delete_attr");
    this.#attributes.delete(key);
  }

  /** What happens if a call on this communicator fails. */
  get errorHandling(): ErrorHandling {
    return this.#errorHandling;
  }
  set errorHandling(handling: ErrorHandling) {
    const operation = "MPI_Comm_set_errhandler";
    check(native().commSetErrorHandler(this.handle(operation), handling === "fatal" ? 1 : 0), operation);
    this.#errorHandling = handling;
  }
  /** Raises an error of the program on this communicator: throws or ends the job, depending on `errorHandling`. */
  callErrorHandler(code: number): MpiError {
    const operation = "MPI_Comm_call_errhandler";
    check(native().commCallErrorHandler(this.handle(operation), int(code, "error code", operation)), operation);
    throw errorOf(code, operation);
  }

  /** Frees the communicator. Collective. Using it afterwards throws. COMM_WORLD cannot be freed. */
  free(): void {
    const [handle, objects] = this.#leave("MPI_Comm_free");
    check(native().commFree(handle), "MPI_Comm_free");
    if (objects !== null) check(native().commFree(objects), "MPI_Comm_free");
  }

  /**
   * Like free, but first waits until all communication on it is complete. Spawned or connected processes are
   * independent afterwards. Collective.
   */
  async disconnect(): Promise<void> {
    const [handle, objects] = this.#leave("MPI_Comm_disconnect");
    if (objects !== null) await onThread("commDisconnect", "MPI_Comm_disconnect", objects);
    await onThread("commDisconnect", "MPI_Comm_disconnect", handle);
  }
  disconnectSync(): void {
    const [handle, objects] = this.#leave("MPI_Comm_disconnect");
    if (objects !== null) blocking("commDisconnect", "MPI_Comm_disconnect", objects);
    blocking("commDisconnect", "MPI_Comm_disconnect", handle);
  }

  #leave(operation: string): [handle: number, objects: number | null] {
    const handle = this.handle(operation);
    if (handle <= 1) {
      refuse(
        "MPI_ERR_COMM",
        operation,
        "finalize frees COMM_WORLD: free only communicators that dup, split and similar calls made",
      );
    }
    const objects = this.objectsHandle();
    this.#attributes.clear();
    this.#freed = true;
    this.forget();
    this.#objects?.forget();
    return [handle, objects];
  }

  /** Whether `free` or `disconnect` was called. */
  get freed(): boolean {
    return this.#freed;
  }

  /** The communicator in a form that postMessage can send to a worker thread, which calls Communicator.adopt. */
  share(): SharedCommunicator {
    return { handle: this.handle("MPI_Comm"), objects: this.objectsHandle() };
  }

  /**
   * The communicator that another thread of this process shared. Only one thread at a time may run collectives on it.
   */
  static adopt(shared: SharedCommunicator): Communicator {
    return wrapCommunicator(shared.handle, shared.objects);
  }

  /** Runs a maker on the addon's thread, and makes the private duplicate; null if this rank joins none. @internal */
  async make(maker: Maker, operation: string, args: readonly unknown[], objects = true): Promise<Communicator | null> {
    const into = result();
    await onThread(maker, operation, ...([...args, into] as never));
    const handle = storedIndex(into);
    if (handle < 0) return null;
    if (!objects || this.objectsHandle() === null) return wrapCommunicator(handle, null);
    const duplicate = result();
    await onThread("commDupPrivate", "MPI_Comm_dup", handle, duplicate);
    return wrapCommunicator(handle, storedIndex(duplicate));
  }

  /** @internal */
  makeSync(maker: Maker, operation: string, args: readonly unknown[], objects = true): Communicator | null {
    const into = result();
    blocking(maker, operation, ...([...args, into] as never));
    const handle = storedIndex(into);
    if (handle < 0) return null;
    if (!objects || this.objectsHandle() === null) return wrapCommunicator(handle, null);
    const duplicate = result();
    blocking("commDupPrivate", "MPI_Comm_dup", handle, duplicate);
    return wrapCommunicator(handle, storedIndex(duplicate));
  }

  // ---- Topologies ----

  /**
   * Makes a grid with `dims[i]` ranks along dimension i; null on ranks that the grid does not need. Collective.
   *
   * @example
   * const grid = await world.createCart(dimsCreate(world.size, 2), { periods: [true, false] });
   */
  async createCart(dims: Numbers, options: CartOptions = {}): Promise<CartesianCommunicator | null> {
    const args = [this.handle("MPI_Cart_create"), ...cartArguments(dims, options)];
    return (await this.make("cartCreate", "MPI_Cart_create", args)) as CartesianCommunicator | null;
  }
  createCartSync(dims: Numbers, options: CartOptions = {}): CartesianCommunicator | null {
    const args = [this.handle("MPI_Cart_create"), ...cartArguments(dims, options)];
    return this.makeSync("cartCreate", "MPI_Cart_create", args) as CartesianCommunicator | null;
  }

  /** The rank that this process should have in such a grid; UNDEFINED: none. */
  mapCart(dims: Numbers, options: CartOptions = {}): number {
    const [sides, periods] = cartArguments(dims, options) as [Int32Array, Int32Array];
    return mapped(native().cartMap(this.handle("MPI_Cart_map"), sides, periods), "MPI_Cart_map");
  }

  /**
   * Makes a graph. `index[r]` is the end of rank r's neighbours in `edges`. All ranks give the same arguments.
   * Collective.
   */
  async createGraph(
    index: Numbers,
    edges: Numbers,
    { reorder = false }: { reorder?: boolean } = {},
  ): Promise<GraphCommunicator | null> {
    const args = [this.handle("MPI_Graph_create"), ints(index), ints(edges), reorder ? 1 : 0];
    return (await this.make("graphCreate", "MPI_Graph_create", args)) as GraphCommunicator | null;
  }
  createGraphSync(
    index: Numbers,
    edges: Numbers,
    { reorder = false }: { reorder?: boolean } = {},
  ): GraphCommunicator | null {
    const args = [this.handle("MPI_Graph_create"), ints(index), ints(edges), reorder ? 1 : 0];
    return this.makeSync("graphCreate", "MPI_Graph_create", args) as GraphCommunicator | null;
  }
  /** The rank that this process should have in such a graph. */
  mapGraph(index: Numbers, edges: Numbers): number {
    return mapped(native().graphMap(this.handle("MPI_Graph_map"), ints(index), ints(edges)), "MPI_Graph_map");
  }

  /** Makes a graph in which each rank lists the ranks that it receives from and sends to. Collective. */
  async createDistGraphAdjacent(
    sources: Numbers,
    destinations: Numbers,
    options: AdjacentOptions = {},
  ): Promise<DistGraphCommunicator> {
    const operation = "MPI_Dist_graph_create_adjacent";
    return withHints(options.info, async (hints) => {
      const args = this.#adjacent(sources, destinations, options, hints);
      return (await this.make("distGraphCreateAdjacent", operation, args)) as DistGraphCommunicator;
    });
  }
  createDistGraphAdjacentSync(
    sources: Numbers,
    destinations: Numbers,
    options: AdjacentOptions = {},
  ): DistGraphCommunicator {
    const operation = "MPI_Dist_graph_create_adjacent";
    return withHintsSync(options.info, (hints) => {
      const args = this.#adjacent(sources, destinations, options, hints);
      return this.makeSync("distGraphCreateAdjacent", operation, args) as DistGraphCommunicator;
    });
  }
  #adjacent(
    sources: Numbers,
    destinations: Numbers,
    { sourceWeights, destinationWeights, reorder = false }: AdjacentOptions,
    hints: number,
  ): unknown[] {
    const operation = "MPI_Dist_graph_create_adjacent";
    if (
      (sourceWeights && sourceWeights.length !== sources.length) ||
      (destinationWeights && destinationWeights.length !== destinations.length) ||
      (sourceWeights === undefined) !== (destinationWeights === undefined)
    ) {
      refuse("MPI_ERR_ARG", operation, "give a weight for each source and for each destination, or no weights");
    }
    return [
      this.handle(operation),
      ints(sources),
      intsOrNull(sourceWeights),
      ints(destinations),
      intsOrNull(destinationWeights),
      hints,
      reorder ? 1 : 0,
    ];
  }

  /**
   * Makes a graph in which any rank may list any edges: `degrees[i]` destinations for `sources[i]`, one after another.
   * Collective.
   */
  async createDistGraph(
    sources: Numbers,
    degrees: Numbers,
    destinations: Numbers,
    options: DistGraphOptions = {},
  ): Promise<DistGraphCommunicator> {
    return withHints(options.info, async (hints) => {
      const args = this.#edges(sources, degrees, destinations, options, hints);
      return (await this.make("distGraphCreate", "MPI_Dist_graph_create", args)) as DistGraphCommunicator;
    });
  }
  createDistGraphSync(
    sources: Numbers,
    degrees: Numbers,
    destinations: Numbers,
    options: DistGraphOptions = {},
  ): DistGraphCommunicator {
    return withHintsSync(options.info, (hints) => {
      const args = this.#edges(sources, degrees, destinations, options, hints);
      return this.makeSync("distGraphCreate", "MPI_Dist_graph_create", args) as DistGraphCommunicator;
    });
  }
  #edges(
    sources: Numbers,
    degrees: Numbers,
    destinations: Numbers,
    { weights, reorder = false }: DistGraphOptions,
    hints: number,
  ): unknown[] {
    const operation = "MPI_Dist_graph_create";
    const total = [...degrees].reduce((a, b) => a + b, 0);
    if (
      sources.length !== degrees.length ||
      total !== destinations.length ||
      (weights && weights.length !== destinations.length)
    ) {
      refuse(
        "MPI_ERR_ARG",
        operation,
        "give a degree for each source, and as many destinations as the sum of the degrees",
      );
    }
    return [
      this.handle(operation),
      ints(sources),
      ints(degrees),
      ints(destinations),
      intsOrNull(weights),
      hints,
      reorder ? 1 : 0,
    ];
  }

  // ---- Processes ----

  /**
   * Starts processes. Resolves with the intercommunicator to them, which they get from `parent()`. Collective. Only the
   * root's arguments matter.
   *
   * @example
   * const workers = await world.spawn(process.execPath, ["worker.js"], { maxprocs: 2 });
   */
  async spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<Intercommunicator> {
    const [call, errors] = this.#spawn(command, args, options);
    const comm = await withHints(options.info, (hints) =>
      this.make("commSpawn", "MPI_Comm_spawn", call(hints), options.objects),
    );
    return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn");
  }
  spawnSync(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Intercommunicator {
    const [call, errors] = this.#spawn(command, args, options);
    const comm = withHintsSync(options.info, (hints) =>
      this.makeSync("commSpawn", "MPI_Comm_spawn", call(hints), options.objects),
    );
    return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn");
  }
  #spawn(
    command: string,
    args: readonly string[],
    { maxprocs = 1, root = 0 }: SpawnOptions,
  ): [call: (hints: number) => unknown[], errors: Int32Array] {
    const operation = "MPI_Comm_spawn";
    refuseSpawning(operation);
    this.checkRoot(root, operation);
    const errors = new Int32Array(processCount(maxprocs, operation));
    const handle = this.handle(operation);
    return [(hints) => [handle, command, [...args], maxprocs, hints, root, errors], errors];
  }

  /** Starts processes of several programs in one common world. Collective. */
  async spawnMultiple(
    commands: readonly SpawnCommand[],
    { root = 0, objects }: RootOptions & ForeignOptions = {},
  ): Promise<Intercommunicator> {
    const { args, errors, end } = this.#spawnMultiple(commands, root);
    try {
      const comm = await this.make("commSpawnMultiple", "MPI_Comm_spawn_multiple", args, objects);
      return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn_multiple");
    } finally {
      end();
    }
  }
  spawnMultipleSync(
    commands: readonly SpawnCommand[],
    { root = 0, objects }: RootOptions & ForeignOptions = {},
  ): Intercommunicator {
    const { args, errors, end } = this.#spawnMultiple(commands, root);
    try {
      const comm = this.makeSync("commSpawnMultiple", "MPI_Comm_spawn_multiple", args, objects);
      return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn_multiple");
    } finally {
      end();
    }
  }
  #spawnMultiple(
    commands: readonly SpawnCommand[],
    root: number,
  ): { args: unknown[]; errors: Int32Array; end: () => void } {
    const operation = "MPI_Comm_spawn_multiple";
    refuseSpawning(operation);
    this.checkRoot(root, operation);
    if (commands.length === 0) refuse("MPI_ERR_ARG", operation, "the list of programs is empty: give at least one");
    const most = commands.map(({ maxprocs = 1 }) => processCount(maxprocs, operation));
    const infos = commands.map(({ info }) =>
      info === undefined ? null : info instanceof Info ? info.dup() : Info.create(info),
    );
    const errors = new Int32Array(most.reduce((a, b) => a + b, 0));
    const args = [
      this.handle(operation),
      commands.map(({ command }) => command),
      commands.flatMap((one) => [...(one.args ?? [])]),
      Int32Array.from(commands, (one) => one.args?.length ?? 0),
      Int32Array.from(most),
      Int32Array.from(infos, (info) => info?.index ?? -1),
      root,
      errors,
    ];
    return { args, errors, end: () => infos.forEach((info) => info?.free()) };
  }

  /** Waits at a port of `openPort` for another group to connect. Collective. Only the root's port matters. */
  async accept(port: string | null, options: MeetOptions = {}): Promise<Intercommunicator> {
    const args = this.#meet("MPI_Comm_accept", options);
    const comm = await withHints(options.info, (hints) =>
      this.make("commAccept", "MPI_Comm_accept", args(port, hints), options.objects),
    );
    return comm as Intercommunicator;
  }
  acceptSync(port: string | null, options: MeetOptions = {}): Intercommunicator {
    const args = this.#meet("MPI_Comm_accept", options);
    return withHintsSync(options.info, (hints) =>
      this.makeSync("commAccept", "MPI_Comm_accept", args(port, hints), options.objects),
    ) as Intercommunicator;
  }

  /** Connects to a group that accepts at this port. Collective. Only the root's port matters. */
  async connect(port: string | null, options: MeetOptions = {}): Promise<Intercommunicator> {
    const args = this.#meet("MPI_Comm_connect", options);
    const comm = await withHints(options.info, (hints) =>
      this.make("commConnect", "MPI_Comm_connect", args(port, hints), options.objects),
    );
    return comm as Intercommunicator;
  }
  connectSync(port: string | null, options: MeetOptions = {}): Intercommunicator {
    const args = this.#meet("MPI_Comm_connect", options);
    return withHintsSync(options.info, (hints) =>
      this.makeSync("commConnect", "MPI_Comm_connect", args(port, hints), options.objects),
    ) as Intercommunicator;
  }
  #meet(operation: string, { root = 0 }: MeetOptions): (port: string | null, hints: number) => unknown[] {
    refuseSpawning(operation);
    this.checkRoot(root, operation);
    const handle = this.handle(operation);
    return (port, hints) => [handle, port ?? "", hints, root];
  }

  /**
   * Makes an intercommunicator of this communicator and another one. Their leaders meet in a third communicator.
   * Collective over both.
   */
  async createIntercomm(options: IntercommunicatorOptions): Promise<Intercommunicator> {
    return (await this.make("intercommCreate", "MPI_Intercomm_create", this.#intercomm(options))) as Intercommunicator;
  }
  createIntercommSync(options: IntercommunicatorOptions): Intercommunicator {
    return this.makeSync("intercommCreate", "MPI_Intercomm_create", this.#intercomm(options)) as Intercommunicator;
  }
  #checkLeader(rank: number, what: string, size: number, operation: string): void {
    if ((rank | 0) === rank && rank >= 0 && rank < size) return;
    refuse("MPI_ERR_RANK", operation, `${what} ${rank} is not a rank of its communicator: give 0 to ${size - 1}`);
  }
  #intercomm({ localLeader = 0, peer, remoteLeader, tag = 0 }: IntercommunicatorOptions): unknown[] {
    const operation = "MPI_Intercomm_create";
    this.#checkLeader(localLeader, "localLeader", this.size, operation);
    // Only the other group knows its size, but its leader is a rank of `peer`.
    if (this.rank === localLeader && peer) this.#checkLeader(remoteLeader, "remoteLeader", peer.peers, operation);
    else int(remoteLeader, "remoteLeader", operation, { least: 0, code: "MPI_ERR_RANK" });
    checkTag(tag, operation);
    if (this.rank === localLeader && peer === null) {
      refuse(
        "MPI_ERR_COMM",
        operation,
        "the leader must give `peer`, a communicator that also contains the other leader",
      );
    }
    return [this.handle(operation), localLeader, peer ? peer.handle(operation) : -1, remoteLeader, tag];
  }
}

/** Checks the tag of a call that sends no message of its own. */
function checkTag(tag: number, operation: string): void {
  if ((tag | 0) === tag && tag >= 0 && tag <= library.tagUb) return;
  refuse("MPI_ERR_TAG", operation, `tag ${tag} is out of range: give 0 to ${library.tagUb}`);
}

function checkSplit(color: number, key: number): void {
  if (color !== UNDEFINED) int(color, "color", "MPI_Comm_split", { least: 0, also: "or UNDEFINED" });
  int(key, "key", "MPI_Comm_split");
}

/** If only some processes have started, throws the first error. */
function spawned(comm: Intercommunicator, errors: Int32Array, operation: string): Intercommunicator {
  const failed = errors.find((code) => code !== 0);
  if (failed !== undefined) throw errorOf(failed, operation);
  return comm;
}

function processCount(value: number, operation: string): number {
  return int(value, "maxprocs", operation, { least: 1 });
}

/**
 * An intercommunicator: `rank` and `size` refer to the local group, `dest` and `source` to ranks of the remote group.
 * In collectives with a root, the root gives ROOT, the other ranks of its group give PROC_NULL, and the remote group
 * gives the root's rank.
 */
export class Intercommunicator extends Communicator {
  /** Number of processes in the remote group. */
  get remoteSize(): number {
    return this.peers;
  }

  /** The remote group. */
  remoteGroup(): Group {
    const operation = "MPI_Comm_remote_group";
    return Group.adopt(unwrap(native().commRemoteGroup(this.handle(operation)), operation));
  }

  /** Makes one communicator of both groups. Collective over both. */
  async merge({ high = false }: MergeOptions = {}): Promise<Communicator> {
    const operation = "MPI_Intercomm_merge";
    const args = [this.handle(operation), high ? 1 : 0];
    return (await this.make("intercommMerge", operation, args)) as Communicator;
  }
  mergeSync({ high = false }: MergeOptions = {}): Communicator {
    const operation = "MPI_Intercomm_merge";
    return this.makeSync("intercommMerge", operation, [this.handle(operation), high ? 1 : 0]) as Communicator;
  }
}

/**
 * A communicator whose ranks form a grid.
 *
 * @example
 * const grid = await world.createCart(dimsCreate(world.size, 2), { periods: true });
 * const { source, dest } = grid.shift(0, 1);
 */
export class CartesianCommunicator extends Communicator {
  /** The dimensions, whether each is periodic, and the coordinates of this rank. */
  get topology(): { dims: number[]; periods: boolean[]; coords: number[] } {
    const handle = this.handle("MPI_Cart_get");
    const number = native().cartDimensions(handle);
    const [dims, periods, coords] = [new Int32Array(number), new Int32Array(number), new Int32Array(number)];
    check(native().cartGet(handle, dims, periods, coords), "MPI_Cart_get");
    return { dims: [...dims], periods: [...periods].map(Boolean), coords: [...coords] };
  }
  /** Number of dimensions. */
  get dimensions(): number {
    return native().cartDimensions(this.handle("MPI_Cartdim_get"));
  }
  /** Ranks along each dimension. */
  get dims(): number[] {
    return this.topology.dims;
  }
  /** Whether each dimension is periodic. */
  get periods(): boolean[] {
    return this.topology.periods;
  }

  /** The coordinates of a rank; default: this one. */
  coords(rank = this.rank): number[] {
    const coords = new Int32Array(this.dimensions);
    this.checkRank(rank, "MPI_Cart_coords");
    check(native().cartCoords(this.handle("MPI_Cart_coords"), rank, coords), "MPI_Cart_coords");
    return [...coords];
  }
  /** The rank at these coordinates. */
  rankOf(coords: Numbers): number {
    const number = this.dimensions;
    if (coords.length !== number) {
      refuse(
        "MPI_ERR_ARG",
        "MPI_Cart_rank",
        `${coords.length} coordinates for ${number} dimensions: give one for each`,
      );
    }
    const operation = "MPI_Cart_rank";
    return unwrap(native().cartRank(this.handle(operation), intList(coords, "coordinate", operation)), operation);
  }
  /** The ranks to receive from and to send to for a shift along a dimension; PROC_NULL at an edge. */
  shift(dimension: number, displacement = 1): { source: number; dest: number } {
    const both = new Int32Array(2);
    int(dimension, "dimension", "MPI_Cart_shift", { least: 0, code: "MPI_ERR_DIMS" });
    int(displacement, "displacement", "MPI_Cart_shift");
    check(native().cartShift(this.handle("MPI_Cart_shift"), dimension, displacement, both), "MPI_Cart_shift");
    return { source: both[0] ?? 0, dest: both[1] ?? 0 };
  }

  /** Divides the grid into slices that keep the dimensions marked true. Collective. */
  async sub(remaining: readonly boolean[]): Promise<CartesianCommunicator> {
    const args = [this.handle("MPI_Cart_sub"), this.#remaining(remaining)];
    return (await this.make("cartSub", "MPI_Cart_sub", args)) as CartesianCommunicator;
  }
  subSync(remaining: readonly boolean[]): CartesianCommunicator {
    const args = [this.handle("MPI_Cart_sub"), this.#remaining(remaining)];
    return this.makeSync("cartSub", "MPI_Cart_sub", args) as CartesianCommunicator;
  }
  #remaining(remaining: readonly boolean[]): Int32Array {
    const number = this.dimensions;
    if (remaining.length !== number) {
      refuse(
        "MPI_ERR_DIMS",
        "MPI_Cart_sub",
        `${remaining.length} booleans for ${number} dimensions: give one for each`,
      );
    }
    return Int32Array.from(remaining, Number);
  }
}

/** A communicator whose ranks form a graph that every rank knows completely. */
export class GraphCommunicator extends Communicator {
  /** The ends of each rank's neighbours in `edges`, and the neighbours of all ranks, one after another. */
  get topology(): { index: number[]; edges: number[] } {
    const handle = this.handle("MPI_Graph_get");
    const sizes = new Int32Array(2);
    check(native().graphSizes(handle, sizes), "MPI_Graphdims_get");
    const index = new Int32Array(sizes[0] ?? 0);
    const edges = new Int32Array(sizes[1] ?? 0);
    check(native().graphGet(handle, index, edges), "MPI_Graph_get");
    return { index: [...index], edges: [...edges] };
  }
  /** The neighbours of a rank; default: this one. */
  neighbors(rank = this.rank): number[] {
    const handle = this.handle("MPI_Graph_neighbors");
    this.checkRank(rank, "MPI_Graph_neighbors");
    const neighbors = new Int32Array(unwrap(native().graphNeighborsCount(handle, rank), "MPI_Graph_neighbors_count"));
    check(native().graphNeighbors(handle, rank, neighbors), "MPI_Graph_neighbors");
    return [...neighbors];
  }
}

/** A communicator whose ranks form a graph of which each rank knows only its own edges. */
export class DistGraphCommunicator extends Communicator {
  /**
   * The ranks that this rank receives from and sends to, in the order of collectives among neighbours, and the weights
   * if there are any.
   */
  get topology(): {
    sources: number[];
    destinations: number[];
    sourceWeights: number[] | null;
    destinationWeights: number[] | null;
  } {
    const handle = this.handle("MPI_Dist_graph_neighbors");
    const sizes = new Int32Array(3);
    check(native().distGraphSizes(handle, sizes), "MPI_Dist_graph_neighbors_count");
    const weighted = sizes[2] !== 0;
    const list = (length: number): Int32Array => new Int32Array(length);
    const sources = list(sizes[0] ?? 0);
    const destinations = list(sizes[1] ?? 0);
    const weights = weighted ? [list(sources.length), list(destinations.length)] : null;
    check(
      native().distGraphNeighbors(handle, sources, weights?.[0] ?? null, destinations, weights?.[1] ?? null),
      "MPI_Dist_graph_neighbors",
    );
    return {
      sources: [...sources],
      destinations: [...destinations],
      sourceWeights: weights ? [...(weights[0] ?? [])] : null,
      destinationWeights: weights ? [...(weights[1] ?? [])] : null,
    };
  }
}

const BY_TOPOLOGY = [Communicator, CartesianCommunicator, GraphCommunicator, DistGraphCommunicator] as const;

/** A Communicator object for a handle, of the class that its kind needs. @internal */
export function wrapCommunicator(handle: number, objects: number | null): Communicator {
  if (native().commRemoteSize(handle) >= 0) return new Intercommunicator(handle, objects);
  return new BY_TOPOLOGY[native().topologyOf(handle)](handle, objects);
}
