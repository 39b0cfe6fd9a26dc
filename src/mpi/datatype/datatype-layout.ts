/**
 * Datatypes by their index, for code that has no Datatype object: their sizes, and larger datatypes that a call makes
 * for itself.
 */
import { native } from "../addon/native.js";
import { unwrap, check } from "../addon/error-codes.js";

/** The sizes of a datatype that determine the layout of pieces, in bytes. */
export interface Form {
  /** Bytes of data in one element. */
  size: number;
  /** Bytes from one element to the next. */
  extent: number;
  /** Bytes from the beginning of the buffer to the end of the first element's data. */
  end: number;
}
const NO_FORM: Form = { size: 0, extent: 0, end: 0 };

const forms: Form[] = [];
export function noteForm(type: number, form: Form): void {
  forms[type] = form;
}

/** The sizes of the datatype with this index. Every Datatype notes its own. */
export function formOf(type: number): Form {
  return forms[type] ?? NO_FORM;
}

/**
 * Makes a datatype of `count` elements that begin `bytes` bytes after the start; both may exceed an int. Free it with
 * freeType when no request needs it.
 */
export function enlargedType(type: number, count: number, bytes: number): number {
  return unwrap(native().typeEnlarged(count, bytes, type), "MPI_Type_create_hindexed");
}

export function freeType(type: number): void {
  check(native().typeFree(type), "MPI_Type_free");
}
