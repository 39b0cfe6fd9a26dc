/** Operations of reductions. */

/** A predefined MPI operation. */
export class Op {
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

  /** MPI's name: "MPI_SUM". */
  readonly name: string;
  /** Index of the table in native/mpi/op.cc. @internal */
  readonly index: number;

  private constructor(name: string, index: number) {
    this.name = name;
    this.index = index;
  }
}
