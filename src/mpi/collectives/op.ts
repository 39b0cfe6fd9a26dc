/** Operations of reductions. */
import { refuse } from "../error.js";
import { native } from "../addon/native.js";

/** Combines two elements: `a` comes from the lower rank. It must not be async. */
export type Combine<T extends number | bigint = number> = (a: T, b: T) => T;

export interface OpOptions {
  /** false: the operation is applied in rank order. Default true. */
  commute?: boolean;
}

/**
 * An operation of a reduction: one of MPI's, or your own.
 *
 * @example
 * const hypot = Op.create((a, b) => Math.hypot(a, b));
 * await world.allreduce(data, result, { op: hypot });
 */
export class Op {
  /** MPI's predefined operations. LAND, LOR and LXOR work on truth values; BAND, BOR and BXOR work on bits. */
  static readonly SUM = new Op("MPI_SUM", 0);
  static readonly PROD = new Op("MPI_PROD", 1);
  static readonly MAX = new Op("MPI_MAX", 2);
  static readonly MIN = new Op("MPI_MIN", 3);
  static readonly LAND = new Op("MPI_LAND", 4);
  static readonly BAND = new Op("MPI_BAND", 5);
  static readonly LOR = new Op("MPI_LOR", 6);
  static readonly BOR = new Op("MPI_BOR", 7);
  static readonly LXOR = new Op("MPI_LXOR", 8);
  static readonly BXOR = new Op("MPI_BXOR", 9);
  /** The least value and its location, for pair datatypes such as Datatype.DOUBLE_INT. */
  static readonly MINLOC = new Op("MPI_MINLOC", 10);
  /** The greatest value and its location. */
  static readonly MAXLOC = new Op("MPI_MAXLOC", 11);
  /** Only for one-sided accumulation: the new value replaces the old one. */
  static readonly REPLACE = new Op("MPI_REPLACE", 12);
  /** Only for getAccumulate and fetchAndOp: the old value stays (an atomic read). */
  static readonly NO_OP = new Op("MPI_NO_OP", 13);

  /** MPI's name, such as "MPI_SUM", or the name of your function. */
  readonly name: string;
  /** Index in native/mpi/objects/op.cc; -1: a JavaScript operation. @internal */
  readonly index: number;
  /** @internal */
  readonly combine: Combine<number> | null;
  readonly #commute: boolean;
  #freed = false;

  private constructor(name: string, index: number, combine: Combine<number> | null = null, commute = true) {
    this.name = name;
    this.index = index;
    this.combine = combine;
    this.#commute = commute;
  }

  /**
   * Makes an operation from a function of two elements. The function never runs inside MPI's progress: the
   * contributions are gathered and then combined in rank order. If it throws, the reduction rejects on the ranks that
   * compute it. A function that returns a promise is refused.
   *
   * For BigInt64Array and BigUint64Array the function receives and returns bigints: `Op.create<bigint>((a, b) => a *
   * b)`.
   */
  static create<T extends number | bigint = number>(combine: Combine<T>, { commute = true }: OpOptions = {}): Op {
    if (typeof combine !== "function") {
      refuse("MPI_ERR_OP", "MPI_Op_create", "give a function of two elements, such as (a, b) => a + b");
    }
    if (combine.constructor.name === "AsyncFunction") {
      refuse(
        "MPI_ERR_OP",
        "MPI_Op_create",
        "the function is async, but a reduction cannot wait: give a synchronous function",
      );
    }
    return new Op(combine.name || "a function", -1, combine as unknown as Combine<number>, commute);
  }

  /** Whether the order of the elements does not matter. */
  get commute(): boolean {
    return this.combine ? this.#commute : native().opCommutative(this.index) === 1;
  }

  /** Whether the operation is one of MPI's. */
  get predefined(): boolean {
    return this.combine === null;
  }

  /** Frees an operation that Op.create made. Using it afterwards is refused. */
  free(): void {
    if (this.predefined)
      refuse("MPI_ERR_OP", "MPI_Op_free", `${this.name} is predefined: free only operations that Op.create made`);
    this.#freed = true;
  }

  /** @internal */
  checkAlive(operation: string): void {
    if (this.#freed)
      refuse("MPI_ERR_OP", operation, `the operation ${this.name} was freed: make another with Op.create`);
  }
}
