/** Datatypes: the type of a buffer's elements, and where their bytes are. */
import { refuse } from "../error.js";
import { int, INT_MAX } from "../large-counts/ints.js";
import { native, type IndexOrError } from "../addon/native.js";
import { unwrap, check } from "../addon/error-codes.js";
import { enlargedType, noteForm } from "./datatype-layout.js";

/** A list of numbers, as callers give it. */
export type Numbers = readonly number[] | Int32Array;

export interface ArrayOrder {
  /** "C" (default): elements along the last dimension are adjacent; "Fortran": along the first. */
  order?: "C" | "Fortran";
}

/** Where the bytes of an element are: they begin at `lower`, and the next element begins `extent` bytes later. */
export interface Extent {
  /** In bytes. */
  lower: number;
  /** In bytes. */
  extent: number;
}

/**
 * A datatype: predefined, or derived from others. A typed array's class implies its datatype; `{ data, count, datatype
 * }` gives another. Derived datatypes are committed when they are made.
 *
 * @example
 * // The second column of a matrix of 4 rows and 3 columns.
 * const column = Datatype.vector(4, 1, 3, Datatype.DOUBLE);
 * await world.send({ data: matrix.subarray(1), count: 1, datatype: column }, { dest: 1 });
 * column.free();
 */
export class Datatype {
  /** For Buffer and ArrayBuffer. The other datatypes are named by their size in bits or by their name in C. */
  static readonly BYTE = new Datatype(0, "MPI_BYTE", 1);
  static readonly INT8 = new Datatype(1, "MPI_INT8_T", 1);
  static readonly UINT8 = new Datatype(2, "MPI_UINT8_T", 1);
  static readonly INT16 = new Datatype(3, "MPI_INT16_T", 2);
  static readonly UINT16 = new Datatype(4, "MPI_UINT16_T", 2);
  static readonly INT32 = new Datatype(5, "MPI_INT32_T", 4);
  static readonly UINT32 = new Datatype(6, "MPI_UINT32_T", 4);
  static readonly INT64 = new Datatype(7, "MPI_INT64_T", 8);
  static readonly UINT64 = new Datatype(8, "MPI_UINT64_T", 8);
  static readonly FLOAT = new Datatype(9, "MPI_FLOAT", 4);
  static readonly DOUBLE = new Datatype(10, "MPI_DOUBLE", 8);
  static readonly CHAR = new Datatype(11, "MPI_CHAR", 1);
  static readonly BOOL = new Datatype(12, "MPI_C_BOOL", 1);
  static readonly FLOAT_COMPLEX = new Datatype(13, "MPI_C_FLOAT_COMPLEX", 8);
  static readonly DOUBLE_COMPLEX = new Datatype(14, "MPI_C_DOUBLE_COMPLEX", 16);
  /** A value and an int, for Op.MINLOC and Op.MAXLOC. */
  static readonly FLOAT_INT = new Datatype(15, "MPI_FLOAT_INT", 8);
  static readonly DOUBLE_INT = new Datatype(16, "MPI_DOUBLE_INT", 12, 16);
  static readonly INT_INT = new Datatype(17, "MPI_2INT", 8);
  static readonly SHORT_INT = new Datatype(18, "MPI_SHORT_INT", 6, 8);
  static readonly LONG_INT = new Datatype(19, "MPI_LONG_INT", 12, 16);
  static readonly AINT = new Datatype(20, "MPI_AINT", 8);
  static readonly OFFSET = new Datatype(21, "MPI_OFFSET", 8);
  static readonly COUNT = new Datatype(22, "MPI_COUNT", 8);
  static readonly PACKED = new Datatype(23, "MPI_PACKED", 1);
  static readonly LONG_DOUBLE = new Datatype(24, "MPI_LONG_DOUBLE", 16);
  static readonly WCHAR = new Datatype(25, "MPI_WCHAR", 4);

  /** Index in native/mpi/core/tables.cc; negative: freed. */
  #index: number;
  /** Whether the datatype is one of MPI's. */
  readonly predefined: boolean;
  /** Bytes of data in one element. */
  readonly size: number;
  /** Bytes from the beginning of the buffer to the beginning of the first element. */
  readonly lower: number;
  /** Bytes from one element to the next. */
  readonly extent: number;
  readonly #trueLower: number;
  readonly #trueExtent: number;
  readonly #name: string | null;

