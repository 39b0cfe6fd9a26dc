/** Everything that the C++ addon exports, declared: the one wall between C++ and TypeScript. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TypedArray } from "./buffer.js";
import { MpiError } from "./error.js";

/** A buffer that a call reads or writes: null where the call ignores it on this rank, true for IN_PLACE. */
export type Place = TypedArray | true | null;

/** Fields of one outcome in the shared array, in order: see native/mpi/status.h. */
export const OUTCOME_FIELDS = 7;
/**
 * What goes beside the buffer in point-to-point calls, shared with the addon, because each argument of a call costs more than a store: the
 * numbers of `Envelope`, in that order.
 */
export const envelope = new Int32Array(7);
type Envelope = [comm: number, count: number, type: number, peer: number, tag: number, slot?: number, spin?: 0 | 1];

/** Writes the envelope of the call that follows at once. */
export function address(...[comm, count, type, peer, tag, slot = 0, spin = 0]: Envelope): void {
  envelope[0] = comm;
  envelope[1] = count;
  envelope[2] = type;
  envelope[3] = peer;
  envelope[4] = tag;
  envelope[5] = slot;
  envelope[6] = spin;
}

/** Outcomes that one delivery carries. */
export const OUTCOMES_MOST = 256;

/** What a nonblocking call answers: 1 complete (the outcome is the shared array's first), 0 pending, negative an MPI error code. */
export type Posted = number;
/** An MPI error code; 0 is MPI_SUCCESS. */
export type Code = number;

type Block = [data: Place, count: number, type: number];
type Request = [slot: number, spin: 0 | 1, comm: number];

/**
 * Communicators are indices (0 is COMM_WORLD, 1 COMM_SELF), datatypes and operations indices of the tables in datatype.ts and op.ts. `slot` is
 * the number under which a request's outcome will be delivered; with `spin` 1 the call may wait some microseconds for it.
 */
export interface Native {
  init(outcomes: Float64Array, deliver: (count: number) => void, envelope: Int32Array): number;
  /** With a communicator of all ranks that nobody else uses, on which they meet; -1 where there is none. */
  finalize(meeting: number): Code;
  abort(code: number): never;
  wtime(): number;
  versions(): [standard: string, library: string];
  errorText(code: Code): [errorClass: number, name: string, text: string];
  constants(): [
    anySource: number,
    anyTag: number,
    procNull: number,
    undefinedColor: number,
    tagUb: number,
    threadMultiple: number,
  ];

  commRank(comm: number): number;
  commSize(comm: number): number;
  commDup(slot: number, comm: number, result: Int32Array): void;
  commDupSync(comm: number, result: Int32Array): Code;
  commSplit(slot: number, comm: number, color: number, key: number, result: Int32Array): void;
  commSplitSync(comm: number, color: number, key: number, result: Int32Array): Code;
  commFree(comm: number): Code;
  typeSize(type: number): number;

  requestTest(slot: number): 0 | 1;
  requestWait(slot: number): void;
  requestCancel(slot: number): Code;
  requestSetRef(slot: number, ref: 0 | 1): void;

  /** The envelope says what and where to. */
  sendSync(data: TypedArray): Code;
  recvSync(buffer: TypedArray): Code;
  isend(data: TypedArray): Posted;
  irecv(buffer: TypedArray): Posted;
  sendrecvSync(
    comm: number,
    ...args: [...Block, dest: number, sendTag: number, ...Block, source: number, recvTag: number]
  ): Code;
  probeSync(comm: number, source: number, tag: number): Code;
  iprobe(comm: number, source: number, tag: number): number;
  probe(...args: [...Request, source: number, tag: number]): Posted;
  mprobe(...args: [...Request, source: number, tag: number]): Posted;
  imrecv(...args: [slot: number, spin: 0 | 1, message: number, ...Block]): Posted;

  barrierSync(comm: number): Code;
  bcastSync(comm: number, ...args: BcastArguments): Code;
  scatterSync(comm: number, ...args: BlocksArguments): Code;
  scattervSync(comm: number, ...args: ScattervArguments): Code;
  gatherSync(comm: number, ...args: BlocksArguments): Code;
  gathervSync(comm: number, ...args: PiecesArguments): Code;
  allgatherSync(comm: number, ...args: BlocksArguments): Code;
  allgathervSync(comm: number, ...args: PiecesArguments): Code;
  alltoallSync(comm: number, ...args: BlocksArguments): Code;
  reduceSync(comm: number, ...args: ReduceArguments): Code;
  allreduceSync(comm: number, ...args: ReduceArguments): Code;
  ibarrier(...args: Request): Posted;
  ibcast(...args: [...Request, ...BcastArguments]): Posted;
  iscatter(...args: [...Request, ...BlocksArguments]): Posted;
  iscatterv(...args: [...Request, ...ScattervArguments]): Posted;
  igather(...args: [...Request, ...BlocksArguments]): Posted;
  igatherv(...args: [...Request, ...PiecesArguments]): Posted;
  iallgather(...args: [...Request, ...BlocksArguments]): Posted;
  iallgatherv(...args: [...Request, ...PiecesArguments]): Posted;
  ialltoall(...args: [...Request, ...BlocksArguments]): Posted;
  ireduce(...args: [...Request, ...ReduceArguments]): Posted;
  iallreduce(...args: [...Request, ...ReduceArguments]): Posted;
}

export type BcastArguments = [...Block, root: number];
/** Those without a root ignore it. */
export type BlocksArguments = [...Block, ...Block, root: number];
export type ScattervArguments = [
  data: Place,
  counts: Int32Array | null,
  displs: Int32Array | null,
  type: number,
  ...Block,
  root: number,
];
export type PiecesArguments = [
  ...Block,
  data: Place,
  counts: Int32Array | null,
  displs: Int32Array | null,
  type: number,
  root: number,
];
export type ReduceArguments = [data: Place, buffer: Place, count: number, type: number, op: number, root: number];

let loaded: Native | null = null;

/** The addon, loaded at the first call. Throws an MpiError that says how to build it where it is missing. */
export function native(): Native {
  return (loaded ??= load());
}

function load(): Native {
  // The same relative place from src/mpi and from dist/mpi.
  const folder = process.env["SISTER_NATIVE_DIR"] ?? fileURLToPath(new URL("../../build/Release", import.meta.url));
  try {
    return createRequire(import.meta.url)(join(folder, "sister_mpi.node")) as Native;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new MpiError(
      "MPI_ERR_OTHER",
      0,
      0,
      "MPI_Init_thread",
      `the MPI addon does not load (${reason}): install Open MPI and run "npm run build"`,
    );
  }
}
