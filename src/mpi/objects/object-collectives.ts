/** Values of any kind, among all ranks. */
import type { RootOptions } from "../communicator/base.js";
import { MpiError, refuse } from "../error.js";
import type { Neighbors } from "../collectives/neighbors.js";
import { Objects } from "./objects.js";
import { packFailure, packObject, unpackObject } from "./serialization.js";

export interface ObjectOpOptions<T> {
  /** Combines two values, `a` from the lower rank; the order of the ranks is kept. Default: `a + b`. It must not be async. */
  op?: (a: T, b: T) => T;
}

/** A value, ready to be sent. One that cannot be cloned is sent as its error, because the others wait for something. */
interface Packed {
  message: Uint8Array<ArrayBuffer>;
  failure: { error: unknown } | null;
}

function pack(value: unknown): Packed {
  try {
    return { message: packObject(value), failure: null };
  } catch (error) {
    return { message: packFailure(error), failure: { error } };
  }
}

function throwFailure({ failure }: Packed): void {
  if (failure) throw failure.error as Error;
}

export class ObjectCollectives extends Objects {
  /** Object collectives are several MPI calls each: one at a time, in call order, so that all ranks make the same ones in turn. */
  #turns: Promise<unknown> = Promise.resolve();

  /** The root's value on every rank. Elsewhere `value` is ignored: give null. */
  bcastObject<T = unknown>(value: T | null, { root = 0 }: RootOptions = {}): Promise<T> {
    return this.#collective("MPI_Ibcast", root, () => {
      const packed = this.rank === root ? pack(value) : null;
      return async (channel) => {
        const size = new Float64Array([packed?.message.length ?? 0]);
        await channel.bcast(size, { root });
        const message = packed?.message ?? new Uint8Array(size[0] ?? 0);
        await channel.bcast(message, { root });
        if (packed) throwFailure(packed);
        return packed ? (value as T) : unpackObject<T>(message);
      };
    });
  }

  /** A list with everybody's value at the root, in order of rank; null elsewhere. */
  gatherObject<T = unknown>(value: T, { root = 0 }: RootOptions = {}): Promise<T[] | null> {
    return this.#collective("MPI_Igatherv", root, () => {
      const packed = pack(value);
      return async (channel) => {
        const sizes = this.rank === root ? new Float64Array(this.size) : null;
        await channel.gather(new Float64Array([packed.message.length]), sizes, { root });
        const all = sizes ? room(sizes) : null;
        await channel.gatherv(packed.message, all, { root });
        throwFailure(packed);
        return all ? pieces<T>(all) : null;
      };
    });
  }

  /** A list with everybody's value, on every rank. */
  allgatherObject<T = unknown>(value: T): Promise<T[]> {
    return this.#collective("MPI_Iallgatherv", 0, () => {
      const packed = pack(value);
      return async (channel) => {
        const sizes = new Float64Array(this.size);
        await channel.allgather(new Float64Array([packed.message.length]), sizes);
        const all = room(sizes);
        await channel.allgatherv(packed.message, all);
        throwFailure(packed);
        return pieces<T>(all);
      };
    });
  }

  /** The r-th value of the root's list, on rank r. */
  scatterObject<T = unknown>(values: readonly T[] | null, { root = 0 }: RootOptions = {}): Promise<T> {
    return this.#collective("MPI_Iscatterv", root, () => {
      const packed = this.rank === root ? this.#packEach(values, "scatterObject", "MPI_Iscatterv") : null;
      return async (channel) => {
        const all = packed ? laid(packed) : null;
        const own = new Float64Array(1);
        await channel.scatter(all ? Float64Array.from(all.counts) : null, own, { root });
        const message = new Uint8Array(own[0] ?? 0);
        await channel.scatterv(all, message, { root });
        packed?.forEach(throwFailure);
        return unpackObject<T>(message);
      };
    });
  }

  /** Sends the r-th value of the list to rank r; a list of what all sent here. */
  alltoallObject<T = unknown>(values: readonly unknown[]): Promise<T[]> {
    return this.#collective("MPI_Ialltoallv", 0, () => {
      const packed = this.#packEach(values, "alltoallObject", "MPI_Ialltoallv");
      return async (channel) => {
        const out = laid(packed);
        const sizes = new Float64Array(this.size);
        await channel.alltoall(Float64Array.from(out.counts), sizes);
        const into = room(sizes);
        await channel.alltoallv(out, into);
        packed.forEach(throwFailure);
        return pieces<T>(into);
      };
    });
  }

  #packEach(values: readonly unknown[] | null, name: string, operation: string): Packed[] {
    if (values?.length !== this.size) {
      const given = values?.length ?? "null";
      refuse("MPI_ERR_COUNT", operation, `${name} needs one value for each of ${this.size} ranks, not ${given}`);
    }
    return values.map(pack);
  }

  /**
   * Everybody's values combined, at the root; null elsewhere.
   *
   * @example
   * const longest = await world.reduceObject(name, { op: (a, b) => (b.length > a.length ? b : a) });
   */
  async reduceObject<T = unknown>(
    value: T,
    { op, root = 0 }: ObjectOpOptions<T> & RootOptions = {},
  ): Promise<T | null> {
    const combine = checkedOp(op, "MPI_Reduce");
    const all = await this.gatherObject(value, { root });
    return all ? fold(all, combine) : null;
  }

  /** Everybody's values combined, on every rank. */
  async allreduceObject<T = unknown>(value: T, { op }: ObjectOpOptions<T> = {}): Promise<T> {
    const combine = checkedOp(op, "MPI_Allreduce");
    return fold(await this.allgatherObject(value), combine);
  }

  /** The values of ranks 0 to this one, combined. */
  async scanObject<T = unknown>(value: T, { op }: ObjectOpOptions<T> = {}): Promise<T> {
    const combine = checkedOp(op, "MPI_Scan");
    return fold((await this.allgatherObject(value)).slice(0, this.rank + 1), combine);
  }

  /** The values of the ranks below this one, combined; null on rank 0. */
  async exscanObject<T = unknown>(value: T, { op }: ObjectOpOptions<T> = {}): Promise<T | null> {
    const combine = checkedOp(op, "MPI_Exscan");
    const below = (await this.allgatherObject(value)).slice(0, this.rank);
    return below.length === 0 ? null : fold(below, combine);
  }

  /** `begin` runs at the call: it checks and packs. What it returns runs when all earlier ones are done. */
  async #collective<T>(operation: string, root: number, begin: () => (channel: Neighbors) => Promise<T>): Promise<T> {
    const channel = this.channel(operation);
    if (this.isInter) {
      refuse("MPI_ERR_COMM", operation, "object collectives need an intracommunicator: merge this one first");
    }
    this.checkRoot(root, operation);
    const work = begin();
    const turn = this.#turns.then(() => work(channel));
    this.#turns = turn.catch(() => undefined);
    return turn;
  }
}

