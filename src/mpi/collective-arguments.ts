/** The arguments of collectives, checked and in the addon's order. What only the root gives is null elsewhere. */
import { blockOf, isInPlace, piecesOf, sharedBlock, type Block, type BufferLike, type Pieces } from "./buffer.js";
import type { IN_PLACE } from "./constants.js";
import { Datatype } from "./datatype.js";
import { refuse } from "./error.js";
import type { BlocksArguments, PiecesArguments, Place, ReduceArguments, ScattervArguments } from "./native.js";
import { Op } from "./op.js";

export type InPlace = typeof IN_PLACE;

interface Where {
  rank: number;
  size: number;
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
export function scatterArguments(data: BufferLike | null, buffer: BufferLike | InPlace, at: Where): BlocksArguments {
  const { rank, size, root, operation } = at;
  const send =
    rank === root ? flat(sharedBlock(given(data, "the data to scatter", operation), size, operation)) : NOTHING;
  if (isInPlace(buffer)) {
    if (rank !== root) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone");
    return [...send, true, 0, 0, root];
  }
  const recv = blockOf(given(buffer, "the receive buffer", operation), operation);
  if (rank === root) fits(recv, send[1], operation);
  return [...send, ...flat(recv), root];
}

/** One block from each rank to the root. */
export function gatherArguments(data: BufferLike | InPlace, buffer: BufferLike | null, at: Where): BlocksArguments {
  const { rank, size, root, operation } = at;
  const recv = rank === root ? sharedBlock(given(buffer, "the receive buffer", operation), size, operation) : null;
  if (isInPlace(data)) {
    if (!recv) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone");
    return [true, 0, 0, ...flat(recv), root];
  }
  const send = blockOf(given(data, "the data to gather", operation), operation);
  if (recv) fits(recv, send.count, operation);
  return [...flat(send), ...(recv ? flat(recv) : NOTHING), root];
}

/** One block from each rank to each (allgather), or a block for each to each (alltoall). */
export function allBlocksArguments(
  data: BufferLike | InPlace,
  buffer: BufferLike,
  at: Where,
  each: boolean,
): BlocksArguments {
  const { size, operation } = at;
  const recv = sharedBlock(given(buffer, "the receive buffer", operation), size, operation);
  if (isInPlace(data)) return [true, 0, 0, ...flat(recv), 0];
  const known = given(data, "the data to send", operation);
  const send = each ? sharedBlock(known, size, operation) : blockOf(known, operation);
  fits(recv, send.count, operation);
  return [...flat(send), ...flat(recv), 0];
}

/** A receive block of one rank must hold what one rank sends. Sizes in elements: where the types differ MPI itself checks the bytes. */
function fits(recv: Block, sent: number, operation: string): void {
  if (recv.count < sent) {
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the receive buffer has room for ${recv.count} elements of each rank, and ${sent} are sent: make it longer`,
    );
  }
}

export function scattervArguments(pieces: Pieces | null, buffer: BufferLike | InPlace, at: Where): ScattervArguments {
  const { rank, size, root, operation } = at;
  const send = rank === root ? piecesOf(given(pieces, "{ data, counts }", operation), size, operation) : null;
  const head = send ? ([send.data, send.counts, send.displs, send.type] as const) : ([null, null, null, 0] as const);
  if (isInPlace(buffer)) {
    if (rank !== root) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone");
    return [...head, true, 0, 0, root];
  }
  const recv = blockOf(given(buffer, "the receive buffer", operation), operation);
  if (send) fits(recv, send.counts[root] ?? 0, operation);
  return [...head, ...flat(recv), root];
}

export function gathervArguments(data: BufferLike | InPlace, pieces: Pieces | null, at: Where): PiecesArguments {
  const { rank, size, root, operation } = at;
  const recv = rank === root ? piecesOf(given(pieces, "{ data, counts }", operation), size, operation) : null;
  const tail = recv ? ([recv.data, recv.counts, recv.displs, recv.type] as const) : ([null, null, null, 0] as const);
  if (isInPlace(data)) {
    if (!recv) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone");
    return [true, 0, 0, ...tail, root];
  }
  return [...flat(blockOf(given(data, "the data to gather", operation), operation)), ...tail, root];
}

export function allgathervArguments(data: BufferLike | InPlace, pieces: Pieces, at: Where): PiecesArguments {
  const recv = piecesOf(given(pieces, "{ data, counts }", at.operation), at.size, at.operation);
  const send: Flat = isInPlace(data)
    ? [true, 0, 0]
    : flat(blockOf(given(data, "the data to gather", at.operation), at.operation));
  return [...send, recv.data, recv.counts, recv.displs, recv.type, 0];
}

/** `everywhere`: the result arrives on all ranks (allreduce). */
export function reduceArguments(
  data: BufferLike | InPlace,
  buffer: BufferLike | null,
  op: Op,
  at: Where,
  everywhere: boolean,
): ReduceArguments {
  const { rank, root, operation } = at;
  const recv = everywhere || rank === root ? blockOf(given(buffer, "the receive buffer", operation), operation) : null;
  if (isInPlace(data)) {
    if (!recv) refuse("MPI_ERR_BUFFER", operation, "IN_PLACE is for the root alone: give the data here");
    checkOperation(op, recv.type, operation);
    return [true, recv.data, recv.count, recv.type, op.index, root];
  }
  const send = blockOf(given(data, "the data to reduce", operation), operation);
  checkOperation(op, send.type, operation);
  if (recv && recv.count < send.count) fits(recv, send.count, operation);
  if (recv && recv.type !== send.type) {
    refuse("MPI_ERR_TYPE", operation, "data and receive buffer must have the same datatype");
  }
  return [send.data, recv ? recv.data : null, send.count, send.type, op.index, root];
}

/** The standard defines only the bitwise operations for bytes; Open MPI would do the others without a word. */
function checkOperation(op: Op, type: number, operation: string): void {
  if (type === Datatype.BYTE.index && ![Op.BAND, Op.BOR, Op.BXOR].includes(op)) {
    refuse(
      "MPI_ERR_OP",
      operation,
      `${op.name} is not defined for bytes: use the bitwise ones, or a Uint8Array for numbers`,
    );
  }
}
