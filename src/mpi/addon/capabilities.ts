/** What the MPI library at hand can do: set by init. */
export const capabilities = {
  /** Whether processes can be spawned and ports be opened. */
  spawns: true,
  /** Whether a nonblocking broadcast may be of more than 2^31 - 1 bytes. */
  postsLargeBcasts: true,
};
