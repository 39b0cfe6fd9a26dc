/**
 * Reductions with operations written in JavaScript, built above MPI. One collective gathers the contributions; each
 * rank that needs the result combines them in rank order. So the order is kept for operations that do not commute, no
 * JavaScript runs inside MPI's progress, and each reduction is one collective, in call order with all others. The price
 * is memory: one contribution for each rank.
 */
import { blockOf, type Block, type BufferLike } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import { typeIndexOf } from "../datatype/datatype.js";
import { MpiError, refuse } from "../error.js";
import type { Op } from "./op.js";

type Elements = Record<number, number | bigint> & { length: number };
type ArrayClass = new (length: number) => TypedArray;

/** The elements of a buffer. Refuses derived datatypes, because a JavaScript operation cannot read their layout. */
export function elementsOf(buffer: BufferLike, operation: string): TypedArray {
  const block: Block = blockOf(buffer, operation);
  if (block.type !== typeIndexOf(block.data, operation)) {
    refuse(
      "MPI_ERR_TYPE",
      operation,
      "a JavaScript operation works only on plain typed arrays, not on derived datatypes",
    );
  }
  return block.data.subarray(0, block.count);
}

/** Memory for `length` elements of the same class. */
export function roomLike(data: TypedArray, length: number): TypedArray {
  return new (data.constructor as ArrayClass)(length);
}

/** Combines parts `first` to `last` (inclusive) of `parts` in this order. Each part is as long as `into`. */
export function combineParts(
  op: Op,
  parts: TypedArray,
  first: number,
  last: number,
  into: TypedArray,
  operation: string,
): void {
  const { combine } = op;
  const count = into.length;
  const from = parts as unknown as Elements;
  const to = into as unknown as Elements;
  for (let i = 0; i < count; i++) {
    let value = from[first * count + i] ?? 0;
    for (let part = first + 1; part <= last; part++) {
      value = combined(combine?.(value as number, (from[part * count + i] ?? 0) as number), op, operation);
    }
    to[i] = value;
  }
}

function combined(value: unknown, op: Op, operation: string): number | bigint {
  if (typeof value === "number" || typeof value === "bigint") return value;
  const what = value instanceof Promise ? "a promise: the function must not be async" : typeof value;
  if (value instanceof Promise) value.catch(() => undefined);
  throw new MpiError(
    "MPI_ERR_OP",
    0,
    0,
    operation,
    `the operation ${op.name} returned ${what}; it must return a number or bigint`,
  );
}