  private constructor(index: number, name: string | null, size = 0, extent = size) {
    this.#index = index;
    this.#name = name;
    this.predefined = name !== null;
    if (name !== null) {
      this.size = size;
      this.lower = 0;
      this.extent = extent;
      this.#trueLower = 0;
      this.#trueExtent = extent;
      noteForm(index, { size, extent, end: extent });
      return;
    }
    const of = new Float64Array(5);
    check(native().typeExtents(index, of), "MPI_Type_get_extent");
    [this.size, this.lower, this.extent, this.#trueLower, this.#trueExtent] = of as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    noteForm(index, { size: this.size, extent: this.extent, end: this.#trueLower + this.#trueExtent });
  }

  static #derive(answer: IndexOrError, operation: string): Datatype {
    return new Datatype(unwrap(answer, operation), null);
  }

  /** A Datatype for an index under which the addon has stored a datatype. @internal */
  static adopt(index: number): Datatype {
    return new Datatype(index, null);
  }

  /** The addon's index. Throws if the datatype was freed. @internal */
  get index(): number {
    if (this.#index < 0) refuse("MPI_ERR_TYPE", "MPI_Type", "the datatype was freed: make another one");
    return this.#index;
  }

  /** `count` adjacent elements. */
  static contiguous(count: number, of: Datatype): Datatype {
    if (count > INT_MAX && Number.isSafeInteger(count)) return new Datatype(enlargedType(of.index, count, 0), null);
    return Datatype.#derive(native().typeContiguous(whole(count, "count"), of.index), "MPI_Type_contiguous");
  }

  /** `count` blocks of `length` elements. Each block begins `stride` elements after the previous one. */
  static vector(count: number, length: number, stride: number, of: Datatype): Datatype {
    return Datatype.#derive(
      native().typeVector(whole(count, "count"), whole(length, "length"), int(stride, "stride", "MPI_Type"), of.index),
      "MPI_Type_vector",
    );
  }

