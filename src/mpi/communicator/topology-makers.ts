/** Making communicators with a topology. All are collective over the old communicator. */
import { CommunicatorCore } from "./communicator-core.js";
import type { Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { int, intList } from "../large-counts/ints.js";
import { withHints, withHintsSync, type Hints } from "../info.js";
import { native } from "../addon/native.js";
import { check } from "../requests/request.js";
import type { CartesianCommunicator, DistGraphCommunicator, GraphCommunicator } from "./topology.js";

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

/**
 * Sides of a grid for so many processes, as equal as can be; dimensions that are given and not 0 stay.
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

function cartArguments(dims: Numbers, { periods = false, reorder = false }: CartOptions): unknown[] {
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
const ints = (list: Numbers): Int32Array => intList(list, "a number of the graph", "MPI_Graph", { least: 0 });
const intsOrNull = (list: Numbers | undefined): Int32Array | null => (list ? ints(list) : null);

export class TopologyMakers extends CommunicatorCore {
  /**
   * A grid with `dims[i]` ranks along dimension i; null on ranks that it has no place for. Collective.
   *
   * @example
   * const grid = await world.createCart(dimsCreate(world.size, 2), { periods: [true, false] });
   */
  async createCart(dims: Numbers, options: CartOptions = {}): Promise<CartesianCommunicator | null> {
    const args = [this.handle("MPI_Cart_create"), ...cartArguments(dims, options)];
    return (await this.make("cartCreate", "MPI_Cart_create", args)) as CartesianCommunicator | null;
  }
  createCartSync(dims: Numbers, options: CartOptions = {}): CartesianCommunicator | null {
    const args = [this.handle("MPI_Cart_create"), ...cartArguments(dims, options)];
    return this.makeSync("cartCreate", "MPI_Cart_create", args) as CartesianCommunicator | null;
  }

  /** Which rank this one should have in such a grid; UNDEFINED where it has no place. */
  mapCart(dims: Numbers, options: CartOptions = {}): number {
    const [sides, periods] = cartArguments(dims, options) as [Int32Array, Int32Array];
    return mapped(native().cartMap(this.handle("MPI_Cart_map"), sides, periods), "MPI_Cart_map");
  }

  /** A graph: `index[r]` is where the neighbours of rank r end in `edges`. The same on all ranks. */
  async createGraph(
    index: Numbers,
    edges: Numbers,
    { reorder = false }: { reorder?: boolean } = {},
  ): Promise<GraphCommunicator | null> {
    const args = [this.handle("MPI_Graph_create"), ints(index), ints(edges), reorder ? 1 : 0];
    return (await this.make("graphCreate", "MPI_Graph_create", args)) as GraphCommunicator | null;
  }
  createGraphSync(
    index: Numbers,
    edges: Numbers,
    { reorder = false }: { reorder?: boolean } = {},
  ): GraphCommunicator | null {
    const args = [this.handle("MPI_Graph_create"), ints(index), ints(edges), reorder ? 1 : 0];
    return this.makeSync("graphCreate", "MPI_Graph_create", args) as GraphCommunicator | null;
  }
  /** Which rank this one should have in such a graph. */
  mapGraph(index: Numbers, edges: Numbers): number {
    return mapped(native().graphMap(this.handle("MPI_Graph_map"), ints(index), ints(edges)), "MPI_Graph_map");
  }

  /** A graph of which each rank names those it receives from and those it sends to. */
  async createDistGraphAdjacent(
    sources: Numbers,
    destinations: Numbers,
    options: AdjacentOptions = {},
  ): Promise<DistGraphCommunicator> {
    const operation = "MPI_Dist_graph_create_adjacent";
    return withHints(options.info, async (hints) => {
      const args = this.#adjacent(sources, destinations, options, hints);
      return (await this.make("distGraphCreateAdjacent", operation, args)) as DistGraphCommunicator;
    });
  }
  createDistGraphAdjacentSync(
    sources: Numbers,
    destinations: Numbers,
    options: AdjacentOptions = {},
  ): DistGraphCommunicator {
    const operation = "MPI_Dist_graph_create_adjacent";
    return withHintsSync(options.info, (hints) => {
      const args = this.#adjacent(sources, destinations, options, hints);
      return this.makeSync("distGraphCreateAdjacent", operation, args) as DistGraphCommunicator;
    });
  }
  #adjacent(
    sources: Numbers,
    destinations: Numbers,
    { sourceWeights, destinationWeights, reorder = false }: AdjacentOptions,
    hints: number,
  ): unknown[] {
    const operation = "MPI_Dist_graph_create_adjacent";
    if (
      (sourceWeights && sourceWeights.length !== sources.length) ||
      (destinationWeights && destinationWeights.length !== destinations.length) ||
      (sourceWeights === undefined) !== (destinationWeights === undefined)
    ) {
      refuse("MPI_ERR_ARG", operation, "give a weight for each source and for each destination, or none at all");
    }
    return [
      this.handle(operation),
      ints(sources),
      intsOrNull(sourceWeights),
      ints(destinations),
      intsOrNull(destinationWeights),
      hints,
      reorder ? 1 : 0,
    ];
  }

  /** A graph of which any rank names any edges: `degrees[i]` destinations of `sources[i]`, one after another. */
  async createDistGraph(
    sources: Numbers,
    degrees: Numbers,
    destinations: Numbers,
    options: DistGraphOptions = {},
  ): Promise<DistGraphCommunicator> {
    return withHints(options.info, async (hints) => {
      const args = this.#edges(sources, degrees, destinations, options, hints);
      return (await this.make("distGraphCreate", "MPI_Dist_graph_create", args)) as DistGraphCommunicator;
    });
  }
  createDistGraphSync(
    sources: Numbers,
    degrees: Numbers,
    destinations: Numbers,
    options: DistGraphOptions = {},
  ): DistGraphCommunicator {
    return withHintsSync(options.info, (hints) => {
      const args = this.#edges(sources, degrees, destinations, options, hints);
      return this.makeSync("distGraphCreate", "MPI_Dist_graph_create", args) as DistGraphCommunicator;
    });
  }
  #edges(
    sources: Numbers,
    degrees: Numbers,
    destinations: Numbers,
    { weights, reorder = false }: DistGraphOptions,
    hints: number,
  ): unknown[] {
    const operation = "MPI_Dist_graph_create";
    const total = [...degrees].reduce((a, b) => a + b, 0);
    if (
      sources.length !== degrees.length ||
      total !== destinations.length ||
      (weights && weights.length !== destinations.length)
    ) {
      refuse("MPI_ERR_ARG", operation, "give a degree for each source, and as many destinations as the degrees say");
    }
    return [
      this.handle(operation),
      ints(sources),
      ints(degrees),
      ints(destinations),
      intsOrNull(weights),
      hints,
      reorder ? 1 : 0,
    ];
  }
}

/** The addon says an error as less than -100,000, since UNDEFINED is negative too. */
function mapped(answer: number, operation: string): number {
  if (answer < -100_000) check(-100_000 - answer, operation);
  return answer;
}
