/** Buffers as callers give them, and as MPI needs them: memory, count, datatype. */
import { IN_PLACE } from "../constants.js";
import { Datatype, typeIndexOf } from "./datatype.js";
import { refuse } from "../error.js";
import type { TypedArray } from "../addon/typed-array.js";
import { preferLargePages } from "../fast-path/large-pages.js";

/** Memory that MPI reads and writes in place. */
export type Memory = TypedArray | ArrayBuffer | SharedArrayBuffer;
/** A buffer: memory, optionally with a count (in elements) and a datatype. */
export type BufferLike = Memory | { data: Memory; count?: number; datatype?: Datatype };
/** A buffer as the addon takes it. For some collectives `count` is the count of each rank. */
export interface Block {
  data: TypedArray;
  count: number;
  type: number;
}

/**
 * The most bytes of a view: in Node.js 20 a typed array has at most 2^32 elements. The addon reads only the start
 * address.
 */
const VIEW_BYTES_MOST = 2 ** 30;

/** The memory from `bytes` bytes after the start on. */
export function memoryFrom(data: TypedArray, bytes: number): Uint8Array {
  const at = data.byteOffset + bytes;
  return new Uint8Array(data.buffer, at, Math.min(data.buffer.byteLength - at, VIEW_BYTES_MOST));
}

/** Copies bytes. Source and target may be the same memory if the target's address is lower. */
export function copyBytes(from: TypedArray, fromByte: number, to: TypedArray, toByte: number, bytes: number): void {
  for (let at = 0; at < bytes; at += VIEW_BYTES_MOST) {
    const length = Math.min(bytes - at, VIEW_BYTES_MOST);
    memoryFrom(to, toByte + at).set(memoryFrom(from, fromByte + at).subarray(0, length));
  }
}

/** The memory, count and datatype of a buffer. Refuses anything else, and a count that does not fit. */
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
    refuse("MPI_ERR_COUNT", operation, `count ${wanted} is not a number of elements`);
  if (wanted > room)
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      `the buffer has ${room} elements, fewer than the count of ${wanted}: give a longer buffer`,
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

/** Node.js 20 has no `ArrayBuffer.detached`, but no view can be made of a detached buffer. */
function isDetached(memory: ArrayBufferLike): boolean {
  if (memory.byteLength !== 0 || memory instanceof SharedArrayBuffer) return false;
  try {
    new Uint8Array(memory);
    return false;
  } catch {
    return true;
  }
}

/** An empty buffer is valid. A buffer whose memory was transferred is an error of the program. */
function refuseDetached(memory: ArrayBufferLike, operation: string): void {
  if (!isDetached(memory)) return;
  refuse(
    "MPI_ERR_BUFFER",
    operation,
    "the buffer is detached: its memory was transferred elsewhere (postMessage, structuredClone)",
  );
}

/** A buffer with an equal part for each of `ranks` ranks: its count is divided by `ranks`. */
export function sharedBlock(buffer: BufferLike, ranks: number, operation: string): Block {
  const block = blockOf(buffer, operation);
  // This comes first because a property lookup in a typed array is slow.
  if (!ArrayBuffer.isView(buffer) && "data" in buffer && buffer.count !== undefined) {
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
      `${block.count} elements cannot be divided evenly among ${ranks} ranks: use the v form, or a length that is a multiple of the number of ranks`,
    );
  }
  block.count = ranks === 0 ? 0 : block.count / ranks;
  return block;
}

export function isInPlace(buffer: unknown): buffer is typeof IN_PLACE {
  return buffer === IN_PLACE;
}
