/** The arguments of calls that make communicators with a topology, checked and in the addon's order. */
import { check } from "../addon/error-codes.js";
import type { Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import type { Hints } from "../info.js";
import { intList } from "../large-counts/ints.js";

export interface CartOptions {
  /** Which dimensions are rings; default none. One boolean stands for all. */
  periods?: boolean | readonly boolean[];
  /** Whether ranks may be numbered anew. Default false. */
  reorder?: boolean;
}

export interface AdjacentOptions {
  /** Weights of what comes in and goes out; both or none. */
  sourceWeights?: Numbers;
  /** As above. */
  destinationWeights?: Numbers;
  /** Hints to the library. */
  info?: Hints;
  /** Whether ranks may be numbered anew. Default false. */
  reorder?: boolean;
}

export interface DistGraphOptions {
  /** A weight for each edge. */
  weights?: Numbers;
  /** Hints to the library. */
  info?: Hints;
  /** Whether ranks may be numbered anew. Default false. */
  reorder?: boolean;
}

/** Dimensions, periods and reorder of MPI_Cart_create. */
export function cartArguments(dims: Numbers, { periods = false, reorder = false }: CartOptions): unknown[] {
  const rings = typeof periods === "boolean" ? Array.from(dims, () => periods) : periods;
  if (rings.length !== dims.length) {
    refuse("MPI_ERR_DIMS", "MPI_Cart_create", `${rings.length} periods for ${dims.length} dimensions`);
  }
  return [
    intList(dims, "dimension", "MPI_Cart_create", { least: 0, code: "MPI_ERR_DIMS" }),
    Int32Array.from(rings, Number),
    reorder ? 1 : 0,
  ];
}

/** Ranks, degrees and weights of a graph: all are from 0. */
export const ints = (list: Numbers): Int32Array => intList(list, "a number of the graph", "MPI_Graph", { least: 0 });
export const intsOrNull = (list: Numbers | undefined): Int32Array | null => (list ? ints(list) : null);

/** The addon says an error as less than -100,000, since UNDEFINED is negative too. */
export function mapped(answer: number, operation: string): number {
  if (answer < -100_000) check(-100_000 - answer, operation);
  return answer;
}
