/*
 * The checks of interoperation.ts in C, in the same order and with the same names. MPI errors are fatal except where
 * one is expected.
 */
#include <mpi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_RANKS = 8, ROOM = MOST_RANKS * (MOST_RANKS + 2) + 1, LONG = 300000 };

static int rank, size, next, previous;
static char failure[400];

/* Keeps the first failure. */
static void fail(const char *what, int line) {
  if (failure[0] == 0) snprintf(failure, sizeof failure, "%s (line %d)", what, line);
}
#define EXPECT(what) ((what) ? (void)0 : fail(#what, __LINE__))

static void report(const char *name) {
  const char *quote = failure[0] ? "\"" : "";
  const char *file = getenv("SISTER_TEST_REPORTS");
  FILE *reports = fopen(file ? file : "/dev/stdout", "a");
  if (!reports) MPI_Abort(MPI_COMM_WORLD, 3);
  fprintf(reports, "{\"rank\":%d,\"language\":\"C\",\"name\":\"%s\",\"error\":%s%s%s}\n", rank, name, quote, failure[0] ? failure : "null", quote);
  fclose(reports);
  failure[0] = 0;
}

enum { FLOAT64, INT32, UINT8, BIGINT64, KINDS };
static const char *const NAMES[] = {"Float64", "Int32", "Uint8", "BigInt64"};
/* Not constants, because they are addresses in Open MPI. */
static MPI_Datatype types[KINDS];
static const size_t WIDTHS[] = {8, 4, 1, 8};

/* Three numbers of rank r. */
static void fill(int kind, int r, void *into) {
  for (int i = 0; i < 3; i++) {
    if (kind == FLOAT64) ((double *)into)[i] = 0.25 + 50 * r + i;
    if (kind == INT32) ((int32_t *)into)[i] = INT32_MIN + 50 * r + i;
    if (kind == UINT8) ((uint8_t *)into)[i] = (uint8_t)(100 + 50 * r + i);
    if (kind == BIGINT64) ((int64_t *)into)[i] = ((int64_t)1 << 62) + 50 * r + i;
  }
}
static int are_of(int kind, int r, const void *got) {
  char expected[24];
  fill(kind, r, expected);
  return memcmp(got, expected, 3 * WIDTHS[kind]) == 0;
}

/* Not MPI_Waitall without statuses, because GCC warns about it with MPICH's header. */
static void wait_for(int count, MPI_Request *requests) {
  for (int i = 0; i < count; i++) MPI_Wait(&requests[i], MPI_STATUS_IGNORE);
}

static void messages(int kind) {
  char own[24], got[24];
  MPI_Request requests[2];
  MPI_Status statuses[2];
  fill(kind, rank, own);
  for (int shift = 1; shift < size; shift++) {
    const int dest = (rank + shift) % size, source = (rank + size - shift) % size;
    for (int tag = 0; tag < 3; tag++) {
      int count;
      memset(got, 0, sizeof got);
      if (tag == 1) {
        MPI_Isend(own, 3, types[kind], dest, tag, MPI_COMM_WORLD, &requests[1]);
        MPI_Recv(got, 3, types[kind], source, tag, MPI_COMM_WORLD, &statuses[0]);
        MPI_Wait(&requests[1], MPI_STATUS_IGNORE);
      } else {
        MPI_Irecv(got, 3, types[kind], source, tag, MPI_COMM_WORLD, &requests[0]);
        if (tag == 0) MPI_Isend(own, 3, types[kind], dest, tag, MPI_COMM_WORLD, &requests[1]);
        else MPI_Send(own, 3, types[kind], dest, tag, MPI_COMM_WORLD);
        MPI_Waitall(tag == 0 ? 2 : 1, requests, statuses);
      }
      EXPECT(are_of(kind, source, got));
      EXPECT(statuses[0].MPI_SOURCE == source);
      EXPECT(statuses[0].MPI_TAG == tag);
      MPI_Get_count(&statuses[0], types[kind], &count);
      EXPECT(count == 3);
    }
  }
}

