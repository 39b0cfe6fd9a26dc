// Windows: one-sided communication.
#include <cstring>

#include "progress/blocking.h"
#include "core/compat.h"
#include "core/exports.h"
#include "objects/communicator.h"
#include "progress/post.h"
#include "core/tables.h"

namespace sister {

namespace {

MPI_Win Window(int index) { return Windows().At(index); }

// Assertions, in the order of the bits in src/mpi/window/window-assertions.ts.
int Asserted(int bits) {
  return (bits & 1 ? MPI_MODE_NOCHECK : 0) | (bits & 2 ? MPI_MODE_NOSTORE : 0) | (bits & 4 ? MPI_MODE_NOPUT : 0) |
         (bits & 8 ? MPI_MODE_NOPRECEDE : 0) | (bits & 16 ? MPI_MODE_NOSUCCEED : 0);
}

// Stores the window's index and the memory's address in `result`.
int Store(MPI_Win made, void* base, int error, double* result) {
  result[0] = -1;
  if (error != MPI_SUCCESS) return error;
  MPI_Win_set_errhandler(made, MPI_ERRORS_RETURN);
  result[0] = Windows().Add(made);
  result[1] = static_cast<double>(reinterpret_cast<uintptr_t>(base));
  return MPI_SUCCESS;
}

// winAllocate, winAllocateShared (comm, bytes, dispUnit, info, result)
template <int (*Allocate)(MPI_Aint, int, MPI_Info, MPI_Comm, void*, MPI_Win*)>
Call WinAllocate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const auto bytes = static_cast<MPI_Aint>(args.Long(at + 1));
  const int unit = args.Int(at + 2);
  MPI_Info hints = InfoAt(args.Int(at + 3));
  double* result = args.Doubles(at + 4);
  return [=] {
    void* base = nullptr;
    MPI_Win made = MPI_WIN_NULL;
    const int error = Allocate(bytes, unit, hints, comm, &base, &made);
    if (error == MPI_SUCCESS) {
      // Memory in JavaScript begins as zeros. No other rank may write before this.
      std::memset(base, 0, static_cast<size_t>(bytes));
      MPI_Barrier(comm);
    }
    return Store(made, base, error, result);
  };
}

// winCreate(comm, data, bytes, dispUnit, info, result)
Call WinCreate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  void* base = args.Address(at + 1);
  const auto bytes = static_cast<MPI_Aint>(args.Long(at + 2));
  const int unit = args.Int(at + 3);
  MPI_Info hints = InfoAt(args.Int(at + 4));
  double* result = args.Doubles(at + 5);
  return [=] {
    MPI_Win made = MPI_WIN_NULL;
    const int error = MPI_Win_create(base, bytes, unit, hints, comm, &made);
    return Store(made, base, error, result);
  };
}

// winCreateDynamic(comm, info, result)
Call WinCreateDynamic(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  MPI_Info hints = InfoAt(args.Int(at + 1));
  double* result = args.Doubles(at + 2);
  return [=] {
    MPI_Win made = MPI_WIN_NULL;
    const int error = MPI_Win_create_dynamic(hints, comm, &made);
    return Store(made, nullptr, error, result);
  };
}

// winFree(win)
Call WinFree(const Args& args, int at) {
  MPI_Win window = Window(args.Int(at));
  Windows().Remove(args.Int(at));
  return [window]() mutable { return MPI_Win_free(&window); };
}

// (win)
template <int (*Synchronize)(MPI_Win)>
Call WinCall(const Args& args, int at) {
  MPI_Win window = Window(args.Int(at));
  return [=] { return Synchronize(window); };
}

// (win, rank)
template <int (*Synchronize)(int, MPI_Win)>
Call WinCallRank(const Args& args, int at) {
  MPI_Win window = Window(args.Int(at));
  const int rank = RankIn(args.Int(at + 1));
  return [=] { return Synchronize(rank, window); };
}

// winFence, winLockAll (win, assert)
template <int (*Synchronize)(int, MPI_Win)>
Call WinCallAsserted(const Args& args, int at) {
  MPI_Win window = Window(args.Int(at));
  const int asserted = Asserted(args.Int(at + 1));
  return [=] { return Synchronize(asserted, window); };
}

