/** What communicators do beside exchanging messages: duplicates, parts, names, hints, attributes, the end. */
import { Attributes, predefinedAttribute, type Keyval, type PredefinedAttribute } from "./attributes.js";
import { limits } from "./base.js";
import { UNDEFINED } from "../constants.js";
import { refuse, type MpiError } from "../error.js";
import type { Communicator } from "./communicator.js";
import { comparison, Group, type Comparison } from "./group.js";
import { Info, withHints, withHintsSync, type Hints } from "../info.js";
import { int } from "../large-counts/ints.js";
import { native } from "../addon/native.js";
import { ObjectCollectives } from "../objects/object-collectives.js";
import { answered, check, errorOf } from "../requests/request.js";
import { blocking, made, onThread, result } from "../addon/thread-calls.js";

export interface SplitOptions {
  /** Ranks with the same colour come together; UNDEFINED: this rank is in none. */
  color: number;
  /** Order in the new communicator; default: the old rank. */
  key?: number;
}

/** Ranks that can share memory ("shared": the same host), or, with Open MPI, a part of the machine. */
export type SplitType =
  "shared" | "hwthread" | "core" | "l1cache" | "l2cache" | "l3cache" | "socket" | "numa" | "board" | "host";
const SPLIT_TYPES = [
  "shared",
  "hwthread",
  "core",
  "l1cache",
  "l2cache",
  "l3cache",
  "socket",
  "numa",
  "board",
  "host",
] as const;

export interface SplitTypeOptions {
  /** null: this rank is in none. Default "shared". */
  type?: SplitType | null;
  /** Order in the new communicator; default: the old rank. */
  key?: number;
  /** Hints to the library. */
  info?: Hints;
}

/** A communicator as worker threads of this process can take it up: see Communicator.share. */
export interface SharedCommunicator {
  /** Index in the addon; means something in this process alone. */
  readonly handle: number;
  /** That of the private duplicate. */
  readonly objects: number | null;
}

/** What a communicator does when a call fails: the call throws or rejects (the default), or the job ends. */
export type ErrorHandling = "return" | "fatal";

/**
 * Makes the object for a new handle: an intercommunicator, a communicator with a topology, or a plain communicator. communicator-kinds.ts sets it,
 * because this file cannot import those classes: they extend the one here.
 */
type Wrap = (handle: number, objects: number | null) => Communicator;
export const kinds: { wrap: Wrap } = {
  wrap: () => {
    throw new Error("communicator-kinds.ts was not loaded");
  },
};

/** How the makers of communicators call: a name of the addon's, with the arguments before the result. */
type Maker = Parameters<typeof onThread>[0];

export class CommunicatorCore extends ObjectCollectives {
  readonly #attributes = new Attributes();
  #freed = false;
  #errorHandling: ErrorHandling = "return";

