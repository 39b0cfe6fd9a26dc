/** Packing: elements of different datatypes into one piece of memory, sent as Datatype.PACKED. */
import { blockOf, type BufferLike } from "./buffer.js";
import type { Communicator } from "./communicator.js";
import type { Datatype } from "./datatype.js";
import { native } from "./native.js";
import { answered } from "./request.js";

/** A communicator, or "external32": the standard's portable format. */
export type Format = Communicator | "external32";

function comm(format: Format, operation: string): number {
  return format === "external32" ? -1 : format.handle(operation);
}

/** Packs into `packed` from byte `at` on; where the next goes. */
export function pack(data: BufferLike, packed: Uint8Array, at: number, format: Format): number {
  const block = blockOf(data, "MPI_Pack");
  const answer = native().pack(block.data, block.count, block.type, packed, at, comm(format, "MPI_Pack"));
  return answered(answer, "MPI_Pack");
}

/** Unpacks from byte `at` on; where the next begins. */
export function unpack(packed: Uint8Array, at: number, data: BufferLike, format: Format): number {
  const block = blockOf(data, "MPI_Unpack");
  const answer = native().unpack(packed, at, block.data, block.count, block.type, comm(format, "MPI_Unpack"));
  return answered(answer, "MPI_Unpack");
}

/** Bytes that so many elements take at most, packed. */
export function packSize(count: number, datatype: Datatype, format: Format): number {
  return answered(native().packSize(count, datatype.index, comm(format, "MPI_Pack_size")), "MPI_Pack_size");
}
