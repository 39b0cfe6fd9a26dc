// Outcomes of calls reach TypeScript in a shared array, because making objects here would cost more than a message.
#ifndef SISTER_MPI_STATUS_H
#define SISTER_MPI_STATUS_H

#include "core/compat.h"

namespace sister {

// The fields of an outcome, in the order of src/mpi/requests/slots.ts: slot of the request, MPI error code, source,
// tag, bytes, cancelled, message.
constexpr int kOutcomeFields = 7;
// The most outcomes that one callback delivers.
constexpr int kOutcomesMost = 256;

struct Outcome {
  int slot = -1;
  int error = MPI_SUCCESS;
  int source = kProcNull;
  int tag = kAnyTag;
  double bytes = 0;
  int cancelled = 0;
  // For a matched probe: the number for TakeMessage.
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

// One variable for each JavaScript thread. __thread with initial-exec is a single load; thread_local in a shared
// library costs a call.
#define SISTER_PER_THREAD __thread __attribute__((tls_model("initial-exec")))

// The first outcome of the shared array. Calls that complete at once leave their outcome there.
extern SISTER_PER_THREAD double* g_outcomes;

}  // namespace sister

#endif
