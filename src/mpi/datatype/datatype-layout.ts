/** Datatypes by their index, which is all that calls have of them: their form, and larger ones that a call makes for itself. */
import { native } from "../addon/native.js";
import { answered, check } from "../addon/error-codes.js";

/** What of a datatype the layout of pieces depends on, in bytes. */
export interface Form {
  /** Of data in an element. */
  size: number;
  /** From one element to the next. */
  extent: number;
  /** From the beginning of the buffer to the end of the first element's data. */
  end: number;
}
const NO_FORM: Form = { size: 0, extent: 0, end: 0 };

const forms: Form[] = [];
export function noteForm(type: number, form: Form): void {
  forms[type] = form;
}

/** Of the datatype with this index, of which there is or was a Datatype. */
export function formOf(type: number): Form {
  return forms[type] ?? NO_FORM;
}

/** A datatype of `count` elements that begin `bytes` further on, both beyond an int if need be. Freed with freeType, once no request needs it. */
export function enlargedType(type: number, count: number, bytes: number): number {
  return answered(native().typeEnlarged(count, bytes, type), "MPI_Type_create_hindexed");
}

export function freeType(type: number): void {
  check(native().typeFree(type), "MPI_Type_free");
}
