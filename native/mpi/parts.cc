// Messages that are sent from where their parts lie: values with large typed arrays.
#include <algorithm>

#include "compat.h"
#include "environment.h"
#include "post.h"

namespace sister {

namespace {

// Parts of memory as one message: a datatype of absolute addresses. The parts are an array of typed arrays.
MPI_Datatype Gathered(const Args& args, int i, int64_t* bytes) {
  uint32_t count = 0;
  napi_get_array_length(args.env(), args.Value(i), &count);
  // A block's length is an int, so bytes beyond that come in several.
  constexpr size_t kMost = size_t{1} << 30;
  std::vector<int> lengths;
  std::vector<MPI_Aint> addresses;
  for (uint32_t at = 0; at < count; at++) {
    napi_value part;
    napi_get_element(args.env(), args.Value(i), at, &part);
    void* data = nullptr;
    size_t length = 0;
    napi_get_typedarray_info(args.env(), part, nullptr, &length, &data, nullptr, nullptr);
    *bytes += static_cast<int64_t>(length);
    for (size_t done = 0; done < length; done += kMost) {
      lengths.push_back(static_cast<int>(std::min(kMost, length - done)));
      MPI_Aint address;
      MPI_Get_address(static_cast<char*>(data) + done, &address);
      addresses.push_back(address);
    }
  }
  MPI_Datatype type;
  MPI_Type_create_hindexed(static_cast<int>(lengths.size()), lengths.data(), addresses.data(), MPI_BYTE, &type);
  MPI_Type_commit(&type);
  return type;
}

// isendParts(slot, spin, comm, dest, tag, parts of bytes)
napi_value IsendParts(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int64_t bytes = 0;
  MPI_Datatype type = Gathered(args, 5, &bytes);
  MPI_Request request;
  int error;
  {
    Serialized serialized;
    error = MPI_Isend(MPI_BOTTOM, 1, type, RankIn(args.Int(3)), args.Int(4), Comm(args.Int(2)), &request);
    MPI_Type_free(&type);
  }
  return Posted(env, error, args.Int(0), request, Kind::kSend, args.Int(1) != 0, bytes);
}

// sendPartsSync(comm, dest, tag, parts of bytes)
napi_value SendPartsSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int64_t bytes = 0;
  MPI_Datatype type = Gathered(args, 3, &bytes);
  Serialized serialized;
  const int error = MPI_Send(MPI_BOTTOM, 1, type, RankIn(args.Int(1)), args.Int(2), Comm(args.Int(0)));
  MPI_Type_free(&type);
  return Number(env, error);
}

}  // namespace

napi_value ExportParts(napi_env env, napi_value exports) {
  Export(env, exports, "isendParts", IsendParts);
  Export(env, exports, "sendPartsSync", SendPartsSync);
  return exports;
}

}  // namespace sister
