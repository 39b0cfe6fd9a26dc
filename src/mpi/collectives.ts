/**
 * Collectives. Promise and `i…` forms are MPI's nonblocking collectives, `Sync` the blocking ones; MPI never matches one with the
 * other, so all ranks use the same kind. Calls on one communicator match in the order of the calls.
 */
import type { RootOptions } from "./base.js";
import { blockOf, type BufferLike, type Pieces } from "./buffer.js";
import {
  allBlocksArguments,
  allgathervArguments,
  gatherArguments,
  gathervArguments,
  reduceArguments,
  scatterArguments,
  scattervArguments,
  type InPlace,
} from "./collective-arguments.js";
import { native, type BcastArguments, type Native, type Posted } from "./native.js";
import { Op } from "./op.js";
import { PointToPoint } from "./point-to-point.js";
import { check, promiseDone, Request, takeSlot } from "./request.js";

export interface ReduceOptions extends RootOptions {
  /** Default Op.SUM. */
  op?: Op;
}

type Nonblocking =
  | "ibarrier"
  | "ibcast"
  | "iscatter"
  | "iscatterv"
  | "igather"
  | "igatherv"
  | "iallgather"
  | "iallgatherv"
  | "ialltoall"
  | "ireduce"
  | "iallreduce";
type Blocking =
  | "barrierSync"
  | "bcastSync"
  | "scatterSync"
  | "scattervSync"
  | "gatherSync"
  | "gathervSync"
  | "allgatherSync"
  | "allgathervSync"
  | "alltoallSync"
  | "reduceSync"
  | "allreduceSync";

/** The arguments of a collective, made only when its turn has come to be checked. */
type Arguments = () => readonly unknown[];

