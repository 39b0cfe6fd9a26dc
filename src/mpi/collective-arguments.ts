/** The arguments of collectives, checked and in the addon's order. What only the root gives is null elsewhere. */
import {
  blockOf,
  INT_MAX,
  isInPlace,
  piecesOf,
  sharedBlock,
  typedPiecesOf,
  type Block,
  type BufferLike,
  type PieceBlock,
  type Pieces,
  type TypedPieceBlock,
  type TypedPieces,
} from "./buffer.js";
import type { IN_PLACE } from "./constants.js";
import { Datatype, displacedType } from "./datatype.js";
import { refuse } from "./error.js";
import type {
  BlocksArguments,
  CollectiveCalls,
  PiecesArguments,
  Place,
  ReduceArguments,
  ScattervArguments,
  SpreadsArguments,
} from "./native-calls.js";
import { Op } from "./op.js";

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
}

type Flat = [data: Place, count: number, type: number];
const NOTHING: Flat = [null, 0, 0];

function flat(block: Block): Flat {
  return [block.data, block.count, block.type];
}

function given<T>(buffer: T | null | undefined, what: string, operation: string): T {
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
  const send = isRoot ? flat(sharedBlock(given(data, "the data to scatter", operation), peers, operation)) : NOTHING;
  if (isInPlace(buffer)) return [...send, ...inPlace(at), root];
  if (!isLeaf) return [...send, ...NOTHING, root];
  const recv = blockOf(given(buffer, "the receive buffer", operation), operation);
  if (isRoot) fits(recv, send[1], operation, send[2]);
  return [...send, ...flat(recv), root];
}

/** IN_PLACE where it is allowed: at the root of an intracommunicator. */
function inPlace({ isRoot, isLeaf, operation }: Where): Flat {
  if (!isRoot || !isLeaf) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone");
  return [true, 0, 0];
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
  if (isInPlace(data)) return [...inPlace(at), ...tail, root];
  if (!isLeaf) return [...NOTHING, ...tail, root];
  const send = blockOf(given(data, "the data to gather", operation), operation);
  if (recv) fits(recv, send.count, operation, send.type);
  return [...flat(send), ...tail, root];
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
  if (isInPlace(data)) return [true, 0, 0, ...flat(recv), 0];
  const known = given(data, "the data to send", operation);
  const send = each ? sharedBlock(known, receivers, operation) : blockOf(known, operation);
  // The two groups of an intercommunicator may send each other blocks of different lengths.
  if (!isInter && senders > 0) fits(recv, send.count, operation, send.type);
  return [...flat(send), ...flat(recv), 0];
}

