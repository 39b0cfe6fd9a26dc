// The arguments of point-to-point calls in shared memory, because an argument of a call through Node-API costs more
// than a store.
#ifndef SISTER_MPI_ENVELOPE_H
#define SISTER_MPI_ENVELOPE_H

#include "core/status.h"

namespace sister {

// The shared array of this thread, in the order of `Envelope` in src/mpi/fast-path/envelope.ts.
extern SISTER_PER_THREAD double* g_envelope;

// The arguments of a call, read from the envelope.
struct Addressed {
  Addressed()
      : comm(static_cast<int>(g_envelope[0])), count(static_cast<int64_t>(g_envelope[1])), type(static_cast<int>(g_envelope[2])),
        peer(RankIn(static_cast<int>(g_envelope[3]))), tag(static_cast<int>(g_envelope[4])), slot(static_cast<int>(g_envelope[5])),
        spin(g_envelope[6] != 0) {}
  const int comm;
  const int64_t count;
  const int type;
  const int peer;
  const int tag;
  const int slot;
  const bool spin;
};

}  // namespace sister

#endif
