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
export {
  CartesianCommunicator,
  Communicator,
  DistGraphCommunicator,
  GraphCommunicator,
  Intercommunicator,
  type ErrorHandling,
  type ForeignOptions,
  type IntercommunicatorOptions,
  type MeetOptions,
  type MergeOptions,
  type ObjectOpOptions,
  type SendrecvObjectOptions,
  type SharedCommunicator,
  type SpawnCommand,
  type SpawnOptions,
  type SplitOptions,
  type SplitTypeOptions,
} from "./communicator/communicator.js";
export type { SplitType } from "./communicator/split-types.js";
export { dimsCreate } from "./communicator/dims-create.js";
export type { AdjacentOptions, CartOptions, DistGraphOptions } from "./communicator/topology-arguments.js";
export { closePort, lookupName, openPort, publishName, unpublishName } from "./communicator/ports.js";
export { parent } from "./communicator/parent.js";
export { Keyval, type KeyvalOptions, type PredefinedAttribute } from "./communicator/attributes.js";
export { Group, type Comparison, type Range } from "./communicator/group.js";
export { Info, type Hints } from "./info.js";
export { Window, type WindowOptions } from "./window/window.js";
export type { Assertions, LockOptions } from "./window/window-assertions.js";
export type { AccessOptions, AccumulateOptions } from "./window/window-access.js";
export { File, type FileMode, type OpenOptions, type ViewOptions, type Whence } from "./file/file.js";
export { pack, packSize, unpack, type Format } from "./datatype/packing.js";
export type { RecvOptions, RootOptions, SendOptions } from "./communicator/communicator-base.js";
export type { SendrecvOptions } from "./communicator/typed-communicator.js";
export { reduceLocal, type OpChoice, type ReduceOptions } from "./collectives/reduction-plans.js";
export type { TypedArray } from "./addon/typed-array.js";
export type { BufferLike, Memory } from "./datatype/buffer.js";
export type { Pieces, TypedPieces } from "./collectives/pieces.js";
export { Datatype, type ArrayOrder, type Extent, type Numbers } from "./datatype/datatype.js";
export { MpiError } from "./error.js";
export { Message } from "./requests/message.js";
export { Op, type Combine, type OpOptions } from "./collectives/op.js";
export { Request } from "./requests/request.js";
export { PersistentRequest } from "./requests/persistent-request.js";
export { Status } from "./requests/status.js";
export { Executor, type ExecutorOptions, type SubmitOptions, type Work } from "./executor/executor.js";
export type { MapOptions } from "./executor/executor-map.js";
export type { TaskContext } from "./executor/executor-worker.js";
