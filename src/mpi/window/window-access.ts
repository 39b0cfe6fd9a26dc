/** Accesses to other ranks' memory: put, get, accumulate and their kin. */
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
  /** The rank whose memory is meant. */
  target: number;
  /** Where in it, in units of its `dispUnit`; default 0. */
  disp?: number;
  /** How many elements there; default: as many as here. */
  count?: number;
  /** Of which datatype there; default: as here. */
  datatype?: Datatype;
}

export interface AccumulateOptions extends AccessOptions {
  /** One of MPI's own; default Op.SUM. */
  op?: Op;
}

/** An access that no synchronization has completed yet, and what it reads or writes. */
interface Outstanding {
  target: number;
  buffers: readonly unknown[];
}

type Access = Parameters<ReturnType<typeof native>["put"]>;

export class WindowAccess {
  readonly #ranks: number;
  #index: number;
  /** Accesses whose buffers must stay until a synchronization completes them. */
  readonly #outstanding = new Set<Outstanding>();

  /** @internal */
  protected constructor(index: number, ranks: number) {
    this.#index = index;
    this.#ranks = ranks;
  }

  /** @internal */
  protected handle(operation: string): number {
    if (this.#index < 0) refuse("MPI_ERR_WIN", operation, "the window was freed: make another");
    return this.#index;
  }

  /** The handle, for the last time. @internal */
  protected leave(): number {
    const index = this.handle("MPI_Win_free");
    this.#index = -1;
    return index;
  }

  /** @internal */
  protected checkTarget(target: number, operation: string): void {
    if (!Number.isInteger(target) || target >= this.#ranks || (target < 0 && target !== PROC_NULL)) {
      refuse("MPI_ERR_RANK", operation, `target ${target} is no rank of this window: give 0 to ${this.#ranks - 1}`);
    }
  }

  /** The accesses that a synchronization which begins now completes: those to one rank, or null: to all. @internal */
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
      refuse("MPI_ERR_DISP", operation, `displacement ${disp} is no whole number from 0`);
    }
    if (count !== undefined && (!Number.isSafeInteger(count) || count < 0)) {
      refuse("MPI_ERR_COUNT", operation, `count ${count} is no number of elements`);
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
   * Writes to a rank's memory. As all accesses it is complete at the next synchronization; the buffers must stay as they are until then. That it ends
   * inside the target's memory is for the program to see to: not every library checks it.
   */
  put(origin: BufferLike, options: AccessOptions): void {
    const access = this.#access(origin, options, "MPI_Put");
    this.#begun(native().put(...access), "MPI_Put", options.target, access[1]);
  }
  /** Reads from a rank's memory. */
  get(origin: BufferLike, options: AccessOptions): void {
    const access = this.#access(origin, options, "MPI_Get");
    this.#begun(native().get(...access), "MPI_Get", options.target, access[1]);
  }
  /** Combines with what is there, element by element atomically. MPI's own operations alone (MPI_ERR_OP). */
  accumulate(origin: BufferLike, options: AccumulateOptions): void {
    const operation = "MPI_Accumulate";
    const op = combining(options.op, operation);
    const access = this.#access(origin, options, operation);
    this.#begun(native().accumulate(...access, op), operation, options.target, access[1]);
  }
  /** As accumulate; `into` gets what was there. */
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
  /** As getAccumulate, for one element of a predefined datatype: the quickest way to a ticket or a lock. */
  fetchAndOp(origin: BufferLike, into: BufferLike, options: AccumulateOptions): void {
    const operation = "MPI_Fetch_and_op";
    const [index, data, , type, target, disp] = this.#access(origin, options, operation);
    const [, received] = singles(operation, origin, into) as [TypedArray, TypedArray];
    const op = predefined(options.op, operation);
    const code = native().fetchAndOp(index, data, received, type, target, disp, op);
    this.#begun(code, operation, target, data, received);
  }
  /**
   * Writes one element if there stands what `compare` holds; `into` gets what was there. Integers alone.
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

  /** As put, with a request of its own: complete when the buffer may be used again. Under a lock alone, not between fences. */
  rput(origin: BufferLike, options: AccessOptions): Request {
    const access = this.#access(origin, options, "MPI_Rput");
    const slot = takeSlot();
    return new PostedRequest(native().rput(slot, 0, ...access), slot, "MPI_Rput", access[1]);
  }
  /** As get, with a request of its own: complete when the data is here. */
  rget(origin: BufferLike, options: AccessOptions): Request {
    const access = this.#access(origin, options, "MPI_Rget");
    const slot = takeSlot();
    return new PostedRequest(native().rget(slot, 0, ...access), slot, "MPI_Rget", access[1]);
  }
  /** As accumulate, with a request of its own. */
  raccumulate(origin: BufferLike, options: AccumulateOptions): Request {
    const operation = "MPI_Raccumulate";
    const op = combining(options.op, operation);
    const access = this.#access(origin, options, operation);
    const slot = takeSlot();
    return new PostedRequest(native().raccumulate(slot, 0, ...access, op), slot, operation, access[1]);
  }
  /** As getAccumulate, with a request of its own. */
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
  if (!op.predefined) refuse("MPI_ERR_OP", operation, "one-sided accumulation takes MPI's own operations alone");
  return op.index;
}

function combining(op: Op | undefined, operation: string): number {
  if (op === Op.NO_OP)
    refuse("MPI_ERR_OP", operation, "NO_OP is for getAccumulate and fetchAndOp: here it does nothing");
  return predefined(op, operation);
}

/** The memory of buffers that each hold one element, all of the same datatype. */
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
