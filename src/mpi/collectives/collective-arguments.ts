/**
 * The arguments of collectives, checked and in the addon's order. Arguments that only the root gives are null on other
 * ranks.
 */
import { blockOf, isInPlace, sharedBlock, type Block, type BufferLike } from "../datatype/buffer.js";
import type { IN_PLACE } from "../constants.js";
import { Datatype } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import type { Block as Flat, BlocksArguments, Place, ReduceArguments } from "../addon/native-calls.js";
import { Op } from "./op.js";
import { refuseOverlap } from "./overlap.js";

export type InPlace = typeof IN_PLACE;

/**
 * The context of a collective call. In an intercommunicator the root is in one group and the leaves are the other
 * group; otherwise every rank is a leaf.
 */
export interface Where {
  rank: number;
  /** Number of ranks in the local group. */
  size: number;
  isInter: boolean;
  /** Whether this rank gives the root's arguments. */
  isRoot: boolean;
  /** Whether this rank gives a leaf's arguments. */
  isLeaf: boolean;
  /** Number of ranks that a root scatters to or gathers from. */
  peers: number;
  /** Number of ranks that this rank receives from, and that it sends to: all, the other group, or the neighbours. */
  senders: number;
  receivers: number;
  root: number;
  operation: string;
  /** The private duplicate for pieces that go point to point; -1 if there is none. */
  forPieces: number;
  /** Ranks of the neighbours, for collectives among neighbours. */
  neighbors?: () => NeighborRanks;
}

/** Ranks in the order of the neighbours in the collective's buffers; PROC_NULL beyond the edge of a grid. */
export interface NeighborRanks {
  sources: readonly number[];
  destinations: readonly number[];
  /** Indices of `sources` in the order in which messages arrive from a rank that is a neighbour several times. */
  order: readonly number[];
}

/** The arguments of an absent block. */
export const NOTHING: Flat = [null, 0, 0];
/** The arguments of a block that MPI reads where its result belongs (IN_PLACE). */
const STAYS: Flat = [true, 0, 0];

export function flat({ data, count, type }: Block): Flat {
  return [data, count, type];
}

/** Written out, because spreading three small arrays takes longer than a small message. */
function both(send: Flat, recv: Flat, root: number): BlocksArguments {
  return [send[0], send[1], send[2], recv[0], recv[1], recv[2], root];
}

/** The buffer, which this rank must give. Refuses null. */
export function given<T>(buffer: T | null | undefined, what: string, operation: string): T {
  if (buffer === null || buffer === undefined) refuse("MPI_ERR_BUFFER", operation, `${what} is missing on this rank`);
  return buffer;
}

/** Arguments of scatter: one block from the root to each rank. */
export function scatterArguments(
  data: BufferLike | null,
  buffer: BufferLike | InPlace | null,
  at: Where,
): BlocksArguments {
  const { isRoot, isLeaf, peers, root, operation } = at;
  const shared = isRoot ? sharedBlock(given(data, "the data to scatter", operation), peers, operation) : null;
  const send = shared ? flat(shared) : NOTHING;
  if (isInPlace(buffer)) return both(send, inPlace(at), root);
  if (!isLeaf) return both(send, NOTHING, root);
  const recv = blockOf(given(buffer, "the receive buffer", operation), operation);
  if (shared) {
    fits(recv, shared.count, operation, shared.type);
    refuseOverlap(shared, recv, operation, { sends: peers });
  }
  return both(send, flat(recv), root);
}

/** IN_PLACE, which only the root of an intracommunicator may give. */
export function inPlace({ isRoot, isLeaf, operation }: Where): Flat {
  if (!isRoot || !isLeaf) refuse("MPI_ERR_BUFFER", operation, "only the root may give IN_PLACE");
  return STAYS;
}

/** Arguments of gather: one block from each rank to the root. */
export function gatherArguments(
  data: BufferLike | InPlace | null,
  buffer: BufferLike | null,
  at: Where,
): BlocksArguments {
  const { isRoot, isLeaf, peers, root, operation } = at;
  const recv = isRoot ? sharedBlock(given(buffer, "the receive buffer", operation), peers, operation) : null;
  const tail = recv ? flat(recv) : NOTHING;
  if (isInPlace(data)) return both(inPlace(at), tail, root);
  if (!isLeaf) return both(NOTHING, tail, root);
  const send = blockOf(given(data, "the data to gather", operation), operation);
  if (recv) {
    fits(recv, send.count, operation, send.type);
    refuseOverlap(send, recv, operation, { receives: peers });
  }
  return both(flat(send), tail, root);
}

/**
 * Arguments of allgather (one block from each rank to every rank) and, if `each`, of alltoall (a different block for
 * each rank).
 */
