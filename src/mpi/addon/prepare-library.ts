/**
 * Settings that an MPI library needs before it is loaded. All other differences between libraries are in
 * native/mpi/core/compat.h.
 */

/**
 * Settings of UCX, through which MPICH and, on fast networks, Open MPI send. UCX reads them when it is loaded. Its
 * defaults suit C programs with one thread. Variables that the user has set stay.
 */
const UCX_SETTINGS = {
  // UCX watches for unmapped memory. It tests this by moving the end of the heap up and down. If a thread of Node.js
  // moves the end of the heap at the same time, memory in use is lost: one process in forty crashed or hung in init()
  // (UCX 1.13).
  UCX_MEM_EVENTS: "n",
  // UCX replaces the SIGSEGV handler of Node.js, which turns an access beyond WebAssembly's memory into a RuntimeError.
  // UCX's handler ends the process.
  UCX_ERROR_SIGNALS: "",
} as const;

/**
 * Applies the settings. Runs when the main thread imports sister/mpi, because a worker thread, which may load the addon
 * first, has only a copy of the environment.
 */
export function prepareLibrary(): void {
  for (const [name, value] of Object.entries(UCX_SETTINGS)) process.env[name] ??= value;
}
