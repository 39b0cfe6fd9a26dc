// Packing: elements into and out of memory, in the library's format or, if comm is negative, in the standard's portable
// format ("external32").
#include <algorithm>

#include "core/args.h"
#include "core/count.h"
#include "core/exports.h"
#include "core/tables.h"

namespace sister {

namespace {

// The library's format uses ints for all sizes, so elements are packed in chunks of this many bytes. Packing and
// unpacking may use different chunks.
constexpr int64_t kChunkBytes = int64_t{1} << 30;

// Calls `move` with the memory and the elements of each chunk, until it returns an error.
template <class Move>
int InChunks(void* data, int64_t count, MPI_Datatype type, const Move& move) {
  MPI_Count size = 0, lower = 0, extent = 0;
  MPI_Type_size_x(type, &size);
  MPI_Type_get_extent_x(type, &lower, &extent);
  const int64_t most = std::max<int64_t>(1, kChunkBytes / std::max<int64_t>(1, size));
  int error = MPI_SUCCESS;
  for (int64_t done = 0; done < count && error == MPI_SUCCESS; done += most)
    error = move(static_cast<char*>(data) + done * extent, static_cast<int>(std::min(most, count - done)));
  return error;
}

napi_value Answer(napi_env env, int error, int64_t value) { return Double(env, error == MPI_SUCCESS ? static_cast<double>(value) : -1 - error); }

int IntAtMost(int64_t bytes) { return static_cast<int>(std::min<int64_t>(bytes, INT_MAX)); }

// pack(data, count, type, packed, at, comm): the new position, or -1 minus the error code
napi_value Pack(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const MPI_Datatype type = Type(args.Int(2));
  char* packed = static_cast<char*>(args.Address(3));
  const int64_t room = args.LongLength(3);
  MPI_Aint at = static_cast<MPI_Aint>(args.Long(4));
  if (args.Int(5) < 0) {
    const Counted all(args.Long(1), type);
    const int error = MPI_Pack_external("external32", args.Address(0), all.count, all.type, packed, static_cast<MPI_Aint>(room), &at);
    return Answer(env, error, at);
  }
  const int error = InChunks(args.Address(0), args.Long(1), type, [&](void* data, int count) {
    int bytes = 0;
    const int failed = MPI_Pack(data, count, type, packed + at, IntAtMost(room - at), &bytes, Comm(args.Int(5)));
    at += bytes;
    return failed;
  });
  return Answer(env, error, at);
}

// unpack(packed, at, data, count, type, comm): like pack
napi_value Unpack(napi_env env, napi_callback_info info) {
  Args args(env, info);
  char* packed = static_cast<char*>(args.Address(0));
  const int64_t room = args.LongLength(0);
  MPI_Aint at = static_cast<MPI_Aint>(args.Long(1));
  const MPI_Datatype type = Type(args.Int(4));
  if (args.Int(5) < 0) {
    const Counted all(args.Long(3), type);
    const int error = MPI_Unpack_external("external32", packed, static_cast<MPI_Aint>(room), &at, args.Address(2), all.count, all.type);
    return Answer(env, error, at);
  }
  const int error = InChunks(args.Address(2), args.Long(3), type, [&](void* data, int count) {
    int bytes = 0;
    const int failed = MPI_Unpack(packed + at, IntAtMost(room - at), &bytes, data, count, type, Comm(args.Int(5)));
    at += bytes;
    return failed;
  });
  return Answer(env, error, at);
}

// packSize(count, type, comm): bytes, or -1 minus the error code
napi_value PackSize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const MPI_Datatype type = Type(args.Int(1));
  if (args.Int(2) < 0) {
    const Counted all(args.Long(0), type);
    MPI_Aint bytes = 0;
    const int error = MPI_Pack_external_size("external32", all.count, all.type, &bytes);
    return Answer(env, error, bytes);
  }
  int64_t bytes = 0;
  const int error = InChunks(nullptr, args.Long(0), type, [&](void*, int count) {
    int more = 0;
    const int failed = MPI_Pack_size(count, type, Comm(args.Int(2)), &more);
    bytes += more;
    return failed;
  });
  return Answer(env, error, bytes);
}

}  // namespace

napi_value ExportPacking(napi_env env, napi_value exports) {
  Export(env, exports, "pack", Pack);
  Export(env, exports, "unpack", Unpack);
  Export(env, exports, "packSize", PackSize);
  return exports;
}

}  // namespace sister
