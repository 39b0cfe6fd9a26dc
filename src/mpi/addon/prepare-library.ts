/** What an MPI library must be told before it is loaded; the rest that differs between libraries is in native/mpi/compat.h. */

/**
 * Settings of UCX, over which MPICH and, with fast networks, Open MPI send. UCX reads them as it is loaded, and for C programs on one thread. What
 * the user has set stays.
 */
const UCX_SETTINGS = {
  // UCX watches for memory that is unmapped. It tries that out by moving the end of the heap to and fro, and where a thread of Node.js moves it
  // too just then, memory in use is lost: one process in forty crashed or hung in init() (UCX 1.13).
  UCX_MEM_EVENTS: "n",
  // UCX's handler of SIGSEGV takes the place of Node.js's, to which an access beyond WebAssembly's memory is a RuntimeError: it ends the process.
  UCX_ERROR_SIGNALS: "",
} as const;

/** Settles these. Called when the main thread imports sister/mpi: the environment of a worker thread, which may load the addon first, is a copy. */
export function prepareLibrary(): void {
  for (const [name, value] of Object.entries(UCX_SETTINGS)) process.env[name] ??= value;
}
