/**
 * Reductions with operations of JavaScript, built above MPI: one collective brings the contributions together, and who needs the result combines
 * them, in the order of the ranks. So the order also holds where the operation does not commute, no JavaScript runs inside MPI's progress, and each
 * is one collective, in call order with all others. The price is memory: as many contributions as there are ranks.
 */
import { blockOf, type Block, type BufferLike } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import { typeIndexOf } from "../datatype/datatype.js";
import { MpiError, refuse } from "../error.js";
import type { Op } from "./op.js";

type Elements = Record<number, number | bigint> & { length: number };
type ArrayClass = new (length: number) => TypedArray;

/** A buffer of plain elements: an operation of JavaScript cannot look into derived datatypes. */
export function elementsOf(buffer: BufferLike, operation: string): TypedArray {
  const block: Block = blockOf(buffer, operation);
  if (block.type !== typeIndexOf(block.data, operation)) {
    refuse("MPI_ERR_TYPE", operation, "an operation of JavaScript works on plain typed arrays, not on other datatypes");
  }
  return block.data.subarray(0, block.count);
}

/** Memory for so many elements of the same class. */
export function roomLike(data: TypedArray, length: number): TypedArray {
  return new (data.constructor as ArrayClass)(length);
}

/** Combines parts `first` to `last` (both inclusive) of `parts`, each as long as `into`, in this order. */
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
  const what = value instanceof Promise ? "a promise: it must not be async" : typeof value;
  if (value instanceof Promise) value.catch(() => undefined);
  throw new MpiError(
    "MPI_ERR_OP",
    0,
    0,
    operation,
    `the operation ${op.name} returned ${what}; it must return a number or bigint`,
  );
}
