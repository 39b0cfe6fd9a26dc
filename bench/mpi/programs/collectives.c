/*
 * Collectives in C with MPI_THREAD_MULTIPLE. Counts are in doubles; for scatter and gather they are one rank's part.
 * Prints microseconds. The root rotates, so that no rank can run ahead of the others.
 */
#include "cases.h"

static double *all, *part;
static int rank, size;

static void bcast(const Case *one, long rounds) {
  for (long i = 0; i < rounds; i++) MPI_Bcast(part, (int)one->count, MPI_DOUBLE, (int)(i % size), MPI_COMM_WORLD);
}

static void scatter(const Case *one, long rounds) {
  const int count = (int)one->count;
  for (long i = 0; i < rounds; i++) {
    const int root = (int)(i % size);
    MPI_Scatter(root == rank ? all : NULL, count, MPI_DOUBLE, part, count, MPI_DOUBLE, root, MPI_COMM_WORLD);
  }
}

static void gather(const Case *one, long rounds) {
  const int count = (int)one->count;
  for (long i = 0; i < rounds; i++) {
    const int root = (int)(i % size);
    MPI_Gather(part, count, MPI_DOUBLE, root == rank ? all : NULL, count, MPI_DOUBLE, root, MPI_COMM_WORLD);
  }
}

static void allreduce(const Case *one, long rounds) {
  for (long i = 0; i < rounds; i++) MPI_Allreduce(part, all, (int)one->count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

int main(int argc, char **argv) {
  int provided;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const size_t bytes = (size_t)largest(argc, argv) * sizeof(double);
  part = touched(bytes);
  all = touched(bytes * (size_t)size);
  for (int i = 1; i < argc; i++) {
    const Case one = read_case(argv[i]);
    if (strcmp(one.name, "bcast") == 0) measure(&one, 1, bcast);
    if (strcmp(one.name, "scatter") == 0) measure(&one, 1, scatter);
    if (strcmp(one.name, "gather") == 0) measure(&one, 1, gather);
    if (strcmp(one.name, "allreduce") == 0) measure(&one, 1, allreduce);
  }
  free(part);
  free(all);
  MPI_Finalize();
  return 0;
}
