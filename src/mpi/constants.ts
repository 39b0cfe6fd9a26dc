/** Constants of MPI. The numbers are Open MPI's; native/mpi/compat.h translates them where the library has others. */

/** Receive from whichever rank sends. */
export const ANY_SOURCE = -1;
/** Receive whatever the tag is. */
export const ANY_TAG = -1;
/** The rank that is nobody: sends to it and receives from it are complete at once. */
export const PROC_NULL = -2;
/** In collectives over an intercommunicator: "I am the root", given by the root itself; its neighbours give PROC_NULL. */
export const ROOT = -4;
/** As a colour of `split`: this rank is in none of the new communicators. */
export const UNDEFINED = -32766;
/** In place of the send buffer (or, for scatter at the root, the receive buffer): the data is already where it belongs. */
export const IN_PLACE: unique symbol = Symbol("MPI_IN_PLACE");
