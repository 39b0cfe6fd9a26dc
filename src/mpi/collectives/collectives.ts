/**
 * Collectives. The Promise and `i…` forms are MPI's nonblocking ones, the `Sync` forms its blocking ones, and MPI never matches one with the
 * other, so all ranks use the same kind. Calls on one communicator match in the order of the calls.
 */
import type { RootOptions } from "../communicator/base.js";
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import {
  allBlocksArguments,
  bystanderCount,
  gatherArguments,
  scatterArguments,
  type InPlace,
  type Where,
} from "./collective-arguments.js";
import { capabilities } from "../addon/capabilities.js";
import { CollectiveCall } from "./collective-call.js";
import { Datatype } from "../datatype/datatype.js";
import {
  allgathervArguments,
  alltoallvArguments,
  alltoallwArguments,
  gathervArguments,
  scattervArguments,
} from "./piece-arguments.js";
import { Parts } from "./composite-call.js";
import type { Pieces, TypedPieces } from "./pieces.js";
import { INT_MAX } from "../large-counts/ints.js";
import type { BcastArguments } from "../addon/native-calls.js";
import type { Request } from "../requests/request.js";

type Data = BufferLike | InPlace;

function bcastArguments(buffer: BufferLike | null, at: Where): BcastArguments {
  if (!at.isRoot && !at.isLeaf) return [null, bystanderCount(buffer, at.operation), Datatype.INT32.index, at.root];
  const block = blockOf(buffer as BufferLike, at.operation);
  return [block.data, block.count, block.type, at.root];
}

/** Bytes of a piece: a multiple of every element's size, so that ranks with different datatypes cut in the same places. */
const BCAST_PIECE = 2 ** 30;

/** As bcastArguments, for the forms that do not block; in pieces where the library needs it and the buffer can be cut. */
function bcastPlan(buffer: BufferLike | null, at: Where): BcastArguments | Parts {
  const args = bcastArguments(buffer, at);
  const [data, count, type, root] = args;
  if (
    capabilities.postsLargeBcasts ||
    data === null ||
    data === true ||
    data.byteLength <= INT_MAX ||
    count !== data.length
  )
    return args;
  const each = BCAST_PIECE / data.BYTES_PER_ELEMENT;
  const pieces = Array.from({ length: Math.ceil(count / each) }, (_, i) => data.subarray(i * each, (i + 1) * each));
  return new Parts(pieces.map((piece) => ({ name: "bcast", args: [piece, piece.length, type, root] })));
}

export class Collectives extends CollectiveCall {
  /** Complete when all ranks have called it. */
  barrier(): Promise<void> {
    return this.promise("barrier", 0, () => []);
  }
  barrierSync(): void {
    this.block("barrier", 0, () => []);
  }
  ibarrier(): Request {
    return this.request("barrier", 0, () => []);
  }

  /**
   * Copies the root's buffer into everybody's. All give as many elements of the same type.
   *
   * @example
   * const settings = new Float64Array(world.rank === 0 ? [0.5, 100] : 2);
   * await world.bcast(settings);
   */
  bcast(buffer: BufferLike | null, { root }: RootOptions = {}): Promise<void> {
    return this.promise("bcast", root, (at) => bcastPlan(buffer, at));
  }
  bcastSync(buffer: BufferLike | null, { root }: RootOptions = {}): void {
    this.block("bcast", root, (at) => bcastArguments(buffer, at));
  }
  ibcast(buffer: BufferLike | null, { root }: RootOptions = {}): Request {
    return this.request("bcast", root, (at) => bcastPlan(buffer, at));
  }

  /**
   * Divides the root's data evenly among the ranks: rank r gets the r-th part in `buffer`. `data` is null but at the root, and a multiple of `size`
   * elements long. At the root `buffer` may be IN_PLACE: its part stays where it is.
   *
   * @example
   * const part = new Float64Array(3);
   * await world.scatter(world.rank === 0 ? new Float64Array(3 * world.size) : null, part);
   */
  scatter(data: BufferLike | null, buffer: Data | null, { root }: RootOptions = {}): Promise<void> {
    return this.promise("scatter", root, (at) => scatterArguments(data, buffer, at));
  }
  scatterSync(data: BufferLike | null, buffer: Data | null, { root }: RootOptions = {}): void {
    this.block("scatter", root, (at) => scatterArguments(data, buffer, at));
  }
  iscatter(data: BufferLike | null, buffer: Data | null, { root }: RootOptions = {}): Request {
    return this.request("scatter", root, (at) => scatterArguments(data, buffer, at));
  }

  /**
   * Gives each rank its own piece of the root's data: `counts[r]` elements from `displs[r]` on. `pieces` is null but at the root.
   *
   * @example
   * await world.scatterv(world.rank === 0 ? { data, counts: [2, 5] } : null, buffer);
   */
  scatterv(pieces: Pieces | null, buffer: Data | null, { root }: RootOptions = {}): Promise<void> {
    return this.promise("scatterv", root, (at) => scattervArguments(pieces, buffer, at));
  }
  scattervSync(pieces: Pieces | null, buffer: Data | null, { root }: RootOptions = {}): void {
    this.block("scatterv", root, (at) => scattervArguments(pieces, buffer, at));
  }
  iscatterv(pieces: Pieces | null, buffer: Data | null, { root }: RootOptions = {}): Request {
    return this.request("scatterv", root, (at) => scattervArguments(pieces, buffer, at));
  }

