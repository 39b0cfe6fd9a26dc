/** Buffers of v- and w-collectives, checked: pieces of different lengths, one for each rank. */
import { blockOf, type Memory } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import type { Datatype, Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";

/** The buffer of a v-collective on the rank that holds the pieces. */
export interface Pieces {
  /** The memory of all pieces. */
  data: Memory;
  /** Number of elements of each rank. */
  counts: Numbers | readonly number[];
  /** Start of each piece, in elements. Default: each piece begins where the previous one ends. */
  displs?: Numbers | readonly number[];
  /** Default: the datatype of the array's class. */
  datatype?: Datatype;
}

/** The buffer of a w-collective: a count, a displacement in bytes and a datatype for each rank. */
export interface TypedPieces {
  /** The memory of all pieces. */
  data: Memory;
  /** Number of elements of each rank, in that rank's datatype. */
  counts: Numbers;
  /** Start of each piece, in bytes. */
  displs: readonly number[];
  /** The datatype of each rank's piece. */
  datatypes: readonly Datatype[];
}

/**
 * The pieces of a v-collective, checked: one count for each rank, and all pieces inside the buffer. The caller may
 * change both lists.
 */
export interface PieceBlock {
  data: TypedArray;
  type: number;
  counts: number[];
  /** In elements. */
  displs: number[];
}

export function piecesOf(pieces: Pieces, ranks: number, operation: string): PieceBlock {
  if (typeof pieces !== "object" || pieces === null || !("counts" in pieces)) {
    refuse("MPI_ERR_ARG", operation, "give { data, counts, displs? } at the rank where the pieces are");
  }
  const block = blockOf(pieces.datatype ? { data: pieces.data, datatype: pieces.datatype } : pieces.data, operation);
  for (const [what, list] of [
    ["counts", pieces.counts],
    ["displs", pieces.displs],
  ] as const) {
    if (list && list.length !== ranks) {
      refuse("MPI_ERR_COUNT", operation, `${list.length} ${what} for ${ranks} ranks: give one for each`);
    }
  }
  const counts: number[] = [];
  const displs: number[] = [];
  let next = 0;
  for (let rank = 0; rank < ranks; rank++) {
    const count = pieces.counts[rank] ?? 0;
    const displ = pieces.displs?.[rank] ?? next;
    if (!Number.isInteger(count) || count < 0)
      refuse("MPI_ERR_COUNT", operation, `count ${count} of rank ${rank} is not a number of elements`);
    if (!Number.isInteger(displ) || displ < 0 || displ + count > block.count) {
      refuse(
        "MPI_ERR_BUFFER",
        operation,
        `the piece of rank ${rank} (${count} elements from ${displ}) is not inside the buffer of ${block.count}`,
      );
    }
    counts.push(count);
    displs.push(displ);
    next = displ + count;
  }
  return { data: block.data, type: block.type, counts, displs };
}

/** The pieces of a w-collective, checked. */
export interface TypedPieceBlock {
  data: TypedArray;
  counts: readonly number[];
  /** In bytes. */
  displs: readonly number[];
  types: Int32Array;
}

export function typedPiecesOf(pieces: TypedPieces, ranks: number, operation: string): TypedPieceBlock {
  const { data } = blockOf(pieces.data, operation);
  for (const [what, list] of Object.entries({
    counts: pieces.counts,
    displs: pieces.displs,
    datatypes: pieces.datatypes,
  })) {
    if (list.length !== ranks) {
      refuse("MPI_ERR_COUNT", operation, `${list.length} ${what} for ${ranks} ranks: give one for each`);
    }
  }
  pieces.datatypes.forEach((datatype, rank) => {
    const count = pieces.counts[rank] ?? 0;
    const displ = pieces.displs[rank] ?? 0;
    if (!Number.isInteger(count) || count < 0)
      refuse("MPI_ERR_COUNT", operation, `count ${count} of rank ${rank} is not a number of elements`);
    if (!Number.isSafeInteger(displ) || displ < 0 || (count > 0 && datatype.room(data.byteLength - displ) < count)) {
      refuse(
        "MPI_ERR_BUFFER",
        operation,
        `the piece of rank ${rank} (${count} elements from byte ${displ}) is not inside the buffer of ${data.byteLength} bytes`,
      );
    }
  });
  return {
    data,
    counts: [...pieces.counts],
    displs: [...pieces.displs],
    types: Int32Array.from(pieces.datatypes, (datatype) => datatype.index),
  };
}