static void long_message(void) {
  double *data = malloc(2 * LONG * sizeof(double));
  for (int i = 0; i < LONG; i++) data[i] = rank + 0.5;
  MPI_Sendrecv(data, LONG, MPI_DOUBLE, next, 3, data + LONG, LONG, MPI_DOUBLE, previous, 3, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  for (int i = 0; i < LONG; i++) EXPECT(data[LONG + i] == previous + 0.5);
  free(data);
}

static void probes(void) {
  double own[5], got[5] = {0};
  MPI_Request sends[2];
  MPI_Status status;
  MPI_Message message;
  int count;
  for (int i = 0; i < 5; i++) own[i] = rank;
  for (int i = 0; i < 2; i++) MPI_Isend(own, 5, MPI_DOUBLE, next, 4 + i, MPI_COMM_WORLD, &sends[i]);
  MPI_Probe(previous, 5, MPI_COMM_WORLD, &status);
  EXPECT(status.MPI_SOURCE == previous && status.MPI_TAG == 5);
  MPI_Get_count(&status, MPI_DOUBLE, &count);
  EXPECT(count == 5);
  MPI_Get_count(&status, MPI_INT32_T, &count);
  EXPECT(count == 10);
  MPI_Recv(got, 5, MPI_DOUBLE, previous, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  for (int i = 0; i < 5; i++) EXPECT(got[i] == previous);
  MPI_Mprobe(previous, 4, MPI_COMM_WORLD, &message, &status);
  MPI_Get_count(&status, MPI_DOUBLE, &count);
  EXPECT(count == 5);
  MPI_Mrecv(got, 5, MPI_DOUBLE, &message, &status);
  EXPECT(status.MPI_SOURCE == previous);
  wait_for(2, sends);
}

static int is_truncation(int error) {
  int class = MPI_SUCCESS;
  MPI_Error_class(error, &class);
  return class == MPI_ERR_TRUNCATE;
}

static void truncation(void) {
  const int32_t numbers[] = {7, 8, 9};
  for (int victim = 0; victim < size; victim++) {
    const int sender = (victim + 1) % size;
    if (rank == victim) {
      int32_t got[3];
      MPI_Request request;
      MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
      int error = MPI_Irecv(got, 1, MPI_INT32_T, sender, 6, MPI_COMM_WORLD, &request);
      if (error == MPI_SUCCESS) error = MPI_Wait(&request, MPI_STATUS_IGNORE);
      EXPECT(is_truncation(error));
      EXPECT(is_truncation(MPI_Recv(got, 1, MPI_INT32_T, sender, 6, MPI_COMM_WORLD, MPI_STATUS_IGNORE)));
      MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL);
      MPI_Recv(got, 3, MPI_INT32_T, sender, 6, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      EXPECT(memcmp(got, numbers, sizeof numbers) == 0);
    } else if (rank == sender) {
      for (int i = 0; i < 3; i++) MPI_Send(numbers, 3, MPI_INT32_T, victim, 6, MPI_COMM_WORLD);
    }
  }
}

/* A collective in its blocking form, or in its nonblocking form followed by a wait. */
#define CALL(blocking, form, nonblocking_form, ...)                            \
  do {                                                                         \
    MPI_Request request = MPI_REQUEST_NULL;                                    \
    if (blocking) form(__VA_ARGS__);                                           \
    else nonblocking_form(__VA_ARGS__, &request);                              \
    MPI_Wait(&request, MPI_STATUS_IGNORE);                                     \
  } while (0)

static void bcast(int blocking) {
  char data[24];
  for (int root = 0; root < size; root++) {
    for (int kind = 0; kind < KINDS; kind++) {
      fill(kind, rank, data);
      CALL(blocking, MPI_Bcast, MPI_Ibcast, data, 3, types[kind], root, MPI_COMM_WORLD);
      EXPECT(are_of(kind, root, data));
    }
  }
}

/* Rank r has r + 1 elements, with a gap before and after them. */
static int counts[MOST_RANKS], displs[MOST_RANKS];

static void pieces(int root, int r, int32_t *into) {
  for (int i = 0; i <= r; i++) into[i] = 1000 * root + 10 * r + i;
}
static void lay_out(int root, int32_t *into) {
  for (int i = 0; i < ROOM; i++) into[i] = -1;
  for (int r = 0; r < size; r++) pieces(root, r, into + displs[r]);
}

static void scatterv(int blocking) {
  int32_t all[ROOM], own[MOST_RANKS], expected[MOST_RANKS];
  for (int root = 0; root < size; root++) {
    lay_out(root, all);
    pieces(root, rank, expected);
    memset(own, 0, sizeof own);
    CALL(blocking, MPI_Scatterv, MPI_Iscatterv, all, counts, displs, MPI_INT32_T, own, rank + 1, MPI_INT32_T, root, MPI_COMM_WORLD);
    EXPECT(memcmp(own, expected, (size_t)(rank + 1) * sizeof *own) == 0);
  }
}

static void gatherv(int blocking) {
  int32_t all[ROOM], own[MOST_RANKS], expected[ROOM];
  for (int root = 0; root < size; root++) {
    for (int i = 0; i < ROOM; i++) all[i] = -1;
    pieces(root, rank, own);
    CALL(blocking, MPI_Gatherv, MPI_Igatherv, own, rank + 1, MPI_INT32_T, all, counts, displs, MPI_INT32_T, root, MPI_COMM_WORLD);
    lay_out(root, expected);
    if (rank == root) EXPECT(memcmp(all, expected, sizeof all) == 0);
  }
}

static void allreduce(int blocking) {
  double own[3], result[3];
  fill(FLOAT64, rank, own);
  CALL(blocking, MPI_Allreduce, MPI_Iallreduce, own, result, 3, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  for (int i = 0; i < 3; i++) EXPECT(result[i] == size * (0.25 + i) + 25 * size * (size - 1));
  CALL(blocking, MPI_Allreduce, MPI_Iallreduce, own, result, 3, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  EXPECT(are_of(FLOAT64, size - 1, result));
  const int64_t mine = ((int64_t)1 << 53) + rank;
  int64_t exact = 0;
  CALL(blocking, MPI_Allreduce, MPI_Iallreduce, &mine, &exact, 1, MPI_INT64_T, MPI_MAX, MPI_COMM_WORLD);
  EXPECT(exact == ((int64_t)1 << 53) + size - 1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)(time.tv_sec * 1000000000LL + time.tv_nsec);
}

static void barrier(int blocking) {
  const double came = now();
  double last = 0;
  CALL(blocking, MPI_Barrier, MPI_Ibarrier, MPI_COMM_WORLD);
  const double left = now();
  MPI_Allreduce(&came, &last, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  EXPECT(left >= last);
}

static void outstanding(void) {
  double data[2][3];
  int32_t sum = 0;
  const int32_t mine = rank;
  MPI_Request requests[4];
  for (int i = 0; i < 2; i++) {
    fill(FLOAT64, rank, data[i]);
    MPI_Ibcast(data[i], 3, MPI_DOUBLE, i == 0 ? 0 : size - 1, MPI_COMM_WORLD, &requests[i]);
  }
  MPI_Iallreduce(&mine, &sum, 1, MPI_INT32_T, MPI_SUM, MPI_COMM_WORLD, &requests[2]);
  MPI_Ibarrier(MPI_COMM_WORLD, &requests[3]);
  wait_for(4, requests);
  EXPECT(are_of(FLOAT64, 0, data[0]));
  EXPECT(are_of(FLOAT64, size - 1, data[1]));
  EXPECT(sum == size * (size - 1) / 2);
}

static void columns(void) {
  MPI_Datatype column;
  MPI_Type_vector(3, 1, 4, MPI_DOUBLE, &column);
  MPI_Type_commit(&column);
  double matrix[12], own[3], numbers[3];
  for (int i = 0; i < 12; i++) matrix[i] = 100 * rank + i;
  MPI_Sendrecv(matrix + 1, 1, column, next, 7, numbers, 3, MPI_DOUBLE, previous, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  for (int row = 0; row < 3; row++) EXPECT(numbers[row] == 100 * previous + 1 + 4 * row);
  fill(FLOAT64, rank, own);
  MPI_Sendrecv(own, 3, MPI_DOUBLE, next, 8, matrix + 1, 1, column, previous, 8, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  fill(FLOAT64, previous, own);
  for (int i = 0; i < 12; i++) EXPECT(matrix[i] == (i % 4 == 1 ? own[i / 4] : 100 * rank + i));
  MPI_Type_free(&column);
}

static void communicators(void) {
  MPI_Comm turned, both[] = {MPI_COMM_WORLD, MPI_COMM_NULL};
  MPI_Request sends[2], request;
  const int32_t numbers[] = {0, 1};
  int own;
  double data[3];
  MPI_Comm_split(MPI_COMM_WORLD, 0, -rank, &turned);
  MPI_Comm_rank(turned, &own);
  EXPECT(own == size - 1 - rank);
  fill(FLOAT64, rank, data);
  MPI_Ibcast(data, 3, MPI_DOUBLE, 0, turned, &request);
  MPI_Wait(&request, MPI_STATUS_IGNORE);
  EXPECT(are_of(FLOAT64, size - 1, data));
  MPI_Comm_dup(MPI_COMM_WORLD, &both[1]);
  for (int i = 0; i < 2; i++) MPI_Isend(&numbers[i], 1, MPI_INT32_T, next, 9, both[i], &sends[i]);
  for (int i = 1; i >= 0; i--) {
    int32_t got = -1;
    MPI_Recv(&got, 1, MPI_INT32_T, previous, 9, both[i], MPI_STATUS_IGNORE);
    EXPECT(got == i);
  }
  wait_for(2, sends);
  MPI_Comm_free(&both[1]);
  MPI_Comm_free(&turned);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*check)(int blocking);
  } COLLECTIVES[] = {
      {"bcast from every root", bcast},
      {"scatterv with gaps from every root", scatterv},
      {"gatherv with gaps to every root", gatherv},
      {"allreduce with SUM and MAX", allreduce},
      {"no rank leaves a barrier before all have entered", barrier},
  };
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (size > MOST_RANKS) MPI_Abort(MPI_COMM_WORLD, 2);
  next = (rank + 1) % size;
  previous = (rank + size - 1) % size;
  for (int r = 0; r < size; r++) {
    counts[r] = r + 1;
    displs[r] = 1 + r * (size + 2);
  }
  types[FLOAT64] = MPI_DOUBLE;
  types[INT32] = MPI_INT32_T;
  types[UINT8] = MPI_UINT8_T;
  types[BIGINT64] = MPI_INT64_T;

  char name[100];
  for (int kind = 0; kind < KINDS; kind++) {
    messages(kind);
    snprintf(name, sizeof name, "%s messages from and to every other rank", NAMES[kind]);
    report(name);
  }
  long_message();
  report("a long message");
  probes();
  report("a probe returns source, tag and length");
  truncation();
  report("a truncated receive is an error only at the receiver");
  for (int blocking = 1; blocking >= 0; blocking--) {
    for (size_t i = 0; i < sizeof COLLECTIVES / sizeof *COLLECTIVES; i++) {
      COLLECTIVES[i].check(blocking);
      snprintf(name, sizeof name, "%s, %s", COLLECTIVES[i].name, blocking ? "blocking" : "nonblocking");
      report(name);
    }
  }
  outstanding();
  report("outstanding collectives match in call order");
  columns();
  report("a column at one end is three numbers at the other");
  communicators();
  report("split reverses the ranks, and dup has separate messages");
  MPI_Finalize();
  return 0;
}
