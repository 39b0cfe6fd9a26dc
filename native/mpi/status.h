// How a call's outcome reaches TypeScript: in an array that both sides share, because objects made here would cost more than a message.
#ifndef SISTER_MPI_STATUS_H
#define SISTER_MPI_STATUS_H

#include "library.h"

namespace sister {

// One outcome: slot of the request, MPI error code, source, tag, bytes, cancelled, message. In the order of src/mpi/native.ts.
constexpr int kOutcomeFields = 7;
// Completions that one callback carries.
constexpr int kOutcomesMost = 256;

struct Outcome {
  int slot = -1;
  int error = MPI_SUCCESS;
  int source = MPI_PROC_NULL;
  int tag = MPI_ANY_TAG;
  double bytes = 0;
  int cancelled = 0;
  // Of a matched probe: the number under which TakeMessage has its message.
  int message = 0;
};

inline Outcome MakeOutcome(int slot, int error, MPI_Status* status) {
  Outcome outcome;
  outcome.slot = slot;
  outcome.error = error;
  outcome.source = status->MPI_SOURCE;
  outcome.tag = status->MPI_TAG;
#ifdef OPEN_MPI
  // What MPI_Get_elements_x and MPI_Test_cancelled look up, for a third of a small message's cost less.
  outcome.bytes = static_cast<double>(status->_ucount);
  outcome.cancelled = status->_cancelled;
#else
  MPI_Count bytes = 0;
  MPI_Get_elements_x(status, MPI_BYTE, &bytes);
  outcome.bytes = bytes == MPI_UNDEFINED ? 0 : static_cast<double>(bytes);
  MPI_Test_cancelled(status, &outcome.cancelled);
#endif
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

// The shared array's first outcome: what a call that answers at once leaves there.
extern double* g_outcomes;

// What goes beside the buffer in point-to-point calls, shared as well: see src/mpi/native.ts.
struct Envelope {
  int32_t comm, count, type, peer, tag, slot, spin;
};
extern int32_t* g_envelope;
inline Envelope& CallEnvelope() { return *reinterpret_cast<Envelope*>(g_envelope); }

}  // namespace sister

#endif
