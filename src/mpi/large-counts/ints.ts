/** What is too much for MPI 3.1, which says counts and displacements as ints. */
import { refuse } from "../error.js";

export const INT_MAX = 2 ** 31 - 1;

/** The smallest and the greatest number that an argument may be. */
interface Bounds {
  least?: number;
  code?: string;
  /** What else may be given: "or UNDEFINED". */
  also?: string;
}

/**
 * A number that MPI takes as an int. What an int does not hold (a fraction, NaN, 2^31) would arrive there as another number.
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

/** As `int`, for a list. */
export function intList(values: ArrayLike<number>, what: string, operation: string, bounds: Bounds = {}): Int32Array {
  const list = Array.from(values);
  for (const value of list) int(value, what, operation, bounds);
  return Int32Array.from(list);
}

function fromEnvironment(name: string): number {
  const most = Number(process.env[name] ?? INT_MAX);
  return Number.isInteger(most) && most > 0 && most <= INT_MAX ? most : INT_MAX;
}

/** The greatest number that is said as an int. Tests lower it, to come beyond it with little memory. */
export const INT_MOST = fromEnvironment("SISTER_MPI_TEST_INT_MOST");

/**
 * Pieces of v-collectives of more bytes go point to point. It is in bytes because that is what both sides of a piece know: they may say it in elements
 * of different datatypes. The same on all ranks. A rank whose pieces of at most so many bytes are together more than ints reach needs it lower: see
 * "Limits" of the guide.
 */
export const PIECE_BYTES_MOST = fromEnvironment("SISTER_MPI_PIECE_BYTES");
