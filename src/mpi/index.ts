/** `sister/mpi`: MPI for Node.js. The guide is docs/mpi.md. */
export {
  abort,
  addErrorClass,
  addErrorCode,
  addErrorString,
  attachBuffer,
  bsendOverhead,
  detachBuffer,
  detachBufferSync,
  finalize,
  init,
  isThreadMain,
  pcontrol,
  self,
  version,
  wtick,
  wtime,
  type InitOptions,
  type ThreadLevel,
} from "./environment.js";
export { ANY_SOURCE, ANY_TAG, IN_PLACE, PROC_NULL, ROOT, UNDEFINED } from "./constants.js";
export { Communicator } from "./communicator.js";
export { Intercommunicator, type IntercommunicatorOptions, type MergeOptions } from "./intercommunicator.js";
export { CartesianCommunicator, DistGraphCommunicator, GraphCommunicator } from "./topology.js";
export { dimsCreate, type AdjacentOptions, type CartOptions, type DistGraphOptions } from "./topology-makers.js";
export {
  closePort,
  lookupName,
  openPort,
  parent,
  publishName,
  unpublishName,
  type ForeignOptions,
  type MeetOptions,
  type SpawnCommand,
  type SpawnOptions,
} from "./process-makers.js";
export type {
  ErrorHandling,
  SharedCommunicator,
  SplitOptions,
  SplitType,
  SplitTypeOptions,
} from "./communicator-core.js";
export { Keyval, type KeyvalOptions, type PredefinedAttribute } from "./attributes.js";
export { Group, type Comparison, type Range } from "./group.js";
export { Info, type Hints } from "./info.js";
export { Window, type WindowOptions } from "./window.js";
export type { Assertions, LockOptions } from "./window-assertions.js";
export type { AccessOptions, AccumulateOptions } from "./window-access.js";
export { File, type FileMode, type OpenOptions, type ViewOptions, type Whence } from "./file.js";
export { pack, packSize, unpack, type Format } from "./packing.js";
export type { RecvOptions, RootOptions, SendOptions } from "./base.js";
export type { SendrecvOptions } from "./point-to-point.js";
export type { SendrecvObjectOptions } from "./objects.js";
export type { ObjectOpOptions } from "./object-collectives.js";
export { reduceLocal, type OpChoice, type ReduceOptions } from "./reductions.js";
export type { BufferLike, Memory, TypedArray } from "./buffer.js";
export type { Pieces, TypedPieces } from "./pieces.js";
export { Datatype, type ArrayOrder, type Extent, type Numbers } from "./datatype.js";
export { MpiError } from "./error.js";
export { Message } from "./matching.js";
export { Op, type Combine, type OpOptions } from "./op.js";
export { Request } from "./request.js";
export { PersistentRequest } from "./posted-request.js";
export { Status } from "./status.js";
export { Executor, type ExecutorOptions, type SubmitOptions, type Work } from "./executor.js";
export type { MapOptions } from "./executor-map.js";
export type { TaskContext } from "./executor-worker.js";
