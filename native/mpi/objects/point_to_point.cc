// Point to point. Blocking calls return an MPI error code; receives also leave their status in the shared array. Calls
// with one buffer take all other arguments from the envelope.
#include "progress/blocking.h"
#include "core/count.h"
#include "core/exports.h"
#include "core/tables.h"
#include "fast-path/envelope.h"
#include "fast-path/remembered.h"
#include "progress/post.h"

namespace sister {

namespace {

int64_t Bytes(int64_t count, int type) {
  int size = 1;
  MPI_Type_size(Type(type), &size);
  return count * size;
}

napi_value Answer(napi_env env, int error, MPI_Status* status) {
  WriteOutcome(g_outcomes, MakeOutcome(-1, error, status));
  return Number(env, error);
}

// The buffer of a call that takes its other arguments from the envelope.
void* OnlyBuffer(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value value;
  napi_get_cb_info(env, info, &count, &value, nullptr, nullptr);
  void* data = nullptr;
  napi_get_typedarray_info(env, value, nullptr, nullptr, &data, nullptr, nullptr);
  return data;
}

using SendCall = int (*)(const void*, int, MPI_Datatype, int, int, MPI_Comm);
using SendPost = int (*)(const void*, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request*);

// sendOnceSync, ssendSync, bsendSync, rsendSync (data): do not remember their buffers
template <SendCall Send>
napi_value SendSync(napi_env env, napi_callback_info info) {
  void* data = OnlyBuffer(env, info);
  const Addressed to;
  Counted counted(to.count, Type(to.type));
  Serialized serialized;
  return Number(env, Send(data, counted.count, counted.type, to.peer, to.tag, Comm(to.comm)));
}

// The buffers of the last sendSync and recvSync.
SISTER_PER_THREAD RememberedBuffers remembered;

int SendFrom(void* data) {
  const Addressed to;
  Counted counted(to.count, Type(to.type));
  Serialized serialized;
  return MPI_Send(data, counted.count, counted.type, to.peer, to.tag, Comm(to.comm));
}

int RecvInto(void* buffer) {
  const Addressed from;
  Counted counted(from.count, Type(from.type));
  Serialized serialized;
  MPI_Status status{};
  const int error = MPI_Recv(buffer, counted.count, counted.type, from.peer, from.tag, Comm(from.comm), &status);
  WriteOutcome(g_outcomes, MakeOutcome(-1, error, &status));
  return error;
}

napi_value SendAnswer(napi_env env, int error) { return error == MPI_SUCCESS ? nullptr : Number(env, error); }

napi_value StandardSendSync(napi_env env, napi_callback_info info) {
  remembered.sent = OnlyBuffer(env, info);
  return SendAnswer(env, SendFrom(remembered.sent));
}
napi_value SendAgainSync(napi_env env, napi_callback_info) { return SendAnswer(env, SendFrom(remembered.sent)); }

napi_value RecvSync(napi_env env, napi_callback_info info) {
  remembered.received = OnlyBuffer(env, info);
  return SendAnswer(env, RecvInto(remembered.received));
}
napi_value RecvAgainSync(napi_env env, napi_callback_info) { return SendAnswer(env, RecvInto(remembered.received)); }

// isend, issend, ibsend, irsend (data)
template <SendPost Send>
napi_value Isend(napi_env env, napi_callback_info info) {
  void* data = OnlyBuffer(env, info);
  const Addressed to;
  Counted counted(to.count, Type(to.type));
  MPI_Request request;
  int error;
  {
    Serialized serialized;
    error = Send(data, counted.count, counted.type, to.peer, to.tag, Comm(to.comm), &request);
  }
  return Posted(env, error, to.slot, request, Kind::kSend, to.spin, Bytes(to.count, to.type));
}

// irecv(buffer)
napi_value Irecv(napi_env env, napi_callback_info info) {
  void* buffer = OnlyBuffer(env, info);
  const Addressed from;
  Counted counted(from.count, Type(from.type));
  MPI_Request request;
  int error;
  {
    Serialized serialized;
    error = PostReceive(buffer, counted.count, counted.type, from.peer, from.tag, Comm(from.comm), &request);
  }
  return Posted(env, error, from.slot, request, Kind::kReceive, from.spin, Bytes(from.count, from.type));
}

// sendInit, ssendInit, bsendInit, rsendInit (data): index of the persistent request, or -1 minus the error code
template <SendPost Init>
napi_value SendInit(napi_env env, napi_callback_info info) {
  void* data = OnlyBuffer(env, info);
  const Addressed to;
  Counted counted(to.count, Type(to.type));
  Serialized serialized;
  MPI_Request request;
  const int error = Init(data, counted.count, counted.type, to.peer, to.tag, Comm(to.comm), &request);
  return Number(env, error == MPI_SUCCESS ? Persistents().Add(request) : -1 - error);
}

// recvInit(buffer)
napi_value RecvInit(napi_env env, napi_callback_info info) {
  void* buffer = OnlyBuffer(env, info);
  const Addressed from;
  Counted counted(from.count, Type(from.type));
  Serialized serialized;
  MPI_Request request;
  const int error = MPI_Recv_init(buffer, counted.count, counted.type, from.peer, from.tag, Comm(from.comm), &request);
  return Number(env, error == MPI_SUCCESS ? Persistents().Add(request) : -1 - error);
}

// start(slot, persistent, isReceive)
napi_value Start(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Request request = Persistents().At(args.Int(1));
  int error;
  {
    Serialized serialized;
    error = MPI_Start(&request);
  }
  if (error != MPI_SUCCESS) return Number(env, -error);
  return Number(env, Watch(args.Int(0), request, args.Int(2) != 0 ? Kind::kReceive : Kind::kSend, 0, false, true));
}

// persistentFree(persistent): error code
napi_value PersistentFree(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Request request = Persistents().At(args.Int(0));
  if (request == MPI_REQUEST_NULL) return Number(env, MPI_SUCCESS);
  Persistents().Remove(args.Int(0));
  Serialized serialized;
  return Number(env, MPI_Request_free(&request));
}

// sendrecvSync(comm, data, count, type, dest, sendTag, buffer, count, type, source, recvTag)
napi_value SendrecvSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status{};
  Counted sent(args.Long(2), Type(args.Int(3)));
  Counted received(args.Long(7), Type(args.Int(8)));
  const int error =
      MPI_Sendrecv(args.Address(1), sent.count, sent.type, RankIn(args.Int(4)), args.Int(5), args.Address(6), received.count, received.type,
                   RankIn(args.Int(9)), args.Int(10), Comm(args.Int(0)), &status);
  return Answer(env, error, &status);
}

// sendrecvReplaceSync(comm, buffer, count, type, dest, sendTag, source, recvTag)
napi_value SendrecvReplaceSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status{};
  Counted counted(args.Long(2), Type(args.Int(3)));
  const int error = MPI_Sendrecv_replace(args.Address(1), counted.count, counted.type, RankIn(args.Int(4)), args.Int(5), RankIn(args.Int(6)),
                                         args.Int(7), Comm(args.Int(0)), &status);
  return Answer(env, error, &status);
}

