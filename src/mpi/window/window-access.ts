/** Accesses to the memory of other ranks: put, get, accumulate and their variants. */
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import { PROC_NULL } from "../constants.js";
import type { Datatype } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { native } from "../addon/native.js";
import { Op } from "../collectives/op.js";
import { refuseOverlap } from "../collectives/overlap.js";
import { PostedRequest } from "../requests/posted-request.js";
import { check } from "../addon/error-codes.js";
import { takeSlot } from "../requests/slots.js";
import type { Request } from "../requests/request.js";

export interface AccessOptions {
  /** The rank whose memory is accessed. */
  target: number;
  /** Displacement in its memory, in units of its `dispUnit`; default 0. */
  disp?: number;
  /** Number of elements at the target; default: as at the origin. */
  count?: number;
  /** Datatype at the target; default: as at the origin. */
  datatype?: Datatype;
}

export interface AccumulateOptions extends AccessOptions {
  /** One of MPI's operations; default Op.SUM. */
  op?: Op;
}

/** An access that no synchronization has completed yet, with the buffers that it uses. */
interface Outstanding {
  target: number;
  buffers: readonly unknown[];
}

type Access = Parameters<ReturnType<typeof native>["put"]>;

export class WindowAccess {
  readonly #ranks: number;
  #index: number;
  /** Accesses whose buffers must stay alive until a synchronization completes them. */
  readonly #outstanding = new Set<Outstanding>();

  /** @internal */
  protected constructor(index: number, ranks: number) {
    this.#index = index;
    this.#ranks = ranks;
  }

  /** @internal */
  protected handle(operation: string): number {
    if (this.#index < 0) refuse("MPI_ERR_WIN", operation, "the window was freed: make another one");
    return this.#index;
  }

  /** Returns the handle and invalidates it. @internal */
  protected leave(): number {
    const index = this.handle("MPI_Win_free");
    this.#index = -1;
    return index;
  }

  /** @internal */
  protected checkTarget(target: number, operation: string): void {
    if (!Number.isInteger(target) || target >= this.#ranks || (target < 0 && target !== PROC_NULL)) {
      refuse("MPI_ERR_RANK", operation, `target ${target} is not a rank of this window: give 0 to ${this.#ranks - 1}`);
    }
  }

  /**
   * The accesses that a synchronization completes if it begins now: accesses to one rank, or to all ranks (null).
   * @internal
   */
  protected outstanding(target: number | null): readonly Outstanding[] {
    return target === null ? [...this.#outstanding] : [...this.#outstanding].filter((one) => one.target === target);
  }
  /** @internal */
  protected completed(accesses: readonly Outstanding[]): void {
    for (const access of accesses) this.#outstanding.delete(access);
  }

  #access(origin: BufferLike, options: AccessOptions, operation: string): Access {
    const { target, disp = 0, count, datatype } = options;
    const index = this.handle(operation);
    this.checkTarget(target, operation);
    if (!Number.isSafeInteger(disp) || disp < 0) {
      refuse("MPI_ERR_DISP", operation, `displacement ${disp} is not a whole number from 0`);
    }
    if (count !== undefined && (!Number.isSafeInteger(count) || count < 0)) {
      refuse("MPI_ERR_COUNT", operation, `count ${count} is not a number of elements`);
    }
    const block = blockOf(origin, operation);
    const type = datatype ? datatype.index : block.type;
    return [index, block.data, block.count, block.type, target, disp, count ?? block.count, type];
  }

  #begun(code: number, operation: string, target: number, ...buffers: unknown[]): void {
    check(code, operation);
    this.#outstanding.add({ target, buffers });
  }

