// Communicators: their table, rank and size, and making more of them.
#include <atomic>

#include "args.h"
#include "progress.h"
#include "tables.h"

namespace sister {

namespace {

// Read by every call, so without a lock: an entry is written before its index is given to anybody.
constexpr int kCommsMost = 65536;

std::atomic<MPI_Comm>* Table() {
  static auto* table = [] {
    auto* made = new std::atomic<MPI_Comm>[kCommsMost];
    for (int i = 0; i < kCommsMost; i++) made[i] = MPI_COMM_NULL;
    return made;
  }();
  return table;
}

napi_value CommRank(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int rank = 0;
  MPI_Comm_rank(Comm(args.Int(0)), &rank);
  return Number(env, rank);
}

napi_value CommSize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int size = 0;
  MPI_Comm_size(Comm(args.Int(0)), &size);
  return Number(env, size);
}

// Where a new communicator's index goes: an Int32Array of one element, which TypeScript keeps until the call has ended.
int Store(MPI_Comm made, int error, int* result) {
  if (error != MPI_SUCCESS) return error;
  if (made == MPI_COMM_NULL) {
    *result = -1;
    return MPI_SUCCESS;
  }
  MPI_Comm_set_errhandler(made, MPI_ERRORS_RETURN);
  *result = AddComm(made);
  return MPI_SUCCESS;
}

int Dup(MPI_Comm comm, int* result) {
  MPI_Comm made = MPI_COMM_NULL;
  const int error = MPI_Comm_dup(comm, &made);
  return Store(made, error, result);
}

int Split(MPI_Comm comm, int color, int key, int* result) {
  MPI_Comm made = MPI_COMM_NULL;
  const int error = MPI_Comm_split(comm, color, key, &made);
  return Store(made, error, result);
}

// commDupSync(comm, result: Int32Array): error code.
napi_value CommDupSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, Dup(Comm(args.Int(0)), args.Ints(1)));
}

// commDup(slot, comm, result): delivered under the slot.
napi_value CommDup(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Comm comm = Comm(args.Int(1));
  int* result = args.Ints(2);
  RunBlocking(args.Int(0), [comm, result] { return Dup(comm, result); });
  return nullptr;
}

// commSplitSync(comm, color, key, result): error code.
napi_value CommSplitSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, Split(Comm(args.Int(0)), args.Int(1), args.Int(2), args.Ints(3)));
}

// commSplit(slot, comm, color, key, result): delivered under the slot.
napi_value CommSplit(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Comm comm = Comm(args.Int(1));
  const int color = args.Int(2);
  const int key = args.Int(3);
  int* result = args.Ints(4);
  RunBlocking(args.Int(0), [comm, color, key, result] { return Split(comm, color, key, result); });
  return nullptr;
}

// commFree(comm): error code.
napi_value CommFree(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Comm comm = Comm(args.Int(0));
  RemoveComm(args.Int(0));
  return Number(env, MPI_Comm_free(&comm));
}

}  // namespace

MPI_Comm Comm(int index) {
  static std::atomic<MPI_Comm>* const table = Table();
  return table[index].load(std::memory_order_relaxed);
}

int AddComm(MPI_Comm comm) {
  for (int i = 0; i < kCommsMost; i++) {
    MPI_Comm none = MPI_COMM_NULL;
    if (Table()[i].compare_exchange_strong(none, comm)) return i;
  }
  return -1;
}

void RemoveComm(int index) { Table()[index] = MPI_COMM_NULL; }

napi_value ExportCommunicator(napi_env env, napi_value exports) {
  Export(env, exports, "commRank", CommRank);
  Export(env, exports, "commSize", CommSize);
  Export(env, exports, "commDup", CommDup);
  Export(env, exports, "commDupSync", CommDupSync);
  Export(env, exports, "commSplit", CommSplit);
  Export(env, exports, "commSplitSync", CommSplitSync);
  Export(env, exports, "commFree", CommFree);
  return exports;
}

}  // namespace sister
