// The result of every nonblocking call: a negative MPI error code, 1 if it is already complete, 0 if it is pending.
#ifndef SISTER_MPI_POST_H
#define SISTER_MPI_POST_H

#include <climits>
#include <list>
#include <memory>
#include <vector>

#include "core/args.h"
#include "core/count.h"
#include "progress/progress.h"
#include "core/tables.h"

namespace sister {

// With `spin` a promise waits for the request, so the call may spin.
inline napi_value Posted(napi_env env, int error, int slot, MPI_Request request, Kind kind, bool spin, int64_t bytes = 0) {
  if (error != MPI_SUCCESS) return Number(env, -error);
  return Number(env, Watch(slot, request, kind, bytes, spin));
}

// Objects that a call needs until it is complete: datatypes made for it, arrays of datatypes. A nonblocking call gives
// them to its request; in a blocking call they end with it.
class Kept {
 public:
  Counted& Count(int64_t elements, MPI_Datatype type) {
    counts_.push_back(std::make_unique<Counted>(elements, type));
    return *counts_.back();
  }
  // Datatypes for an Int32Array of indices; null for null.
  const MPI_Datatype* Types(const int* indices, int length) {
    if (indices == nullptr) return nullptr;
    arrays_.emplace_back();
    for (int i = 0; i < length; i++) arrays_.back().push_back(Type(indices[i]));
    return arrays_.back().data();
  }
  std::vector<MPI_Aint>& Aints(std::vector<MPI_Aint> values) {
    aints_.push_back(std::move(values));
    return aints_.back();
  }
  bool empty() const { return counts_.empty() && arrays_.empty() && aints_.empty(); }

 private:
  // Containers that allocate nothing while they are empty, because nearly every call keeps nothing.
  std::vector<std::unique_ptr<Counted>> counts_;
  std::list<std::vector<MPI_Datatype>> arrays_;
  std::list<std::vector<MPI_Aint>> aints_;
};

}  // namespace sister

#endif
