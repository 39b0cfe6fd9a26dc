/** Communicators whose ranks lie in a grid or a graph. */
import { Communicator } from "./communicator.js";
import type { Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { int, intList } from "../large-counts/ints.js";
import { native } from "../addon/native.js";
import { answered, check } from "../requests/request.js";

/**
 * A grid.
 *
 * @example
 * const grid = await world.createCart(dimsCreate(world.size, 2), { periods: true });
 * const { source, dest } = grid.shift(0, 1);
 */
export class CartesianCommunicator extends Communicator {
  /** Dimensions, which of them are rings, and where this rank lies. */
  get topology(): { dims: number[]; periods: boolean[]; coords: number[] } {
    const handle = this.handle("MPI_Cart_get");
    const number = native().cartDimensions(handle);
    const [dims, periods, coords] = [new Int32Array(number), new Int32Array(number), new Int32Array(number)];
    check(native().cartGet(handle, dims, periods, coords), "MPI_Cart_get");
    return { dims: [...dims], periods: [...periods].map(Boolean), coords: [...coords] };
  }
  /** Number of dimensions. */
  get dimensions(): number {
    return native().cartDimensions(this.handle("MPI_Cartdim_get"));
  }
  /** Ranks along each dimension. */
  get dims(): number[] {
    return this.topology.dims;
  }
  /** Which dimensions are rings. */
  get periods(): boolean[] {
    return this.topology.periods;
  }

  /** Where a rank lies; default: this one. */
  coords(rank = this.rank): number[] {
    const coords = new Int32Array(this.dimensions);
    this.checkRank(rank, "MPI_Cart_coords");
    check(native().cartCoords(this.handle("MPI_Cart_coords"), rank, coords), "MPI_Cart_coords");
    return [...coords];
  }
  /** The rank at these coordinates. */
  rankOf(coords: Numbers): number {
    const number = this.dimensions;
    if (coords.length !== number) {
      refuse("MPI_ERR_ARG", "MPI_Cart_rank", `${coords.length} coordinates for ${number} dimensions`);
    }
    const operation = "MPI_Cart_rank";
    return answered(native().cartRank(this.handle(operation), intList(coords, "coordinate", operation)), operation);
  }
  /** Whom to receive from and whom to send to for a shift along a dimension; PROC_NULL at an edge. */
  shift(dimension: number, displacement = 1): { source: number; dest: number } {
    const both = new Int32Array(2);
    int(dimension, "dimension", "MPI_Cart_shift", { least: 0, code: "MPI_ERR_DIMS" });
    int(displacement, "displacement", "MPI_Cart_shift");
    check(native().cartShift(this.handle("MPI_Cart_shift"), dimension, displacement, both), "MPI_Cart_shift");
    return { source: both[0] ?? 0, dest: both[1] ?? 0 };
  }

  /** The slices in which the dimensions that are true remain. Collective. */
  async sub(remaining: readonly boolean[]): Promise<CartesianCommunicator> {
    const args = [this.handle("MPI_Cart_sub"), this.#remaining(remaining)];
    return (await this.make("cartSub", "MPI_Cart_sub", args)) as CartesianCommunicator;
  }
  subSync(remaining: readonly boolean[]): CartesianCommunicator {
    const args = [this.handle("MPI_Cart_sub"), this.#remaining(remaining)];
    return this.makeSync("cartSub", "MPI_Cart_sub", args) as CartesianCommunicator;
  }
  #remaining(remaining: readonly boolean[]): Int32Array {
    const number = this.dimensions;
    if (remaining.length !== number) {
      refuse("MPI_ERR_DIMS", "MPI_Cart_sub", `${remaining.length} answers for ${number} dimensions`);
    }
    return Int32Array.from(remaining, Number);
  }
}

/** A graph that every rank knows as a whole. */
export class GraphCommunicator extends Communicator {
  /** Ends of the lists of neighbours, and the neighbours of all ranks, one after another. */
  get topology(): { index: number[]; edges: number[] } {
    const handle = this.handle("MPI_Graph_get");
    const sizes = new Int32Array(2);
    check(native().graphSizes(handle, sizes), "MPI_Graphdims_get");
    const index = new Int32Array(sizes[0] ?? 0);
    const edges = new Int32Array(sizes[1] ?? 0);
    check(native().graphGet(handle, index, edges), "MPI_Graph_get");
    return { index: [...index], edges: [...edges] };
  }
  /** Neighbours of a rank; default: this one. */
  neighbors(rank = this.rank): number[] {
    const handle = this.handle("MPI_Graph_neighbors");
    this.checkRank(rank, "MPI_Graph_neighbors");
    const neighbors = new Int32Array(answered(native().graphNeighborsCount(handle, rank), "MPI_Graph_neighbors_count"));
    check(native().graphNeighbors(handle, rank, neighbors), "MPI_Graph_neighbors");
    return [...neighbors];
  }
}

/** A graph of which each rank knows its own edges. */
export class DistGraphCommunicator extends Communicator {
  /** Whom this rank receives from and sends to, in the order of neighbour collectives; weights where there are any. */
  get topology(): {
    sources: number[];
    destinations: number[];
    sourceWeights: number[] | null;
    destinationWeights: number[] | null;
  } {
    const handle = this.handle("MPI_Dist_graph_neighbors");
    const sizes = new Int32Array(3);
    check(native().distGraphSizes(handle, sizes), "MPI_Dist_graph_neighbors_count");
    const weighted = sizes[2] !== 0;
    const list = (length: number): Int32Array => new Int32Array(length);
    const sources = list(sizes[0] ?? 0);
    const destinations = list(sizes[1] ?? 0);
    const weights = weighted ? [list(sources.length), list(destinations.length)] : null;
    check(
      native().distGraphNeighbors(handle, sources, weights?.[0] ?? null, destinations, weights?.[1] ?? null),
      "MPI_Dist_graph_neighbors",
    );
    return {
      sources: [...sources],
      destinations: [...destinations],
      sourceWeights: weights ? [...(weights[0] ?? [])] : null,
      destinationWeights: weights ? [...(weights[1] ?? [])] : null,
    };
  }
}
