/** What is too much for MPI 3.1, which says counts and displacements as ints. */

export const INT_MAX = 2 ** 31 - 1;

function fromEnvironment(name: string): number {
  const most = Number(process.env[name] ?? INT_MAX);
  return Number.isInteger(most) && most > 0 && most <= INT_MAX ? most : INT_MAX;
}

/** The greatest number that is said as an int. Tests lower it, to come beyond it with little memory. */
export const INT_MOST = fromEnvironment("SISTER_MPI_TEST_INT_MOST");

/**
 * Pieces of v-collectives of more bytes go point to point. It is in bytes because that is what both sides of a piece know: they may say it in elements
 * of different datatypes. The same on all ranks. A rank whose pieces of at most so many bytes are together more than ints reach needs it lower: see
 * "Limits" of the guide.
 */
export const PIECE_BYTES_MOST = fromEnvironment("SISTER_MPI_PIECE_BYTES");
