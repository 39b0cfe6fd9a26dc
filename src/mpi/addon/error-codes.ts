/** Return codes of the addon as results or as an MpiError. */
import { libraryError, type MpiError } from "../error.js";
import { native, type IndexOrError } from "./native.js";

/** The exception for an error code of the library. */
export function errorOf(code: number, operation: string): MpiError {
  return libraryError(code, operation, native().errorText(code));
}

/** Throws if a call returned an error code. */
export function check(code: number, operation: string): void {
  if (code !== 0) throw errorOf(code, operation);
}

/** The result of a call that returns an index or size, and an error as a negative number. */
export function unwrap(answer: IndexOrError, operation: string): number {
  if (answer < 0) throw errorOf(-1 - answer, operation);
  return answer;
}
