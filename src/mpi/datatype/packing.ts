/** Packing: elements of different datatypes in one piece of memory, sent as Datatype.PACKED. */
import { blockOf, type BufferLike } from "./buffer.js";
import type { Communicator } from "../communicator/communicator.js";
import type { Datatype } from "./datatype.js";
import { refuse } from "../error.js";
import { native } from "../addon/native.js";
import { unwrap } from "../addon/error-codes.js";

/** A communicator, or "external32" for the standard's portable format. */
export type Format = Communicator | "external32";

function comm(format: Format, operation: string): number {
  return format === "external32" ? -1 : format.handle(operation);
}

/** The library itself would write and read beyond the end of the memory. */
function checkRoom(packed: Uint8Array, at: number, bytes: number, operation: string): void {
  if (!Number.isSafeInteger(at) || at < 0 || at > packed.length) {
    refuse("MPI_ERR_ARG", operation, `byte ${at} is not inside the packed memory of ${packed.length} bytes`);
  }
  if (at + bytes > packed.length) {
    const message = `${bytes} bytes from byte ${at} on are not inside the packed memory of ${packed.length} bytes: packSize returns the size that is needed`;
    refuse("MPI_ERR_TRUNCATE", operation, message);
  }
}

function sizeOf(count: number, type: number, format: Format, operation: string): number {
  return unwrap(native().packSize(count, type, comm(format, operation)), "MPI_Pack_size");
}

/** Packs into `packed` from byte `at` on. Returns the position after the packed data. */
export function pack(data: BufferLike, packed: Uint8Array, at: number, format: Format): number {
  const block = blockOf(data, "MPI_Pack");
  checkRoom(packed, at, sizeOf(block.count, block.type, format, "MPI_Pack"), "MPI_Pack");
  const answer = native().pack(block.data, block.count, block.type, packed, at, comm(format, "MPI_Pack"));
  return unwrap(answer, "MPI_Pack");
}

/** Unpacks from byte `at` on. Returns the position after the unpacked data. */
export function unpack(packed: Uint8Array, at: number, data: BufferLike, format: Format): number {
  const block = blockOf(data, "MPI_Unpack");
  checkRoom(packed, at, sizeOf(block.count, block.type, format, "MPI_Unpack"), "MPI_Unpack");
  const answer = native().unpack(packed, at, block.data, block.count, block.type, comm(format, "MPI_Unpack"));
  return unwrap(answer, "MPI_Unpack");
}

/** The most bytes that `count` packed elements take. */
export function packSize(count: number, datatype: Datatype, format: Format): number {
  return sizeOf(count, datatype.index, format, "MPI_Pack_size");
}
