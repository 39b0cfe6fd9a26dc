/** Declarations of everything that the C++ addon exports. No other file loads the addon. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TypedArray } from "./typed-array.js";
import type { Block, CollectiveCalls, Ints, Place, Result, ThreadCalls } from "./native-calls.js";
import { prepareLibrary } from "./prepare-library.js";
import { MpiError } from "../error.js";

/** Number of fields of one outcome in the shared array. Their order is in native/mpi/core/status.h. */
export const OUTCOME_FIELDS = 7;
/** The most outcomes that one delivery carries. */
export const OUTCOMES_MOST = 256;

/**
 * The result of a nonblocking call. 1: complete, and the outcome is the first of the shared array; 0: pending;
 * negative: an MPI error code.
 */
export type Posted = number;
/** An MPI error code; 0 is MPI_SUCCESS. */
export type Code = number;
/** An index or size, or, as a negative number, -1 minus the MPI error code. */
export type IndexOrError = number;

type Request = [slot: number, spin: 0 | 1];

type FilePost = (...args: [...Request, file: number, ...Block]) => Posted;
type FilePostAt = (...args: [...Request, file: number, offset: number, ...Block]) => Posted;
type Access = [win: number, ...Block, target: number, disp: number, targetCount: number, targetType: number];

/** `false` stands for the buffer that the previous call had at that place. Returns nothing on success. */
type Synchronous = {
  [K in keyof CollectiveCalls as `${K}Sync`]: (comm: number, ...args: CollectiveCalls[K]) => Code | undefined;
};
type Nonblocking = {
  [K in keyof CollectiveCalls as `i${K}`]: (...args: [...Request, comm: number, ...CollectiveCalls[K]]) => Posted;
};
type Blocking = { [K in keyof ThreadCalls as `${K}Sync`]: (...args: ThreadCalls[K]) => Code };
type OnThread = { [K in keyof ThreadCalls]: (slot: number, ...args: ThreadCalls[K]) => void };

/**
 * Everything for which MPI has handles is an index: communicator 0 is COMM_WORLD, 1 is COMM_SELF; info -1 is
 * MPI_INFO_NULL. `slot` is the number under which the outcome of a request is delivered. With `spin` 1 the call may
 * wait some microseconds for the outcome.
 */
export interface Native extends Synchronous, Nonblocking, Blocking, OnThread {
  /**
   * `level` 2 is MPI_THREAD_SERIALIZED, 3 MPI_THREAD_MULTIPLE. Returns the level that the library provides, a negative
   * error code, or -1,000,000 if the main thread has not initialized MPI yet.
   */
  init(
    outcomes: Float64Array,
    deliver: (count: number) => void,
    envelope: Float64Array,
    level: number,
    isMain: 0 | 1,
  ): number;
  /**
   * `meeting` is a communicator of all ranks that nothing else uses; the ranks meet on it. -1: there is no such
   * communicator.
   */
  finalize(meeting: number): Code;
  abort(code: number): never;
  wtime(): number;
  wtick(): number;
  isThreadMain(): 0 | 1;
  pcontrol(level: number): Code;
  versions(): [standard: string, library: string, processor: string];
  errorText(code: Code): [errorClass: number, name: string, text: string];
  addErrorClass(): IndexOrError;
  addErrorCode(errorClass: number): IndexOrError;
  addErrorString(code: number, text: string): Code;
  constants(): [tagUb: number, spawns: 0 | 1, postsLargeBcasts: 0 | 1];
  otherLauncher(): string;

  commRank(comm: number): number;
  commSize(comm: number): number;
  commRemoteSize(comm: number): number;
  commFree(comm: number): Code;
  /** The duplicate for pieces that belongs to a private duplicate of commDupPrivate; -1 if there is none. */
  commForPieces(objects: number): number;
  /** The next tag from `first` to `last`, in rotation over all threads of the process. */
  tagForArrays(first: number, last: number): number;
  commCompare(a: number, b: number): IndexOrError;
  commGetName(comm: number): string;
  commSetName(comm: number, name: string): Code;
  commGroup(comm: number): IndexOrError;
  commRemoteGroup(comm: number): IndexOrError;
  commGetInfo(comm: number): IndexOrError;
  commSetInfo(comm: number, info: number): Code;
  commAttribute(comm: number, which: number): number;
  commSetErrorHandler(comm: number, fatal: 0 | 1): Code;
  commCallErrorHandler(comm: number, code: number): Code;
  commParent(): number;
  openPort(info: number): [Code, string];
  closePort(port: string): Code;
  publishName(service: string, info: number, port: string): Code;
  unpublishName(service: string, info: number, port: string): Code;
  lookupName(service: string, info: number): [Code, string];

