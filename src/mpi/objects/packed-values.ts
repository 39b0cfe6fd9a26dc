/** Packed values side by side in one buffer, and what object collectives do with lists of values. */
import { MpiError, refuse } from "../error.js";
import { packFailure, packObject, unpackObject } from "./serialization.js";

/**
 * A value, ready to be sent. A value that cannot be cloned is sent as its error, because the other ranks wait for a
 * message.
 */
export interface PackedValue {
  message: Uint8Array<ArrayBuffer>;
  failure: { error: unknown } | null;
}

export function packValue(value: unknown): PackedValue {
  try {
    return { message: packObject(value), failure: null };
  } catch (error) {
    return { message: packFailure(error), failure: { error } };
  }
}

/** One packed value for each rank. */
export function packEach(
  values: readonly unknown[] | null,
  ranks: number,
  name: string,
  operation: string,
): PackedValue[] {
  if (values?.length !== ranks) {
    const given = values?.length ?? "null";
    refuse("MPI_ERR_COUNT", operation, `${name} needs one value for each of ${ranks} ranks, not ${given}`);
  }
  return values.map(packValue);
}

export function throwFailure({ failure }: PackedValue): void {
  if (failure) throw failure.error as Error;
}

const add = (a: unknown, b: unknown): unknown => (a as number) + (b as number);

/** `op`, refused if it is async; default: `a + b`. */
export function checkedOp<T>(op: ((a: T, b: T) => T) | undefined, operation: string): (a: T, b: T) => T {
  const combine = op ?? (add as (a: T, b: T) => T);
  if (typeof combine !== "function") {
    refuse("MPI_ERR_OP", operation, "op must be a function of two values, such as (a, b) => a + b");
  }
  if (combine.constructor.name === "AsyncFunction") {
    refuse("MPI_ERR_OP", operation, "op is async, but a reduction cannot wait: give a synchronous function");
  }
  return (a, b) => {
    const value = combine(a, b);
    if (!(value instanceof Promise)) return value;
    value.catch(() => undefined);
    throw new MpiError("MPI_ERR_OP", 0, 0, operation, "op returned a promise: the function must not be async");
  };
}

/** Combines the values from the left, in the order of the ranks. */
export function fold<T>(values: readonly T[], combine: (a: T, b: T) => T): T {
  return values.slice(1).reduce(combine, values[0] as T);
}

/** A buffer for packed values, as v-collectives take it. */
export interface ValueRoom {
  data: Uint8Array<ArrayBuffer>;
  counts: number[];
  displs: number[];
}

/**
 * Memory for messages of these sizes. Packed messages are multiples of 8 bytes long, so each begins at a multiple of 8.
 */
export function roomFor(sizes: Iterable<number>): ValueRoom {
  const counts = [...sizes];
  let total = 0;
  const displs = counts.map((count) => {
    const at = total;
    total += count;
    return at;
  });
  return { data: new Uint8Array(total), counts, displs };
}

/** The packed values in one buffer, one after another. */
export function joined(packed: readonly PackedValue[]): ValueRoom {
  const all = roomFor(packed.map(({ message }) => message.length));
  packed.forEach(({ message }, rank) => all.data.set(message, all.displs[rank]));
  return all;
}

/** The values that a buffer holds. */
export function unpackEach<T>(all: ValueRoom): T[] {
  return all.counts.map((count, rank) => {
    const at = all.displs[rank] ?? 0;
    return unpackObject<T>(all.data.subarray(at, at + count));
  });
}
