// Collectives. Each comes twice: blocking (`…Sync`, answers an MPI error code) and nonblocking (`i…`, answers as post.h says, with
// the arguments slot and spin before the others).
#include "args.h"
#include "environment.h"
#include "post.h"
#include "tables.h"

namespace sister {

namespace {

// A collective is written once, as a call with a communicator and the arguments from `at` on, and a place for a request or none.
template <int (*Call)(const Args&, int at, MPI_Comm, MPI_Request*)>
napi_value Blocking(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Serialized serialized;
  return Number(env, Call(args, 1, Comm(args.Int(0)), nullptr));
}

template <int (*Call)(const Args&, int at, MPI_Comm, MPI_Request*)>
napi_value Nonblocking(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Request request = MPI_REQUEST_NULL;
  int error;
  {
    Serialized serialized;
    error = Call(args, 3, Comm(args.Int(2)), &request);
  }
  return Posted(args.env(), error, args.Int(0), request, Kind::kCollective, args.Int(1) != 0);
}

int Barrier(const Args&, int, MPI_Comm comm, MPI_Request* request) {
  return request ? MPI_Ibarrier(comm, request) : MPI_Barrier(comm);
}

// (data, count, type, root)
int Bcast(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  void* data = a.Address(at);
  const int count = a.Int(at + 1);
  MPI_Datatype type = Type(a.Int(at + 2));
  const int root = a.Int(at + 3);
  return request ? MPI_Ibcast(data, count, type, root, comm, request) : MPI_Bcast(data, count, type, root, comm);
}

// What a rank sends and where it receives, where both are plain blocks: (data, count, type, buffer, count, type, root)
struct Blocks {
  Blocks(const Args& a, int at)
      : send(a.AddressOrInPlace(at)), send_count(a.Int(at + 1)), send_type(Type(a.Int(at + 2))), recv(a.AddressOrInPlace(at + 3)),
        recv_count(a.Int(at + 4)), recv_type(Type(a.Int(at + 5))) {}
  void* send;
  int send_count;
  MPI_Datatype send_type;
  void* recv;
  int recv_count;
  MPI_Datatype recv_type;
};

int Scatter(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  Blocks b(a, at);
  const int root = a.Int(at + 6);
  return request ? MPI_Iscatter(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, root, comm, request)
                 : MPI_Scatter(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, root, comm);
}

int Gather(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  Blocks b(a, at);
  const int root = a.Int(at + 6);
  return request ? MPI_Igather(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, root, comm, request)
                 : MPI_Gather(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, root, comm);
}

int Allgather(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  Blocks b(a, at);
  return request ? MPI_Iallgather(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, comm, request)
                 : MPI_Allgather(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, comm);
}

int Alltoall(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  Blocks b(a, at);
  return request ? MPI_Ialltoall(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, comm, request)
                 : MPI_Alltoall(b.send, b.send_count, b.send_type, b.recv, b.recv_count, b.recv_type, comm);
}

// (data, counts, displs, type, buffer, count, type, root)
int Scatterv(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  void* send = a.Address(at);
  int* counts = a.Ints(at + 1);
  int* displs = a.Ints(at + 2);
  MPI_Datatype send_type = Type(a.Int(at + 3));
  void* recv = a.AddressOrInPlace(at + 4);
  const int recv_count = a.Int(at + 5);
  MPI_Datatype recv_type = Type(a.Int(at + 6));
  const int root = a.Int(at + 7);
  return request ? MPI_Iscatterv(send, counts, displs, send_type, recv, recv_count, recv_type, root, comm, request)
                 : MPI_Scatterv(send, counts, displs, send_type, recv, recv_count, recv_type, root, comm);
}

// What gatherv and allgatherv share: (data, count, type, buffer, counts, displs, type, root)
struct Pieces {
  Pieces(const Args& a, int at)
      : send(a.AddressOrInPlace(at)), send_count(a.Int(at + 1)), send_type(Type(a.Int(at + 2))), recv(a.Address(at + 3)),
        counts(a.Ints(at + 4)), displs(a.Ints(at + 5)), recv_type(Type(a.Int(at + 6))) {}
  void* send;
  int send_count;
  MPI_Datatype send_type;
  void* recv;
  int* counts;
  int* displs;
  MPI_Datatype recv_type;
};

int Gatherv(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  Pieces p(a, at);
  const int root = a.Int(at + 7);
  return request ? MPI_Igatherv(p.send, p.send_count, p.send_type, p.recv, p.counts, p.displs, p.recv_type, root, comm, request)
                 : MPI_Gatherv(p.send, p.send_count, p.send_type, p.recv, p.counts, p.displs, p.recv_type, root, comm);
}

int Allgatherv(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  Pieces p(a, at);
  return request ? MPI_Iallgatherv(p.send, p.send_count, p.send_type, p.recv, p.counts, p.displs, p.recv_type, comm, request)
                 : MPI_Allgatherv(p.send, p.send_count, p.send_type, p.recv, p.counts, p.displs, p.recv_type, comm);
}

// (data, buffer, count, type, op, root)
int Reduce(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  void* send = a.AddressOrInPlace(at);
  void* recv = a.Address(at + 1);
  const int count = a.Int(at + 2);
  MPI_Datatype type = Type(a.Int(at + 3));
  MPI_Op op = Operation(a.Int(at + 4));
  const int root = a.Int(at + 5);
  return request ? MPI_Ireduce(send, recv, count, type, op, root, comm, request) : MPI_Reduce(send, recv, count, type, op, root, comm);
}

// (data, buffer, count, type, op)
int Allreduce(const Args& a, int at, MPI_Comm comm, MPI_Request* request) {
  void* send = a.AddressOrInPlace(at);
  void* recv = a.Address(at + 1);
  const int count = a.Int(at + 2);
  MPI_Datatype type = Type(a.Int(at + 3));
  MPI_Op op = Operation(a.Int(at + 4));
  return request ? MPI_Iallreduce(send, recv, count, type, op, comm, request) : MPI_Allreduce(send, recv, count, type, op, comm);
}

template <int (*Call)(const Args&, int, MPI_Comm, MPI_Request*)>
void Both(napi_env env, napi_value exports, const std::string& name) {
  Export(env, exports, (name + "Sync").c_str(), Blocking<Call>);
  Export(env, exports, ("i" + name).c_str(), Nonblocking<Call>);
}

}  // namespace

napi_value ExportCollectives(napi_env env, napi_value exports) {
  Both<Barrier>(env, exports, "barrier");
  Both<Bcast>(env, exports, "bcast");
  Both<Scatter>(env, exports, "scatter");
  Both<Scatterv>(env, exports, "scatterv");
  Both<Gather>(env, exports, "gather");
  Both<Gatherv>(env, exports, "gatherv");
  Both<Allgather>(env, exports, "allgather");
  Both<Allgatherv>(env, exports, "allgatherv");
  Both<Alltoall>(env, exports, "alltoall");
  Both<Reduce>(env, exports, "reduce");
  Both<Allreduce>(env, exports, "allreduce");
  return exports;
}

}  // namespace sister
