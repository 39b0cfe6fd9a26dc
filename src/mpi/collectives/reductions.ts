/** Reductions: reduce, allreduce, scan, exscan, reduceScatter(Block), with MPI's operations or yours. */
import type { RootOptions } from "../communicator/base.js";
import {
  blockOf,
  copyBytes,
  isInPlace,
  memoryFrom,
  type Block,
  type BufferLike,
  type TypedArray,
} from "../datatype/buffer.js";
import {
  allBlocksArguments,
  gatherArguments,
  reduceArguments,
  reduceScatterArguments,
  type InPlace,
  type Where,
} from "./collective-arguments.js";
import { Collectives } from "./collectives.js";
import { typeIndexOf } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { INT_MOST } from "../large-counts/ints.js";
import { combineParts, elementsOf, roomLike } from "./js-reduction.js";
import { native } from "../addon/native.js";
import type { Place, ReduceArguments } from "../addon/native-calls.js";
import { Op } from "./op.js";
import { refuseOverlap } from "./overlap.js";
import { Parts, type CallPart } from "./composite-call.js";
import { alltoallvArguments } from "./piece-arguments.js";
import { check, type Request } from "../requests/request.js";
import { formOf } from "../datatype/datatype-layout.js";

export interface OpChoice {
  /** Default Op.SUM. */
  op?: Op;
}
export interface ReduceOptions extends RootOptions, OpChoice {}

type Data = BufferLike | InPlace;
type Everywhere = "allreduce" | "scan" | "exscan";

/** Elements `at` and what follows of a buffer. */
function fromElement(place: Place, at: number, type: number): Place {
  return place === null || place === true ? place : memoryFrom(place, at * formOf(type).extent);
}

/** Calls for all the elements, each of as many as an int counts. */
function cut(name: "reduce" | Everywhere, args: ReduceArguments): CallPart[] {
  const [data, buffer, count, type, op, root] = args;
  const calls: CallPart[] = [];
  for (let done = 0; done < count; done += INT_MOST) {
    const [own, into] = [fromElement(data, done, type), fromElement(buffer, done, type)];
    calls.push({ name, args: [own, into, Math.min(count - done, INT_MOST), type, op, root] });
  }
  return calls;
}

/** More elements than an int counts go in pieces, posted side by side; each element is reduced by itself. */
function inPieces(name: "reduce" | Everywhere, args: ReduceArguments): unknown[] | Parts {
  return args[2] <= INT_MOST ? args : new Parts(cut(name, args));
}

/** What this rank contributes to a reduction with an operation of JavaScript. */
function contribution(data: Data | null, buffer: BufferLike | null, op: Op, at: Where): TypedArray {
  op.checkAlive(at.operation);
  if (data === null) refuse("MPI_ERR_BUFFER", at.operation, "the data to reduce is missing on this rank");
  if (isInPlace(data) && buffer === null) {
    refuse("MPI_ERR_BUFFER", at.operation, "IN_PLACE is for the root alone: give the data here");
  }
  return elementsOf(isInPlace(data) ? (buffer as BufferLike) : data, at.operation);
}

function reducePlan(data: Data | null, buffer: BufferLike | null, op: Op, at: Where): unknown[] | Parts {
  if (op.predefined) return inPieces("reduce", reduceArguments(data, buffer, op, at, false));
  if (at.isInter) refuse("MPI_ERR_OP", at.operation, "over an intercommunicator only MPI's own operations work");
  const own = contribution(data, buffer, op, at);
  if (!at.isRoot) return new Parts([{ name: "gather", args: gatherArguments(own, null, at) }]);
  const into = resultOf(buffer, own, at, { inPlace: isInPlace(data) });
  const all = roomLike(own, own.length * at.size);
  const finish = (): void => combineParts(op, all, 0, at.size - 1, into, at.operation);
  return new Parts([{ name: "gather", args: gatherArguments(own, all, at) }], finish);
}

function plainBlock(data: TypedArray): Block {
  return { data, count: data.length, type: typeIndexOf(data, "") };
}

/** The elements of the receive buffer that the result is for. */
function resultOf(
  buffer: BufferLike | null,
  own: TypedArray,
  at: Where,
  { inPlace, count = own.length }: { inPlace: boolean; count?: number },
): TypedArray {
  const recv = elementsOf(buffer as BufferLike, at.operation);
  if (recv.constructor !== own.constructor) {
    refuse("MPI_ERR_TYPE", at.operation, "data and receive buffer must have the same datatype");
  }
  if (!inPlace) refuseOverlap(plainBlock(own), plainBlock(recv), at.operation);
  if (recv.length < count) {
    refuse("MPI_ERR_BUFFER", at.operation, `the receive buffer has room for ${recv.length} elements, not ${count}`);
  }
  return recv.subarray(0, count);
}

