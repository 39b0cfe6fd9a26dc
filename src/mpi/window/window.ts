/** Windows: memory that other ranks read and write (one-sided communication). */
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import type { Communicator } from "../communicator/communicator.js";
import { MpiError, refuse } from "../error.js";
import { int } from "../large-counts/ints.js";
import { Group } from "../communicator/group.js";
import { Info, withHints, withHintsSync, type Hints } from "../info.js";
import { native } from "../addon/native.js";
import type { ThreadCalls } from "../addon/native-calls.js";
import { unwrap, check } from "../addon/error-codes.js";
import { blocking, storedIndex, onThread, result } from "../addon/thread-calls.js";
import { bits, type Assertions, type LockOptions } from "./window-assertions.js";
import { WindowAccess } from "./window-access.js";

export interface WindowOptions {
  /** Bytes of one unit of displacement; default 1. */
  dispUnit?: number;
  /** Hints for the library. */
  info?: Hints;
}

type Flavor = "create" | "allocate" | "dynamic" | "shared";
type Synchronization = Exclude<
  Extract<keyof ThreadCalls, `win${string}`>,
  `winAllocate${string}` | `winCreate${string}`
>;

/**
 * Memory of each rank that other ranks read and write. Accesses happen between two synchronizations (`fence`, `lock`
 * and `unlock`, `start` and `complete`) and are complete at the second.
 *
 * @example
 * const counter = await Window.allocate(world, 8, { dispUnit: 8 });
 * await counter.lock(0);
 * const mine = new BigInt64Array(1);
 * counter.fetchAndOp(new BigInt64Array([1n]), mine, { target: 0, disp: 0, op: Op.SUM });
 * await counter.unlock(0); // from here on `mine` holds the ticket
 */
export class Window extends WindowAccess {
  /**
   * This rank's part of the memory. Detached when the window is freed. For `create` it is the ArrayBuffer that contains
   * the program's memory; for dynamic windows it is empty.
   */
  readonly buffer: ArrayBuffer;
  /** How the window was made. */
  readonly flavor: Flavor;
  /** Views of the library's memory: this rank's, and other ranks' in shared windows. */
  readonly #views: ArrayBuffer[] = [];
  /**
   * The program's memory in the window, by address (0: from the beginning). Kept alive as long as it is in the window.
   */
  readonly #own = new Map<number, unknown>();

  private constructor(index: number, buffer: ArrayBuffer, flavor: Flavor, ranks: number, isOurs: boolean) {
    super(index, ranks);
    this.buffer = buffer;
    this.flavor = flavor;
    if (isOurs) this.#own.set(0, buffer);
    else this.#views.push(buffer);
  }

  /** Allocates `bytes` bytes of zeroed memory on each rank. Collective. */
  static allocate(comm: Communicator, bytes: number, options: WindowOptions = {}): Promise<Window> {
    return Window.#allocate("winAllocate", "MPI_Win_allocate", comm, bytes, options);
  }
  static allocateSync(comm: Communicator, bytes: number, options: WindowOptions = {}): Window {
    return Window.#allocateSync("winAllocate", "MPI_Win_allocate", comm, bytes, options);
  }

  /**
   * Like allocate, for ranks on one host (`splitType`), which can read and write each other's memory directly:
   * `sharedQuery`.
   */
  static allocateShared(comm: Communicator, bytes: number, options: WindowOptions = {}): Promise<Window> {
    return Window.#allocate("winAllocateShared", "MPI_Win_allocate_shared", comm, bytes, options);
  }
  static allocateSharedSync(comm: Communicator, bytes: number, options: WindowOptions = {}): Window {
    return Window.#allocateSync("winAllocateShared", "MPI_Win_allocate_shared", comm, bytes, options);
  }

