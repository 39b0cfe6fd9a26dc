/** The MPI environment: init, finalize, abort, and the end of the process. */
import { writeSync } from "node:fs";
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";
import { library } from "./addon/library.js";
import { Communicator } from "./communicator/communicator.js";
import { MpiError } from "./error.js";
import { int } from "./large-counts/ints.js";
import { rankAbove } from "./inherited-rank.js";
import { envelope } from "./fast-path/envelope.js";
import { native } from "./addon/native.js";
import { meetParent } from "./communicator/parent.js";
import { unwrap, check } from "./addon/error-codes.js";
import { deliver, outcomes } from "./requests/slots.js";
import { blocking, storedIndex, onThread, result } from "./addon/thread-calls.js";

let world: Communicator | null = null;
let finalized = false;
/** The private duplicate of COMM_WORLD, on which all ranks meet at the end; -1 if there is none. */
let meeting = -1;
/**
 * An uncaught error. It is printed before the job is aborted, because Node.js has no time left to print it afterwards.
 */
let uncaught: { error: unknown } | null = null;

/**
 * Under this key the main thread stores the private duplicate of COMM_WORLD for worker threads, which cannot make it
 * themselves.
 */
const OBJECTS_KEY = "sister/mpi: the private duplicate of COMM_WORLD";

export type ThreadLevel = "MPI_THREAD_SERIALIZED" | "MPI_THREAD_MULTIPLE";
const LEVELS = ["MPI_THREAD_SINGLE", "MPI_THREAD_FUNNELED", "MPI_THREAD_SERIALIZED", "MPI_THREAD_MULTIPLE"] as const;
const NOT_INITIALIZED = -1_000_000;

export interface InitOptions {
  /**
   * Set this to false if the world contains ranks that do not use sister/mpi (C, mpi4py). Then there are no private
   * duplicates, object operations throw, and all data of a collective goes through MPI's own call. Default true.
   */
  objects?: boolean;
  /**
   * Default MPI_THREAD_MULTIPLE. Some libraries are faster with MPI_THREAD_SERIALIZED. It refuses worker threads, and
   * the promise forms of calls for which MPI has no nonblocking form.
   */
  threadLevel?: ThreadLevel;
}

/**
 * Initializes MPI and returns COMM_WORLD. Later calls return the same object. Collective. The main thread must call it
 * first. A worker thread that calls it then gets its own COMM_WORLD object for the same ranks; only one thread at a
 * time may run collectives on a communicator.
 *
 * From then on, an uncaught error on this rank aborts the whole job and prints its stack to standard error. A process
 * that ends with status 0 finalizes MPI.
 *
 * @example
 * import { init } from "sister/mpi";
 * const world = init();
 * console.log(`rank ${world.rank} of ${world.size}`);
 */
export function init({ objects = true, threadLevel = "MPI_THREAD_MULTIPLE" }: InitOptions = {}): Communicator {
  if (finalized) throw initError("MPI was finalized: a process can initialize it once");
  if (world) return world;
  const above = isMainThread ? rankAbove() : undefined;
  if (above) {
    throw initError(
      `this process inherited the launcher's variables from rank ${above.rank} (process ${above.pid}), which started it, but a rank is a single process: start it without OMPI_*, PMIX_* and PMI_* in its environment to give it a separate world, add processes with world.spawn(), or call MPI in the rank itself`,
    );
  }
  const level = native().init(outcomes, deliver, envelope, LEVELS.indexOf(threadLevel), isMainThread ? 1 : 0);
  if (level === NOT_INITIALIZED) {
    throw initError(
      "the main thread must call init() first: MPI belongs to the process, and a worker thread only joins it",
    );
  }
  check(level < 0 ? -level : 0, "MPI_Init_thread");
  [library.tagUb] = native().constants();
  library.threadMultiple = level === 3;
  const [, spawns, postsLargeBcasts] = native().constants();
  library.spawns = spawns === 1;
  library.postsLargeBcasts = postsLargeBcasts === 1;
  if (!isMainThread) return (world = joinAsWorker(level));
  process.on("exit", endWith);
  const launcher = native().otherLauncher();
  if (launcher !== "") {
    throw initError(
      `this process was started by ${launcher}, which this MPI library does not support, so every rank would run in a world of its own: use the launcher of ${version().library.split("\n")[0] ?? "this library"}, or build against the other library (npm run build)`,
    );
  }
  const duplicate = objects ? result() : null;
  if (duplicate) {
    blocking("commDupPrivate", "MPI_Comm_dup", 0, duplicate);
    meeting = storedIndex(duplicate);
    setEnvironmentData(OBJECTS_KEY, meeting);
  }
  world = new Communicator(0, duplicate ? meeting : null);
  meetParent(objects);
  process.on("uncaughtExceptionMonitor", (error) => {
    uncaught = { error };
    // If a handler of the program took the error, the process lives on, and this error has nothing to do with its later
    // end.
    setImmediate(() => (uncaught = null)).unref();
  });
  return world;
}

