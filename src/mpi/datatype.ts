/** Datatypes: what an element of a buffer is. */
import { refuse } from "./error.js";

/** A predefined MPI datatype. It follows from a typed array's class, or is given in `{ data, count, datatype }`. */
export class Datatype {
  static readonly BYTE = new Datatype("MPI_BYTE", 0, 1);
  static readonly INT8 = new Datatype("MPI_INT8_T", 1, 1);
  static readonly UINT8 = new Datatype("MPI_UINT8_T", 2, 1);
  static readonly INT16 = new Datatype("MPI_INT16_T", 3, 2);
  static readonly UINT16 = new Datatype("MPI_UINT16_T", 4, 2);
  static readonly INT32 = new Datatype("MPI_INT32_T", 5, 4);
  static readonly UINT32 = new Datatype("MPI_UINT32_T", 6, 4);
  static readonly INT64 = new Datatype("MPI_INT64_T", 7, 8);
  static readonly UINT64 = new Datatype("MPI_UINT64_T", 8, 8);
  static readonly FLOAT = new Datatype("MPI_FLOAT", 9, 4);
  static readonly DOUBLE = new Datatype("MPI_DOUBLE", 10, 8);

  /** MPI's name: "MPI_DOUBLE". */
  readonly name: string;
  /** Index of the table in native/mpi/datatype.cc. @internal */
  readonly index: number;
  /** Bytes of one element. */
  readonly size: number;

  private constructor(name: string, index: number, size: number) {
    this.name = name;
    this.index = index;
    this.size = size;
  }
}

/** Index of the datatype for each class of typed array. */
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

/** As TYPE_OF_CLASS.get, quicker for a class that was asked for just before: programs send the same kind of array again and again. */
export function typeOfClass(constructor: unknown): number | undefined {
  if (constructor === lastClass) return lastType;
  lastClass = constructor;
  return (lastType = TYPE_OF_CLASS.get(constructor));
}

/** Index of the datatype of a typed array, also of a subclass of one; refuses anything else. */
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
    `a typed array, Buffer, ArrayBuffer or SharedArrayBuffer is needed, not ${what}: wrap numbers in one, as new Float64Array(list)`,
  );
}