  topologyOf(comm: number): 0 | 1 | 2 | 3;
  dimsCreate(nodes: number, dims: Int32Array): Code;
  cartDimensions(comm: number): number;
  cartGet(comm: number, dims: Int32Array, periods: Int32Array, coords: Int32Array): Code;
  cartRank(comm: number, coords: Int32Array): IndexOrError;
  cartCoords(comm: number, rank: number, coords: Int32Array): Code;
  cartShift(comm: number, dimension: number, displacement: number, result: Int32Array): Code;
  cartMap(comm: number, dims: Int32Array, periods: Int32Array): number;
  graphMap(comm: number, index: Int32Array, edges: Int32Array): number;
  graphSizes(comm: number, result: Int32Array): Code;
  graphGet(comm: number, index: Int32Array, edges: Int32Array): Code;
  graphNeighborsCount(comm: number, rank: number): IndexOrError;
  graphNeighbors(comm: number, rank: number, neighbors: Int32Array): Code;
  distGraphSizes(comm: number, result: Int32Array): Code;
  distGraphNeighbors(comm: number, sources: Int32Array, sourceWeights: Ints, dests: Int32Array, weights: Ints): Code;

  groupEmpty(): IndexOrError;
  groupSize(group: number): number;
  groupRank(group: number): number;
  groupUnion(a: number, b: number): IndexOrError;
  groupIntersection(a: number, b: number): IndexOrError;
  groupDifference(a: number, b: number): IndexOrError;
  groupIncl(group: number, ranks: Int32Array): IndexOrError;
  groupExcl(group: number, ranks: Int32Array): IndexOrError;
  groupRangeIncl(group: number, triples: Int32Array): IndexOrError;
  groupRangeExcl(group: number, triples: Int32Array): IndexOrError;
  groupTranslate(group: number, ranks: Int32Array, other: number, result: Int32Array): Code;
  groupCompare(a: number, b: number): IndexOrError;
  groupFree(group: number): Code;

  infoCreate(): IndexOrError;
  infoDup(info: number): IndexOrError;
  infoEnv(): number;
  infoSet(info: number, key: string, value: string): Code;
  infoGet(info: number, key: string): string | null;
  infoDelete(info: number, key: string): Code;
  infoKeys(info: number): string[];
  infoFree(info: number): Code;

  typeContiguous(count: number, type: number): IndexOrError;
  typeVector(count: number, length: number, stride: number, type: number): IndexOrError;
  typeHvector(count: number, length: number, stride: number, type: number): IndexOrError;
  typeIndexed(lengths: Int32Array, displs: Int32Array, type: number): IndexOrError;
  typeHindexed(lengths: Int32Array, displs: Float64Array, type: number): IndexOrError;
  typeIndexedBlock(length: number, displs: Int32Array, type: number): IndexOrError;
  typeHindexedBlock(length: number, displs: Float64Array, type: number): IndexOrError;
  typeStruct(lengths: Int32Array, displs: Float64Array, types: Int32Array): IndexOrError;
  typeSubarray(sizes: Int32Array, subsizes: Int32Array, starts: Int32Array, fortran: 0 | 1, type: number): IndexOrError;
  typeDarray(
    size: number,
    rank: number,
    sizes: Int32Array,
    distributions: Int32Array,
    args: Int32Array,
    processes: Int32Array,
    fortran: 0 | 1,
    type: number,
  ): IndexOrError;
  typeResized(lower: number, extent: number, type: number): IndexOrError;
  typeEnlarged(count: number, displ: number, type: number): IndexOrError;
  typeDup(type: number): IndexOrError;
  typeMatchSize(typeClass: number, size: number): IndexOrError;
  typeFree(type: number): Code;
  typeExtents(type: number, result: Float64Array): Code;
  typeElements(type: number, bytes: number): number;
  typeGetName(type: number): string;
  typeSetName(type: number, name: string): Code;
  typeEnvelope(type: number): string;
  typeEnvelopeSizes(type: number, sizes: Int32Array): Code;
  typeContents(type: number, integers: Float64Array, addresses: Float64Array, types: Int32Array): Code;
  pack(...args: [...Block, packed: Uint8Array, at: number, comm: number]): IndexOrError;
  unpack(...args: [packed: Uint8Array, at: number, ...Block, comm: number]): IndexOrError;
  packSize(count: number, type: number, comm: number): IndexOrError;
  addressOf(data: TypedArray): number;
  opCommutative(op: number): 0 | 1;
  reduceLocal(data: TypedArray, inout: TypedArray, count: number, type: number, op: number): Code;

  requestTest(slot: number): 0 | 1;
  requestWait(slot: number): void;
  requestCancel(slot: number): Code;
  requestSetRef(slot: number, ref: 0 | 1): void;
  testAll(): number;

