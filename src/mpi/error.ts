/** MPI errors as exceptions. */

/**
 * The error with which every failed call throws or rejects.
 *
 * @example
 * try { await world.recv(tooShort); } catch (error) {
 *   if (error instanceof MpiError && error.code === "MPI_ERR_TRUNCATE") …
 * }
 */
export class MpiError extends Error {
  /** Name of the error class, such as "MPI_ERR_TRUNCATE". */
  readonly code: string;
  /** The library's number of the error class; 0: Sister refused the call before MPI saw it. */
  readonly errorClass: number;
  /** The library's more specific error code; 0 as for errorClass. */
  readonly errorCode: number;
  /** The MPI function, such as "MPI_Recv". */
  readonly operation: string;

  /** For errors of a program in the same form. */
  constructor(code: string, errorClass: number, errorCode: number, operation: string, message: string) {
    super(`${operation}: ${message}`);
    this.name = "MpiError";
    this.code = code;
    this.errorClass = errorClass;
    this.errorCode = errorCode;
    this.operation = operation;
  }
}

/** Throws for an argument that is refused before MPI is called. */
export function refuse(code: string, operation: string, message: string): never {
  throw new MpiError(code, 0, 0, operation, message);
}

const ADVICE: Record<string, string> = {
  MPI_ERR_TRUNCATE: "the message is longer than the buffer: receive into a longer buffer, or probe for the size first",
  MPI_ERR_OP: "this operation is not defined for this datatype: for bytes only the bitwise operations are",
  MPI_ERR_COMM: "the communicator is not usable here: it was freed, or belongs to another job",
  MPI_ERR_RANK: "this communicator has no such rank",
  MPI_ERR_TAG: "the tag is out of range: use 0 to 32767",
  MPI_ERR_NO_MEM: "the library has no memory left: send smaller messages, or fewer at the same time",
};

/** The exception for an error code of the library. `text` is `native().errorText(code)`. */
export function libraryError(code: number, operation: string, text: readonly [number, string, string]): MpiError {
  const [errorClass, name, words] = text;
  const advice = ADVICE[name];
  return new MpiError(name, errorClass, code, operation, advice ? `${advice} (${words})` : words);
}