  /**
   * Collects everybody's data, in order of rank, at the root. `buffer` has room for `size` times as many elements there, and is null elsewhere.
   * At the root `data` may be IN_PLACE: its part lies in `buffer` already.
   *
   * @example
   * const ranks = world.rank === 0 ? new Int32Array(world.size) : null;
   * await world.gather(new Int32Array([world.rank]), ranks);
   */
  gather(data: Data | null, buffer: BufferLike | null, { root }: RootOptions = {}): Promise<void> {
    return this.promise("gather", root, (at) => gatherArguments(data, buffer, at));
  }
  gatherSync(data: Data | null, buffer: BufferLike | null, { root }: RootOptions = {}): void {
    this.block("gather", root, (at) => gatherArguments(data, buffer, at));
  }
  igather(data: Data | null, buffer: BufferLike | null, { root }: RootOptions = {}): Request {
    return this.request("gather", root, (at) => gatherArguments(data, buffer, at));
  }

  /**
   * Collects pieces of different lengths at the root, that of rank r from element `displs[r]` on. `pieces` is null elsewhere.
   *
   * @example
   * await world.gatherv(own, world.rank === 0 ? { data, counts: [2, 5] } : null);
   */
  gatherv(data: Data | null, pieces: Pieces | null, { root }: RootOptions = {}): Promise<void> {
    return this.promise("gatherv", root, (at) => gathervArguments(data, pieces, at));
  }
  gathervSync(data: Data | null, pieces: Pieces | null, { root }: RootOptions = {}): void {
    this.block("gatherv", root, (at) => gathervArguments(data, pieces, at));
  }
  igatherv(data: Data | null, pieces: Pieces | null, { root }: RootOptions = {}): Request {
    return this.request("gatherv", root, (at) => gathervArguments(data, pieces, at));
  }

  /** Collects everybody's data, in order of rank, on every rank: `buffer` has room for `size` times as many elements. IN_PLACE: the own part lies there. */
  allgather(data: Data, buffer: BufferLike): Promise<void> {
    return this.promise("allgather", 0, (at) => allBlocksArguments(data, buffer, at, false));
  }
  allgatherSync(data: Data, buffer: BufferLike): void {
    this.block("allgather", 0, (at) => allBlocksArguments(data, buffer, at, false));
  }
  iallgather(data: Data, buffer: BufferLike): Request {
    return this.request("allgather", 0, (at) => allBlocksArguments(data, buffer, at, false));
  }

  /** Collects pieces of different lengths on every rank: `pieces` says how many elements each sends, the same everywhere. */
  allgatherv(data: Data, pieces: Pieces): Promise<void> {
    return this.promise("allgatherv", 0, (at) => allgathervArguments(data, pieces, at));
  }
  allgathervSync(data: Data, pieces: Pieces): void {
    this.block("allgatherv", 0, (at) => allgathervArguments(data, pieces, at));
  }
  iallgatherv(data: Data, pieces: Pieces): Request {
    return this.request("allgatherv", 0, (at) => allgathervArguments(data, pieces, at));
  }

  /**
   * Sends the r-th part of the data to rank r, and collects what all sent here, in order of rank. Both are multiples of `size` elements long.
   *
   * @example
   * // A row of a matrix on each rank; afterwards a column.
   * await world.alltoall(row, column);
   */
  alltoall(data: Data, buffer: BufferLike): Promise<void> {
    return this.promise("alltoall", 0, (at) => allBlocksArguments(data, buffer, at, true));
  }
  alltoallSync(data: Data, buffer: BufferLike): void {
    this.block("alltoall", 0, (at) => allBlocksArguments(data, buffer, at, true));
  }
  ialltoall(data: Data, buffer: BufferLike): Request {
    return this.request("alltoall", 0, (at) => allBlocksArguments(data, buffer, at, true));
  }

  /** As alltoall, with pieces of different lengths both ways. */
  alltoallv(data: Pieces | InPlace, pieces: Pieces): Promise<void> {
    return this.promise("alltoallv", 0, (at) => alltoallvArguments(data, pieces, at));
  }
  alltoallvSync(data: Pieces | InPlace, pieces: Pieces): void {
    this.block("alltoallv", 0, (at) => alltoallvArguments(data, pieces, at));
  }
  ialltoallv(data: Pieces | InPlace, pieces: Pieces): Request {
    return this.request("alltoallv", 0, (at) => alltoallvArguments(data, pieces, at));
  }

  /** As alltoallv, with a datatype for each rank and displacements in bytes. */
  alltoallw(data: TypedPieces | InPlace, pieces: TypedPieces): Promise<void> {
    return this.promise("alltoallw", 0, (at) => alltoallwArguments(data, pieces, at));
  }
  alltoallwSync(data: TypedPieces | InPlace, pieces: TypedPieces): void {
    this.block("alltoallw", 0, (at) => alltoallwArguments(data, pieces, at));
  }
  ialltoallw(data: TypedPieces | InPlace, pieces: TypedPieces): Request {
    return this.request("alltoallw", 0, (at) => alltoallwArguments(data, pieces, at));
  }
}
