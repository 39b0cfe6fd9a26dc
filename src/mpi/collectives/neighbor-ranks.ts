/** The neighbours of a rank, in the order of the collectives' buffers. */
import type { NeighborRanks } from "./collective-arguments.js";
import { native } from "../addon/native.js";
import { check } from "../addon/error-codes.js";
import { refuse } from "../error.js";

/** The neighbours in a communicator that has a topology. */
export function neighborRanks(comm: number, rank: number): NeighborRanks {
  const kind = native().topologyOf(comm);
  if (kind === 1) return inGrid(comm);
  if (kind === 2) {
    const both = new Int32Array(native().graphNeighborsCount(comm, rank));
    check(native().graphNeighbors(comm, rank, both), "MPI_Graph_neighbors");
    return inOrder([...both], [...both]);
  }
  const sizes = new Int32Array(3);
  check(native().distGraphSizes(comm, sizes), "MPI_Dist_graph_neighbors_count");
  const [sources, destinations] = [new Int32Array(sizes[0] ?? 0), new Int32Array(sizes[1] ?? 0)];
  const weights = sizes[2] === 0 ? null : [new Int32Array(sources.length), new Int32Array(destinations.length)];
  const operation = "MPI_Dist_graph_neighbors";
  const [incoming, outgoing] = weights ?? [];
  check(native().distGraphNeighbors(comm, sources, incoming ?? null, destinations, outgoing ?? null), operation);
  return inOrder([...sources], [...destinations]);
}

function inOrder(sources: number[], destinations: number[]): NeighborRanks {
  return { sources, destinations, order: sources.map((_, i) => i) };
}

/**
 * For each dimension: the neighbour below and the neighbour above. A message sent downwards arrives from above. In a
 * ring of one or two ranks both neighbours are the same rank, and the first message of a dimension is received at the
 * second place.
 */
function inGrid(comm: number): NeighborRanks {
  const ranks: number[] = [];
  for (let dimension = 0; dimension < native().cartDimensions(comm); dimension++) {
    const both = new Int32Array(2);
    check(native().cartShift(comm, dimension, 1, both), "MPI_Cart_shift");
    ranks.push(...both);
  }
  return { sources: ranks, destinations: ranks, order: ranks.map((_, i) => i ^ 1) };
}

/** How many neighbours a rank receives from and sends to. */
export interface Degrees {
  senders: number;
  receivers: number;
}

/** The degrees of this rank. Refuses a communicator that has no topology. */
export function degreesOf(comm: number, rank: number, operation: string): Degrees {
  const kind = native().topologyOf(comm);
  if (kind === 1) {
    const both = 2 * native().cartDimensions(comm);
    return { senders: both, receivers: both };
  }
  if (kind === 2) {
    const both = native().graphNeighborsCount(comm, rank);
    return { senders: both, receivers: both };
  }
  if (kind === 3) {
    const sizes = new Int32Array(3);
    check(native().distGraphSizes(comm, sizes), operation);
    return { senders: sizes[0] ?? 0, receivers: sizes[1] ?? 0 };
  }
  return refuse(
    "MPI_ERR_TOPOLOGY",
    operation,
    "this communicator has no topology: make one with createCart, createGraph or createDistGraph",
  );
}
