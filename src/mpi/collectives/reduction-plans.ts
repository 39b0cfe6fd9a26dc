/** The arguments of reductions: MPI's operations in one call or several, JavaScript operations on top of a gather. */
import type { RootOptions } from "../communicator/communicator-base.js";
import { blockOf, copyBytes, isInPlace, memoryFrom, type Block, type BufferLike } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import {
  allBlocksArguments,
  gatherArguments,
  reduceArguments,
  reduceScatterArguments,
  type InPlace,
  type Where,
} from "./collective-arguments.js";
import { typeIndexOf } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { INT_MOST } from "../large-counts/ints.js";
import { combineParts, elementsOf, roomLike } from "./js-reduction.js";
import { native } from "../addon/native.js";
import type { Place, ReduceArguments } from "../addon/native-calls.js";
import { Op } from "./op.js";
import { refuseOverlap } from "./overlap.js";
import { CompositeCall, type CallPart } from "./composite-call.js";
import { alltoallvArguments } from "./piece-arguments.js";
import { check } from "../addon/error-codes.js";
import { formOf } from "../datatype/datatype-layout.js";

export interface OpChoice {
  /** Default: Op.SUM. */
  op?: Op;
}
export interface ReduceOptions extends RootOptions, OpChoice {}

type Data = BufferLike | InPlace;
/** Reductions whose result arrives on every rank. */
type Everywhere = "allreduce" | "scan" | "exscan";

/** A buffer from element `at` on. */
function fromElement(place: Place, at: number, type: number): Place {
  return place === null || place === true ? place : memoryFrom(place, at * formOf(type).extent);
}

/** Calls that together cover all elements, each with at most as many elements as an int counts. */
function cut(name: "reduce" | Everywhere, args: ReduceArguments): CallPart[] {
  const [data, buffer, count, type, op, root] = args;
  const calls: CallPart[] = [];
  for (let done = 0; done < count; done += INT_MOST) {
    const [own, into] = [fromElement(data, done, type), fromElement(buffer, done, type)];
    calls.push({ name, args: [own, into, Math.min(count - done, INT_MOST), type, op, root] });
  }
  return calls;
}

/**
 * Splits a reduction of more elements than an int counts into calls that are posted together. Each element is reduced
 * independently.
 */
function inPieces(name: "reduce" | Everywhere, args: ReduceArguments): unknown[] | CompositeCall {
  return args[2] <= INT_MOST ? args : new CompositeCall(cut(name, args));
}

/** This rank's contribution to a reduction with a JavaScript operation. */
function contribution(data: Data | null, buffer: BufferLike | null, op: Op, at: Where): TypedArray {
  op.checkAlive(at.operation);
  if (data === null) refuse("MPI_ERR_BUFFER", at.operation, "the data to reduce is missing on this rank");
  if (isInPlace(data) && buffer === null) {
    refuse("MPI_ERR_BUFFER", at.operation, "only the root may give IN_PLACE: give the data on this rank");
  }
  return elementsOf(isInPlace(data) ? (buffer as BufferLike) : data, at.operation);
}

export function reducePlan(data: Data | null, buffer: BufferLike | null, op: Op, at: Where): unknown[] | CompositeCall {
  if (op.predefined) return inPieces("reduce", reduceArguments(data, buffer, op, at, false));
  if (at.isInter) refuse("MPI_ERR_OP", at.operation, "an intercommunicator supports only MPI's operations");
  const own = contribution(data, buffer, op, at);
  if (!at.isRoot) return new CompositeCall([{ name: "gather", args: gatherArguments(own, null, at) }]);
  const into = resultOf(buffer, own, at, { inPlace: isInPlace(data) });
  const all = roomLike(own, own.length * at.size);
  const finish = (): void => combineParts(op, all, 0, at.size - 1, into, at.operation);
  return new CompositeCall([{ name: "gather", args: gatherArguments(own, all, at) }], finish);
}

function plainBlock(data: TypedArray): Block {
  return { data, count: data.length, type: typeIndexOf(data, "") };
}

/** The part of the receive buffer that the result fills. */
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
    refuse(
      "MPI_ERR_BUFFER",
      at.operation,
      `the receive buffer has space for ${recv.length} elements, but ${count} are needed`,
    );
  }
  return recv.subarray(0, count);
}

export function everywherePlan(
  name: Everywhere,
  data: Data,
  buffer: BufferLike,
  op: Op,
  at: Where,
): unknown[] | CompositeCall {
  if (op.predefined) return inPieces(name, reduceArguments(data, buffer, op, at, true));
  if (at.isInter) refuse("MPI_ERR_OP", at.operation, "an intercommunicator supports only MPI's operations");
  const own = contribution(data, buffer, op, at);
  const into = resultOf(buffer, own, at, { inPlace: isInPlace(data) });
  const all = roomLike(own, own.length * at.size);
  const last = name === "allreduce" ? at.size - 1 : name === "scan" ? at.rank : at.rank - 1;
  const finish = (): void => {
    if (last >= 0) combineParts(op, all, 0, last, into, at.operation);
  };
  return new CompositeCall([{ name: "allgather", args: allBlocksArguments(own, all, at, false) }], finish);
}

export function reduceScatterPlan(
  data: Data,
  buffer: BufferLike,
  counts: readonly number[] | null,
  op: Op,
  at: Where,
): unknown[] | CompositeCall {
  const total = isInPlace(data) ? blockOf(buffer, at.operation).count : blockOf(data, at.operation).count;
  const each = counts ?? Array<number>(at.size).fill(evenly(total, at));
  const { send, recv } = reduceScatterArguments(data, buffer, each, op, at);
  if (op.predefined) {
    // Open MPI adds up the counts in an int.
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
  return args instanceof CompositeCall
    ? args.followedBy(finish)
    : new CompositeCall([{ name: "alltoallv", args }], finish);
}

/**
 * For more elements than an int counts: each rank's part of the result is a reduction of its own, in which all ranks
 * take part.
 */
function segments(send: Place, recv: Block, each: readonly number[], op: Op, at: Where): CompositeCall {
  if (at.isInter) {
    refuse("MPI_ERR_COUNT", at.operation, "an intercommunicator supports at most 2^31 - 1 elements: merge it first");
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
  // With IN_PLACE the beginning of the buffer is another rank's part until everything is reduced.
  const finish = (): void => {
    if (send === true && own > 0) copyBytes(data, own * extent, data, 0, (each[at.rank] ?? 0) * extent);
  };
  return new CompositeCall(calls, finish);
}

function evenly(total: number, { size, operation }: Where): number {
  if (total % size !== 0) {
    refuse("MPI_ERR_COUNT", operation, `${total} elements cannot be divided evenly among ${size} ranks: give counts`);
  }
  return total / size;
}

/**
 * Computes `inout[i] = data[i] op inout[i]` on this rank only.
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
