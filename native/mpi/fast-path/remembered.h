// Where the buffers of a thread's last blocking calls lie: to ask Node-API for an address costs as much as a small message. src/mpi/fast-path/
// remembered-buffers.ts decides when an address is used again, and says why that is safe.
#ifndef SISTER_MPI_REMEMBERED_H
#define SISTER_MPI_REMEMBERED_H

#include "core/status.h"

namespace sister {

// Declare one for each thread: `SISTER_PER_THREAD RememberedBuffers remembered;`.
struct RememberedBuffers {
  void* sent;
  void* received;
};

}  // namespace sister

#endif
