/** Buffers of v- and w-collectives as callers give them, checked: pieces of different lengths, one for each rank. */
import { blockOf, type Memory } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import type { Datatype, Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";

/** The buffer of a v-collective at the rank where the pieces are: `displs` follow each other if not given. */
export interface Pieces {
  /** All pieces. */
  data: Memory;
  /** Elements of each rank. */
  counts: Numbers | readonly number[];
  /** Where each piece begins, in elements. */
  displs?: Numbers | readonly number[];
  /** Default: that of the array's class. */
  datatype?: Datatype;
}

/** The buffer of a w-collective: for each rank a count, a displacement in bytes, and a datatype. */
export interface TypedPieces {
  /** All pieces. */
  data: Memory;
  /** Elements for each rank, of its datatype. */
  counts: Numbers;
  /** Where each piece begins, in bytes. */
  displs: readonly number[];
  /** One for each rank. */
  datatypes: readonly Datatype[];
}

/** The pieces of a v-collective, checked: one count per rank, everything inside the buffer. Both lists are the caller's to change. */
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
      refuse("MPI_ERR_COUNT", operation, `count ${count} of rank ${rank} is no number of elements`);
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
      refuse("MPI_ERR_COUNT", operation, `count ${count} of rank ${rank} is no number of elements`);
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