  /** Like vector, with the stride in bytes. */
  static hvector(count: number, length: number, strideBytes: number, of: Datatype): Datatype {
    return Datatype.#derive(
      native().typeHvector(whole(count, "count"), whole(length, "length"), bytes(strideBytes), of.index),
      "MPI_Type_create_hvector",
    );
  }

  /** Blocks with these lengths at these displacements, both in elements. */
  static indexed(lengths: Numbers, displs: Numbers, of: Datatype): Datatype {
    sameLength("MPI_Type_indexed", lengths, displs);
    return Datatype.#derive(
      native().typeIndexed(ints(lengths, "length"), ints(displs, "displacement"), of.index),
      "MPI_Type_indexed",
    );
  }

  /** Like indexed, with the displacements in bytes. */
  static hindexed(lengths: Numbers, displsBytes: readonly number[], of: Datatype): Datatype {
    sameLength("MPI_Type_create_hindexed", lengths, displsBytes);
    return Datatype.#derive(
      native().typeHindexed(ints(lengths, "length"), Float64Array.from(displsBytes, bytes), of.index),
      "MPI_Type_create_hindexed",
    );
  }

  /** Blocks of equal length at these displacements, in elements. */
  static indexedBlock(length: number, displs: Numbers, of: Datatype): Datatype {
    return Datatype.#derive(
      native().typeIndexedBlock(whole(length, "length"), ints(displs, "displacement"), of.index),
      "MPI_Type_create_indexed_block",
    );
  }

  /** Like indexedBlock, with the displacements in bytes. */
  static hindexedBlock(length: number, displsBytes: readonly number[], of: Datatype): Datatype {
    return Datatype.#derive(
      native().typeHindexedBlock(whole(length, "length"), Float64Array.from(displsBytes, bytes), of.index),
      "MPI_Type_create_hindexed_block",
    );
  }

  /**
   * Fields of different datatypes. Displacements are in bytes.
   *
   * @example
   * const particle = Datatype.struct([1, 3], [0, 8], [Datatype.INT32, Datatype.DOUBLE]);
   */
  static struct(lengths: Numbers, displsBytes: readonly number[], types: readonly Datatype[]): Datatype {
    sameLength("MPI_Type_create_struct", lengths, displsBytes, types);
    return Datatype.#derive(
      native().typeStruct(
        ints(lengths, "length"),
        Float64Array.from(displsBytes, bytes),
        Int32Array.from(types, (type) => type.index),
      ),
      "MPI_Type_create_struct",
    );
  }

  /** A block of `subsizes` elements that begins at `starts`, in an array of `sizes` elements. */
  static subarray(
    sizes: Numbers,
    subsizes: Numbers,
    starts: Numbers,
    of: Datatype,
    { order = "C" }: ArrayOrder = {},
  ): Datatype {
    sameLength("MPI_Type_create_subarray", sizes, subsizes, starts);
    return Datatype.#derive(
      native().typeSubarray(
        ints(sizes, "size"),
        ints(subsizes, "size"),
        ints(starts, "start"),
        order === "C" ? 0 : 1,
        of.index,
      ),
      "MPI_Type_create_subarray",
    );
  }

  /**
   * One rank's part of an array that is distributed over a grid of processes. Each dimension has a distribution
   * ("none", "block" or "cyclic"), a block size (null: MPI's default) and a number of processes.
   */
  static darray(
    { size, rank }: { size: number; rank: number },
    dimensions: readonly {
      size: number;
      distribution: "none" | "block" | "cyclic";
      block?: number | null;
      processes: number;
    }[],
    of: Datatype,
    { order = "C" }: ArrayOrder = {},
  ): Datatype {
    const kinds = ["none", "block", "cyclic"];
    return Datatype.#derive(
      native().typeDarray(
        whole(size, "size"),
        int(rank, "rank", "MPI_Type", { least: 0, code: "MPI_ERR_RANK" }),
        Int32Array.from(dimensions, (one) => whole(one.size, "size")),
        Int32Array.from(dimensions, (one) => kinds.indexOf(one.distribution)),
        Int32Array.from(dimensions, (one) => int(one.block ?? -1, "block", "MPI_Type")),
        Int32Array.from(dimensions, (one) => whole(one.processes, "number of processes")),
        order === "C" ? 0 : 1,
        of.index,
      ),
      "MPI_Type_create_darray",
    );
  }

  /** The same data with a different lower bound and extent, in bytes. */
  static resized(of: Datatype, lower: number, extent: number): Datatype {
    return Datatype.#derive(native().typeResized(bytes(lower), bytes(extent), of.index), "MPI_Type_create_resized");
  }

  /** The predefined datatype of this class and size, in bytes. */
  static matchSize(typeClass: "integer" | "real" | "complex", size: number): Datatype {
    const number = ["integer", "real", "complex"].indexOf(typeClass);
    return Datatype.#derive(native().typeMatchSize(number, size), "MPI_Type_match_size");
  }

  /** A copy of the datatype, which is freed separately. */
  dup(): Datatype {
    return Datatype.#derive(native().typeDup(this.index), "MPI_Type_dup");
  }

  /** Does nothing, because derived datatypes are already committed. For programs ported from other bindings. */
  commit(): this {
    return this;
  }

  /** Frees a derived datatype. Using it afterwards throws. Communication in progress is not affected. */
  free(): void {
    if (this.predefined)
      refuse("MPI_ERR_TYPE", "MPI_Type_free", `${this.name} is predefined: free only derived datatypes`);
    const index = this.index;
    this.#index = -1;
    check(native().typeFree(index), "MPI_Type_free");
  }

  /** MPI's name, such as "MPI_DOUBLE", or the name that was set for a derived datatype. */
  get name(): string {
    return this.#name ?? native().typeGetName(this.index);
  }
  set name(name: string) {
    check(native().typeSetName(this.index, name), "MPI_Type_set_name");
  }

  /** The range from the first byte of data to the last. */
  get trueExtent(): Extent {
    return { lower: this.#trueLower, extent: this.#trueExtent };
  }

  /** How the datatype was made ("NAMED", "VECTOR" …), and the arguments. */
  envelope(): { combiner: string; integers: number[]; addresses: number[]; datatypes: Datatype[] } {
    const combiner = native().typeEnvelope(this.index);
    if (combiner === "NAMED") return { combiner, integers: [], addresses: [], datatypes: [] };
    const sizes = new Int32Array(3);
    check(native().typeEnvelopeSizes(this.index, sizes), "MPI_Type_get_envelope");
    const integers = new Float64Array(sizes[0] ?? 0);
    const addresses = new Float64Array(sizes[1] ?? 0);
    const types = new Int32Array(sizes[2] ?? 0);
    check(native().typeContents(this.index, integers, addresses, types), "MPI_Type_get_contents");
    const datatypes = [...types].map((index) => Datatype.adopt(index));
    return { combiner, integers: [...integers], addresses: [...addresses], datatypes };
  }

  /** The number of elements that fit into `bytes` bytes of memory. @internal */
  room(bytes: number): number {
    if (this.predefined && this.size === this.extent) return Math.floor(bytes / this.size);
    if (this.size === 0) return Infinity;
    const first = this.#trueLower + this.#trueExtent;
    if (this.#trueLower < 0 || this.extent < 0) {
      refuse(
        "MPI_ERR_TYPE",
        "MPI_Type",
        "the datatype has data before the start of the buffer: use resized to give it a lower bound of 0",
      );
    }
    if (bytes < first) return 0;
    return this.extent === 0 ? Infinity : Math.floor((bytes - first) / this.extent) + 1;
  }
}