  /**
   * Writes to a rank's memory. Like every access, it is complete at the next synchronization, and the buffers must not
   * change until then. The program must ensure that the access is inside the target's memory: not every library checks
   * it.
   */
  put(origin: BufferLike, options: AccessOptions): void {
    const access = this.#access(origin, options, "MPI_Put");
    this.#begun(native().put(...access), "MPI_Put", options.target, access[1]);
  }
  /** Reads from a rank's memory. Complete at the next synchronization. */
  get(origin: BufferLike, options: AccessOptions): void {
    const access = this.#access(origin, options, "MPI_Get");
    this.#begun(native().get(...access), "MPI_Get", options.target, access[1]);
  }
  /** Combines the elements with the target's, each one atomically. Only MPI's operations work (MPI_ERR_OP). */
  accumulate(origin: BufferLike, options: AccumulateOptions): void {
    const operation = "MPI_Accumulate";
    const op = combining(options.op, operation);
    const access = this.#access(origin, options, operation);
    this.#begun(native().accumulate(...access, op), operation, options.target, access[1]);
  }
  /** Like accumulate, and `into` receives the previous values. */
  getAccumulate(origin: BufferLike, into: BufferLike, options: AccumulateOptions): void {
    const operation = "MPI_Get_accumulate";
    const { data, count, type } = blockOf(into, operation);
    const op = predefined(options.op, operation);
    const access = this.#access(origin, options, operation);
    refuseOverlap(
      { data: access[1] as TypedArray, count: access[2], type: access[3] },
      { data, count, type },
      operation,
      COPY,
    );
    const code = native().getAccumulate(...access, op, data, count, type);
    this.#begun(code, operation, options.target, access[1], data);
  }
  /** Like getAccumulate, for one element of a predefined datatype: the fastest way to take a ticket or a lock. */
  fetchAndOp(origin: BufferLike, into: BufferLike, options: AccumulateOptions): void {
    const operation = "MPI_Fetch_and_op";
    const [index, data, , type, target, disp] = this.#access(origin, options, operation);
    const [, received] = singles(operation, origin, into) as [TypedArray, TypedArray];
    const op = predefined(options.op, operation);
    const code = native().fetchAndOp(index, data, received, type, target, disp, op);
    this.#begun(code, operation, target, data, received);
  }
  /**
   * Writes one element if the target holds the value in `compare`. `into` receives the previous value. Only integers.
   *
   * @example
   * // Takes a lock that is free while it is 0.
   * window.compareAndSwap(new Int32Array([1]), new Int32Array([0]), was, { target: 0 });
   * await window.flush(0); // mine if was[0] === 0
   */
  compareAndSwap(origin: BufferLike, compare: BufferLike, into: BufferLike, options: AccessOptions): void {
    const operation = "MPI_Compare_and_swap";
    const [index, data, , type, target, disp] = this.#access(origin, options, operation);
    const [, expected, received] = singles(operation, origin, compare, into) as [TypedArray, TypedArray, TypedArray];
    const code = native().compareAndSwap(index, data, expected, received, type, target, disp);
    this.#begun(code, operation, target, data, expected, received);
  }

  /**
   * Like put, with a request that is complete when the buffer may be used again. Only under a lock, not between fences.
   */
  rput(origin: BufferLike, options: AccessOptions): Request {
    const access = this.#access(origin, options, "MPI_Rput");
    const slot = takeSlot();
    return new PostedRequest(native().rput(slot, 0, ...access), slot, "MPI_Rput", access[1]);
  }
  /** Like get, with a request that is complete when the data has arrived. */
  rget(origin: BufferLike, options: AccessOptions): Request {
    const access = this.#access(origin, options, "MPI_Rget");
    const slot = takeSlot();
    return new PostedRequest(native().rget(slot, 0, ...access), slot, "MPI_Rget", access[1]);
  }
  /** Like accumulate, with a request. */
  raccumulate(origin: BufferLike, options: AccumulateOptions): Request {
    const operation = "MPI_Raccumulate";
    const op = combining(options.op, operation);
    const access = this.#access(origin, options, operation);
    const slot = takeSlot();
    return new PostedRequest(native().raccumulate(slot, 0, ...access, op), slot, operation, access[1]);
  }
  /** Like getAccumulate, with a request. */
  rgetAccumulate(origin: BufferLike, into: BufferLike, options: AccumulateOptions): Request {
    const operation = "MPI_Rget_accumulate";
    const { data, count, type } = blockOf(into, operation);
    const op = predefined(options.op, operation);
    const access = this.#access(origin, options, operation);
    refuseOverlap(
      { data: access[1] as TypedArray, count: access[2], type: access[3] },
      { data, count, type },
      operation,
      COPY,
    );
    const slot = takeSlot();
    const posted = native().rgetAccumulate(slot, 0, ...access, op, data, count, type);
    return new PostedRequest(posted, slot, operation, [access[1], data]);
  }
}

const COPY = { cure: "copy" } as const;

function predefined(op: Op = Op.SUM, operation: string): number {
  if (!op.predefined) refuse("MPI_ERR_OP", operation, "one-sided accumulation supports only MPI's operations");
  return op.index;
}

function combining(op: Op | undefined, operation: string): number {
  if (op === Op.NO_OP) refuse("MPI_ERR_OP", operation, "NO_OP works only with getAccumulate and fetchAndOp");
  return predefined(op, operation);
}

/** The memory of buffers that hold one element each, all of the same datatype. */
function singles(operation: string, ...buffers: readonly BufferLike[]): TypedArray[] {
  const blocks = buffers.map((buffer) => blockOf(buffer, operation));
  if (blocks.some(({ count }) => count < 1)) {
    refuse("MPI_ERR_BUFFER", operation, "each buffer must hold one element");
  }
  if (blocks.some(({ type }) => type !== blocks[0]?.type)) {
    refuse("MPI_ERR_TYPE", operation, "all buffers must have the same datatype");
  }
  const into = blocks.at(-1);
  for (const from of blocks.slice(0, -1)) {
    if (into) refuseOverlap({ ...from, count: 1 }, { ...into, count: 1 }, operation, COPY);
  }
  return blocks.map(({ data }) => data);
}