  static async #allocate(
    call: "winAllocate" | "winAllocateShared",
    operation: string,
    comm: Communicator,
    bytes: number,
    { dispUnit = 1, info }: WindowOptions,
  ): Promise<Window> {
    checkBytes(bytes, dispUnit, operation);
    const into = result(2);
    await withHints(info, (hints) => onThread(call, operation, comm.handle(operation), bytes, dispUnit, hints, into));
    return Window.#allocated(call, comm, bytes, into);
  }
  static #allocateSync(
    call: "winAllocate" | "winAllocateShared",
    operation: string,
    comm: Communicator,
    bytes: number,
    { dispUnit = 1, info }: WindowOptions,
  ): Window {
    checkBytes(bytes, dispUnit, operation);
    const into = result(2);
    withHintsSync(info, (hints) => {
      blocking(call, operation, comm.handle(operation), bytes, dispUnit, hints, into);
    });
    return Window.#allocated(call, comm, bytes, into);
  }
  static #allocated(call: string, comm: Communicator, bytes: number, into: Float64Array): Window {
    const flavor = call === "winAllocate" ? "allocate" : "shared";
    return new Window(storedIndex(into), native().memoryAt(storedIndex(into, 1), bytes), flavor, comm.size, false);
  }

  /** Makes a window over memory of the program; null: no memory on this rank. Collective. */
  static async create(
    comm: Communicator,
    memory: BufferLike | null,
    { dispUnit = 1, info }: WindowOptions = {},
  ): Promise<Window> {
    const operation = "MPI_Win_create";
    const data = memoryOf(memory, dispUnit, operation);
    const into = result(2);
    await withHints(info, (hints) =>
      onThread("winCreate", operation, comm.handle(operation), data, data?.byteLength ?? 0, dispUnit, hints, into),
    ).catch(advise);
    return Window.#over(data, comm, into);
  }
  static createSync(comm: Communicator, memory: BufferLike | null, { dispUnit = 1, info }: WindowOptions = {}): Window {
    const operation = "MPI_Win_create";
    const data = memoryOf(memory, dispUnit, operation);
    const into = result(2);
    advised(() => {
      withHintsSync(info, (hints) => {
        blocking("winCreate", operation, comm.handle(operation), data, data?.byteLength ?? 0, dispUnit, hints, into);
      });
    });
    return Window.#over(data, comm, into);
  }
  static #over(data: TypedArray | null, comm: Communicator, into: Float64Array): Window {
    const buffer = data ? (data.buffer as ArrayBuffer) : new ArrayBuffer(0);
    return new Window(storedIndex(into), buffer, "create", comm.size, true);
  }

  /** Makes a window to which memory is attached later. Displacements in it are addresses: see `attach`. Collective. */
  static async createDynamic(comm: Communicator, { info }: { info?: Hints } = {}): Promise<Window> {
    const operation = "MPI_Win_create_dynamic";
    const into = result(2);
    await withHints(info, (hints) =>
      onThread("winCreateDynamic", operation, comm.handle(operation), hints, into),
    ).catch(advise);
    return new Window(storedIndex(into), new ArrayBuffer(0), "dynamic", comm.size, true);
  }
  static createDynamicSync(comm: Communicator, { info }: { info?: Hints } = {}): Window {
    const operation = "MPI_Win_create_dynamic";
    const into = result(2);
    advised(() => {
      withHintsSync(info, (hints) => {
        blocking("winCreateDynamic", operation, comm.handle(operation), hints, into);
      });
    });
    return new Window(storedIndex(into), new ArrayBuffer(0), "dynamic", comm.size, true);
  }

  /** Attaches memory to a dynamic window. Returns the displacement at which other ranks access it. */
  attach(memory: BufferLike): number {
    const { data } = blockOf(memory, "MPI_Win_attach");
    check(native().winAttach(this.handle("MPI_Win_attach"), data, data.byteLength), "MPI_Win_attach");
    const address = native().addressOf(data);
    this.#own.set(address, data);
    return address;
  }
  /** Detaches memory from a dynamic window. */
  detach(memory: BufferLike): void {
    const { data } = blockOf(memory, "MPI_Win_detach");
    check(native().winDetach(this.handle("MPI_Win_detach"), data), "MPI_Win_detach");
    this.#own.delete(native().addressOf(data));
  }

  /** For a shared window: a view of another rank's memory, and its displacement unit. */
  sharedQuery(rank: number): { buffer: ArrayBuffer; dispUnit: number } {
    const operation = "MPI_Win_shared_query";
    this.checkTarget(rank, operation);
    const into = result(3);
    check(native().winSharedQuery(this.handle(operation), rank, into), operation);
    const buffer = native().memoryAt(storedIndex(into), storedIndex(into, 1));
    this.#views.push(buffer);
    return { buffer, dispUnit: storedIndex(into, 2) };
  }

  /** Frees the window and the memory that the library allocated. `buffer` is empty afterwards. Collective. */
  async free(): Promise<void> {
    const index = this.#leave();
    await onThread("winFree", "MPI_Win_free", index);
  }
  freeSync(): void {
    blocking("winFree", "MPI_Win_free", this.#leave());
  }
  #leave(): number {
    const index = this.leave();
    for (const view of this.#views) native().forgetMemory(view);
    return index;
  }

  /** `completes`: the rank whose accesses the call completes, "all", or null for none. */
  async #synchronize<K extends Synchronization>(
    call: K,
    operation: string,
    completes: number | "all" | null,
    ...args: ThreadCalls[K] extends [number, ...infer Rest] ? Rest : never
  ): Promise<void> {
    // Accesses that begin while the call runs belong to the next synchronization.
    const accesses = this.#completes(completes, operation);
    await onThread(call, operation, ...([this.handle(operation), ...args] as unknown as ThreadCalls[K]));
    this.completed(accesses);
  }
  #synchronizeSync<K extends Synchronization>(
    call: K,
    operation: string,
    completes: number | "all" | null,
    ...args: ThreadCalls[K] extends [number, ...infer Rest] ? Rest : never
  ): void {
    const accesses = this.#completes(completes, operation);
    blocking(call, operation, ...([this.handle(operation), ...args] as unknown as ThreadCalls[K]));
    this.completed(accesses);
  }
  #completes(which: number | "all" | null, operation: string): ReturnType<WindowAccess["outstanding"]> {
    if (which === null) return [];
    if (which === "all") return this.outstanding(null);
    this.checkTarget(which, operation);
    return this.outstanding(which);
  }

  /** Completes all accesses of all ranks. Collective. */
  fence(asserted: Assertions = {}): Promise<void> {
    return this.#synchronize("winFence", "MPI_Win_fence", "all", bits(asserted));
  }
  fenceSync(asserted: Assertions = {}): void {
    this.#synchronizeSync("winFence", "MPI_Win_fence", "all", bits(asserted));
  }
  /** Begins accesses to one rank. */
  async lock(rank: number, options: LockOptions = {}): Promise<void> {
    this.checkTarget(rank, "MPI_Win_lock");
    const exclusive = options.type === "shared" ? 0 : 1;
    return this.#synchronize("winLock", "MPI_Win_lock", null, exclusive, rank, bits(options));
  }
  lockSync(rank: number, options: LockOptions = {}): void {
    this.checkTarget(rank, "MPI_Win_lock");
    const exclusive = options.type === "shared" ? 0 : 1;
    this.#synchronizeSync("winLock", "MPI_Win_lock", null, exclusive, rank, bits(options));
  }
  /** Completes the accesses to one rank. */
  unlock(rank: number): Promise<void> {
    return this.#synchronize("winUnlock", "MPI_Win_unlock", rank, rank);
  }
  unlockSync(rank: number): void {
    this.#synchronizeSync("winUnlock", "MPI_Win_unlock", rank, rank);
  }
  /** Begins accesses to all ranks, with a shared lock. */
  lockAll(asserted: Assertions = {}): Promise<void> {
    return this.#synchronize("winLockAll", "MPI_Win_lock_all", null, bits(asserted));
  }
  lockAllSync(asserted: Assertions = {}): void {
    this.#synchronizeSync("winLockAll", "MPI_Win_lock_all", null, bits(asserted));
  }
  /** Completes the accesses to all ranks. */
  unlockAll(): Promise<void> {
    return this.#synchronize("winUnlockAll", "MPI_Win_unlock_all", "all");
  }
  unlockAllSync(): void {
    this.#synchronizeSync("winUnlockAll", "MPI_Win_unlock_all", "all");
  }
  /** Completes the accesses to one rank, at the origin and at the target, and keeps the lock. */
  flush(rank: number): Promise<void> {
    return this.#synchronize("winFlush", "MPI_Win_flush", rank, rank);
  }
  flushSync(rank: number): void {
    this.#synchronizeSync("winFlush", "MPI_Win_flush", rank, rank);
  }
  /** Like flush, for all ranks. */
  flushAll(): Promise<void> {
    return this.#synchronize("winFlushAll", "MPI_Win_flush_all", "all");
  }
  flushAllSync(): void {
    this.#synchronizeSync("winFlushAll", "MPI_Win_flush_all", "all");
  }
  /** Like flush, but only at the origin: the buffers may be used again. */
  flushLocal(rank: number): Promise<void> {
    return this.#synchronize("winFlushLocal", "MPI_Win_flush_local", rank, rank);
  }
  flushLocalSync(rank: number): void {
    this.#synchronizeSync("winFlushLocal", "MPI_Win_flush_local", rank, rank);
  }
  /** Like flushLocal, for all ranks. */
  flushLocalAll(): Promise<void> {
    return this.#synchronize("winFlushLocalAll", "MPI_Win_flush_local_all", "all");
  }
  flushLocalAllSync(): void {
    this.#synchronizeSync("winFlushLocalAll", "MPI_Win_flush_local_all", "all");
  }
  /** Lets the ranks of a group access this rank's memory. */
  post(group: Group, asserted: Assertions = {}): Promise<void> {
    return this.#synchronize("winPost", "MPI_Win_post", null, group.index, bits(asserted));
  }
  postSync(group: Group, asserted: Assertions = {}): void {
    this.#synchronizeSync("winPost", "MPI_Win_post", null, group.index, bits(asserted));
  }
  /** Begins accesses to the ranks of a group, which must call `post`. */
  start(group: Group, asserted: Assertions = {}): Promise<void> {
    return this.#synchronize("winStart", "MPI_Win_start", null, group.index, bits(asserted));
  }
  startSync(group: Group, asserted: Assertions = {}): void {
    this.#synchronizeSync("winStart", "MPI_Win_start", null, group.index, bits(asserted));
  }
  /** Completes the accesses that `start` began. */
  complete(): Promise<void> {
    return this.#synchronize("winComplete", "MPI_Win_complete", "all");
  }
  completeSync(): void {
    this.#synchronizeSync("winComplete", "MPI_Win_complete", "all");
  }
  /** Waits until all ranks of the group given to `post` have completed their accesses. */
  wait(): Promise<void> {
    return this.#synchronize("winWait", "MPI_Win_wait", null);
  }
  waitSync(): void {
    this.#synchronizeSync("winWait", "MPI_Win_wait", null);
  }
  /** Whether `wait` would return at once. */
  test(): boolean {
    const flag = native().winTest(this.handle("MPI_Win_test"));
    if (flag < 0) check(-flag, "MPI_Win_test");
    return flag === 1;
  }
  /** Makes this rank's own memory accesses and those of other ranks visible to each other. */
  sync(): Promise<void> {
    return this.#synchronize("winSync", "MPI_Win_sync", null);
  }
  syncSync(): void {
    this.#synchronizeSync("winSync", "MPI_Win_sync", null);
  }

  /** The group of the window's ranks. */
  group(): Group {
    return Group.adopt(unwrap(native().winGroup(this.handle("MPI_Win_get_group")), "MPI_Win_get_group"));
  }
  /** A name for people and debuggers. */
  get name(): string {
    return native().winGetName(this.handle("MPI_Win_get_name"));
  }
  set name(name: string) {
    check(native().winSetName(this.handle("MPI_Win_set_name"), name), "MPI_Win_set_name");
  }
  /** The hints that the library uses. */
  getInfo(): Info {
    return Info.adopt(unwrap(native().winGetInfo(this.handle("MPI_Win_get_info")), "MPI_Win_get_info"));
  }
  /** Gives the library hints. Collective. */
  setInfo(info: Hints): void {
    withHintsSync(info, (hints) => {
      check(native().winSetInfo(this.handle("MPI_Win_set_info"), hints), "MPI_Win_set_info");
    });
  }
  /** "unified": the memory that other ranks write is the memory that this rank reads. */
  get model(): "separate" | "unified" {
    return native().winAttribute(this.handle("MPI_Win_get_attr"), 1) === 1 ? "unified" : "separate";
  }
}

function memoryOf(memory: BufferLike | null, dispUnit: number, operation: string): TypedArray | null {
  checkBytes(0, dispUnit, operation);
  return memory === null ? null : blockOf(memory, operation).data;
}

/**
 * Open MPI reports only "invalid window" if none of its components supports windows over memory that it did not
 * allocate.
 */
function advise(error: unknown): never {
  if (!(error instanceof MpiError) || error.code !== "MPI_ERR_WIN" || error.errorClass === 0) throw error;
  throw new MpiError(
    error.code,
    error.errorClass,
    error.errorCode,
    error.operation,
    "the library cannot make windows over the program's memory here: use Window.allocate, or start Open MPI with access to other processes' memory (--mca btl_vader_single_copy_mechanism cma, or --mca osc ucx,sm)",
  );
}
function advised(make: () => void): void {
  try {
    make();
  } catch (error) {
    advise(error);
  }
}

function checkBytes(bytes: number, dispUnit: number, operation: string): void {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    refuse("MPI_ERR_SIZE", operation, `${bytes} is not a number of bytes: give 0 or more`);
  }
  int(dispUnit, "displacement unit", operation, { least: 1, code: "MPI_ERR_DISP" });
}