// winLock(win, 1 exclusive, 0 shared, rank, assert)
Call WinLock(const Args& args, int at) {
  MPI_Win window = Window(args.Int(at));
  const int type = args.Int(at + 1) ? MPI_LOCK_EXCLUSIVE : MPI_LOCK_SHARED;
  const int rank = RankIn(args.Int(at + 2));
  const int asserted = Asserted(args.Int(at + 3));
  return [=] { return MPI_Win_lock(type, rank, asserted, window); };
}

// winPost, winStart (win, group, assert)
template <int (*Synchronize)(MPI_Group, int, MPI_Win)>
Call WinCallGroup(const Args& args, int at) {
  MPI_Win window = Window(args.Int(at));
  MPI_Group group = Groups().At(args.Int(at + 1));
  const int asserted = Asserted(args.Int(at + 2));
  return [=] { return Synchronize(group, asserted, window); };
}

// winTest(win): 1, 0, or a negative error code
napi_value WinTest(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int flag = 0;
  Serialized serialized;
  const int error = MPI_Win_test(Window(args.Int(0)), &flag);
  return Number(env, error == MPI_SUCCESS ? flag : -error);
}

// winAttach(win, data, bytes), winDetach(win, data): error code
napi_value WinAttach(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Win_attach(Window(args.Int(0)), args.Address(1), static_cast<MPI_Aint>(args.Long(2))));
}
napi_value WinDetach(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Win_detach(Window(args.Int(0)), args.Address(1)));
}

// winSharedQuery(win, rank, result: address, bytes, dispUnit): error code
napi_value WinSharedQuery(napi_env env, napi_callback_info info) {
  Args args(env, info);
  double* result = args.Doubles(2);
  MPI_Aint bytes = 0;
  int unit = 0;
  void* base = nullptr;
  const int error = MPI_Win_shared_query(Window(args.Int(0)), RankIn(args.Int(1)), &bytes, &unit, &base);
  result[0] = static_cast<double>(reinterpret_cast<uintptr_t>(base));
  result[1] = static_cast<double>(bytes);
  result[2] = unit;
  return Number(env, error);
}

// winGroup(win): index of the group, or -1 minus the error code
napi_value WinGroup(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Group group;
  const int error = MPI_Win_get_group(Window(args.Int(0)), &group);
  return Number(env, error == MPI_SUCCESS ? Groups().Add(group) : -1 - error);
}

napi_value WinGetName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  char name[MPI_MAX_OBJECT_NAME];
  int length = 0;
  MPI_Win_get_name(Window(args.Int(0)), name, &length);
  return Text(env, name, static_cast<size_t>(length));
}
napi_value WinSetName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Win_set_name(Window(args.Int(0)), args.String(1).c_str()));
}

// winGetInfo(win): index of a new info, or -1 minus the error code
napi_value WinGetInfo(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Info hints;
  const int error = MPI_Win_get_info(Window(args.Int(0)), &hints);
  return Number(env, error == MPI_SUCCESS ? Infos().Add(hints) : -1 - error);
}
napi_value WinSetInfo(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Win_set_info(Window(args.Int(0)), InfoAt(args.Int(1))));
}

// winAttribute(win, 0 create flavor, 1 memory model): 0 create 1 allocate 2 dynamic 3 shared; 0 separate 1 unified; -1
// unknown
napi_value WinAttribute(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int* value = nullptr;
  int found = 0;
  MPI_Win_get_attr(Window(args.Int(0)), args.Int(1) ? MPI_WIN_MODEL : MPI_WIN_CREATE_FLAVOR, &value, &found);
  if (!found) return Number(env, -1);
  if (args.Int(1)) return Number(env, *value == MPI_WIN_UNIFIED ? 1 : 0);
  return Number(env, *value == MPI_WIN_FLAVOR_ALLOCATE ? 1 : *value == MPI_WIN_FLAVOR_DYNAMIC ? 2 : *value == MPI_WIN_FLAVOR_SHARED ? 3 : 0);
}

// Origin and target of an access: (win, data, count, type, target, disp, target count, target type)
struct Access {
  Access(const Args& args, int at)
      : window(Window(args.Int(at))), data(args.Address(at + 1)), own(args.Long(at + 2), Type(args.Int(at + 3))), target(RankIn(args.Int(at + 4))),
        disp(static_cast<MPI_Aint>(args.Long(at + 5))), there(args.Long(at + 6), Type(args.Int(at + 7))) {}
  MPI_Win window;
  void* data;
  Counted own;
  int target;
  MPI_Aint disp;
  Counted there;
};

