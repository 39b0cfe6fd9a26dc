/** `sister/mpi`: MPI for Node.js. The guide is docs/mpi/guide.md. */
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
export { Communicator } from "./communicator/communicator.js";
export {
  Intercommunicator,
  type IntercommunicatorOptions,
  type MergeOptions,
} from "./communicator/intercommunicator.js";
export { CartesianCommunicator, DistGraphCommunicator, GraphCommunicator } from "./communicator/topology.js";
export {
  dimsCreate,
  type AdjacentOptions,
  type CartOptions,
  type DistGraphOptions,
} from "./communicator/topology-makers.js";
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
} from "./communicator/process-makers.js";
export type {
  ErrorHandling,
  SharedCommunicator,
  SplitOptions,
  SplitType,
  SplitTypeOptions,
} from "./communicator/communicator-core.js";
export { Keyval, type KeyvalOptions, type PredefinedAttribute } from "./communicator/attributes.js";
export { Group, type Comparison, type Range } from "./communicator/group.js";
export { Info, type Hints } from "./info.js";
export { Window, type WindowOptions } from "./window/window.js";
export type { Assertions, LockOptions } from "./window/window-assertions.js";
export type { AccessOptions, AccumulateOptions } from "./window/window-access.js";
export { File, type FileMode, type OpenOptions, type ViewOptions, type Whence } from "./file/file.js";
export { pack, packSize, unpack, type Format } from "./datatype/packing.js";
export type { RecvOptions, RootOptions, SendOptions } from "./communicator/base.js";
export type { SendrecvOptions } from "./communicator/point-to-point.js";
export type { SendrecvObjectOptions } from "./objects/objects.js";
export type { ObjectOpOptions } from "./objects/object-collectives.js";
export { reduceLocal, type OpChoice, type ReduceOptions } from "./collectives/reductions.js";
export type { BufferLike, Memory, TypedArray } from "./datatype/buffer.js";
export type { Pieces, TypedPieces } from "./collectives/pieces.js";
export { Datatype, type ArrayOrder, type Extent, type Numbers } from "./datatype/datatype.js";
export { MpiError } from "./error.js";
export { Message } from "./communicator/matching.js";
export { Op, type Combine, type OpOptions } from "./collectives/op.js";
export { Request } from "./requests/request.js";
export { PersistentRequest } from "./requests/posted-request.js";
export { Status } from "./requests/status.js";
export { Executor, type ExecutorOptions, type SubmitOptions, type Work } from "./executor/executor.js";
export type { MapOptions } from "./executor/executor-map.js";
export type { TaskContext } from "./executor/executor-worker.js";
