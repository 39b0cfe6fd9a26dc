/**
 * MPI's constants. The numbers are Open MPI's; native/mpi/core/compat.h translates them for libraries with other
 * numbers.
 */

/** Receive from any rank. */
export const ANY_SOURCE = -1;
/** Receive any tag. */
export const ANY_TAG = -1;
/** No rank: sends to it and receives from it complete at once. */
export const PROC_NULL = -2;
/**
 * In collectives over an intercommunicator, the root itself gives ROOT; the other ranks of its group give PROC_NULL.
 */
export const ROOT = -4;
/** As the colour of `split`: this rank joins none of the new communicators. */
export const UNDEFINED = -32766;
/**
 * In place of the send buffer (for scatter at the root: of the receive buffer): the data is already where it belongs.
 */
export const IN_PLACE: unique symbol = Symbol("MPI_IN_PLACE");