// put(access…), get(access…): error code
template <auto Move>
napi_value WinMove(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Access a(args, 0);
  Serialized serialized;
  return Number(env, Move(a.data, a.own.count, a.own.type, a.target, a.disp, a.there.count, a.there.type, a.window));
}

// rput(slot, spin, access…), rget
template <auto Move>
napi_value WinMoveRequest(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Access a(args, 2);
  MPI_Request request = MPI_REQUEST_NULL;
  int error;
  {
    Serialized serialized;
    error = Move(a.data, a.own.count, a.own.type, a.target, a.disp, a.there.count, a.there.type, a.window, &request);
  }
  return Posted(env, error, args.Int(0), request, Kind::kCollective, args.Int(1) != 0);
}

// accumulate(access…, op): error code
napi_value WinAccumulate(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Access a(args, 0);
  Serialized serialized;
  return Number(env, MPI_Accumulate(a.data, a.own.count, a.own.type, a.target, a.disp, a.there.count, a.there.type, Operation(args.Int(8)),
                                    a.window));
}

// raccumulate(slot, spin, access…, op)
napi_value WinRaccumulate(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Access a(args, 2);
  MPI_Request request = MPI_REQUEST_NULL;
  int error;
  {
    Serialized serialized;
    error = MPI_Raccumulate(a.data, a.own.count, a.own.type, a.target, a.disp, a.there.count, a.there.type, Operation(args.Int(10)), a.window,
                            &request);
  }
  return Posted(env, error, args.Int(0), request, Kind::kCollective, args.Int(1) != 0);
}

// getAccumulate(access…, op, result, count, type): error code
napi_value WinGetAccumulate(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Access a(args, 0);
  Counted result(args.Long(10), Type(args.Int(11)));
  Serialized serialized;
  return Number(env, MPI_Get_accumulate(a.data, a.own.count, a.own.type, args.Address(9), result.count, result.type, a.target, a.disp,
                                        a.there.count, a.there.type, Operation(args.Int(8)), a.window));
}

// rgetAccumulate(slot, spin, access…, op, result, count, type)
napi_value WinRgetAccumulate(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Access a(args, 2);
  Counted result(args.Long(12), Type(args.Int(13)));
  MPI_Request request = MPI_REQUEST_NULL;
  int error;
  {
    Serialized serialized;
    error = MPI_Rget_accumulate(a.data, a.own.count, a.own.type, args.Address(11), result.count, result.type, a.target, a.disp, a.there.count,
                                a.there.type, Operation(args.Int(10)), a.window, &request);
  }
  return Posted(env, error, args.Int(0), request, Kind::kCollective, args.Int(1) != 0);
}

// fetchAndOp(win, data, result, type, target, disp, op): error code
napi_value WinFetchAndOp(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  return Number(env, MPI_Fetch_and_op(args.Address(1), args.Address(2), Type(args.Int(3)), RankIn(args.Int(4)),
                                      static_cast<MPI_Aint>(args.Long(5)), Operation(args.Int(6)), Window(args.Int(0))));
}

// compareAndSwap(win, data, compare, result, type, target, disp): error code
napi_value WinCompareAndSwap(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  return Number(env, MPI_Compare_and_swap(args.Address(1), args.Address(2), args.Address(3), Type(args.Int(4)), RankIn(args.Int(5)),
                                          static_cast<MPI_Aint>(args.Long(6)), Window(args.Int(0))));
}

// memoryAt(address, bytes): an ArrayBuffer over MPI's memory
napi_value MemoryAt(napi_env env, napi_callback_info info) {
  Args args(env, info);
  auto* base = reinterpret_cast<void*>(static_cast<uintptr_t>(args.Long(0)));
  napi_value buffer;
  // V8 requires an address even for 0 bytes.
  if (args.Long(1) == 0) napi_create_arraybuffer(env, 0, &base, &buffer);
  else if (napi_create_external_arraybuffer(env, base, static_cast<size_t>(args.Long(1)), nullptr, nullptr, &buffer) != napi_ok) return nullptr;
  return buffer;
}

