/** `sister/mpi`: MPI for Node.js. The guide is docs/mpi.md. */
export { abort, finalize, init, version, wtime, type InitOptions } from "./environment.js";
export { ANY_SOURCE, ANY_TAG, IN_PLACE, PROC_NULL, UNDEFINED } from "./constants.js";
export { Communicator, type SplitOptions } from "./communicator.js";
export type { RecvOptions, RootOptions, SendOptions } from "./base.js";
export type { SendrecvOptions } from "./point-to-point.js";
export type { ReduceOptions } from "./collectives.js";
export type { BufferLike, Memory, Pieces, TypedArray } from "./buffer.js";
export { Datatype } from "./datatype.js";
export { MpiError } from "./error.js";
export { Op } from "./op.js";
export { Request } from "./request.js";
export { Status } from "./status.js";