  /** All other arguments are in the envelope. */
  sendSync(data: TypedArray): Code | undefined;
  /** Like sendSync, but sendAgainSync does not use this buffer. */
  sendOnceSync(data: TypedArray): Code;
  /** Sends the buffer of this thread's last sendSync, which must still be at the same address. */
  sendAgainSync(): Code | undefined;
  recvAgainSync(): Code | undefined;
  ssendSync(data: TypedArray): Code;
  bsendSync(data: TypedArray): Code;
  rsendSync(data: TypedArray): Code;
  recvSync(buffer: TypedArray): Code | undefined;
  isend(data: TypedArray): Posted;
  issend(data: TypedArray): Posted;
  ibsend(data: TypedArray): Posted;
  irsend(data: TypedArray): Posted;
  irecv(buffer: TypedArray): Posted;
  sendInit(data: TypedArray): IndexOrError;
  ssendInit(data: TypedArray): IndexOrError;
  bsendInit(data: TypedArray): IndexOrError;
  rsendInit(data: TypedArray): IndexOrError;
  recvInit(buffer: TypedArray): IndexOrError;
  start(slot: number, persistent: number, isReceive: 0 | 1): Posted;
  persistentFree(persistent: number): Code;
  sendrecvSync(
    comm: number,
    ...args: [...Block, dest: number, sendTag: number, ...Block, source: number, recvTag: number]
  ): Code;
  sendrecvReplaceSync(
    comm: number,
    ...args: [...Block, dest: number, sendTag: number, source: number, recvTag: number]
  ): Code;
  probeSync(comm: number, source: number, tag: number): Code;
  iprobe(comm: number, source: number, tag: number): number;
  probe(...args: [...Request, comm: number, source: number, tag: number]): Posted;
  mprobe(...args: [...Request, comm: number, source: number, tag: number]): Posted;
  /** Like mprobe, but returns 2 if a message was already there and fitted into `memory`: it has been received. */
  mprobeSmall(...args: [...Request, comm: number, source: number, tag: number, memory: Uint8Array]): Posted;
  mprobeSmallSync(comm: number, source: number, tag: number, memory: Uint8Array): Posted;
  mprobeSync(comm: number, source: number, tag: number): Posted;
  improbe(comm: number, source: number, tag: number): Posted;
  mrecvSync(message: number, ...args: Block): Code;
  imrecv(...args: [...Request, message: number, ...Block]): Posted;
  bufferAttach(memory: Uint8Array, bytes: number): Code;
  bsendOverhead(): number;

  winTest(win: number): number;
  winAttach(win: number, data: Place, bytes: number): Code;
  winDetach(win: number, data: Place): Code;
  winSharedQuery(win: number, rank: number, result: Result): Code;
  winGroup(win: number): IndexOrError;
  winGetName(win: number): string;
  winSetName(win: number, name: string): Code;
  winGetInfo(win: number): IndexOrError;
  winSetInfo(win: number, info: number): Code;
  winAttribute(win: number, which: 0 | 1): number;
  put(...args: Access): Code;
  get(...args: Access): Code;
  rput(...args: [...Request, ...Access]): Posted;
  rget(...args: [...Request, ...Access]): Posted;
  accumulate(...args: [...Access, op: number]): Code;
  raccumulate(...args: [...Request, ...Access, op: number]): Posted;
  getAccumulate(...args: [...Access, op: number, ...Block]): Code;
  rgetAccumulate(...args: [...Request, ...Access, op: number, ...Block]): Posted;
  fetchAndOp(win: number, data: Place, result: Place, type: number, target: number, disp: number, op: number): Code;
  compareAndSwap(
    win: number,
    data: Place,
    compare: Place,
    result: Place,
    type: number,
    target: number,
    disp: number,
  ): Code;
  /** undefined: there is not enough memory. */
  memoryRoom(bytes: number): ArrayBuffer | undefined;
  largePages(data: TypedArray, bytes: number, atOnce: 0 | 1): void;
  memoryAt(address: number, bytes: number): ArrayBuffer;
  forgetMemory(buffer: ArrayBuffer): void;
  allocMem(bytes: number, info: number): number;
  freeMem(address: number): Code;

  fileGetView(file: number, result: Result): Code;
  fileSize(file: number): IndexOrError;
  filePosition(file: number): IndexOrError;
  filePositionShared(file: number): IndexOrError;
  fileByteOffset(file: number, offset: number): IndexOrError;
  fileTypeExtent(file: number, type: number): IndexOrError;
  fileMode(file: number): IndexOrError;
  fileAtomicity(file: number): IndexOrError;
  fileGroup(file: number): IndexOrError;
  fileGetInfo(file: number): IndexOrError;
  fileIread: FilePost;
  fileIreadAll: FilePost;
  fileIreadShared: FilePost;
  fileIreadAt: FilePostAt;
  fileIreadAtAll: FilePostAt;
  fileIwrite: FilePost;
  fileIwriteAll: FilePost;
  fileIwriteShared: FilePost;
  fileIwriteAt: FilePostAt;
  fileIwriteAtAll: FilePostAt;
}

prepareLibrary();
let loaded: Native | null = null;

/** The addon, loaded at the first call. Throws an MpiError with build instructions if the addon is missing. */
export function native(): Native {
  return (loaded ??= load());
}

function load(): Native {
  // This relative path is right from src/mpi/addon and from dist/mpi/addon.
  const folder = process.env["SISTER_NATIVE_DIR"] ?? fileURLToPath(new URL("../../../build/Release", import.meta.url));
  try {
    return createRequire(import.meta.url)(join(folder, "sister_mpi.node")) as Native;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new MpiError(
      "MPI_ERR_OTHER",
      0,
      0,
      "MPI_Init_thread",
      `the MPI addon could not be loaded (${reason}): install Open MPI and run "npm run build"`,
    );
  }
}
