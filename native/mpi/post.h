// How every nonblocking call answers: a negative MPI error code, 1 when it was complete at once, 0 when it is pending.
#ifndef SISTER_MPI_POST_H
#define SISTER_MPI_POST_H

#include "args.h"
#include "progress.h"

namespace sister {

// The last argument of nonblocking calls. 1: a promise waits, so the call may spin for it.
inline napi_value Posted(napi_env env, int error, int slot, MPI_Request request, Kind kind, bool spin, int64_t bytes = 0) {
  if (error != MPI_SUCCESS) return Number(env, -error);
  return Number(env, Watch(slot, request, kind, bytes, spin, true));
}

}  // namespace sister

#endif
