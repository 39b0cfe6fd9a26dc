/** The arguments of collectives, checked and in the addon's order. What only the root gives is null elsewhere. */
import { blockOf, isInPlace, sharedBlock, type Block, type BufferLike } from "../datatype/buffer.js";
import type { IN_PLACE } from "../constants.js";
import { Datatype } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import type { Block as Flat, BlocksArguments, Place, ReduceArguments } from "../addon/native-calls.js";
import { Op } from "./op.js";
import { refuseOverlap } from "./overlap.js";

export type InPlace = typeof IN_PLACE;

/** Where a collective is called. In an intercommunicator the root is in one group, and the leaves are the other; else everybody is a leaf. */
export interface Where {
  rank: number;
  /** Ranks of the own group. */
  size: number;
  isInter: boolean;
  /** Whether this rank has what only the root has. */
  isRoot: boolean;
  /** Whether it has what each rank has. */
  isLeaf: boolean;
  /** Ranks that a root scatters to or gathers from. */
  peers: number;
  /** Ranks that each receives from and sends to: all, those of the other group, or the neighbours. */
  senders: number;
  receivers: number;
  root: number;
  operation: string;
  /** The private duplicate for pieces that go point to point; -1 where there is none. */
  forPieces: number;
  /** Ranks of the neighbours, where the collective is among them. */
  neighbors?: () => NeighborRanks;
}

/** Ranks by the order of the neighbours in the collective's buffers; PROC_NULL where a grid ends. */
export interface NeighborRanks {
  sources: readonly number[];
  destinations: readonly number[];
  /** Places in `sources`, in the order in which the messages of one rank come that is a neighbour several times. */
  order: readonly number[];
}

/** No block. */
export const NOTHING: Flat = [null, 0, 0];
/** A block that MPI takes from where the result belongs. */
const STAYS: Flat = [true, 0, 0];

export function flat({ data, count, type }: Block): Flat {
  return [data, count, type];
}

/** Written out: spreading three small arrays takes longer than a small message. */
function both(send: Flat, recv: Flat, root: number): BlocksArguments {
  return [send[0], send[1], send[2], recv[0], recv[1], recv[2], root];
}

/** What this rank must give. */
export function given<T>(buffer: T | null | undefined, what: string, operation: string): T {
  if (buffer === null || buffer === undefined) refuse("MPI_ERR_BUFFER", operation, `${what} is missing on this rank`);
  return buffer;
}

/** One block to each rank from the root. */
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

/** IN_PLACE where it is allowed: at the root of an intracommunicator. */
export function inPlace({ isRoot, isLeaf, operation }: Where): Flat {
  if (!isRoot || !isLeaf) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone");
  return STAYS;
}

/** One block from each rank to the root. */
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

/** One block from each rank to each (allgather), or a block for each to each (alltoall). */
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

/** A receive block of one rank must hold what one rank sends. Sizes in elements: where the types differ MPI itself checks the bytes. */
export function fits(recv: Block, sent: number, operation: string, type = recv.type): void {
  if (type === recv.type && recv.count < sent) {
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the receive buffer has room for ${recv.count} elements of each rank, and ${sent} are sent: make it longer`,
    );
  }
}

/**
 * What a rank gives that takes no part in a collective over an intercommunicator (root PROC_NULL). MPI looks at none of it, but Open MPI 4.1's
 * MPI_Ibcast and MPI_Ireduce of nothing return before they count the call: the next collective would then wait for a tag that nobody sends.
 */
export function bystanderCount(buffer: BufferLike | null, operation: string): number {
  return buffer === null ? 1 : blockOf(buffer, operation).count;
}

/** `everywhere`: the result arrives on all ranks (allreduce). */
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
    if (!recv) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone: give the data here");
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

/** Each rank gets its part of the result: of `count` elements from each of the ranks, or of `counts`. */
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
      `the data has ${send.count} elements, fewer than all counts together (${total})`,
    );
  }
  fits(recv, counts[rank] ?? 0, operation);
  refuseOverlap(send, recv, operation);
  return { send: send.data, recv };
}

/** The standard defines only the bitwise operations for bytes; Open MPI would do the others without a word. */
function checkOperation(op: Op, type: number, operation: string): void {
  op.checkAlive(operation);
  if (op.predefined && type === Datatype.BYTE.index && ![Op.BAND, Op.BOR, Op.BXOR].includes(op)) {
    refuse(
      "MPI_ERR_OP",
      operation,
      `${op.name} is not defined for bytes: use the bitwise ones, or a Uint8Array for numbers`,
    );
  }
}
