/** Buffers as callers give them, and as MPI needs them: memory, count, datatype. */
import { IN_PLACE } from "./constants.js";
import { Datatype, typeIndexOf } from "./datatype.js";
import { refuse } from "./error.js";

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
  data: Memory;
  counts: readonly number[] | Int32Array;
  displs?: readonly number[] | Int32Array;
  datatype?: Datatype;
}

/** A buffer as the addon takes it. `count` may be per rank: the collective says. */
export interface Block {
  data: TypedArray;
  count: number;
  type: number;
}

const COUNT_MOST = 2 ** 31 - 1;

/** Takes a buffer apart; refuses what is none, a count that does not fit, and more elements than an MPI count can say. */
export function blockOf(buffer: BufferLike, operation: string): Block {
  if (ArrayBuffer.isView(buffer) && !(buffer instanceof DataView)) {
    return checked({ data: buffer, count: buffer.length, type: typeIndexOf(buffer, operation) }, operation);
  }
  if (isRaw(buffer)) return checked(bytesOf(buffer), operation);
  if (typeof buffer !== "object" || buffer === null || !("data" in buffer)) {
    return { data: new Uint8Array(), count: 0, type: typeIndexOf(buffer, operation) };
  }
  const { data: memory, count, datatype } = buffer;
  const data = isRaw(memory) ? bytesOf(memory).data : memory;
  const type = datatype ? datatype.index : isRaw(memory) ? Datatype.BYTE.index : typeIndexOf(data, operation);
  const room = datatype ? Math.floor(data.byteLength / datatype.size) : data.length;
  const wanted = count ?? room;
  if (!Number.isInteger(wanted) || wanted < 0)
    refuse("MPI_ERR_COUNT", operation, `count ${wanted} is no number of elements`);
  if (wanted > room)
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the buffer holds ${room} elements, fewer than the count of ${wanted}: give a longer one`,
    );
  return checked({ data, count: wanted, type }, operation);
}

function isRaw(memory: unknown): memory is ArrayBuffer | SharedArrayBuffer {
  return memory instanceof ArrayBuffer || memory instanceof SharedArrayBuffer;
}

function bytesOf(memory: ArrayBuffer | SharedArrayBuffer): Block {
  return { data: new Uint8Array(memory), count: memory.byteLength, type: Datatype.BYTE.index };
}

function checked(block: Block, operation: string): Block {
  if (block.count > COUNT_MOST) {
    refuse(
      "MPI_ERR_COUNT",
      operation,
      `${block.count} elements are more than one message can carry (2^31 - 1): send it in parts`,
    );
  }
  return block;
}

/** A block that is the same for each of `ranks` ranks: its count is divided among them. */
export function sharedBlock(buffer: BufferLike, ranks: number, operation: string): Block {
  const block = blockOf(buffer, operation);
  if (typeof buffer === "object" && "data" in buffer && buffer.count !== undefined) {
    const { data } = block;
    const size = buffer.datatype ? buffer.datatype.size : data.BYTES_PER_ELEMENT;
    if (block.count * ranks * size > data.byteLength) {
      refuse(
        "MPI_ERR_BUFFER",
        operation,
        `the buffer is too short for ${block.count} elements from each of ${ranks} ranks`,
      );
    }
    return block;
  }
  if (block.count % ranks !== 0) {
    refuse(
      "MPI_ERR_COUNT",
      operation,
      `${block.count} elements cannot be divided evenly among ${ranks} ranks: use the v form, or a length that is a multiple`,
    );
  }
  return { ...block, count: block.count / ranks };
}

/** The pieces of a v-collective, checked: one count per rank, everything inside the buffer. */
export interface PieceBlock {
  data: TypedArray;
  counts: Int32Array;
  displs: Int32Array;
  type: number;
}

export function piecesOf(pieces: Pieces, ranks: number, operation: string): PieceBlock {
  if (typeof pieces !== "object" || pieces === null || !("counts" in pieces)) {
    refuse("MPI_ERR_ARG", operation, "give { data, counts, displs? } at the rank where the pieces are");
  }
  const block = blockOf(pieces.datatype ? { data: pieces.data, datatype: pieces.datatype } : pieces.data, operation);
  if (pieces.counts.length !== ranks) {
    refuse("MPI_ERR_COUNT", operation, `${pieces.counts.length} counts for ${ranks} ranks: give one for each`);
  }
  const counts = Int32Array.from(pieces.counts);
  const displs = new Int32Array(ranks);
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
    displs[rank] = displ;
    next = displ + count;
  }
  return { data: block.data, counts, displs, type: block.type };
}

export function isInPlace(buffer: unknown): buffer is typeof IN_PLACE {
  return buffer === IN_PLACE;
}