// forgetMemory(buffer): detaches it before MPI frees the memory
napi_value ForgetMemory(napi_env env, napi_callback_info info) {
  Args args(env, info);
  napi_detach_arraybuffer(env, args.Value(0));
  return nullptr;
}

// allocMem(bytes, info): an address, or -1 minus the error code. freeMem(address): error code
napi_value AllocMem(napi_env env, napi_callback_info info) {
  Args args(env, info);
  void* base = nullptr;
  const int error = MPI_Alloc_mem(static_cast<MPI_Aint>(args.Long(0)), InfoAt(args.Int(1)), &base);
  return Double(env, error == MPI_SUCCESS ? static_cast<double>(reinterpret_cast<uintptr_t>(base)) : -1 - error);
}
napi_value FreeMem(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Free_mem(reinterpret_cast<void*>(static_cast<uintptr_t>(args.Long(0)))));
}

}  // namespace

napi_value ExportWindow(napi_env env, napi_value exports) {
  ExportCall<WinAllocate<MPI_Win_allocate>>(env, exports, "winAllocate");
  ExportCall<WinAllocate<MPI_Win_allocate_shared>>(env, exports, "winAllocateShared");
  ExportCall<WinCreate>(env, exports, "winCreate");
  ExportCall<WinCreateDynamic>(env, exports, "winCreateDynamic");
  ExportCall<WinFree>(env, exports, "winFree");
  ExportCall<WinCallAsserted<MPI_Win_fence>>(env, exports, "winFence");
  ExportCall<WinLock>(env, exports, "winLock");
  ExportCall<WinCallRank<MPI_Win_unlock>>(env, exports, "winUnlock");
  ExportCall<WinCallAsserted<MPI_Win_lock_all>>(env, exports, "winLockAll");
  ExportCall<WinCall<MPI_Win_unlock_all>>(env, exports, "winUnlockAll");
  ExportCall<WinCallRank<MPI_Win_flush>>(env, exports, "winFlush");
  ExportCall<WinCall<MPI_Win_flush_all>>(env, exports, "winFlushAll");
  ExportCall<WinCallRank<MPI_Win_flush_local>>(env, exports, "winFlushLocal");
  ExportCall<WinCall<MPI_Win_flush_local_all>>(env, exports, "winFlushLocalAll");
  ExportCall<WinCallGroup<MPI_Win_post>>(env, exports, "winPost");
  ExportCall<WinCallGroup<MPI_Win_start>>(env, exports, "winStart");
  ExportCall<WinCall<MPI_Win_complete>>(env, exports, "winComplete");
  ExportCall<WinCall<MPI_Win_wait>>(env, exports, "winWait");
  ExportCall<WinCall<MPI_Win_sync>>(env, exports, "winSync");
  Export(env, exports, "winTest", WinTest);
  Export(env, exports, "winAttach", WinAttach);
  Export(env, exports, "winDetach", WinDetach);
  Export(env, exports, "winSharedQuery", WinSharedQuery);
  Export(env, exports, "winGroup", WinGroup);
  Export(env, exports, "winGetName", WinGetName);
  Export(env, exports, "winSetName", WinSetName);
  Export(env, exports, "winGetInfo", WinGetInfo);
  Export(env, exports, "winSetInfo", WinSetInfo);
  Export(env, exports, "winAttribute", WinAttribute);
  Export(env, exports, "put", WinMove<MPI_Put>);
  Export(env, exports, "get", WinMove<MPI_Get>);
  Export(env, exports, "rput", WinMoveRequest<MPI_Rput>);
  Export(env, exports, "rget", WinMoveRequest<MPI_Rget>);
  Export(env, exports, "accumulate", WinAccumulate);
  Export(env, exports, "raccumulate", WinRaccumulate);
  Export(env, exports, "getAccumulate", WinGetAccumulate);
  Export(env, exports, "rgetAccumulate", WinRgetAccumulate);
  Export(env, exports, "fetchAndOp", WinFetchAndOp);
  Export(env, exports, "compareAndSwap", WinCompareAndSwap);
  Export(env, exports, "memoryAt", MemoryAt);
  Export(env, exports, "forgetMemory", ForgetMemory);
  Export(env, exports, "allocMem", AllocMem);
  Export(env, exports, "freeMem", FreeMem);
  return exports;
}

}  // namespace sister
