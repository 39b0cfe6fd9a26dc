// Point to point. Blocking calls answer an MPI error code; those that receive leave their status in the shared array.
#include "args.h"
#include "environment.h"
#include "post.h"
#include "tables.h"

namespace sister {

namespace {

int64_t Bytes(int count, int type) {
  int size = 1;
  MPI_Type_size(Type(type), &size);
  return static_cast<int64_t>(count) * size;
}

napi_value Answer(const Args& args, int error, MPI_Status* status) {
  WriteOutcome(g_outcomes, MakeOutcome(-1, error, status));
  return Number(args.env(), error);
}

// The buffer of a call whose other arguments are in the envelope.
void* OnlyBuffer(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value value;
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  void* data = nullptr;
  napi_get_typedarray_info(env, value, nullptr, nullptr, &data, nullptr, nullptr);
  return data;
}

// sendSync(data)
napi_value SendSync(napi_env env, napi_callback_info info) {
  void* data = OnlyBuffer(env, info);
  const Envelope to = CallEnvelope();
  Serialized serialized;
  return Number(env, MPI_Send(data, to.count, Type(to.type), to.peer, to.tag, Comm(to.comm)));
}

// recvSync(buffer)
napi_value RecvSync(napi_env env, napi_callback_info info) {
  void* buffer = OnlyBuffer(env, info);
  const Envelope from = CallEnvelope();
  Serialized serialized;
  MPI_Status status;
  const int error = MPI_Recv(buffer, from.count, Type(from.type), from.peer, from.tag, Comm(from.comm), &status);
  WriteOutcome(g_outcomes, MakeOutcome(-1, error, &status));
  return Number(env, error);
}

// sendrecvSync(comm, data, count, type, dest, sendTag, buffer, count, type, source, recvTag)
napi_value SendrecvSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status;
  const int error = MPI_Sendrecv(args.Address(1), args.Int(2), Type(args.Int(3)), args.Int(4), args.Int(5), args.Address(6), args.Int(7),
                                 Type(args.Int(8)), args.Int(9), args.Int(10), Comm(args.Int(0)), &status);
  return Answer(args, error, &status);
}

// probeSync(comm, source, tag)
napi_value ProbeSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status;
  const int error = MPI_Probe(args.Int(1), args.Int(2), Comm(args.Int(0)), &status);
  return Answer(args, error, &status);
}

// iprobe(comm, source, tag): 1 found, 0 not, negative an error code.
napi_value Iprobe(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status;
  int found = 0;
  const int error = MPI_Iprobe(args.Int(1), args.Int(2), Comm(args.Int(0)), &found, &status);
  if (error != MPI_SUCCESS) return Number(env, -error);
  if (found) WriteOutcome(g_outcomes, MakeOutcome(-1, error, &status));
  return Number(env, found);
}

// isend(data)
napi_value Isend(napi_env env, napi_callback_info info) {
  void* data = OnlyBuffer(env, info);
  const Envelope to = CallEnvelope();
  MPI_Request request;
  int error;
  {
    Serialized serialized;
    error = MPI_Isend(data, to.count, Type(to.type), to.peer, to.tag, Comm(to.comm), &request);
  }
  return Posted(env, error, to.slot, request, Kind::kSend, to.spin != 0, Bytes(to.count, to.type));
}

// irecv(buffer)
napi_value Irecv(napi_env env, napi_callback_info info) {
  void* buffer = OnlyBuffer(env, info);
  const Envelope from = CallEnvelope();
  MPI_Request request;
  int error;
  {
    Serialized serialized;
    error = MPI_Irecv(buffer, from.count, Type(from.type), from.peer, from.tag, Comm(from.comm), &request);
  }
  return Posted(env, error, from.slot, request, Kind::kReceive, from.spin != 0, Bytes(from.count, from.type));
}

// probe(slot, spin, comm, source, tag)
napi_value Probe(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, WatchProbe(args.Int(0), Waiting::kProbe, Comm(args.Int(2)), args.Int(3), args.Int(4), args.Int(1) != 0));
}

// mprobe(slot, spin, comm, source, tag): the outcome has the number of the message, for imrecv.
napi_value Mprobe(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, WatchProbe(args.Int(0), Waiting::kMatchedProbe, Comm(args.Int(2)), args.Int(3), args.Int(4), args.Int(1) != 0));
}

// imrecv(slot, spin, message, buffer, count, type)
napi_value Imrecv(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Message message = TakeMessage(args.Int(2));
  // With no communicator to ask, the library would end the job.
  if (message == MPI_MESSAGE_NULL) return Number(env, -MPI_ERR_REQUEST);
  MPI_Request request;
  int error;
  {
    Serialized serialized;
    error = MPI_Imrecv(args.Address(3), args.Int(4), Type(args.Int(5)), &message, &request);
  }
  return Posted(env, error, args.Int(0), request, Kind::kReceive, args.Int(1) != 0);
}

}  // namespace

napi_value ExportPointToPoint(napi_env env, napi_value exports) {
  Export(env, exports, "sendSync", SendSync);
  Export(env, exports, "recvSync", RecvSync);
  Export(env, exports, "sendrecvSync", SendrecvSync);
  Export(env, exports, "probeSync", ProbeSync);
  Export(env, exports, "iprobe", Iprobe);
  Export(env, exports, "isend", Isend);
  Export(env, exports, "irecv", Irecv);
  Export(env, exports, "probe", Probe);
  Export(env, exports, "mprobe", Mprobe);
  Export(env, exports, "imrecv", Imrecv);
  return exports;
}

}  // namespace sister