function initError(message: string): MpiError {
  return new MpiError("MPI_ERR_OTHER", 0, 0, "MPI_Init_thread", message);
}

function joinAsWorker(level: number): Communicator {
  if (!library.threadMultiple) {
    throw initError(
      `a worker thread needs MPI_THREAD_MULTIPLE, but MPI was initialized with ${LEVELS[level] ?? "less"}: exchange data with the main thread by postMessage`,
    );
  }
  const objects = getEnvironmentData(OBJECTS_KEY);
  return new Communicator(0, typeof objects === "number" ? objects : null);
}

/**
 * At the end of the process: finalizes after status 0. Any other status aborts the job, because the other ranks would
 * wait for this one for ever.
 */
function endWith(status: number): void {
  if (finalized || !isMainThread) return;
  if (status === 0) {
    finalize();
    return;
  }
  if (uncaught) {
    const { error } = uncaught;
    const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    writeSync(
      2,
      `sister/mpi: rank ${world?.rank ?? native().commRank(0)}: uncaught error, the job is aborted\n${text}\n`,
    );
  }
  if (native().commSize(0) > 1) native().abort(status);
}

/**
 * Finalizes MPI and cancels outstanding receives. A process that ends with status 0 finalizes by itself. Collective.
 */
export function finalize(): void {
  if (finalized) return;
  if (!isMainThread) throw new MpiError("MPI_ERR_OTHER", 0, 0, "MPI_Finalize", "only the main thread may finalize MPI");
  if (!world) return;
  finalized = true;
  check(native().finalize(meeting), "MPI_Finalize");
}

/** Ends all ranks of the job at once with this status. */
export function abort(status = 1): never {
  if (!world) process.exit(status);
  return native().abort(status);
}

/** The versions of the MPI standard and of the library, and MPI's name of the host (empty before init). */
export function version(): { standard: string; library: string; processor: string } {
  const [standard, library, processor] = native().versions();
  return { standard, library, processor };
}

/** COMM_SELF: a communicator that contains only this process. */
export function self(): Communicator {
  const all = init();
  if (!selfComm) {
    const duplicate = all.objectsHandle() === null ? null : result();
    if (duplicate) blocking("commDupPrivate", "MPI_Comm_dup", 1, duplicate);
    selfComm = new Communicator(1, duplicate && storedIndex(duplicate));
  }
  return selfComm;
}
let selfComm: Communicator | null = null;

/** Whether this thread is the one that initialized MPI. */
export function isThreadMain(): boolean {
  return native().isThreadMain() === 1;
}

/** Seconds since an arbitrary moment in the past. */
export function wtime(): number {
  return native().wtime();
}

/** Seconds between two ticks of wtime. */
export function wtick(): number {
  return native().wtick();
}

/** Sets the profiling level for tools that use it: 0 off, 1 normal. */
export function pcontrol(level: number): void {
  check(native().pcontrol(int(level, "level", "MPI_Pcontrol")), "MPI_Pcontrol");
}

/** Add an error class, an error code of a class, and the text of a code. */
export function addErrorClass(): number {
  return unwrap(native().addErrorClass(), "MPI_Add_error_class");
}
export function addErrorCode(errorClass: number): number {
  return unwrap(native().addErrorCode(int(errorClass, "error class", "MPI_Add_error_code")), "MPI_Add_error_code");
}
export function addErrorString(code: number, text: string): void {
  check(native().addErrorString(int(code, "error code", "MPI_Add_error_string"), text), "MPI_Add_error_string");
}

let attached: Uint8Array | null = null;

/**
 * Attaches memory for buffered sends: a number of bytes, or memory that the program does not use until `detachBuffer`.
 */
export function attachBuffer(memory: number | Uint8Array): void {
  const least = { least: 0, code: "MPI_ERR_BUFFER" };
  const bytes =
    typeof memory === "number" ? new Uint8Array(int(memory, "number of bytes", "MPI_Buffer_attach", least)) : memory;
  check(native().bufferAttach(bytes, bytes.length), "MPI_Buffer_attach");
  attached = bytes;
  library.attachedBytes = bytes.length;
}

/** Detaches and returns the memory, once every buffered message has been sent. */
export async function detachBuffer(): Promise<Uint8Array | null> {
  await onThread("bufferDetach", "MPI_Buffer_detach");
  return takeAttached();
}
export function detachBufferSync(): Uint8Array | null {
  blocking("bufferDetach", "MPI_Buffer_detach");
  return takeAttached();
}
function takeAttached(): Uint8Array | null {
  const memory = attached;
  attached = null;
  library.attachedBytes = 0;
  return memory;
}

/** Bytes that each buffered message needs in addition to its data. */
export function bsendOverhead(): number {
  return native().bsendOverhead();
}
