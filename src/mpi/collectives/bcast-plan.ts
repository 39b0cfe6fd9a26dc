/** The arguments of broadcasts: one call, or several pieces if the library needs them. */
import type { BcastArguments } from "../addon/native-calls.js";
import { library } from "../addon/library.js";
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import { Datatype } from "../datatype/datatype.js";
import { INT_MAX } from "../large-counts/ints.js";
import { bystanderCount, type Where } from "./collective-arguments.js";
import { CompositeCall } from "./composite-call.js";

export function bcastArguments(buffer: BufferLike | null, at: Where): BcastArguments {
  if (!at.isRoot && !at.isLeaf) return [null, bystanderCount(buffer, at.operation), Datatype.INT32.index, at.root];
  const block = blockOf(buffer as BufferLike, at.operation);
  return [block.data, block.count, block.type, at.root];
}

/**
 * Bytes of a piece. A multiple of every element's size, so that ranks with different datatypes cut at the same places.
 */
const BCAST_PIECE = 2 ** 30;

/**
 * Like bcastArguments, for the nonblocking forms. Cuts the buffer into pieces if the library needs it and the buffer
 * can be cut.
 */
export function bcastPlan(buffer: BufferLike | null, at: Where): BcastArguments | CompositeCall {
  const args = bcastArguments(buffer, at);
  const [data, count, type, root] = args;
  if (library.postsLargeBcasts || data === null || data === true || data.byteLength <= INT_MAX || count !== data.length)
    return args;
  const each = BCAST_PIECE / data.BYTES_PER_ELEMENT;
  const pieces = Array.from({ length: Math.ceil(count / each) }, (_, i) => data.subarray(i * each, (i + 1) * each));
  return new CompositeCall(pieces.map((piece) => ({ name: "bcast", args: [piece, piece.length, type, root] })));
}
