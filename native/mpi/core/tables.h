// MPI's handles as TypeScript knows them: indices of tables. The tables belong to the process, so worker threads share
// them.
#ifndef SISTER_MPI_TABLES_H
#define SISTER_MPI_TABLES_H

#include <atomic>

#include "core/library.h"

namespace sister {

// Handles of one kind. Every call reads them, so there is no lock: an entry is written before its index is returned.
template <class Handle>
class Table {
 public:
  static constexpr int kMost = 65536;

  explicit Table(Handle none) : none_(none), entries_(new std::atomic<Handle>[kMost]) {
    for (int i = 0; i < kMost; i++) entries_[i] = none;
  }

  // The null handle if the index was never used or was removed.
  Handle At(int index) const { return index < 0 || index >= kMost ? none_ : entries_[index].load(std::memory_order_relaxed); }

  // Returns a negative number if kMost handles are in use.
  int Add(Handle handle) {
    for (int round = 0; round < 2; round++) {
      for (int i = round == 0 ? hint_.load() : 0; i < kMost; i++) {
        Handle none = none_;
        if (!entries_[i].compare_exchange_strong(none, handle)) continue;
        hint_ = i + 1;
        return i;
      }
    }
    return -1;
  }

  void Remove(int index) {
    entries_[index] = none_;
    if (index < hint_) hint_ = index;
  }

  Handle none() const { return none_; }

 private:
  const Handle none_;
  // Never freed, because threads may still read it while the process ends.
  std::atomic<Handle>* const entries_;
  std::atomic<int> hint_{0};
};

// Index 0 is MPI_COMM_WORLD, 1 is MPI_COMM_SELF.
Table<MPI_Comm>& Comms();
// Predefined datatypes come first, in the order of src/mpi/datatype/datatype.ts.
Table<MPI_Datatype>& Types();
Table<MPI_Group>& Groups();
// Index 0 is MPI_INFO_NULL.
Table<MPI_Info>& Infos();
Table<MPI_Win>& Windows();
Table<MPI_File>& Files();
// Persistent requests.
Table<MPI_Request>& Persistents();

inline MPI_Comm Comm(int index) {
  static Table<MPI_Comm>& comms = Comms();
  return comms.At(index);
}
inline MPI_Datatype Type(int index) {
  static Table<MPI_Datatype>& types = Types();
  return types.At(index);
}
// A negative index stands for MPI_INFO_NULL.
inline MPI_Info InfoAt(int index) { return index < 0 ? MPI_INFO_NULL : Infos().At(index); }

// Predefined operations, in the order of src/mpi/collectives/op.ts.
MPI_Op Operation(int index);

}  // namespace sister

#endif
