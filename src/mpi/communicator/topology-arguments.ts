/** The arguments of calls that make communicators with a topology, checked and in the addon's order. */
import { check } from "../addon/error-codes.js";
import type { Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import type { Hints } from "../info.js";
import { intList } from "../large-counts/ints.js";

export interface CartOptions {
  /** Whether each dimension is periodic; one boolean applies to all. Default false. */
  periods?: boolean | readonly boolean[];
  /** Whether the library may change the order of the ranks. Default false. */
  reorder?: boolean;
}

export interface AdjacentOptions {
  /** Weights of the incoming edges. Give both lists of weights or none. */
  sourceWeights?: Numbers;
  /** Weights of the outgoing edges. */
  destinationWeights?: Numbers;
  /** Hints for the library. */
  info?: Hints;
  /** Whether the library may change the order of the ranks. Default false. */
  reorder?: boolean;
}

export interface DistGraphOptions {
  /** A weight for each edge. */
  weights?: Numbers;
  /** Hints for the library. */
  info?: Hints;
  /** Whether the library may change the order of the ranks. Default false. */
  reorder?: boolean;
}

/** Dimensions, periods and reorder of MPI_Cart_create. */
export function cartArguments(dims: Numbers, { periods = false, reorder = false }: CartOptions): unknown[] {
  const rings = typeof periods === "boolean" ? Array.from(dims, () => periods) : periods;
  if (rings.length !== dims.length) {
    refuse(
      "MPI_ERR_DIMS",
      "MPI_Cart_create",
      `${rings.length} periods for ${dims.length} dimensions: give one for each`,
    );
  }
  return [
    intList(dims, "dimension", "MPI_Cart_create", { least: 0, code: "MPI_ERR_DIMS" }),
    Int32Array.from(rings, Number),
    reorder ? 1 : 0,
  ];
}

/** Ranks, degrees or weights of a graph, none of which are negative. */
export const ints = (list: Numbers): Int32Array => intList(list, "number in the graph", "MPI_Graph", { least: 0 });
export const intsOrNull = (list: Numbers | undefined): Int32Array | null => (list ? ints(list) : null);

/** The addon returns an error as a number below -100,000, because UNDEFINED is negative too. */
export function mapped(answer: number, operation: string): number {
  if (answer < -100_000) check(-100_000 - answer, operation);
  return answer;
}
