// Communicators: rank, size, groups, names, and making other communicators.
#include <atomic>
#include <cmath>

#include "progress/blocking.h"
#include "core/compat.h"
#include "core/exports.h"
#include "objects/communicator.h"
#include "core/tables.h"

namespace sister {

int StoreComm(MPI_Comm made, int error, double* result) {
  *result = -1;
  if (error != MPI_SUCCESS || made == MPI_COMM_NULL) return error;
  MPI_Comm_set_errhandler(made, MPI_ERRORS_RETURN);
  *result = Comms().Add(made);
  return *result < 0 ? MPI_ERR_NO_MEM : MPI_SUCCESS;
}

namespace {

// For the index of a private duplicate: the index of its duplicate for pieces plus 1 (0 if it has none). Both are freed
// together.
std::atomic<int> for_pieces[Table<MPI_Comm>::kMost];

MPI_Comm TakeForPieces(int objects) {
  if (objects < 0 || objects >= Table<MPI_Comm>::kMost) return MPI_COMM_NULL;
  const int index = for_pieces[objects].exchange(0) - 1;
  if (index < 0) return MPI_COMM_NULL;
  MPI_Comm comm = Comm(index);
  Comms().Remove(index);
  return comm;
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

// commRemoteSize(comm): -1 for an intracommunicator.
napi_value CommRemoteSize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int inter = 0;
  int size = -1;
  MPI_Comm_test_inter(Comm(args.Int(0)), &inter);
  if (inter) MPI_Comm_remote_size(Comm(args.Int(0)), &size);
  return Number(env, size);
}

// commDup(comm, result)
Call CommDup(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  double* result = args.Doubles(at + 1);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_dup(comm, &made);
    return StoreComm(made, error, result);
  };
}

// commDupPrivate(comm, result). Receives of objects match any tag, so other messages need a second duplicate.
Call CommDupPrivate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  double* result = args.Doubles(at + 1);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    int error = MPI_Comm_dup(comm, &made);
    error = StoreComm(made, error, result);
    if (error != MPI_SUCCESS) return error;
    MPI_Comm pieces = MPI_COMM_NULL;
    double index = -1;
    error = MPI_Comm_dup(comm, &pieces);
    error = StoreComm(pieces, error, &index);
    for_pieces[static_cast<int>(*result)] = static_cast<int>(index) + 1;
    return error;
  };
}

// commForPieces(private duplicate): see CommDupPrivate.
napi_value CommForPieces(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, for_pieces[args.Int(0)] - 1);
}

// tagForArrays(first, last): the next of these tags, in rotation over all threads of the process, for an object's
// arrays that travel apart.
napi_value TagForArrays(napi_env env, napi_callback_info info) {
  Args args(env, info);
  static std::atomic<uint32_t> turn{0};
  const uint32_t first = static_cast<uint32_t>(args.Int(0));
  const uint32_t last = static_cast<uint32_t>(args.Int(1));
  return Number(env, first + turn.fetch_add(1) % (last - first + 1));
}

// commDupWithInfo(comm, info, result)
Call CommDupWithInfo(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  MPI_Info hints = InfoAt(args.Int(at + 1));
  double* result = args.Doubles(at + 2);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_dup_with_info(comm, hints, &made);
    return StoreComm(made, error, result);
  };
}

// commSplit(comm, color, key, result)
Call CommSplit(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const int color = args.Int(at + 1);
  const int key = args.Int(at + 2);
  double* result = args.Doubles(at + 3);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_split(comm, color, key, &made);
    return StoreComm(made, error, result);
  };
}

// commSplitType(comm, type: -1 undefined, key, info, result)
Call CommSplitType(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const int type = args.Int(at + 1) < 0 ? MPI_UNDEFINED : SplitType(args.Int(at + 1));
  const int key = args.Int(at + 2);
  MPI_Info hints = InfoAt(args.Int(at + 3));
  double* result = args.Doubles(at + 4);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_split_type(comm, type, key, hints, &made);
    return StoreComm(made, error, result);
  };
}

// commCreate(comm, group, result)
Call CommCreate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  MPI_Group group = Groups().At(args.Int(at + 1));
  double* result = args.Doubles(at + 2);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_create(comm, group, &made);
    return StoreComm(made, error, result);
  };
}

// commCreateGroup(comm, group, tag, result)
Call CommCreateGroup(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  MPI_Group group = Groups().At(args.Int(at + 1));
  const int tag = args.Int(at + 2);
  double* result = args.Doubles(at + 3);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_create_group(comm, group, tag, &made);
    return StoreComm(made, error, result);
  };
}

// intercommCreate(comm, leader, peer comm: -1 if this rank is not the leader, remote leader, tag, result)
Call IntercommCreate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const int leader = args.Int(at + 1);
  MPI_Comm peer = Comm(args.Int(at + 2));
  const int remote = args.Int(at + 3);
  const int tag = args.Int(at + 4);
  double* result = args.Doubles(at + 5);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Intercomm_create(comm, leader, peer, remote, tag, &made);
    return StoreComm(made, error, result);
  };
}

// intercommMerge(comm, high: 0 or 1, result)
Call IntercommMerge(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const int high = args.Int(at + 1);
  double* result = args.Doubles(at + 2);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Intercomm_merge(comm, high, &made);
    return StoreComm(made, error, result);
  };
}