// probeSync(comm, source, tag)
napi_value ProbeSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status{};
  const int error = MPI_Probe(RankIn(args.Int(1)), args.Int(2), Comm(args.Int(0)), &status);
  return Answer(env, error, &status);
}

// iprobe(comm, source, tag): 1 found, 0 not found, or a negative error code
napi_value Iprobe(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status{};
  int found = 0;
  const int error = MPI_Iprobe(RankIn(args.Int(1)), args.Int(2), Comm(args.Int(0)), &found, &status);
  if (error != MPI_SUCCESS) return Number(env, -error);
  if (found) WriteOutcome(g_outcomes, MakeOutcome(-1, error, &status));
  return Number(env, found);
}

// probe(slot, spin, comm, source, tag), mprobe: the outcome has the message's number for imrecv
template <Waiting What>
napi_value Probe(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, WatchProbe(args.Int(0), What, Comm(args.Int(2)), RankIn(args.Int(3)), args.Int(4), args.Int(1) != 0));
}

napi_value AnswerMessage(napi_env env, MPI_Message message, MPI_Status* status) {
  Outcome outcome = MakeOutcome(-1, MPI_SUCCESS, status);
  outcome.message = AddMessage(message);
  WriteOutcome(g_outcomes, outcome);
  return Number(env, 1);
}

// Receives a matched message, whose outcome is in the shared array, if it fits into `memory`: 2; else 1.
int ReceiveSmall(const Args& args, int i) {
  const double bytes = g_outcomes[4];
  if (g_outcomes[1] != MPI_SUCCESS || bytes > args.Length(i)) return 1;
  MPI_Message message = TakeMessage(static_cast<int>(g_outcomes[6]));
  Serialized serialized;
  MPI_Status status{};
  const int error = MPI_Mrecv(args.Address(i), static_cast<int>(bytes), MPI_BYTE, &message, &status);
  if (error != MPI_SUCCESS) return -error;
  WriteOutcome(g_outcomes, MakeOutcome(-1, error, &status));
  return 2;
}

// mprobeSmall(slot, spin, comm, source, tag, memory): like mprobe, or 2
napi_value MprobeSmall(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int posted =
      WatchProbe(args.Int(0), Waiting::kMatchedProbe, Comm(args.Int(2)), RankIn(args.Int(3)), args.Int(4), args.Int(1) != 0);
  return Number(env, posted == 1 ? ReceiveSmall(args, 5) : posted);
}

// mprobeSmallSync(comm, source, tag, memory): 1, 2 or a negative error code
napi_value MprobeSmallSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status{};
  MPI_Message message;
  const int error = MPI_Mprobe(RankIn(args.Int(1)), args.Int(2), Comm(args.Int(0)), &message, &status);
  if (error != MPI_SUCCESS) return Number(env, -error);
  AnswerMessage(env, message, &status);
  return Number(env, ReceiveSmall(args, 3));
}

