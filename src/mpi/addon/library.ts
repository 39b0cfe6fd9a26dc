/** What `init` learns about the MPI library, and the size of the buffer that `attachBuffer` gave it. */
export const library = {
  /** The largest tag. */
  tagUb: 32767,
  /** Whether several threads may call the library at once (MPI_THREAD_MULTIPLE). */
  threadMultiple: true,
  /** Whether the library can spawn processes and open ports. */
  spawns: true,
  /** Whether a nonblocking broadcast may have more than 2^31 - 1 bytes. */
  postsLargeBcasts: true,
  /** Bytes of the buffer for buffered sends; 0: no buffer is attached. */
  attachedBytes: 0,
};