function everywherePlan(name: Everywhere, data: Data, buffer: BufferLike, op: Op, at: Where): unknown[] | Parts {
  if (op.predefined) return inPieces(name, reduceArguments(data, buffer, op, at, true));
  if (at.isInter) refuse("MPI_ERR_OP", at.operation, "over an intercommunicator only MPI's own operations work");
  const own = contribution(data, buffer, op, at);
  const into = resultOf(buffer, own, at, { inPlace: isInPlace(data) });
  const all = roomLike(own, own.length * at.size);
  const last = name === "allreduce" ? at.size - 1 : name === "scan" ? at.rank : at.rank - 1;
  const finish = (): void => {
    if (last >= 0) combineParts(op, all, 0, last, into, at.operation);
  };
  return new Parts([{ name: "allgather", args: allBlocksArguments(own, all, at, false) }], finish);
}

function reduceScatterPlan(
  data: Data,
  buffer: BufferLike,
  counts: readonly number[] | null,
  op: Op,
  at: Where,
): unknown[] | Parts {
  const total = isInPlace(data) ? blockOf(buffer, at.operation).count : blockOf(data, at.operation).count;
  const each = counts ?? Array<number>(at.size).fill(evenly(total, at));
  const { send, recv } = reduceScatterArguments(data, buffer, each, op, at);
  if (op.predefined) {
    // Open MPI adds the counts up in an int.
    if (each.reduce((a, b) => a + b, 0) > INT_MOST) return segments(send, recv, each, op, at);
    return counts
      ? [send, recv.data, Int32Array.from(each), recv.type, op.index]
      : [send, recv.data, each[0] ?? 0, recv.type, op.index, 0];
  }
  const own = contribution(data, buffer, op, at);
  const mine = each[at.rank] ?? 0;
  const into = resultOf(buffer, own, at, { inPlace: isInPlace(data), count: mine });
  const all = roomLike(own, mine * at.size);
  const args = alltoallvArguments({ data: own, counts: each }, { data: all, counts: each.map(() => mine) }, at);
  const finish = (): void => combineParts(op, all, 0, at.size - 1, into, at.operation);
  return args instanceof Parts ? args.followedBy(finish) : new Parts([{ name: "alltoallv", args }], finish);
}

/** More elements than an int counts: each rank's part of the result is a reduction of its own, which all ranks know of. */
function segments(send: Place, recv: Block, each: readonly number[], op: Op, at: Where): Parts {
  if (at.isInter) {
    refuse("MPI_ERR_COUNT", at.operation, "over an intercommunicator at most 2^31 - 1 elements: merge it first");
  }
  const { data, type } = recv;
  const { extent } = formOf(type);
  const calls: CallPart[] = [];
  let from = 0;
  let own = 0;
  each.forEach((count, root) => {
    const part = fromElement(send === true ? data : send, from, type);
    if (root !== at.rank) calls.push(...cut("reduce", [part, null, count, type, op.index, root]));
    else if (send !== true) calls.push(...cut("reduce", [part, data, count, type, op.index, root]));
    else calls.push(...cut("reduce", [true, fromElement(data, from, type), count, type, op.index, root]));
    if (root === at.rank) own = from;
    from += count;
  });
  // In place, the beginning of the buffer is another rank's part until everything is reduced.
  const finish = (): void => {
    if (send === true && own > 0) copyBytes(data, own * extent, data, 0, (each[at.rank] ?? 0) * extent);
  };
  return new Parts(calls, finish);
}

function evenly(total: number, { size, operation }: Where): number {
  if (total % size !== 0) {
    refuse("MPI_ERR_COUNT", operation, `${total} elements cannot be divided evenly among ${size} ranks: give counts`);
  }
  return total / size;
}

export class Reductions extends Collectives {
  /**
   * Combines everybody's elements with `op` at the root: element i of the result is of all elements i. `buffer` is null elsewhere; at the root
   * `data` may be IN_PLACE. Bytes have the bitwise operations alone (MPI_ERR_OP).
   *
   * @example
   * const total = world.rank === 0 ? new Float64Array(1) : null;
   * await world.reduce(new Float64Array([seconds]), total, { op: Op.MAX });
   */
  reduce(data: Data | null, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): Promise<void> {
    return this.promise("reduce", root, (at) => reducePlan(data, buffer, op, at));
  }
  reduceSync(data: Data | null, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): void {
    this.block("reduce", root, (at) => reducePlan(data, buffer, op, at));
  }
  ireduce(data: Data | null, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): Request {
    return this.request("reduce", root, (at) => reducePlan(data, buffer, op, at));
  }