const add = (a: unknown, b: unknown): unknown => (a as number) + (b as number);

function checkedOp<T>(op: ((a: T, b: T) => T) | undefined, operation: string): (a: T, b: T) => T {
  const combine = op ?? (add as (a: T, b: T) => T);
  if (typeof combine !== "function") {
    refuse("MPI_ERR_OP", operation, "op must be a function of two values, as (a, b) => a + b");
  }
  if (combine.constructor.name === "AsyncFunction") {
    refuse("MPI_ERR_OP", operation, "op is async: a reduction cannot wait for it, give a plain function");
  }
  return (a, b) => {
    const value = combine(a, b);
    if (!(value instanceof Promise)) return value;
    value.catch(() => undefined);
    throw new MpiError("MPI_ERR_OP", 0, 0, operation, "op returned a promise: it must not be async");
  };
}

/** From the left, in the order of the ranks. */
function fold<T>(values: readonly T[], combine: (a: T, b: T) => T): T {
  return values.slice(1).reduce(combine, values[0] as T);
}

interface Room {
  data: Uint8Array<ArrayBuffer>;
  counts: number[];
  displs: number[];
}

/** Memory for messages of these sizes. Packed messages are multiples of 8 bytes long, so each begins at one. */
function room(sizes: Iterable<number>): Room {
  const counts = [...sizes];
  let total = 0;
  const displs = counts.map((count) => {
    const at = total;
    total += count;
    return at;
  });
  return { data: new Uint8Array(total), counts, displs };
}

function laid(packed: readonly Packed[]): Room {
  const all = room(packed.map(({ message }) => message.length));
  packed.forEach(({ message }, rank) => all.data.set(message, all.displs[rank]));
  return all;
}

function pieces<T>(all: Room): T[] {
  return all.counts.map((count, rank) => {
    const at = all.displs[rank] ?? 0;
    return unpackObject<T>(all.data.subarray(at, at + count));
  });
}
