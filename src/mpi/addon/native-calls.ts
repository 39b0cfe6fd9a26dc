/** The argument lists of two families of calls: collectives, and calls for which MPI has no nonblocking form. */
import type { TypedArray } from "./typed-array.js";

/** A buffer that a call reads or writes. null: this rank's buffer is ignored; true: IN_PLACE. */
export type Place = TypedArray | true | null;

export type Ints = Int32Array | null;
/** Where a call stores the index of the object that it made. */
export type Result = Float64Array;

export type Block = [data: Place, count: number, type: number];
export type Spread = [data: Place, counts: Ints, displs: Ints, type: number];

export type BcastArguments = [...Block, root: number];
/** Calls without a root ignore it. */
export type BlocksArguments = [...Block, ...Block, root: number];
export type ScattervArguments = [...Spread, ...Block, root: number];
export type PiecesArguments = [...Block, ...Spread, root: number];
export type ReduceArguments = [data: Place, buffer: Place, count: number, type: number, op: number, root: number];
export type SpreadsArguments = [...Spread, ...Spread];
type Typed<Displs> = [data: Place, counts: Ints, displs: Displs, types: Ints];

/**
 * Collectives and their arguments after the communicator. `nameSync(comm, …)` blocks; `iname(slot, spin, comm, …)`
 * posts.
 */
export interface CollectiveCalls {
  barrier: [];
  bcast: BcastArguments;
  scatter: BlocksArguments;
  scatterv: ScattervArguments;
  gather: BlocksArguments;
  gatherv: PiecesArguments;
  allgather: BlocksArguments;
  allgatherv: PiecesArguments;
  alltoall: BlocksArguments;
  alltoallv: SpreadsArguments;
  alltoallw: [...Typed<Ints>, ...Typed<Ints>];
  reduce: ReduceArguments;
  allreduce: ReduceArguments;
  scan: ReduceArguments;
  exscan: ReduceArguments;
  reduceScatterBlock: ReduceArguments;
  reduceScatter: [data: Place, buffer: Place, counts: Int32Array, type: number, op: number];
  neighborAllgather: BlocksArguments;
  neighborAllgatherv: PiecesArguments;
  neighborAlltoall: BlocksArguments;
  neighborAlltoallv: SpreadsArguments;
  neighborAlltoallw: [...Typed<Float64Array>, ...Typed<Float64Array>];
}

type FileMove = [file: number, ...Block, result: Result];
type FileMoveAt = [file: number, offset: number, ...Block, result: Result];
type Allocate = [comm: number, bytes: number, dispUnit: number, info: number, result: Result];

/**
 * Calls for which MPI has no nonblocking form. `nameSync(…)` blocks; `name(slot, …)` runs on one thread, in call order.
 */
export interface ThreadCalls {
  commDup: [comm: number, result: Result];
  /** Makes two duplicates. The one for objects is the result; the one for pieces belongs to it (see commForPieces). */
  commDupPrivate: [comm: number, result: Result];
  commDupWithInfo: [comm: number, info: number, result: Result];
  commSplit: [comm: number, color: number, key: number, result: Result];
  commSplitType: [comm: number, type: number, key: number, info: number, result: Result];
  commCreate: [comm: number, group: number, result: Result];
  commCreateGroup: [comm: number, group: number, tag: number, result: Result];
  intercommCreate: [comm: number, leader: number, peer: number, remoteLeader: number, tag: number, result: Result];
  intercommMerge: [comm: number, high: 0 | 1, result: Result];
  commDisconnect: [comm: number];
  commSpawn: [
    comm: number,
    command: string,
    args: string[],
    most: number,
    info: number,
    root: number,
    errors: Ints,
    result: Result,
  ];
  commSpawnMultiple: [
    comm: number,
    commands: string[],
    args: string[],
    argCounts: Int32Array,
    most: Int32Array,
    infos: Int32Array,
    root: number,
    errors: Ints,
    result: Result,
  ];
  commAccept: [comm: number, port: string, info: number, root: number, result: Result];
  commConnect: [comm: number, port: string, info: number, root: number, result: Result];
  commJoin: [descriptor: number, result: Result];
  cartCreate: [comm: number, dims: Int32Array, periods: Int32Array, reorder: 0 | 1, result: Result];
  cartSub: [comm: number, remaining: Int32Array, result: Result];
  graphCreate: [comm: number, index: Int32Array, edges: Int32Array, reorder: 0 | 1, result: Result];
  distGraphCreateAdjacent: [
    comm: number,
    sources: Int32Array,
    sourceWeights: Ints,
    destinations: Int32Array,
    destinationWeights: Ints,
    info: number,
    reorder: 0 | 1,
    result: Result,
  ];
  distGraphCreate: [
    comm: number,
    sources: Int32Array,
    degrees: Int32Array,
    destinations: Int32Array,
    weights: Ints,
    info: number,
    reorder: 0 | 1,
    result: Result,
  ];
  bufferDetach: [];
  winAllocate: Allocate;
  winAllocateShared: Allocate;
  winCreate: [comm: number, data: Place, bytes: number, dispUnit: number, info: number, result: Result];
  winCreateDynamic: [comm: number, info: number, result: Result];
  winFree: [win: number];
  winFence: [win: number, asserted: number];
  winLock: [win: number, exclusive: 0 | 1, rank: number, asserted: number];
  winUnlock: [win: number, rank: number];
  winLockAll: [win: number, asserted: number];
  winUnlockAll: [win: number];
  winFlush: [win: number, rank: number];
  winFlushAll: [win: number];
  winFlushLocal: [win: number, rank: number];
  winFlushLocalAll: [win: number];
  winPost: [win: number, group: number, asserted: number];
  winStart: [win: number, group: number, asserted: number];
  winComplete: [win: number];
  winWait: [win: number];
  winSync: [win: number];
  fileOpen: [comm: number, name: string, mode: number, info: number, result: Result];
  fileClose: [file: number];
  fileDelete: [name: string, info: number];
  fileSetSize: [file: number, bytes: number];
  filePreallocate: [file: number, bytes: number];
  fileSync: [file: number];
  fileSetView: [file: number, disp: number, element: number, type: number, representation: string, info: number];
  fileSeek: [file: number, offset: number, whence: number];
  fileSeekShared: [file: number, offset: number, whence: number];
  fileSetAtomicity: [file: number, atomic: 0 | 1];
  fileSetInfo: [file: number, info: number];
  fileRead: FileMove;
  fileReadAll: FileMove;
  fileReadShared: FileMove;
  fileReadOrdered: FileMove;
  fileReadAt: FileMoveAt;
  fileReadAtAll: FileMoveAt;
  fileWrite: FileMove;
  fileWriteAll: FileMove;
  fileWriteShared: FileMove;
  fileWriteOrdered: FileMove;
  fileWriteAt: FileMoveAt;
  fileWriteAtAll: FileMoveAt;
}
