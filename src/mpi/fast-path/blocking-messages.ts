/** The blocking standard send and receive, which remember their last buffer: see remembered-buffers.ts. */
import { errorOf } from "../addon/error-codes.js";
import { native } from "../addon/native.js";
import type { TypedArray } from "../addon/typed-array.js";
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import { address } from "./envelope.js";
import { isRemembered } from "./remembered-buffers.js";

/** The buffers of the last sendNow and receiveNow, with the count and datatype that blockOf found. */
let lastSent: TypedArray | null = null;
let lastSentLength = 0;
let lastSentType = 0;
let lastReceived: TypedArray | null = null;
let lastReceivedLength = 0;
let lastReceivedType = 0;

/** The addon returns nothing on success: making a number costs as much as the call. */
function checkQuick(code: number | undefined, operation: string): void {
  if (code !== undefined) throw errorOf(code, operation);
}

/** MPI_Send with arguments that are checked. */
export function sendNow(comm: number, data: BufferLike, dest: number, tag: number): void {
  const memory = data as TypedArray;
  if (memory === lastSent && memory.length === lastSentLength) {
    address(comm, lastSentLength, lastSentType, dest, tag);
    checkQuick(native().sendAgainSync(), "MPI_Send");
    return;
  }
  const block = blockOf(data, "MPI_Send");
  address(comm, block.count, block.type, dest, tag);
  const code = native().sendSync(block.data);
  const again = block.data === data && isRemembered(block.data);
  lastSent = again ? block.data : null;
  lastSentLength = block.count;
  lastSentType = block.type;
  checkQuick(code, "MPI_Send");
}

/** MPI_Recv with arguments that are checked. The status is outcome 0 of the shared array. */
export function receiveNow(comm: number, buffer: BufferLike, source: number, tag: number): void {
  const memory = buffer as TypedArray;
  if (memory === lastReceived && memory.length === lastReceivedLength) {
    address(comm, lastReceivedLength, lastReceivedType, source, tag);
    checkQuick(native().recvAgainSync(), "MPI_Recv");
    return;
  }
  const block = blockOf(buffer, "MPI_Recv");
  address(comm, block.count, block.type, source, tag);
  const code = native().recvSync(block.data);
  const again = block.data === buffer && isRemembered(block.data);
  lastReceived = again ? block.data : null;
  lastReceivedLength = block.count;
  lastReceivedType = block.type;
  checkQuick(code, "MPI_Recv");
}
