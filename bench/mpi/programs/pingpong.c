/*
 * Ping-pong between two ranks in C with MPI_THREAD_MULTIPLE: the baseline for the binding. Counts are in bytes. Prints
 * microseconds, one way.
 */
#include "cases.h"

static char *buffer;
static int rank;

static void pingpong(const Case *one, long rounds) {
  const int bytes = (int)one->count;
  for (long i = 0; i < rounds; i++) {
    if (rank == 0) {
      MPI_Send(buffer, bytes, MPI_BYTE, 1, 0, MPI_COMM_WORLD);
      MPI_Recv(buffer, bytes, MPI_BYTE, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else {
      MPI_Recv(buffer, bytes, MPI_BYTE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      MPI_Send(buffer, bytes, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
    }
  }
}

int main(int argc, char **argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  buffer = touched((size_t)largest(argc, argv));
  for (int i = 1; i < argc; i++) {
    const Case one = read_case(argv[i]);
    measure(&one, 0.5, pingpong);
  }
  free(buffer);
  MPI_Finalize();
  return 0;
}
