/* Common code of the measured C programs: their cases, and the median of the batches. Like cases.ts and cases.py. */
#ifndef SISTER_BENCH_CASES_H
#define SISTER_BENCH_CASES_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One argument: NAME,COUNT,ROUNDS,BATCHES. */
typedef struct {
  char name[32];
  long count, rounds, batches;
} Case;

static Case read_case(const char *text) {
  Case one;
  if (sscanf(text, "%31[^,],%ld,%ld,%ld", one.name, &one.count, &one.rounds, &one.batches) != 4) {
    fprintf(stderr, "%s is no case: give NAME,COUNT,ROUNDS,BATCHES\n", text);
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  return one;
}

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The largest count among a program's cases. */
static long largest(int argc, char **argv) {
  long most = 0;
  for (int i = 1; i < argc; i++) {
    const Case one = read_case(argv[i]);
    if (one.count > most) most = one.count;
  }
  return most;
}

/*
 * Memory like a typed array of Node.js and an array of numpy. It comes from calloc, so that a large block has pages of
 * its own and begins 16 bytes into the first. It is written, so that no page is the kernel's shared zero page. Programs
 * allocate one block for their largest case, and smaller cases use its beginning, so all blocks have the same
 * alignment.
 */
static void *touched(size_t bytes) {
  void *memory = calloc(bytes, 1);
  memset(memory, 1, bytes);
  return memory;
}

/*
 * Runs all batches after a warm-up of a fifth of them. Rank 0 prints the median time of a round in microseconds, times
 * `share`.
 */
static void measure(const Case *one, double share, void (*run)(const Case *one, long rounds)) {
  double *times = malloc(sizeof(double) * (size_t)one->batches);
  for (long batch = -one->batches / 5 - 1; batch < one->batches; batch++) {
    const double begin = MPI_Wtime();
    run(one, one->rounds);
    if (batch >= 0) times[batch] = (MPI_Wtime() - begin) / (double)one->rounds * share * 1e6;
  }
  qsort(times, (size_t)one->batches, sizeof(double), by_size);
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank == 0) printf("%s,%ld %.4f\n", one->name, one->count, times[one->batches / 2]);
  free(times);
}

#endif
