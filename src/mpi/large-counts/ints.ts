/** Limits of MPI 3.1, in which counts and displacements are ints. */
import { refuse } from "../error.js";

export const INT_MAX = 2 ** 31 - 1;

/** The bounds of an argument. */
interface Bounds {
  least?: number;
  code?: string;
  /** Another permitted value, such as "or UNDEFINED". */
  also?: string;
}

/**
 * Checks a number that MPI takes as an int. Without the check, a fraction, NaN or 2^31 would reach MPI as a different
 * number.
 *
 * @example
 * int(color, "color", "MPI_Comm_split", { least: 0 });
 */
export function int(
  value: number,
  what: string,
  operation: string,
  { least = -INT_MAX - 1, code = "MPI_ERR_ARG", also }: Bounds = {},
): number {
  if ((value | 0) === value && value >= least) return value;
  const from = least === -INT_MAX - 1 ? "-2^31" : String(least);
  const other = also === undefined ? "" : `, ${also}`;
  return refuse(
    code,
    operation,
    `${what} ${String(value)} is out of range: give a whole number from ${from} to 2^31 - 1${other}`,
  );
}

/** Like `int`, for a list. */
export function intList(values: ArrayLike<number>, what: string, operation: string, bounds: Bounds = {}): Int32Array {
  const list = Array.from(values);
  for (const value of list) int(value, what, operation, bounds);
  return Int32Array.from(list);
}

function fromEnvironment(name: string): number {
  const most = Number(process.env[name] ?? INT_MAX);
  return Number.isInteger(most) && most > 0 && most <= INT_MAX ? most : INT_MAX;
}

/**
 * The greatest count or displacement that is passed as an int. Tests lower it, to test larger numbers with little
 * memory.
 */
export const INT_MOST = fromEnvironment("SISTER_MPI_TEST_INT_MOST");

/**
 * Pieces of v-collectives with more bytes than this go point to point. The limit is in bytes, because both ranks of a
 * piece know its bytes, and they may use different datatypes. It must be the same on all ranks. A rank whose smaller
 * pieces exceed an int together needs a lower limit: see "Limits" in the guide.
 */
export const PIECE_BYTES_MOST = fromEnvironment("SISTER_MPI_PIECE_BYTES");