/** A receive block of one rank must hold what one rank sends. Sizes in elements: where the types differ MPI itself checks the bytes. */
function fits(recv: Block, sent: number, operation: string, type = recv.type): void {
  if (type === recv.type && recv.count < sent) {
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the receive buffer has room for ${recv.count} elements of each rank, and ${sent} are sent: make it longer`,
    );
  }
}

const NO_PIECES = [null, null, null, 0] as const;

export function scattervArguments(
  pieces: Pieces | null,
  buffer: BufferLike | InPlace | null,
  at: Where,
): ScattervArguments {
  const { isRoot, isLeaf, peers, root, operation } = at;
  const send = isRoot ? piecesOf(given(pieces, "{ data, counts }", operation), peers, operation) : null;
  const head = send ? spread(send) : NO_PIECES;
  if (isInPlace(buffer)) return [...head, ...inPlace(at), root];
  if (!isLeaf) return [...head, ...NOTHING, root];
  const recv = blockOf(given(buffer, "the receive buffer", operation), operation);
  if (send) fits(recv, send.elements[root] ?? 0, operation, send.elementType);
  return [...head, ...flat(recv), root];
}

export function gathervArguments(data: BufferLike | InPlace | null, pieces: Pieces | null, at: Where): PiecesArguments {
  const { isRoot, isLeaf, peers, root, operation } = at;
  const recv = isRoot ? piecesOf(given(pieces, "{ data, counts }", operation), peers, operation) : null;
  const tail = recv ? spread(recv) : NO_PIECES;
  if (isInPlace(data)) return [...inPlace(at), ...tail, root];
  if (!isLeaf) return [...NOTHING, ...tail, root];
  return [...flat(blockOf(given(data, "the data to gather", operation), operation)), ...tail, root];
}

export function allgathervArguments(data: BufferLike | InPlace, pieces: Pieces, at: Where): PiecesArguments {
  const recv = piecesOf(given(pieces, "{ data, counts }", at.operation), at.senders, at.operation);
  const send: Flat = isInPlace(data)
    ? [true, 0, 0]
    : flat(blockOf(given(data, "the data to gather", at.operation), at.operation));
  return [...send, ...spread(recv), 0];
}

export function alltoallvArguments(data: Pieces | InPlace, pieces: Pieces, at: Where): SpreadsArguments {
  const { senders, receivers, operation } = at;
  const recv = piecesOf(given(pieces, "{ data, counts }", operation), senders, operation);
  if (isInPlace(data)) return [true, null, null, 0, ...spread(recv)];
  const send = piecesOf(given(data, "{ data, counts }", operation), receivers, operation);
  return [...spread(send), ...spread(recv)];
}

/** Displacements in bytes as ints; those of neighbours are addresses, and may be larger. */
export function alltoallwArguments(
  data: TypedPieces | InPlace,
  pieces: TypedPieces,
  at: Where,
): CollectiveCalls["alltoallw"] {
  const { senders, receivers, operation } = at;
  const recv = typedPiecesOf(given(pieces, "{ data, counts, displs, datatypes }", operation), senders, operation);
  const into = typed(recv, intsOf(recv, operation));
  if (isInPlace(data)) return [true, null, null, null, ...into];
  const send = typedPiecesOf(given(data, "{ data, counts, displs, datatypes }", operation), receivers, operation);
  return [...typed(send, intsOf(send, operation)), ...into];
}

export function neighborAlltoallwArguments(
  data: TypedPieces,
  pieces: TypedPieces,
  at: Where,
): CollectiveCalls["neighborAlltoallw"] {
  const { senders, receivers, operation } = at;
  const recv = typedPiecesOf(given(pieces, "{ data, counts, displs, datatypes }", operation), senders, operation);
  const send = typedPiecesOf(given(data, "{ data, counts, displs, datatypes }", operation), receivers, operation);
  return [...typed(send, Float64Array.from(send.displs)), ...typed(recv, Float64Array.from(recv.displs))];
}

function typed<D>(block: TypedPieceBlock, displs: D): [TypedPieceBlock["data"], Int32Array, D, Int32Array] {
  return [block.data, block.counts, displs, block.types];
}

/** A displacement beyond an int moves into a datatype that begins there. */
function intsOf(block: TypedPieceBlock, operation: string): Int32Array {
  block.displs.forEach((displ, rank) => {
    if (displ <= INT_MAX) return;
    block.types[rank] = displacedType(block.types[rank] ?? 0, block.counts[rank] ?? 0, displ, operation);
    block.counts[rank] = 1;
    block.displs[rank] = 0;
  });
  return Int32Array.from(block.displs);
}

function spread({ data, counts, displs, type }: PieceBlock): [Place, Int32Array, Int32Array, number] {
  return [data, counts, displs, type];
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
  return [send.data, recv ? recv.data : null, send.count, send.type, op.index, root];
}

/** Each rank gets its part of the result: of `count` elements from each of the ranks, or of `counts`. */
export function reduceScatterArguments(
  data: BufferLike | InPlace,
  buffer: BufferLike,
  counts: readonly number[],
  op: Op,
  at: Where,
): { send: Place; recv: Block; counts: Int32Array } {
  const { rank, operation } = at;
  const recv = blockOf(given(buffer, "the receive buffer", operation), operation);
  checkOperation(op, recv.type, operation);
  const total = counts.reduce((a, b) => a + b, 0);
  if (counts.length !== at.size || counts.some((count) => !Number.isInteger(count) || count < 0 || count > INT_MAX)) {
    refuse("MPI_ERR_COUNT", operation, `give a count from 0 to 2^31 - 1 for each of ${at.size} ranks`);
  }
  if (isInPlace(data)) {
    fits(recv, total, operation);
    return { send: true, recv, counts: Int32Array.from(counts) };
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
  return { send: send.data, recv, counts: Int32Array.from(counts) };
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