export function allBlocksArguments(
  data: BufferLike | InPlace,
  buffer: BufferLike,
  at: Where,
  each: boolean,
): BlocksArguments {
  const { receivers, senders, operation, isInter } = at;
  const recv = sharedBlock(given(buffer, "the receive buffer", operation), senders, operation);
  if (isInPlace(data)) return both(STAYS, flat(recv), 0);
  const known = given(data, "the data to send", operation);
  const send = each ? sharedBlock(known, receivers, operation) : blockOf(known, operation);
  // The two groups of an intercommunicator may send each other blocks of different lengths.
  if (!isInter && senders > 0) fits(recv, send.count, operation, send.type);
  if (send.data.buffer === recv.data.buffer) {
    const cure = at.neighbors ? "copy" : "inPlace";
    refuseOverlap(send, recv, operation, { sends: each ? receivers : 1, receives: senders, cure });
  }
  return both(flat(send), flat(recv), 0);
}

/**
 * Refuses a receive block that is shorter than what one rank sends. Counts elements; if the datatypes differ, MPI
 * itself checks the bytes.
 */
export function fits(recv: Block, sent: number, operation: string, type = recv.type): void {
  if (type === recv.type && recv.count < sent) {
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the receive buffer has space for ${recv.count} elements from each rank, but ${sent} are sent: give a longer buffer`,
    );
  }
}

/**
 * The count of a rank that takes no part in a collective over an intercommunicator (root PROC_NULL). MPI ignores it,
 * but Open MPI 4.1's MPI_Ibcast and MPI_Ireduce with a count of 0 return before they count the call. The next
 * collective would then wait for a tag that no rank sends.
 */
export function bystanderCount(buffer: BufferLike | null, operation: string): number {
  return buffer === null ? 1 : blockOf(buffer, operation).count;
}

/** Arguments of reductions. `everywhere`: the result arrives on all ranks (allreduce). */
export function reduceArguments(
  data: BufferLike | InPlace | null,
  buffer: BufferLike | null,
  op: Op,
  at: Where,
  everywhere: boolean,
): ReduceArguments {
  const { isRoot, isLeaf, root, operation } = at;
  const recv = everywhere || isRoot ? blockOf(given(buffer, "the receive buffer", operation), operation) : null;
  if (isInPlace(data)) {
    if (!recv) refuse("MPI_ERR_BUFFER", operation, "only the root may give IN_PLACE: give the data on this rank");
    checkOperation(op, recv.type, operation);
    return [true, recv.data, recv.count, recv.type, op.index, root];
  }
  if (!isLeaf && !everywhere) {
    if (!recv) return [null, null, bystanderCount(data, operation), Datatype.INT32.index, Op.SUM.index, root];
    return [null, recv.data, recv.count, recv.type, op.index, root];
  }
  const send = blockOf(given(data, "the data to reduce", operation), operation);
  checkOperation(op, send.type, operation);
  if (recv && recv.count < send.count) fits(recv, send.count, operation);
  if (recv && recv.type !== send.type) {
    refuse("MPI_ERR_TYPE", operation, "data and receive buffer must have the same datatype");
  }
  if (recv) refuseOverlap(send, recv, operation);
  return [send.data, recv ? recv.data : null, send.count, send.type, op.index, root];
}

/** Arguments of reduceScatter: rank r receives `counts[r]` elements of the result. */
export function reduceScatterArguments(
  data: BufferLike | InPlace,
  buffer: BufferLike,
  counts: readonly number[],
  op: Op,
  at: Where,
): { send: Place; recv: Block } {
  const { rank, operation } = at;
  const recv = blockOf(given(buffer, "the receive buffer", operation), operation);
  checkOperation(op, recv.type, operation);
  const total = counts.reduce((a, b) => a + b, 0);
  if (counts.length !== at.size || counts.some((count) => !Number.isInteger(count) || count < 0)) {
    refuse("MPI_ERR_COUNT", operation, `give a number of elements for each of ${at.size} ranks`);
  }
  if (isInPlace(data)) {
    fits(recv, total, operation);
    return { send: true, recv };
  }
  const send = blockOf(given(data, "the data to reduce", operation), operation);
  if (send.type !== recv.type) {
    refuse("MPI_ERR_TYPE", operation, "data and receive buffer must have the same datatype");
  }
  if (send.count < total) {
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the data has ${send.count} elements, fewer than the sum of the counts (${total})`,
    );
  }
  fits(recv, counts[rank] ?? 0, operation);
  refuseOverlap(send, recv, operation);
  return { send: send.data, recv };
}

/** The standard defines only the bitwise operations for bytes. Open MPI computes the others without an error. */
function checkOperation(op: Op, type: number, operation: string): void {
  op.checkAlive(operation);
  if (op.predefined && type === Datatype.BYTE.index && ![Op.BAND, Op.BOR, Op.BXOR].includes(op)) {
    refuse(
      "MPI_ERR_OP",
      operation,
      `${op.name} is not defined for bytes: use a bitwise operation, or a Uint8Array for numbers`,
    );
  }
}