// commDisconnect(comm)
Call CommDisconnect(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  Comms().Remove(args.Int(at));
  MPI_Comm pieces = TakeForPieces(args.Int(at));
  return [comm, pieces]() mutable {
    if (pieces != MPI_COMM_NULL) MPI_Comm_disconnect(&pieces);
    return MPI_Comm_disconnect(&comm);
  };
}

// commFree(comm): error code.
napi_value CommFree(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Comm comm = Comm(args.Int(0));
  Comms().Remove(args.Int(0));
  MPI_Comm pieces = TakeForPieces(args.Int(0));
  if (pieces != MPI_COMM_NULL) MPI_Comm_free(&pieces);
  return Number(env, MPI_Comm_free(&comm));
}

// commCompare(a, b): 0 identical, 1 congruent, 2 similar, 3 unequal; or -1 minus the error code
napi_value CommCompare(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int result = MPI_UNEQUAL;
  const int error = MPI_Comm_compare(Comm(args.Int(0)), Comm(args.Int(1)), &result);
  return Number(env, error == MPI_SUCCESS ? Comparison(result) : -1 - error);
}

napi_value CommGetName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  char name[MPI_MAX_OBJECT_NAME];
  int length = 0;
  MPI_Comm_get_name(Comm(args.Int(0)), name, &length);
  return Text(env, name, static_cast<size_t>(length));
}

// commSetName(comm, name): error code
napi_value CommSetName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Comm_set_name(Comm(args.Int(0)), args.String(1).c_str()));
}

// commGroup(comm), commRemoteGroup(comm): index of the group, or -1 minus the error code
template <int (*Get)(MPI_Comm, MPI_Group*)>
napi_value GroupOf(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Group group;
  const int error = Get(Comm(args.Int(0)), &group);
  return Number(env, error == MPI_SUCCESS ? Groups().Add(group) : -1 - error);
}

// commGetInfo(comm): index of a new info, or -1 minus the error code
napi_value CommGetInfo(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Info hints;
  const int error = MPI_Comm_get_info(Comm(args.Int(0)), &hints);
  return Number(env, error == MPI_SUCCESS ? Infos().Add(hints) : -1 - error);
}

// commSetInfo(comm, info): error code
napi_value CommSetInfo(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Comm_set_info(Comm(args.Int(0)), InfoAt(args.Int(1))));
}

// commAttribute(comm, which): the predefined attribute; NaN: the library does not have it. In the order of
// src/mpi/communicator/attributes.ts.
napi_value CommAttribute(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int keys[] = {MPI_TAG_UB, MPI_HOST, MPI_IO, MPI_WTIME_IS_GLOBAL, MPI_UNIVERSE_SIZE, MPI_APPNUM, MPI_LASTUSEDCODE};
  int* value = nullptr;
  int found = 0;
  MPI_Comm_get_attr(Comm(args.Int(0)), keys[args.Int(1)], &value, &found);
  if (!found) return Double(env, NAN);
  const bool rank = args.Int(1) == 1 || args.Int(1) == 2;
  return Double(env, rank ? RankOut(*value) : *value);
}

// commSetErrorHandler(comm, 0 errors return, 1 errors are fatal): error code
napi_value CommSetErrorHandler(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Comm_set_errhandler(Comm(args.Int(0)), args.Int(1) ? MPI_ERRORS_ARE_FATAL : MPI_ERRORS_RETURN));
}

// commCallErrorHandler(comm, code): error code
napi_value CommCallErrorHandler(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Comm_call_errhandler(Comm(args.Int(0)), args.Int(1)));
}

}  // namespace

napi_value ExportCommunicator(napi_env env, napi_value exports) {
  Export(env, exports, "commRank", CommRank);
  Export(env, exports, "commSize", CommSize);
  Export(env, exports, "commRemoteSize", CommRemoteSize);
  ExportCall<CommDup>(env, exports, "commDup");
  ExportCall<CommDupPrivate>(env, exports, "commDupPrivate");
  ExportCall<CommDupWithInfo>(env, exports, "commDupWithInfo");
  ExportCall<CommSplit>(env, exports, "commSplit");
  ExportCall<CommSplitType>(env, exports, "commSplitType");
  ExportCall<CommCreate>(env, exports, "commCreate");
  ExportCall<CommCreateGroup>(env, exports, "commCreateGroup");
  ExportCall<IntercommCreate>(env, exports, "intercommCreate");
  ExportCall<IntercommMerge>(env, exports, "intercommMerge");
  ExportCall<CommDisconnect>(env, exports, "commDisconnect");
  Export(env, exports, "commFree", CommFree);
  Export(env, exports, "commForPieces", CommForPieces);
  Export(env, exports, "tagForArrays", TagForArrays);
  Export(env, exports, "commCompare", CommCompare);
  Export(env, exports, "commGetName", CommGetName);
  Export(env, exports, "commSetName", CommSetName);
  Export(env, exports, "commGroup", GroupOf<MPI_Comm_group>);
  Export(env, exports, "commRemoteGroup", GroupOf<MPI_Comm_remote_group>);
  Export(env, exports, "commGetInfo", CommGetInfo);
  Export(env, exports, "commSetInfo", CommSetInfo);
  Export(env, exports, "commAttribute", CommAttribute);
  Export(env, exports, "commSetErrorHandler", CommSetErrorHandler);
  Export(env, exports, "commCallErrorHandler", CommCallErrorHandler);
  return exports;
}

}  // namespace sister