// mprobeSync(comm, source, tag): 1 or a negative error code; the outcome has the message's number
napi_value MprobeSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status{};
  MPI_Message message;
  const int error = MPI_Mprobe(RankIn(args.Int(1)), args.Int(2), Comm(args.Int(0)), &message, &status);
  return error == MPI_SUCCESS ? AnswerMessage(env, message, &status) : Number(env, -error);
}

// improbe(comm, source, tag): 1 found, 0 not found, or a negative error code
napi_value Improbe(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  MPI_Status status{};
  MPI_Message message;
  int found = 0;
  const int error = MPI_Improbe(RankIn(args.Int(1)), args.Int(2), Comm(args.Int(0)), &found, &message, &status);
  if (error != MPI_SUCCESS || !found) return Number(env, -error);
  return AnswerMessage(env, message, &status);
}

// mrecvSync(message, buffer, count, type)
napi_value MrecvSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Message message = TakeMessage(args.Int(0));
  if (message == MPI_MESSAGE_NULL) return Number(env, MPI_ERR_REQUEST);
  Counted counted(args.Long(2), Type(args.Int(3)));
  Serialized serialized;
  MPI_Status status{};
  const int error = MPI_Mrecv(args.Address(1), counted.count, counted.type, &message, &status);
  return Answer(env, error, &status);
}

// imrecv(slot, spin, message, buffer, count, type)
napi_value Imrecv(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Message message = TakeMessage(args.Int(2));
  // Without a communicator there is no error handler, and the library would end the job.
  if (message == MPI_MESSAGE_NULL) return Number(env, -MPI_ERR_REQUEST);
  Counted counted(args.Long(4), Type(args.Int(5)));
  MPI_Request request;
  int error;
  {
    Serialized serialized;
    error = PostMatchedReceive(args.Address(3), counted.count, counted.type, &message, &request);
  }
  return Posted(env, error, args.Int(0), request, Kind::kReceive, args.Int(1) != 0, Bytes(args.Long(4), args.Int(5)));
}

// bufferAttach(memory, bytes): error code. MPI uses the memory until it is detached.
napi_value BufferAttach(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  return Number(env, MPI_Buffer_attach(args.Address(0), args.Int(1)));
}

// bufferDetach(): error code. Waits until all buffered messages have been sent.
int Detach() {
  void* memory = nullptr;
  int bytes = 0;
  return MPI_Buffer_detach(&memory, &bytes);
}
Call BufferDetach(const Args&, int) { return Detach; }

// bsendOverhead(): bytes.
napi_value BsendOverhead(napi_env env, napi_callback_info) { return Number(env, MPI_BSEND_OVERHEAD); }

}  // namespace

napi_value ExportPointToPoint(napi_env env, napi_value exports) {
  Export(env, exports, "sendSync", StandardSendSync);
  Export(env, exports, "sendOnceSync", SendSync<MPI_Send>);
  Export(env, exports, "sendAgainSync", SendAgainSync);
  Export(env, exports, "recvAgainSync", RecvAgainSync);
  Export(env, exports, "ssendSync", SendSync<MPI_Ssend>);
  Export(env, exports, "bsendSync", SendSync<MPI_Bsend>);
  Export(env, exports, "rsendSync", SendSync<MPI_Rsend>);
  Export(env, exports, "recvSync", RecvSync);
  Export(env, exports, "isend", Isend<MPI_Isend>);
  Export(env, exports, "issend", Isend<MPI_Issend>);
  Export(env, exports, "ibsend", Isend<MPI_Ibsend>);
  Export(env, exports, "irsend", Isend<MPI_Irsend>);
  Export(env, exports, "irecv", Irecv);
  Export(env, exports, "sendInit", SendInit<MPI_Send_init>);
  Export(env, exports, "ssendInit", SendInit<MPI_Ssend_init>);
  Export(env, exports, "bsendInit", SendInit<MPI_Bsend_init>);
  Export(env, exports, "rsendInit", SendInit<MPI_Rsend_init>);
  Export(env, exports, "recvInit", RecvInit);
  Export(env, exports, "start", Start);
  Export(env, exports, "persistentFree", PersistentFree);
  Export(env, exports, "sendrecvSync", SendrecvSync);
  Export(env, exports, "sendrecvReplaceSync", SendrecvReplaceSync);
  Export(env, exports, "probeSync", ProbeSync);
  Export(env, exports, "iprobe", Iprobe);
  Export(env, exports, "probe", Probe<Waiting::kProbe>);
  Export(env, exports, "mprobe", Probe<Waiting::kMatchedProbe>);
  Export(env, exports, "mprobeSmall", MprobeSmall);
  Export(env, exports, "mprobeSmallSync", MprobeSmallSync);
  Export(env, exports, "mprobeSync", MprobeSync);
  Export(env, exports, "improbe", Improbe);
  Export(env, exports, "mrecvSync", MrecvSync);
  Export(env, exports, "imrecv", Imrecv);
  Export(env, exports, "bufferAttach", BufferAttach);
  ExportCall<BufferDetach>(env, exports, "bufferDetach");
  Export(env, exports, "bsendOverhead", BsendOverhead);
  return exports;
}

}  // namespace sister
