/** MPI_Dims_create. */
import { check } from "../addon/error-codes.js";
import { native } from "../addon/native.js";
import type { Numbers } from "../datatype/datatype.js";
import { int, intList } from "../large-counts/ints.js";

/**
 * The sides of a grid for `nodes` processes, as equal as possible. Dimensions given with another number than 0 stay.
 *
 * @example
 * dimsCreate(6, 2); // [3, 2]
 */
export function dimsCreate(nodes: number, dims: number | Numbers): number[] {
  const operation = "MPI_Dims_create";
  const sides =
    typeof dims === "number"
      ? new Int32Array(int(dims, "number of dimensions", operation, { least: 0 }))
      : intList(dims, "dimension", operation, { least: 0 });
  check(native().dimsCreate(int(nodes, "number of processes", operation, { least: 1 }), sides), operation);
  return [...sides];
}
