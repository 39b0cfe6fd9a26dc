/* Ping-pong between two ranks in C with MPI_THREAD_MULTIPLE: the limit that the binding is measured against.
 * Usage: pingpong BYTES ROUNDS; prints microseconds, one way. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int provided, rank;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int bytes = atoi(argv[1]);
  int rounds = atoi(argv[2]);
  char *buffer = calloc((size_t)bytes, 1);
  double begin = 0;
  for (int i = -rounds / 10; i < rounds; i++) {
    if (i == 0) begin = MPI_Wtime();
    if (rank == 0) {
      MPI_Send(buffer, bytes, MPI_BYTE, 1, 0, MPI_COMM_WORLD);
      MPI_Recv(buffer, bytes, MPI_BYTE, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else {
      MPI_Recv(buffer, bytes, MPI_BYTE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      MPI_Send(buffer, bytes, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
    }
  }
  if (rank == 0) printf("%.4f\n", (MPI_Wtime() - begin) / rounds / 2 * 1e6);
  free(buffer);
  MPI_Finalize();
  return 0;
}
