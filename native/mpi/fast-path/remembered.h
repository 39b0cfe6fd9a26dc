// Addresses of a thread's last buffers in blocking calls, because asking Node-API for an address costs as much as a
// small message. src/mpi/fast-path/remembered-buffers.ts decides when an address is used again, and explains the
// hazard.
#ifndef SISTER_MPI_REMEMBERED_H
#define SISTER_MPI_REMEMBERED_H

#include "core/status.h"

namespace sister {

// Define one for each thread: `SISTER_PER_THREAD RememberedBuffers remembered;`.
struct RememberedBuffers {
  void* sent;
  void* received;
};

}  // namespace sister

#endif