  /** A communicator of the same processes with messages of its own. Collective. `info`: hints for it. */
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
  #copied(copy: CommunicatorCore | null): this {
    if (copy) this.#attributes.copyTo(copy.#attributes);
    return copy as this;
  }

  /**
   * Divides the ranks by colour. Collective. null where the colour is UNDEFINED.
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

  /** Divides the ranks by where they run. Collective. */
  async splitType({ type = "shared", key = this.rank, info }: SplitTypeOptions = {}): Promise<Communicator | null> {
    const operation = "MPI_Comm_split_type";
    const handle = this.handle(operation);
    return withHints(info, (hints) =>
      this.make("commSplitType", operation, [handle, splitType(type), int(key, "key", operation), hints]),
    );
  }
  splitTypeSync({ type = "shared", key = this.rank, info }: SplitTypeOptions = {}): Communicator | null {
    const operation = "MPI_Comm_split_type";
    const handle = this.handle(operation);
    return withHintsSync(info, (hints) =>
      this.makeSync("commSplitType", operation, [handle, splitType(type), int(key, "key", operation), hints]),
    );
  }

  /** A communicator of a group's processes: null elsewhere. Collective over all; with a `tag`, over the group's members alone. */
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

  /** The group of its processes; of an intercommunicator: the own one. */
  group(): Group {
    return Group.adopt(answered(native().commGroup(this.handle("MPI_Comm_group")), "MPI_Comm_group"));
  }

  /** "congruent": the same processes in the same order, but other messages. */
  compare(other: CommunicatorCore): Comparison {
    const operation = "MPI_Comm_compare";
    return comparison(answered(native().commCompare(this.handle(operation), other.handle(operation)), operation));
  }

  /** For people and debuggers. */
  get name(): string {
    return native().commGetName(this.handle("MPI_Comm_get_name"));
  }
  set name(name: string) {
    check(native().commSetName(this.handle("MPI_Comm_set_name"), name), "MPI_Comm_set_name");
  }

  /** The hints that the library uses. */
  getInfo(): Info {
    return Info.adopt(answered(native().commGetInfo(this.handle("MPI_Comm_get_info")), "MPI_Comm_get_info"));
  }
  /** Gives the library hints for it. Collective. */
  setInfo(info: Hints): void {
    withHintsSync(info, (hints) => {
      check(native().commSetInfo(this.handle("MPI_Comm_set_info"), hints), "MPI_Comm_set_info");
    });
  }

  /** An attribute of MPI's own ("TAG_UB") or one that was set; undefined where there is none. */
  getAttribute(key: PredefinedAttribute): number | undefined;
  getAttribute<T>(key: Keyval<T>): T | undefined;
  getAttribute<T>(key: PredefinedAttribute | Keyval<T>): T | number | undefined {
    const handle = this.handle("MPI_Comm_get_attr");
    return typeof key === "string" ? predefinedAttribute(handle, key) : this.#attributes.get(key);
  }
  /** Hangs a value on this communicator, in place of one that was there. On this rank alone. */
  setAttribute<T>(key: Keyval<T>, value: T): void {
    this.handle("MPI_Comm_set_attr");
    this.#attributes.set(key, value);
  }
  /** Takes it away, which calls the key's `delete`. */
  deleteAttribute<T>(key: Keyval<T>): void {
    this.handle("MPI_Comm_delete_attr");
    this.#attributes.delete(key);
  }

  /** What happens when a call on it fails. */
  get errorHandling(): ErrorHandling {
    return this.#errorHandling;
  }
  set errorHandling(handling: ErrorHandling) {
    const operation = "MPI_Comm_set_errhandler";
    check(native().commSetErrorHandler(this.handle(operation), handling === "fatal" ? 1 : 0), operation);
    this.#errorHandling = handling;
  }
  /** Raises an error of the program's on this communicator: throws, or ends the job, as `errorHandling` says. */
  callErrorHandler(code: number): MpiError {
    const operation = "MPI_Comm_call_errhandler";
    check(native().commCallErrorHandler(this.handle(operation), int(code, "error code", operation)), operation);
    throw errorOf(code, operation);
  }

  /** Frees the communicator. Collective; any use after it throws. COMM_WORLD cannot be freed. */
  free(): void {
    const [handle, objects] = this.#leave("MPI_Comm_free");
    check(native().commFree(handle), "MPI_Comm_free");
    if (objects !== null) check(native().commFree(objects), "MPI_Comm_free");
  }

  /** As free, when everything on it is complete: processes that were spawned or connected are then apart. Collective. */
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
      refuse("MPI_ERR_COMM", operation, "COMM_WORLD is freed by finalize: free only what dup, split and the like made");
    }
    const objects = this.objectsHandle();
    this.#attributes.clear();
    this.#freed = true;
    this.forget();
    this.forgetObjects();
    return [handle, objects];
  }

  /** Whether `free` or `disconnect` was called. */
  get freed(): boolean {
    return this.#freed;
  }

  /** For a worker thread of this process, by postMessage: it takes it up with Communicator.adopt. */
  share(): SharedCommunicator {
    return { handle: this.handle("MPI_Comm"), objects: this.objectsHandle() };
  }

  /** A communicator that another thread of this process shared. Collectives on it are for one thread at a time. */
  static adopt(shared: SharedCommunicator): Communicator {
    return kinds.wrap(shared.handle, shared.objects);
  }

  /** Runs a maker on the thread, and one for the private duplicate; null where this rank is in none. @internal */
  protected async make(
    maker: Maker,
    operation: string,
    args: readonly unknown[],
    objects = true,
  ): Promise<Communicator | null> {
    const into = result();
    await onThread(maker, operation, ...([...args, into] as never));
    const handle = made(into);
    if (handle < 0) return null;
    if (!objects || this.objectsHandle() === null) return kinds.wrap(handle, null);
    const duplicate = result();
    await onThread("commDupPrivate", "MPI_Comm_dup", handle, duplicate);
    return kinds.wrap(handle, made(duplicate));
  }

  /** @internal */
  protected makeSync(maker: Maker, operation: string, args: readonly unknown[], objects = true): Communicator | null {
    const into = result();
    blocking(maker, operation, ...([...args, into] as never));
    const handle = made(into);
    if (handle < 0) return null;
    if (!objects || this.objectsHandle() === null) return kinds.wrap(handle, null);
    const duplicate = result();
    blocking("commDupPrivate", "MPI_Comm_dup", handle, duplicate);
    return kinds.wrap(handle, made(duplicate));
  }
}

/** Of what has no message of its own to be refused with. @internal */
export function checkTag(tag: number, operation: string): void {
  if ((tag | 0) === tag && tag >= 0 && tag <= limits.tagUb) return;
  refuse("MPI_ERR_TAG", operation, `tag ${tag} is out of range: give 0 to ${limits.tagUb}`);
}

function checkSplit(color: number, key: number): void {
  if (color !== UNDEFINED) int(color, "color", "MPI_Comm_split", { least: 0, also: "or UNDEFINED" });
  int(key, "key", "MPI_Comm_split");
}

function splitType(type: SplitType | null): number {
  if (type !== null && !SPLIT_TYPES.includes(type)) {
    refuse(
      "MPI_ERR_ARG",
      "MPI_Comm_split_type",
      `there is no type "${String(type)}": give one of ${SPLIT_TYPES.join(", ")}`,
    );
  }
  return type === null ? -1 : SPLIT_TYPES.indexOf(type);
}
