/** Accesses to other ranks' memory: put, get, accumulate and their kin. */
import { blockOf, type BufferLike } from "./buffer.js";
import { PROC_NULL } from "./constants.js";
import type { Datatype } from "./datatype.js";
import { refuse } from "./error.js";
import { native } from "./native.js";
import { Op } from "./op.js";
import { PostedRequest } from "./posted-request.js";
import { check, takeSlot, type Request } from "./request.js";

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

type Access = Parameters<ReturnType<typeof native>["put"]>;

export class WindowAccess {
  readonly #ranks: number;
  #index: number;
  /** Buffers of accesses, until the next synchronization. @internal */
  protected keep: unknown[] = [];

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

  #access(origin: BufferLike, options: AccessOptions, operation: string): Access {
    const { target, disp = 0, count, datatype } = options;
    const index = this.handle(operation);
    if (!Number.isInteger(target) || target >= this.#ranks || (target < 0 && target !== PROC_NULL)) {
      refuse("MPI_ERR_RANK", operation, `target ${target} is no rank of this window: give 0 to ${this.#ranks - 1}`);
    }
    if (!Number.isSafeInteger(disp) || disp < 0) {
      refuse("MPI_ERR_DISP", operation, `displacement ${disp} is no whole number from 0`);
    }
    const block = blockOf(origin, operation);
    const type = datatype ? datatype.index : block.type;
    return [index, block.data, block.count, block.type, target, disp, count ?? block.count, type];
  }

  /** Writes to a rank's memory. As all accesses it is complete at the next synchronization; the buffers must stay as they are until then. */
  put(origin: BufferLike, options: AccessOptions): void {
    this.keep.push(origin);
    check(native().put(...this.#access(origin, options, "MPI_Put")), "MPI_Put");
  }
  /** Reads from a rank's memory. */
  get(origin: BufferLike, options: AccessOptions): void {
    this.keep.push(origin);
    check(native().get(...this.#access(origin, options, "MPI_Get")), "MPI_Get");
  }
  /** Combines with what is there, element by element atomically. MPI's own operations alone (MPI_ERR_OP). */
  accumulate(origin: BufferLike, options: AccumulateOptions): void {
    this.keep.push(origin);
    const op = predefined(options.op, "MPI_Accumulate");
    check(native().accumulate(...this.#access(origin, options, "MPI_Accumulate"), op), "MPI_Accumulate");
  }
  /** As accumulate; `into` gets what was there. */
  getAccumulate(origin: BufferLike, into: BufferLike, options: AccumulateOptions): void {
    const operation = "MPI_Get_accumulate";
    this.keep.push(origin, into);
    const { data, count, type } = blockOf(into, operation);
    const op = predefined(options.op, operation);
    check(native().getAccumulate(...this.#access(origin, options, operation), op, data, count, type), operation);
  }
  /** As getAccumulate, for one element of a predefined datatype: the quickest way to a ticket or a lock. */
  fetchAndOp(origin: BufferLike, into: BufferLike, options: AccumulateOptions): void {
    const operation = "MPI_Fetch_and_op";
    this.keep.push(origin, into);
    const [index, data, , type, target, disp] = this.#access(origin, options, operation);
    const received = blockOf(into, operation);
    atLeastOne(operation, origin, into);
    if (received.type !== type) refuse("MPI_ERR_TYPE", operation, "both buffers must have the same datatype");
    const op = predefined(options.op, operation);
    check(native().fetchAndOp(index, data, received.data, type, target, disp, op), operation);
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
    this.keep.push(origin, compare, into);
    const [index, data, , type, target, disp] = this.#access(origin, options, operation);
    atLeastOne(operation, origin, compare, into);
    const expected = blockOf(compare, operation);
    const received = blockOf(into, operation);
    check(native().compareAndSwap(index, data, expected.data, received.data, type, target, disp), operation);
  }

  /** As put, with a request of its own: complete when the buffer may be used again. Under a lock alone, not between fences. */
  rput(origin: BufferLike, options: AccessOptions): Request {
    const slot = takeSlot();
    const posted = native().rput(slot, 0, ...this.#access(origin, options, "MPI_Rput"));
    return new PostedRequest(posted, slot, "MPI_Rput", origin);
  }
  /** As get, with a request of its own: complete when the data is here. */
  rget(origin: BufferLike, options: AccessOptions): Request {
    const slot = takeSlot();
    const posted = native().rget(slot, 0, ...this.#access(origin, options, "MPI_Rget"));
    return new PostedRequest(posted, slot, "MPI_Rget", origin);
  }
  /** As accumulate, with a request of its own. */
  raccumulate(origin: BufferLike, options: AccumulateOptions): Request {
    const operation = "MPI_Raccumulate";
    const slot = takeSlot();
    const op = predefined(options.op, operation);
    const posted = native().raccumulate(slot, 0, ...this.#access(origin, options, operation), op);
    return new PostedRequest(posted, slot, operation, origin);
  }
  /** As getAccumulate, with a request of its own. */
  rgetAccumulate(origin: BufferLike, into: BufferLike, options: AccumulateOptions): Request {
    const operation = "MPI_Rget_accumulate";
    const { data, count, type } = blockOf(into, operation);
    const slot = takeSlot();
    const op = predefined(options.op, operation);
    const access = this.#access(origin, options, operation);
    const posted = native().rgetAccumulate(slot, 0, ...access, op, data, count, type);
    return new PostedRequest(posted, slot, operation, [origin, into]);
  }
}

function predefined(op: Op = Op.SUM, operation: string): number {
  if (!op.predefined) refuse("MPI_ERR_OP", operation, "one-sided accumulation takes MPI's own operations alone");
  return op.index;
}

function atLeastOne(operation: string, ...buffers: readonly BufferLike[]): void {
  for (const buffer of buffers) {
    if (blockOf(buffer, operation).count < 1) {
      refuse("MPI_ERR_BUFFER", operation, "each buffer must hold one element");
    }
  }
}