function whole(value: number, what: string): number {
  if (!Number.isInteger(value) || value < 0 || value > INT_MAX) {
    refuse("MPI_ERR_ARG", "MPI_Type", `${what} ${value} is not a whole number from 0 to 2^31 - 1`);
  }
  return value;
}

/** Checks a displacement in bytes. */
function bytes(value: number): number {
  if (!Number.isSafeInteger(value)) refuse("MPI_ERR_ARG", "MPI_Type", `${value} is not a whole number of bytes`);
  return value;
}

/** A list of ints as MPI takes it. An Int32Array would truncate larger numbers without an error. */
function ints(numbers: Numbers, what: string): Int32Array {
  for (const number of numbers) {
    if ((number | 0) !== number)
      refuse(
        "MPI_ERR_ARG",
        "MPI_Type",
        `${what} ${number} is not a 32-bit integer: use displacements in bytes, or larger elements`,
      );
  }
  return Int32Array.from(numbers);
}

function sameLength(operation: string, ...lists: readonly { length: number }[]): void {
  const [first, ...rest] = lists;
  if (rest.some((list) => list.length !== first?.length)) {
    refuse(
      "MPI_ERR_ARG",
      operation,
      `lists of ${lists.map((list) => list.length).join(", ")}: give lists of equal length`,
    );
  }
}

/** Datatype index for each class of typed array. */
const TYPE_OF_CLASS = new Map<unknown, number>([
  [Buffer, Datatype.BYTE.index],
  [Int8Array, Datatype.INT8.index],
  [Uint8Array, Datatype.UINT8.index],
  [Uint8ClampedArray, Datatype.UINT8.index],
  [Int16Array, Datatype.INT16.index],
  [Uint16Array, Datatype.UINT16.index],
  [Int32Array, Datatype.INT32.index],
  [Uint32Array, Datatype.UINT32.index],
  [BigInt64Array, Datatype.INT64.index],
  [BigUint64Array, Datatype.UINT64.index],
  [Float32Array, Datatype.FLOAT.index],
  [Float64Array, Datatype.DOUBLE.index],
]);

let lastClass: unknown = Uint8Array;
let lastType: number | undefined = Datatype.UINT8.index;

/**
 * Like TYPE_OF_CLASS.get, but faster for the class of the previous call: programs send the same kind of array again and
 * again.
 */
export function typeOfClass(constructor: unknown): number | undefined {
  if (constructor === lastClass) return lastType;
  lastClass = constructor;
  return (lastType = TYPE_OF_CLASS.get(constructor));
}

/** Datatype index of a typed array or of an instance of a subclass. Refuses anything else. */
export function typeIndexOf(data: unknown, operation: string): number {
  const index = typeOfClass((data as object | null | undefined)?.constructor);
  if (index !== undefined) return index;
  for (const [constructor, candidate] of TYPE_OF_CLASS) {
    if (data instanceof (constructor as new () => object)) return candidate;
  }
  const what = Array.isArray(data) ? "a plain array" : data === null ? "null" : typeof data;
  return refuse(
    "MPI_ERR_BUFFER",
    operation,
    `a typed array, Buffer, ArrayBuffer or SharedArrayBuffer is needed, not ${what}: to send numbers, use new Float64Array(list)`,
  );
}
