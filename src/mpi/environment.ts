/** The MPI environment: init, finalize, abort, and what happens when the process ends. */
import { writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { limits } from "./base.js";
import { Communicator } from "./communicator.js";
import { ANY_SOURCE, ANY_TAG, PROC_NULL, UNDEFINED } from "./constants.js";
import { MpiError } from "./error.js";
import { envelope, native } from "./native.js";
import { check, deliver, outcomes } from "./request.js";

let world: Communicator | null = null;
let finalized = false;
/** The private duplicate of COMM_WORLD, on which all ranks meet at the end; -1 where there is none. */
let meeting = -1;
/** What was thrown and not caught: printed before the job is aborted, because then Node has no time left to. */
let uncaught: { error: unknown } | null = null;

export interface InitOptions {
  /** false in a world that is shared with ranks that are not Sister's (C, mpi4py): no private duplicate is made, and object operations throw. Default true. */
  objects?: boolean;
}

/**
 * Initializes MPI with MPI_THREAD_MULTIPLE and returns COMM_WORLD; called again, the same object. Collective. On the main thread only.
 *
 * From here on an uncaught error in this rank aborts the whole job with its stack on standard error, and a process that ends with status 0 finalizes.
 *
 * @example
 * import { init } from "sister/mpi";
 * const world = init();
 * console.log(`rank ${world.rank} of ${world.size}`);
 */
export function init({ objects = true }: InitOptions = {}): Communicator {
  if (!isMainThread) {
    throw new MpiError(
      "MPI_ERR_OTHER",
      0,
      0,
      "MPI_Init_thread",
      "sister/mpi works on the main thread only: exchange data with it by postMessage",
    );
  }
  if (finalized)
    throw new MpiError("MPI_ERR_OTHER", 0, 0, "MPI_Init_thread", "MPI was finalized: a process can initialize it once");
  if (world) return world;
  const level = native().init(outcomes, deliver, envelope);
  check(level < 0 ? -level : 0, "MPI_Init_thread");
  const [anySource, anyTag, procNull, undefinedColor, tagUb, threadMultiple] = native().constants();
  if (anySource !== ANY_SOURCE || anyTag !== ANY_TAG || procNull !== PROC_NULL || undefinedColor !== UNDEFINED) {
    throw new MpiError(
      "MPI_ERR_OTHER",
      0,
      0,
      "MPI_Init_thread",
      "this MPI library has other constants than Open MPI: build against Open MPI 4",
    );
  }
  limits.tagUb = tagUb;
  limits.threadMultiple = level >= threadMultiple;
  let duplicate: number | null = null;
  if (objects) {
    const result = new Int32Array(1);
    check(native().commDupSync(0, result), "MPI_Comm_dup");
    duplicate = result[0] ?? null;
    meeting = duplicate ?? -1;
  }
  world = new Communicator(0, duplicate);
  process.on("uncaughtExceptionMonitor", (error) => {
    uncaught = { error };
    // A handler of the program may have taken it: then the process lives on, and what it ends with later is another matter.
    setImmediate(() => (uncaught = null)).unref();
  });
  process.on("exit", endWith);
  return world;
}

/** At the end of the process: finalize after a clean end; abort the job after any other, because the others would wait for this rank for ever. */
function endWith(status: number): void {
  if (finalized || !world) return;
  if (status === 0) {
    finalize();
    return;
  }
  if (uncaught) {
    const { error } = uncaught;
    const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    writeSync(2, `sister/mpi: rank ${world.rank}: uncaught, the job is aborted\n${text}\n`);
  }
  if (world.size > 1) native().abort(status);
}

/** Finalizes MPI: receives that are outstanding are cancelled. A process that ends with status 0 does it by itself. Collective. */
export function finalize(): void {
  if (finalized || !world) return;
  finalized = true;
  check(native().finalize(meeting), "MPI_Finalize");
}

/** Ends all ranks of the job at once, with this status. */
export function abort(status = 1): never {
  if (!world) process.exit(status);
  return native().abort(status);
}

/** Versions of the MPI standard and of the library. */
export function version(): { standard: string; library: string } {
  const [standard, library] = native().versions();
  return { standard, library };
}

/** Seconds since some moment in the past. */
export function wtime(): number {
  return native().wtime();
}
