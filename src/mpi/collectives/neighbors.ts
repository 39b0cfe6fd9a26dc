/** Collectives among neighbours, on communicators that have a topology. */
import type { BufferLike } from "../datatype/buffer.js";
import { allBlocksArguments, type Where } from "./collective-arguments.js";
import { refuse } from "../error.js";
import { native } from "../addon/native.js";
import { neighborRanks } from "./neighbor-ranks.js";
import { allgathervArguments, alltoallvArguments, neighborAlltoallwArguments } from "./piece-arguments.js";
import type { Pieces, TypedPieces } from "./pieces.js";
import { Reductions } from "./reductions.js";
import { check, type Request } from "../requests/request.js";

export class Neighbors extends Reductions {
  #degrees: { senders: number; receivers: number } | null = null;

  /** Numbers of neighbours that this rank receives from and sends to; who they are is asked for where it matters. */
  #near(at: Where): Where {
    this.#degrees ??= this.#count(at.operation);
    return { ...at, ...this.#degrees, neighbors: () => neighborRanks(this.handle(at.operation), this.rank) };
  }

  #count(operation: string): { senders: number; receivers: number } {
    const comm = this.handle(operation);
    const kind = native().topologyOf(comm);
    if (kind === 1) {
      const both = 2 * native().cartDimensions(comm);
      return { senders: both, receivers: both };
    }
    if (kind === 2) {
      const both = native().graphNeighborsCount(comm, this.rank);
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

  /** Sends the same block to all neighbours, and collects theirs, in the order of the topology. */
  neighborAllgather(data: BufferLike, buffer: BufferLike): Promise<void> {
    return this.promise("neighborAllgather", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), false));
  }
  neighborAllgatherSync(data: BufferLike, buffer: BufferLike): void {
    this.block("neighborAllgather", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), false));
  }
  ineighborAllgather(data: BufferLike, buffer: BufferLike): Request {
    return this.request("neighborAllgather", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), false));
  }

  /** As neighborAllgather, with blocks of different lengths. */
  neighborAllgatherv(data: BufferLike, pieces: Pieces): Promise<void> {
    return this.promise("neighborAllgatherv", 0, (at) => allgathervArguments(data, pieces, this.#near(at)));
  }
  neighborAllgathervSync(data: BufferLike, pieces: Pieces): void {
    this.block("neighborAllgatherv", 0, (at) => allgathervArguments(data, pieces, this.#near(at)));
  }
  ineighborAllgatherv(data: BufferLike, pieces: Pieces): Request {
    return this.request("neighborAllgatherv", 0, (at) => allgathervArguments(data, pieces, this.#near(at)));
  }

  /** Sends each neighbour a block of its own, and collects theirs. */
  neighborAlltoall(data: BufferLike, buffer: BufferLike): Promise<void> {
    return this.promise("neighborAlltoall", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), true));
  }
  neighborAlltoallSync(data: BufferLike, buffer: BufferLike): void {
    this.block("neighborAlltoall", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), true));
  }
  ineighborAlltoall(data: BufferLike, buffer: BufferLike): Request {
    return this.request("neighborAlltoall", 0, (at) => allBlocksArguments(data, buffer, this.#near(at), true));
  }

  /** As neighborAlltoall, with pieces of different lengths both ways. */
  neighborAlltoallv(data: Pieces, pieces: Pieces): Promise<void> {
    return this.promise("neighborAlltoallv", 0, (at) => alltoallvArguments(data, pieces, this.#near(at)));
  }
  neighborAlltoallvSync(data: Pieces, pieces: Pieces): void {
    this.block("neighborAlltoallv", 0, (at) => alltoallvArguments(data, pieces, this.#near(at)));
  }
  ineighborAlltoallv(data: Pieces, pieces: Pieces): Request {
    return this.request("neighborAlltoallv", 0, (at) => alltoallvArguments(data, pieces, this.#near(at)));
  }

  /** As neighborAlltoallv, with a datatype for each neighbour and displacements in bytes. */
  neighborAlltoallw(data: TypedPieces, pieces: TypedPieces): Promise<void> {
    return this.promise("neighborAlltoallw", 0, (at) => neighborAlltoallwArguments(data, pieces, this.#near(at)));
  }
  neighborAlltoallwSync(data: TypedPieces, pieces: TypedPieces): void {
    this.block("neighborAlltoallw", 0, (at) => neighborAlltoallwArguments(data, pieces, this.#near(at)));
  }
  ineighborAlltoallw(data: TypedPieces, pieces: TypedPieces): Request {
    return this.request("neighborAlltoallw", 0, (at) => neighborAlltoallwArguments(data, pieces, this.#near(at)));
  }
}
