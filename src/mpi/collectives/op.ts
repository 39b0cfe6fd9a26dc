/** Operations of reductions. */
import { refuse } from "../error.js";
import { native } from "../addon/native.js";

/** Combines two elements: `a` comes from the lower rank. It must not be async. */
export type Combine<T extends number | bigint = number> = (a: T, b: T) => T;

export interface OpOptions {
  /** false: the order of the ranks is kept. Default true. */
  commute?: boolean;
}

/**
 * A predefined MPI operation, or one of your own.
 *
 * @example
 * const hypot = Op.create((a, b) => Math.hypot(a, b));
 * await world.allreduce(data, result, { op: hypot });
 */
export class Op {
  /** MPI's own. LAND, LOR and LXOR are of truth values, BAND, BOR and BXOR of bits. */
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
  /** Least value and where it is, on pair datatypes such as Datatype.DOUBLE_INT. */
  static readonly MINLOC = new Op("MPI_MINLOC", 10);
  /** Greatest value and where it is. */
  static readonly MAXLOC = new Op("MPI_MAXLOC", 11);
  /** For one-sided accumulation alone: the new value. */
  static readonly REPLACE = new Op("MPI_REPLACE", 12);
  /** For getAccumulate and fetchAndOp alone: the old value stays (an atomic read). */
  static readonly NO_OP = new Op("MPI_NO_OP", 13);

  /** MPI's name: "MPI_SUM"; that of the function for one of your own. */
  readonly name: string;
  /** Index of the table in native/mpi/op.cc; -1 for one of JavaScript's. @internal */
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
   * An operation of JavaScript, element by element. It never runs inside MPI's progress: the contributions are collected, then combined in the order
   * of the ranks. One that throws rejects the reduction on the ranks that compute it; one that returns a promise is refused.
   *
   * For BigInt64Array and BigUint64Array the function gets and returns bigints: `Op.create<bigint>((a, b) => a * b)`.
   */
  static create<T extends number | bigint = number>(combine: Combine<T>, { commute = true }: OpOptions = {}): Op {
    if (typeof combine !== "function") {
      refuse("MPI_ERR_OP", "MPI_Op_create", "give a function of two elements, as (a, b) => a + b");
    }
    if (combine.constructor.name === "AsyncFunction") {
      refuse("MPI_ERR_OP", "MPI_Op_create", "the function is async: a reduction cannot wait for it, give a plain one");
    }
    return new Op(combine.name || "a function", -1, combine as unknown as Combine<number>, commute);
  }

  /** Whether the order of the elements means nothing. */
  get commute(): boolean {
    return this.combine ? this.#commute : native().opCommutative(this.index) === 1;
  }

  /** Whether it is one of MPI's own. */
  get predefined(): boolean {
    return this.combine === null;
  }

  /** Frees an operation of your own: its use after that is refused. */
  free(): void {
    if (this.predefined)
      refuse("MPI_ERR_OP", "MPI_Op_free", `${this.name} is MPI's own: free only what Op.create made`);
    this.#freed = true;
  }

  /** @internal */
  checkAlive(operation: string): void {
    if (this.#freed)
      refuse("MPI_ERR_OP", operation, `the operation ${this.name} was freed: make another with Op.create`);
  }
}
