/* Like overlap.ts, in C with MPI_THREAD_MULTIPLE: no thread of Open MPI makes progress while the program computes. */
#include "cases.h"

static double work(long steps) {
  double value = 0.5;
  for (long i = 0; i < steps; i++) value = 3.7 * value * (1 - value);
  return value;
}

static void print(const char *name, long doubles, double *times, int count) {
  qsort(times, (size_t)count, sizeof(double), by_size);
  printf("%s,%ld %.4f\n", name, doubles, times[count / 2] * 1000);
}

enum { MOST = 1000 };
static double alone[MOST], worked[MOST], both[MOST], left[MOST];

int main(int argc, char **argv) {
  int provided, rank;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (argc != 4) MPI_Abort(MPI_COMM_WORLD, 2);
  const long doubles = atol(argv[1]);
  const int times = atoi(argv[3]) < MOST ? atoi(argv[3]) : MOST;
  double *data = touched((size_t)doubles * sizeof(double));
  double *sum = touched((size_t)doubles * sizeof(double));

  long steps = 20000000;
  /* volatile, because the compiler would remove work whose result is unused. */
  volatile double result = work(steps);
  double begin = MPI_Wtime();
  result = work(steps);
  steps = (long)((double)steps * atof(argv[2]) / ((MPI_Wtime() - begin) * 1000));

  for (int i = -2; i < times; i++) {
    MPI_Request request;
    double times_of[4];
    MPI_Barrier(MPI_COMM_WORLD);
    begin = MPI_Wtime();
    MPI_Iallreduce(data, sum, (int)doubles, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD, &request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    times_of[0] = MPI_Wtime() - begin;

    MPI_Barrier(MPI_COMM_WORLD);
    begin = MPI_Wtime();
    result = work(steps);
    times_of[1] = MPI_Wtime() - begin;

    MPI_Barrier(MPI_COMM_WORLD);
    begin = MPI_Wtime();
    MPI_Iallreduce(data, sum, (int)doubles, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD, &request);
    result = work(steps);
    const double after = MPI_Wtime();
    MPI_Wait(&request, MPI_STATUS_IGNORE);
    const double end = MPI_Wtime();
    times_of[2] = end - begin;
    times_of[3] = end - after;

    if (i < 0) continue;
    alone[i] = times_of[0];
    worked[i] = times_of[1];
    both[i] = times_of[2];
    left[i] = times_of[3];
  }
  (void)result;
  if (rank == 0) {
    print("alone", doubles, alone, times);
    print("work", doubles, worked, times);
    print("both", doubles, both, times);
    print("left", doubles, left, times);
  }
  free(data);
  free(sum);
  MPI_Finalize();
  return 0;
}