export class Collectives extends PointToPoint {
  #at(operation: string, root = 0): { rank: number; size: number; root: number; operation: string } {
    this.checkRoot(root, operation);
    return { rank: this.rank, size: this.size, root, operation };
  }

  #post(call: Nonblocking, slot: number, spin: 0 | 1, operation: string, args: readonly unknown[]): Posted {
    const post = native()[call] as (this: void, ...all: unknown[]) => Posted;
    return post(slot, spin, this.handle(operation), ...args);
  }

  #promise(call: Nonblocking, operation: string, make: Arguments): Promise<void> {
    try {
      const args = make();
      const slot = takeSlot();
      return promiseDone(this.#post(call, slot, 1, operation, args), slot, operation, args);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #request(call: Nonblocking, operation: string, make: Arguments): Request {
    const args = make();
    const slot = takeSlot();
    return new Request(this.#post(call, slot, 0, operation, args), slot, operation, args);
  }

  #block(call: Blocking, operation: string, make: Arguments): void {
    const block = native()[call] as (this: void, ...all: unknown[]) => ReturnType<Native["barrierSync"]>;
    check(block(this.handle(operation), ...make()), operation);
  }

  /** Resolves when all ranks have called it. */
  barrier(): Promise<void> {
    return this.#promise("ibarrier", "MPI_Ibarrier", () => []);
  }
  barrierSync(): void {
    this.#block("barrierSync", "MPI_Barrier", () => []);
  }
  ibarrier(): Request {
    return this.#request("ibarrier", "MPI_Ibarrier", () => []);
  }

  #bcast(buffer: BufferLike, { root }: RootOptions, operation: string): BcastArguments {
    const at = this.#at(operation, root);
    const block = blockOf(buffer, operation);
    return [block.data, block.count, block.type, at.root];
  }
  /** Copies the root's buffer into everybody's. */
  bcast(buffer: BufferLike, options: RootOptions = {}): Promise<void> {
    return this.#promise("ibcast", "MPI_Ibcast", () => this.#bcast(buffer, options, "MPI_Ibcast"));
  }
  bcastSync(buffer: BufferLike, options: RootOptions = {}): void {
    this.#block("bcastSync", "MPI_Bcast", () => this.#bcast(buffer, options, "MPI_Bcast"));
  }
  ibcast(buffer: BufferLike, options: RootOptions = {}): Request {
    return this.#request("ibcast", "MPI_Ibcast", () => this.#bcast(buffer, options, "MPI_Ibcast"));
  }

  /** Divides the root's data evenly among the ranks. `data` is null but at the root. */
  scatter(data: BufferLike | null, buffer: BufferLike | InPlace, { root }: RootOptions = {}): Promise<void> {
    return this.#promise("iscatter", "MPI_Iscatter", () =>
      scatterArguments(data, buffer, this.#at("MPI_Iscatter", root)),
    );
  }
  scatterSync(data: BufferLike | null, buffer: BufferLike | InPlace, { root }: RootOptions = {}): void {
    this.#block("scatterSync", "MPI_Scatter", () => scatterArguments(data, buffer, this.#at("MPI_Scatter", root)));
  }
  iscatter(data: BufferLike | null, buffer: BufferLike | InPlace, { root }: RootOptions = {}): Request {
    return this.#request("iscatter", "MPI_Iscatter", () =>
      scatterArguments(data, buffer, this.#at("MPI_Iscatter", root)),
    );
  }

  /** Gives each rank its own piece of the root's data. */
  scatterv(pieces: Pieces | null, buffer: BufferLike | InPlace, { root }: RootOptions = {}): Promise<void> {
    return this.#promise("iscatterv", "MPI_Iscatterv", () =>
      scattervArguments(pieces, buffer, this.#at("MPI_Iscatterv", root)),
    );
  }
  scattervSync(pieces: Pieces | null, buffer: BufferLike | InPlace, { root }: RootOptions = {}): void {
    this.#block("scattervSync", "MPI_Scatterv", () =>
      scattervArguments(pieces, buffer, this.#at("MPI_Scatterv", root)),
    );
  }
  iscatterv(pieces: Pieces | null, buffer: BufferLike | InPlace, { root }: RootOptions = {}): Request {
    return this.#request("iscatterv", "MPI_Iscatterv", () =>
      scattervArguments(pieces, buffer, this.#at("MPI_Iscatterv", root)),
    );
  }

  /** Collects everybody's data, in order of rank, at the root. `buffer` is null elsewhere. */
  gather(data: BufferLike | InPlace, buffer: BufferLike | null, { root }: RootOptions = {}): Promise<void> {
    return this.#promise("igather", "MPI_Igather", () => gatherArguments(data, buffer, this.#at("MPI_Igather", root)));
  }
  gatherSync(data: BufferLike | InPlace, buffer: BufferLike | null, { root }: RootOptions = {}): void {
    this.#block("gatherSync", "MPI_Gather", () => gatherArguments(data, buffer, this.#at("MPI_Gather", root)));
  }
  igather(data: BufferLike | InPlace, buffer: BufferLike | null, { root }: RootOptions = {}): Request {
    return this.#request("igather", "MPI_Igather", () => gatherArguments(data, buffer, this.#at("MPI_Igather", root)));
  }

  /** Collects pieces of different lengths at the root. */
  gatherv(data: BufferLike | InPlace, pieces: Pieces | null, { root }: RootOptions = {}): Promise<void> {
    return this.#promise("igatherv", "MPI_Igatherv", () =>
      gathervArguments(data, pieces, this.#at("MPI_Igatherv", root)),
    );
  }
  gathervSync(data: BufferLike | InPlace, pieces: Pieces | null, { root }: RootOptions = {}): void {
    this.#block("gathervSync", "MPI_Gatherv", () => gathervArguments(data, pieces, this.#at("MPI_Gatherv", root)));
  }
  igatherv(data: BufferLike | InPlace, pieces: Pieces | null, { root }: RootOptions = {}): Request {
    return this.#request("igatherv", "MPI_Igatherv", () =>
      gathervArguments(data, pieces, this.#at("MPI_Igatherv", root)),
    );
  }

  /** Collects everybody's data on every rank. */
  allgather(data: BufferLike | InPlace, buffer: BufferLike): Promise<void> {
    return this.#promise("iallgather", "MPI_Iallgather", () =>
      allBlocksArguments(data, buffer, this.#at("MPI_Iallgather"), false),
    );
  }
  allgatherSync(data: BufferLike | InPlace, buffer: BufferLike): void {
    this.#block("allgatherSync", "MPI_Allgather", () =>
      allBlocksArguments(data, buffer, this.#at("MPI_Allgather"), false),
    );
  }
  iallgather(data: BufferLike | InPlace, buffer: BufferLike): Request {
    return this.#request("iallgather", "MPI_Iallgather", () =>
      allBlocksArguments(data, buffer, this.#at("MPI_Iallgather"), false),
    );
  }

  /** Collects pieces of different lengths on every rank. */
  allgatherv(data: BufferLike | InPlace, pieces: Pieces): Promise<void> {
    return this.#promise("iallgatherv", "MPI_Iallgatherv", () =>
      allgathervArguments(data, pieces, this.#at("MPI_Iallgatherv")),
    );
  }
  allgathervSync(data: BufferLike | InPlace, pieces: Pieces): void {
    this.#block("allgathervSync", "MPI_Allgatherv", () =>
      allgathervArguments(data, pieces, this.#at("MPI_Allgatherv")),
    );
  }
  iallgatherv(data: BufferLike | InPlace, pieces: Pieces): Request {
    return this.#request("iallgatherv", "MPI_Iallgatherv", () =>
      allgathervArguments(data, pieces, this.#at("MPI_Iallgatherv")),
    );
  }

  /** Sends the r-th part of the data to rank r, and collects what all sent here. */
  alltoall(data: BufferLike | InPlace, buffer: BufferLike): Promise<void> {
    return this.#promise("ialltoall", "MPI_Ialltoall", () =>
      allBlocksArguments(data, buffer, this.#at("MPI_Ialltoall"), true),
    );
  }
  alltoallSync(data: BufferLike | InPlace, buffer: BufferLike): void {
    this.#block("alltoallSync", "MPI_Alltoall", () => allBlocksArguments(data, buffer, this.#at("MPI_Alltoall"), true));
  }
  ialltoall(data: BufferLike | InPlace, buffer: BufferLike): Request {
    return this.#request("ialltoall", "MPI_Ialltoall", () =>
      allBlocksArguments(data, buffer, this.#at("MPI_Ialltoall"), true),
    );
  }

  /** Combines everybody's elements with `op` at the root. */
  reduce(
    data: BufferLike | InPlace,
    buffer: BufferLike | null,
    { op = Op.SUM, root }: ReduceOptions = {},
  ): Promise<void> {
    return this.#promise("ireduce", "MPI_Ireduce", () =>
      reduceArguments(data, buffer, op, this.#at("MPI_Ireduce", root), false),
    );
  }
  reduceSync(data: BufferLike | InPlace, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): void {
    this.#block("reduceSync", "MPI_Reduce", () =>
      reduceArguments(data, buffer, op, this.#at("MPI_Reduce", root), false),
    );
  }
  ireduce(data: BufferLike | InPlace, buffer: BufferLike | null, { op = Op.SUM, root }: ReduceOptions = {}): Request {
    return this.#request("ireduce", "MPI_Ireduce", () =>
      reduceArguments(data, buffer, op, this.#at("MPI_Ireduce", root), false),
    );
  }

  /** Combines everybody's elements with `op` on every rank. */
  allreduce(data: BufferLike | InPlace, buffer: BufferLike, { op = Op.SUM }: { op?: Op } = {}): Promise<void> {
    return this.#promise("iallreduce", "MPI_Iallreduce", () =>
      reduceArguments(data, buffer, op, this.#at("MPI_Iallreduce"), true),
    );
  }
  allreduceSync(data: BufferLike | InPlace, buffer: BufferLike, { op = Op.SUM }: { op?: Op } = {}): void {
    this.#block("allreduceSync", "MPI_Allreduce", () =>
      reduceArguments(data, buffer, op, this.#at("MPI_Allreduce"), true),
    );
  }
  iallreduce(data: BufferLike | InPlace, buffer: BufferLike, { op = Op.SUM }: { op?: Op } = {}): Request {
    return this.#request("iallreduce", "MPI_Iallreduce", () =>
      reduceArguments(data, buffer, op, this.#at("MPI_Iallreduce"), true),
    );
  }
}
