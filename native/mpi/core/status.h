// How a call's outcome reaches TypeScript: in an array that both sides share, because objects made here would cost more than a message.
#ifndef SISTER_MPI_STATUS_H
#define SISTER_MPI_STATUS_H

#include "core/compat.h"

namespace sister {

// One outcome: slot of the request, MPI error code, source, tag, bytes, cancelled, message. In the order of src/mpi/addon/native.ts.
constexpr int kOutcomeFields = 7;
// Completions that one callback carries.
constexpr int kOutcomesMost = 256;

struct Outcome {
  int slot = -1;
  int error = MPI_SUCCESS;
  int source = kProcNull;
  int tag = kAnyTag;
  double bytes = 0;
  int cancelled = 0;
  // Of a matched probe: the number under which TakeMessage has its message.
  int message = 0;
};

inline Outcome MakeOutcome(int slot, int error, const MPI_Status* status) {
  Outcome outcome;
  outcome.slot = slot;
  outcome.error = error;
  outcome.source = RankOut(status->MPI_SOURCE);
  outcome.tag = status->MPI_TAG;
  outcome.bytes = StatusBytes(status);
  outcome.cancelled = StatusCancelled(status);
  return outcome;
}

inline void WriteOutcome(double* at, const Outcome& outcome) {
  at[0] = outcome.slot;
  at[1] = outcome.error;
  at[2] = outcome.source;
  at[3] = outcome.tag;
  at[4] = outcome.bytes;
  at[5] = outcome.cancelled;
  at[6] = outcome.message;
}

// Each JavaScript thread has its own. __thread and initial-exec: one load, without the call that a thread_local of a shared library costs.
#define SISTER_PER_THREAD __thread __attribute__((tls_model("initial-exec")))

// The shared array's first outcome: what a call that answers at once leaves there.
extern SISTER_PER_THREAD double* g_outcomes;

}  // namespace sister

#endif