  /**
   * Combines everybody's elements with `op` on every rank. `data` may be IN_PLACE: what is in `buffer` goes in.
   *
   * @example
   * await world.allreduce(IN_PLACE, sums, { op: Op.SUM });
   */
  allreduce(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.promise("allreduce", 0, (at) => everywherePlan("allreduce", data, buffer, op, at));
  }
  allreduceSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.block("allreduce", 0, (at) => everywherePlan("allreduce", data, buffer, op, at));
  }
  iallreduce(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.request("allreduce", 0, (at) => everywherePlan("allreduce", data, buffer, op, at));
  }

  /** Combines the elements of ranks 0 to this one. */
  scan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.promise("scan", 0, (at) => everywherePlan("scan", data, buffer, op, at));
  }
  scanSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.block("scan", 0, (at) => everywherePlan("scan", data, buffer, op, at));
  }
  iscan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.request("scan", 0, (at) => everywherePlan("scan", data, buffer, op, at));
  }

  /** Combines the elements of the ranks below this one; rank 0's buffer stays as it is. */
  exscan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.promise("exscan", 0, (at) => everywherePlan("exscan", data, buffer, op, at));
  }
  exscanSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.block("exscan", 0, (at) => everywherePlan("exscan", data, buffer, op, at));
  }
  iexscan(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.request("exscan", 0, (at) => everywherePlan("exscan", data, buffer, op, at));
  }

  /** Combines, and gives each rank its part of the result: as many elements as all others. `data` is a multiple of `size` elements long. */
  reduceScatterBlock(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Promise<void> {
    return this.promise("reduceScatterBlock", 0, (at) => reduceScatterPlan(data, buffer, null, op, at));
  }
  reduceScatterBlockSync(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
    this.block("reduceScatterBlock", 0, (at) => reduceScatterPlan(data, buffer, null, op, at));
  }
  ireduceScatterBlock(data: Data, buffer: BufferLike, { op = Op.SUM }: OpChoice = {}): Request {
    return this.request("reduceScatterBlock", 0, (at) => reduceScatterPlan(data, buffer, null, op, at));
  }

  /** As reduceScatterBlock, with `counts[r]` elements for rank r. */
  reduceScatter(
    data: Data,
    buffer: BufferLike,
    counts: readonly number[],
    { op = Op.SUM }: OpChoice = {},
  ): Promise<void> {
    return this.promise("reduceScatter", 0, (at) => reduceScatterPlan(data, buffer, counts, op, at));
  }
  reduceScatterSync(data: Data, buffer: BufferLike, counts: readonly number[], { op = Op.SUM }: OpChoice = {}): void {
    this.block("reduceScatter", 0, (at) => reduceScatterPlan(data, buffer, counts, op, at));
  }
  ireduceScatter(data: Data, buffer: BufferLike, counts: readonly number[], { op = Op.SUM }: OpChoice = {}): Request {
    return this.request("reduceScatter", 0, (at) => reduceScatterPlan(data, buffer, counts, op, at));
  }
}

/**
 * `inout[i] = data[i] op inout[i]`, on this rank alone.
 *
 * @example
 * reduceLocal(new Int32Array([1, 2]), sums, { op: Op.SUM });
 */
export function reduceLocal(data: BufferLike, inout: BufferLike, { op = Op.SUM }: OpChoice = {}): void {
  const operation = "MPI_Reduce_local";
  op.checkAlive(operation);
  const from = blockOf(data, operation);
  const into = blockOf(inout, operation);
  if (from.type !== into.type) refuse("MPI_ERR_TYPE", operation, "both buffers must have the same datatype");
  if (into.count < from.count) refuse("MPI_ERR_BUFFER", operation, "the second buffer is shorter than the first");
  refuseOverlap(from, into, operation, { cure: "copy" });
  if (op.predefined) {
    const args: ReduceArguments = [from.data, into.data, from.count, from.type, op.index, 0];
    for (const { args: call } of cut("reduce", args)) {
      const [own, both, count] = call as [TypedArray, TypedArray, number];
      check(native().reduceLocal(own, both, count, from.type, op.index), operation);
    }
    return;
  }
  const a = elementsOf(data, operation);
  const b = elementsOf(inout, operation).subarray(0, a.length);
  const both = roomLike(a, a.length * 2);
  (both as Float64Array).set(a as Float64Array);
  (both as Float64Array).set(b as Float64Array, a.length);
  combineParts(op, both, 0, 1, b, operation);
}
