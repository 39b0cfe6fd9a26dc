/** Buffers as callers give them, and as MPI needs them: memory, count, datatype. */
import { IN_PLACE } from "./constants.js";
import { Datatype, typeIndexOf, unitType, type Numbers } from "./datatype.js";
import { refuse } from "./error.js";
import { preferLargePages } from "./large-pages.js";

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Memory that MPI may read or write in place. */
export type Memory = TypedArray | ArrayBuffer | SharedArrayBuffer;
/** A buffer: the memory alone, or with count and datatype given. Counts are in elements. */
export type BufferLike = Memory | { data: Memory; count?: number; datatype?: Datatype };
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

/** A buffer as the addon takes it. `count` may be per rank: the collective says. */
export interface Block {
  data: TypedArray;
  count: number;
  type: number;
}

export const INT_MAX = 2 ** 31 - 1;

/** Takes a buffer apart; refuses what is none, and a count that does not fit. */
export function blockOf(buffer: BufferLike, operation: string): Block {
  if (ArrayBuffer.isView(buffer) && !(buffer instanceof DataView)) {
    const type = typeIndexOf(buffer, operation);
    if (buffer.length === 0) refuseDetached(buffer.buffer, operation);
    else preferLargePages(buffer);
    return { data: buffer, count: buffer.length, type };
  }
  if (isRaw(buffer)) return bytesOf(buffer, operation);
  if (typeof buffer !== "object" || buffer === null || !("data" in buffer)) {
    return { data: new Uint8Array(), count: 0, type: typeIndexOf(buffer, operation) };
  }
  const { data: memory, count, datatype } = buffer;
  const data = isRaw(memory) ? bytesOf(memory, operation).data : memory;
  const type = datatype ? datatype.index : isRaw(memory) ? Datatype.BYTE.index : typeIndexOf(data, operation);
  if (data.length === 0) refuseDetached(data.buffer, operation);
  const room = datatype ? datatype.room(data.byteLength) : data.length;
  const wanted = count ?? (room === Infinity ? 1 : room);
  if (!Number.isInteger(wanted) || wanted < 0)
    refuse("MPI_ERR_COUNT", operation, `count ${wanted} is no number of elements`);
  if (wanted > room)
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the buffer holds ${room} elements, fewer than the count of ${wanted}: give a longer one`,
    );
  return { data, count: wanted, type };
}

function isRaw(memory: unknown): memory is ArrayBuffer | SharedArrayBuffer {
  return memory instanceof ArrayBuffer || memory instanceof SharedArrayBuffer;
}

function bytesOf(memory: ArrayBuffer | SharedArrayBuffer, operation: string): Block {
  if (isDetached(memory)) refuseDetached(memory, operation);
  return { data: new Uint8Array(memory), count: memory.byteLength, type: Datatype.BYTE.index };
}

/** Node 20 does not say `detached` itself; a detached buffer can be told by what refuses to be made of it. */
function isDetached(memory: ArrayBufferLike): boolean {
  if (memory.byteLength !== 0 || memory instanceof SharedArrayBuffer) return false;
  try {
    new Uint8Array(memory);
    return false;
  } catch {
    return true;
  }
}

/** An empty buffer is fine; one whose memory was transferred away is a mistake of the program. */
function refuseDetached(memory: ArrayBufferLike, operation: string): void {
  if (!isDetached(memory)) return;
  refuse(
    "MPI_ERR_BUFFER",
    operation,
    "the buffer is detached: its memory was transferred to somebody else (postMessage, structuredClone), give one that is still here",
  );
}

/** A block that is the same for each of `ranks` ranks: its count is divided among them. */
export function sharedBlock(buffer: BufferLike, ranks: number, operation: string): Block {
  const block = blockOf(buffer, operation);
  if (typeof buffer === "object" && "data" in buffer && buffer.count !== undefined) {
    const room = buffer.datatype ? buffer.datatype.room(block.data.byteLength) : block.data.length;
    if (block.count * ranks > room) {
      refuse(
        "MPI_ERR_BUFFER",
        operation,
        `the buffer is too short for ${block.count} elements from each of ${ranks} ranks`,
      );
    }
    return block;
  }
  if (ranks > 0 && block.count % ranks !== 0) {
    refuse(
      "MPI_ERR_COUNT",
      operation,
      `${block.count} elements cannot be divided evenly among ${ranks} ranks: use the v form, or a length that is a multiple`,
    );
  }
  return { ...block, count: ranks === 0 ? 0 : block.count / ranks };
}

/** The pieces of a v-collective, checked: one count per rank, everything inside the buffer. */
export interface PieceBlock {
  data: TypedArray;
  counts: Int32Array;
  displs: Int32Array;
  type: number;
  /** The counts in elements, where a count is in larger units. */
  elements: readonly number[];
  elementType: number;
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
  return withinInts(block, counts, displs, operation);
}

/**
 * Counts and displacements as the ints that MPI 3.1 takes. Where they are more, they are said in larger units (the greatest number that divides
 * them all), and displacements from the middle of the buffer.
 */
function withinInts(block: Block, counts: number[], displs: number[], operation: string): PieceBlock {
  const { data, type } = block;
  if (Math.max(0, ...counts) <= INT_MAX && Math.max(0, ...displs) <= INT_MAX) {
    return {
      data,
      counts: Int32Array.from(counts),
      displs: Int32Array.from(displs),
      type,
      elements: counts,
      elementType: type,
    };
  }
  const given = counts.flatMap((count, i) => (count > 0 ? [count, displs[i] ?? 0] : []));
  const unit = Math.min(given.reduce(greatestDivisor, 0), 2 ** 30);
  const most = Math.max(...given.map((number) => number / unit));
  // From the middle displacements reach twice as far. The unit must divide the middle too.
  const middle = most > INT_MAX ? 2 ** 31 - (2 ** 31 % unit) : 0;
  const scaled = displs.map((displ, i) => ((counts[i] ?? 0) > 0 ? (displ - middle) / unit : 0));
  if (counts.some((count) => count / unit > INT_MAX) || scaled.some((displ) => Math.abs(displ) > INT_MAX)) {
    refuse(
      "MPI_ERR_COUNT",
      operation,
      `pieces of more than 2^31 - 1 elements (or as far from each other) need counts and displacements with a common divisor: these have ${unit}. Make them multiples of 8, or use a larger datatype`,
    );
  }
  if (middle > 0 && block.count !== data.length) {
    refuse("MPI_ERR_COUNT", operation, "displacements beyond 2^31 - 1 elements work with plain typed arrays alone");
  }
  return {
    data: middle > 0 ? data.subarray(middle) : data,
    counts: Int32Array.from(counts, (count) => count / unit),
    displs: Int32Array.from(scaled),
    type: unitType(type, unit),
    elements: counts,
    elementType: type,
  };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The pieces of a w-collective, checked. */
export interface TypedPieceBlock {
  data: TypedArray;
  counts: Int32Array;
  displs: number[];
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
    if (count < 0 || displ < 0 || (count > 0 && datatype.room(data.byteLength - displ) < count)) {
      refuse(
        "MPI_ERR_BUFFER",
        operation,
        `the piece of rank ${rank} (${count} elements from byte ${displ}) is not inside the buffer of ${data.byteLength} bytes`,
      );
    }
  });
  return {
    data,
    counts: Int32Array.from(pieces.counts),
    displs: [...pieces.displs],
    types: Int32Array.from(pieces.datatypes, (datatype) => datatype.index),
  };
}

export function isInPlace(buffer: unknown): buffer is typeof IN_PLACE {
  return buffer === IN_PLACE;
}
