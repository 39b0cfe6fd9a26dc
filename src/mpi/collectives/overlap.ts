/** Refuses buffers of one call that share memory where MPI forbids it: the results would be wrong without an error. */
import type { Block } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import { refuse } from "../error.js";
import type { PieceBlock, TypedPieceBlock } from "./pieces.js";
import { formOf } from "../datatype/datatype-layout.js";

/** What an error message advises instead. Most collectives have IN_PLACE. */
const OTHERWISE = {
  inPlace: "give IN_PLACE if the data is where its result belongs, or else a copy (data.slice())",
  replace: "use sendrecvReplace to exchange one buffer, or give a copy (data.slice())",
  copy: "give a copy of one of them (data.slice())",
} as const;
export type Cure = keyof typeof OTHERWISE;

/** A range of bytes, `to` exclusive. `gaps` is the datatype if its elements have gaps between their bytes, else -1. */
interface Range {
  from: number;
  to: number;
  gaps: number;
}

function rangeOf(data: TypedArray, type: number, count: number, displBytes: number): Range {
  const { size, extent, end } = formOf(type);
  const from = data.byteOffset + displBytes;
  const length = count === 0 || size === 0 ? 0 : (count - 1) * extent + end;
  return { from, to: from + length, gaps: size === extent ? -1 : type };
}

/**
 * Elements with gaps may interleave, as two columns of a matrix do. Only elements of the same datatype that begin at
 * the same byte certainly share memory. Two subarrays of a matrix begin at the same byte but have different datatypes.
 */
function meet(a: Range, b: Range): boolean {
  if (a.from >= b.to || b.from >= a.to) return false;
  return a.gaps === b.gaps && (a.gaps === -1 || a.from === b.from);
}

function refuseBoth(operation: string, cure: Cure): never {
  refuse("MPI_ERR_BUFFER", operation, `the send and the receive buffer share memory: ${OTHERWISE[cure]}`);
}

/**
 * Refuses a send block and a receive block that share memory. If the buffers have different memory, as in nearly every
 * call, this costs one comparison.
 *
 * @param sends number of blocks of `send.count` elements in `send`; `receives`: of `recv.count` elements in `recv`
 */
export function refuseOverlap(
  send: Block,
  recv: Block,
  operation: string,
  { sends = 1, receives = 1, cure = "inPlace" }: { sends?: number; receives?: number; cure?: Cure } = NOTHING,
): void {
  if (send.data.buffer !== recv.data.buffer) return;
  const from = rangeOf(send.data, send.type, send.count * sends, 0);
  if (meet(from, rangeOf(recv.data, recv.type, recv.count * receives, 0))) refuseBoth(operation, cure);
}
const NOTHING = {};

function rangesOf({ data, type, counts, displs }: PieceBlock): Range[] {
  const { extent } = formOf(type);
  return counts.map((count, i) => rangeOf(data, type, count, (displs[i] ?? 0) * extent));
}

function rangesOfTyped({ data, types, counts, displs }: TypedPieceBlock): Range[] {
  return counts.map((count, i) => rangeOf(data, types[i] ?? 0, count, displs[i] ?? 0));
}

type Pieces = Block | PieceBlock | TypedPieceBlock;
function allRanges(pieces: Pieces): Range[] {
  if ("count" in pieces) return [rangeOf(pieces.data, pieces.type, pieces.count, 0)];
  return "types" in pieces ? rangesOfTyped(pieces) : rangesOf(pieces);
}

/** Like `refuseOverlap`, for pieces that need not be adjacent. */
export function refusePiecesOverlap(send: Pieces, recv: Pieces, operation: string, cure: Cure = "inPlace"): void {
  if (send.data.buffer !== recv.data.buffer) return;
  const sent = allRanges(send);
  const received = allRanges(recv);
  if (!meet(hull(sent), hull(received))) return;
  if (sent.some((one) => received.some((other) => meet(one, other)))) refuseBoth(operation, cure);
}

function hull(ranges: readonly Range[]): Range {
  const filled = ranges.filter(({ from, to }) => to > from);
  const from = filled.reduce((least, range) => Math.min(least, range.from), Infinity);
  return { from, to: filled.reduce((most, range) => Math.max(most, range.to), -Infinity), gaps: -1 };
}

/** Refuses pieces that are received into the same memory: which piece remains would be chance. */
export function refuseSharedPieces(recv: PieceBlock | TypedPieceBlock, operation: string): void {
  const ranges = allRanges(recv);
  // In rank order the pieces nearly always follow each other.
  if (ranges.every(({ from }, i) => i === 0 || from >= (ranges[i - 1]?.to ?? 0))) return;
  const sorted = ranges.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  for (let i = 1; i < sorted.length; i++) {
    if (!meet(sorted[i - 1] as Range, sorted[i] as Range)) continue;
    refuse(
      "MPI_ERR_BUFFER",
      operation,
      "two pieces are received into the same memory: give displs that do not overlap",
    );
  }
}
