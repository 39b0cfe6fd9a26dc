// Collectives. Each has a blocking form (`…Sync`, which returns an MPI error code, or nothing on success) and a
// nonblocking form (`i…`, which returns as post.h says, with the arguments slot and spin before the others).
// Collectives among neighbours have the same forms.
#include "core/exports.h"
#include "fast-path/remembered.h"
#include "progress/post.h"

namespace sister {

namespace {

// The buffers of the last blocking collectives. `false` in place of a buffer stands for these.
SISTER_PER_THREAD RememberedBuffers remembered;

// The context of a collective call, so that each collective is written once. Its arguments begin at `at`. `request` is
// null in the blocking form. `kept` holds what the call needs until it is complete.
struct Where {
  const Args& a;
  int at;
  MPI_Comm comm;
  MPI_Request* request;
  Kept& kept;
  // Bytes of long messages. They travel in fragments that need both ranks, so the engine must poll for as long as they
  // take.
  int64_t bytes = 0;

  // The send and the receive buffer: an address, null, or MPI_IN_PLACE for `true`.
  void* Sent(int i) { return request ? a.AddressOrInPlace(at + i) : Again(at + i, &remembered.sent); }
  void* Received(int i) { return request ? a.AddressOrInPlace(at + i) : Again(at + i, &remembered.received); }

  void Moves(int64_t elements, MPI_Datatype type) {
    if (elements < kLong) return;
    MPI_Count size = 0;
    MPI_Type_size_x(type, &size);
    bytes += elements * size;
  }
  void Moves(const int* counts, int ranks, MPI_Datatype type) {
    int64_t elements = 0;
    for (int i = 0; counts != nullptr && i < ranks; i++) elements += counts[i];
    Moves(elements, type);
  }

 private:
  void* Again(int i, void** last) const {
    bool in_place = false;
    if (napi_get_value_bool(a.env(), a.Value(i), &in_place) == napi_ok) return in_place ? MPI_IN_PLACE : *last;
    void* data = a.Address(i);
    if (data != nullptr) *last = data;
    return data;
  }

  static constexpr int64_t kLong = int64_t{1} << 20;
};

template <int (*Call)(Where&)>
napi_value Blocking(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Kept kept;
  Where where{args, 1, Comm(args.Int(0)), nullptr, kept};
  Serialized serialized;
  const int error = Call(where);
  // Returns nothing on success, because making a number costs as much as the call of this function.
  return error == MPI_SUCCESS ? nullptr : Number(env, error);
}

template <int (*Call)(Where&)>
napi_value Nonblocking(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Request request = MPI_REQUEST_NULL;
  Kept kept;
  Where where{args, 3, Comm(args.Int(2)), &request, kept};
  int error;
  {
    Serialized serialized;
    error = Call(where);
  }
  if (error == MPI_SUCCESS && !kept.empty()) Own(args.Int(0), std::make_shared<Kept>(std::move(kept)));
  return Posted(args.env(), error, args.Int(0), request, Kind::kCollective, args.Int(1) != 0, where.bytes);
}

// A count and a datatype. Small counts, which are nearly all, need nothing in `kept`.
struct Elements {
  Elements(Where& w, int i) : count(static_cast<int>(w.a.Long(w.at + i))), type(Type(w.a.Int(w.at + i + 1))) {
    const int64_t all = w.a.Long(w.at + i);
    w.Moves(all, type);
    if (all <= INT_MAX) return;
    const Counted& counted = w.kept.Count(all, type);
    count = counted.count;
    type = counted.type;
  }
  int count;
  MPI_Datatype type;
};

int Barrier(Where& w) { return w.request ? MPI_Ibarrier(w.comm, w.request) : MPI_Barrier(w.comm); }

// (data, count, type, root)
int Bcast(Where& w) {
  void* data = w.Sent(0);
  const Elements e(w, 1);
  const int root = RankIn(w.a.Int(w.at + 3));
  return w.request ? MPI_Ibcast(data, e.count, e.type, root, w.comm, w.request) : MPI_Bcast(data, e.count, e.type, root, w.comm);
}

// Send and receive buffers that are both plain blocks: (data, count, type, buffer, count, type, root)
struct Blocks {
  explicit Blocks(Where& w) : send(w.Sent(0)), s(w, 1), recv(w.Received(3)), r(w, 4) {}
  void* send;
  Elements s;
  void* recv;
  Elements r;
};

// The root is the last argument; AllBlocks ignores it.
template <auto Block, auto Post>
int RootedBlocks(Where& w) {
  Blocks b(w);
  const int root = RankIn(w.a.Int(w.at + 6));
  return w.request ? Post(b.send, b.s.count, b.s.type, b.recv, b.r.count, b.r.type, root, w.comm, w.request)
                   : Block(b.send, b.s.count, b.s.type, b.recv, b.r.count, b.r.type, root, w.comm);
}

template <auto Block, auto Post>
int AllBlocks(Where& w) {
  Blocks b(w);
  return w.request ? Post(b.send, b.s.count, b.s.type, b.recv, b.r.count, b.r.type, w.comm, w.request)
                   : Block(b.send, b.s.count, b.s.type, b.recv, b.r.count, b.r.type, w.comm);
}

// (data, counts, displs, type, buffer, count, type, root)
int Scatterv(Where& w) {
  void* send = w.a.Address(w.at);
  int* counts = w.a.Ints(w.at + 1);
  int* displs = w.a.Ints(w.at + 2);
  MPI_Datatype type = Type(w.a.Int(w.at + 3));
  w.Moves(counts, w.a.Length(w.at + 1), type);
  void* recv = w.a.AddressOrInPlace(w.at + 4);
  const Elements r(w, 5);
  const int root = RankIn(w.a.Int(w.at + 7));
  return w.request ? MPI_Iscatterv(send, counts, displs, type, recv, r.count, r.type, root, w.comm, w.request)
                   : MPI_Scatterv(send, counts, displs, type, recv, r.count, r.type, root, w.comm);
}

// A block to send and pieces to receive: (data, count, type, buffer, counts, displs, type, root)
struct Pieces {
  explicit Pieces(Where& w)
      : send(w.a.AddressOrInPlace(w.at)), s(w, 1), recv(w.a.Address(w.at + 3)), counts(w.a.Ints(w.at + 4)), displs(w.a.Ints(w.at + 5)),
        type(Type(w.a.Int(w.at + 6))) {
    w.Moves(counts, w.a.Length(w.at + 4), type);
  }
  void* send;
  Elements s;
  void* recv;
  int* counts;
  int* displs;
  MPI_Datatype type;
};

int Gatherv(Where& w) {
  Pieces p(w);
  const int root = RankIn(w.a.Int(w.at + 7));
  return w.request ? MPI_Igatherv(p.send, p.s.count, p.s.type, p.recv, p.counts, p.displs, p.type, root, w.comm, w.request)
                   : MPI_Gatherv(p.send, p.s.count, p.s.type, p.recv, p.counts, p.displs, p.type, root, w.comm);
}

template <auto Block, auto Post>
int AllPieces(Where& w) {
  Pieces p(w);
  return w.request ? Post(p.send, p.s.count, p.s.type, p.recv, p.counts, p.displs, p.type, w.comm, w.request)
                   : Block(p.send, p.s.count, p.s.type, p.recv, p.counts, p.displs, p.type, w.comm);
}

// (data, counts, displs, type, buffer, counts, displs, type)
template <auto Block, auto Post>
int AllToAllV(Where& w) {
  void* send = w.a.AddressOrInPlace(w.at);
  int* send_counts = w.a.Ints(w.at + 1);
  int* send_displs = w.a.Ints(w.at + 2);
  MPI_Datatype send_type = Type(w.a.Int(w.at + 3));
  void* recv = w.a.Address(w.at + 4);
  int* recv_counts = w.a.Ints(w.at + 5);
  int* recv_displs = w.a.Ints(w.at + 6);
  MPI_Datatype recv_type = Type(w.a.Int(w.at + 7));
  w.Moves(send_counts, w.a.Length(w.at + 1), send_type);
  w.Moves(recv_counts, w.a.Length(w.at + 5), recv_type);
  return w.request ? Post(send, send_counts, send_displs, send_type, recv, recv_counts, recv_displs, recv_type, w.comm, w.request)
                   : Block(send, send_counts, send_displs, send_type, recv, recv_counts, recv_displs, recv_type, w.comm);
}

// (data, counts, displs in bytes, types, buffer, counts, displs in bytes, types). The standard requires the arrays of
// types to live as long as the call.
int Alltoallw(Where& w) {
  const int sent = w.a.Length(w.at + 3);
  const int received = w.a.Length(w.at + 7);
  void* send = w.a.AddressOrInPlace(w.at);
  int* send_counts = w.a.Ints(w.at + 1);
  int* send_displs = w.a.Ints(w.at + 2);
  const MPI_Datatype* send_types = w.kept.Types(w.a.Ints(w.at + 3), sent);
  void* recv = w.a.Address(w.at + 4);
  int* recv_counts = w.a.Ints(w.at + 5);
  int* recv_displs = w.a.Ints(w.at + 6);
  const MPI_Datatype* recv_types = w.kept.Types(w.a.Ints(w.at + 7), received);
  return w.request ? MPI_Ialltoallw(send, send_counts, send_displs, send_types, recv, recv_counts, recv_displs, recv_types, w.comm, w.request)
                   : MPI_Alltoallw(send, send_counts, send_displs, send_types, recv, recv_counts, recv_displs, recv_types, w.comm);
}

// Like Alltoallw, but MPI takes displacements as addresses, so they are a Float64Array.
int NeighborAlltoallw(Where& w) {
  void* send = w.a.Address(w.at);
  int* send_counts = w.a.Ints(w.at + 1);
  const MPI_Aint* send_displs = w.kept.Aints(w.a.Aints(w.at + 2)).data();
  const MPI_Datatype* send_types = w.kept.Types(w.a.Ints(w.at + 3), w.a.Length(w.at + 3));
  void* recv = w.a.Address(w.at + 4);
  int* recv_counts = w.a.Ints(w.at + 5);
  const MPI_Aint* recv_displs = w.kept.Aints(w.a.Aints(w.at + 6)).data();
  const MPI_Datatype* recv_types = w.kept.Types(w.a.Ints(w.at + 7), w.a.Length(w.at + 7));
  return w.request ? MPI_Ineighbor_alltoallw(send, send_counts, send_displs, send_types, recv, recv_counts, recv_displs, recv_types, w.comm,
                                             w.request)
                   : MPI_Neighbor_alltoallw(send, send_counts, send_displs, send_types, recv, recv_counts, recv_displs, recv_types, w.comm);
}

// (data, buffer, count, type, op, root). TypeScript splits counts beyond an int.
struct Reduction {
  explicit Reduction(Where& w)
      : send(w.Sent(0)), recv(w.Received(1)), count(w.a.Int(w.at + 2)), type(Type(w.a.Int(w.at + 3))),
        op(Operation(w.a.Int(w.at + 4))) {
    // The data goes both ways, and the operation takes time too.
    w.Moves(int64_t{2} * count, type);
  }
  void* send;
  void* recv;
  int count;
  MPI_Datatype type;
  MPI_Op op;
};

int Reduce(Where& w) {
  Reduction r(w);
  const int root = RankIn(w.a.Int(w.at + 5));
  return w.request ? MPI_Ireduce(r.send, r.recv, r.count, r.type, r.op, root, w.comm, w.request)
                   : MPI_Reduce(r.send, r.recv, r.count, r.type, r.op, root, w.comm);
}

// allreduce, scan, exscan, reduceScatterBlock
template <auto Block, auto Post>
int AllReduction(Where& w) {
  Reduction r(w);
  return w.request ? Post(r.send, r.recv, r.count, r.type, r.op, w.comm, w.request)
                   : Block(r.send, r.recv, r.count, r.type, r.op, w.comm);
}

// (data, buffer, counts, type, op)
int ReduceScatter(Where& w) {
  void* send = w.a.AddressOrInPlace(w.at);
  void* recv = w.a.Address(w.at + 1);
  int* counts = w.a.Ints(w.at + 2);
  MPI_Datatype type = Type(w.a.Int(w.at + 3));
  MPI_Op op = Operation(w.a.Int(w.at + 4));
  return w.request ? MPI_Ireduce_scatter(send, recv, counts, type, op, w.comm, w.request)
                   : MPI_Reduce_scatter(send, recv, counts, type, op, w.comm);
}

template <int (*Call)(Where&)>
void Both(napi_env env, napi_value exports, const std::string& name) {
  Export(env, exports, (name + "Sync").c_str(), Blocking<Call>);
  Export(env, exports, ("i" + name).c_str(), Nonblocking<Call>);
}

}  // namespace

napi_value ExportCollectives(napi_env env, napi_value exports) {
  Both<Barrier>(env, exports, "barrier");
  Both<Bcast>(env, exports, "bcast");
  Both<RootedBlocks<MPI_Scatter, MPI_Iscatter>>(env, exports, "scatter");
  Both<Scatterv>(env, exports, "scatterv");
  Both<RootedBlocks<MPI_Gather, MPI_Igather>>(env, exports, "gather");
  Both<Gatherv>(env, exports, "gatherv");
  Both<AllBlocks<MPI_Allgather, MPI_Iallgather>>(env, exports, "allgather");
  Both<AllPieces<Allgatherv, Iallgatherv>>(env, exports, "allgatherv");
  Both<AllBlocks<MPI_Alltoall, MPI_Ialltoall>>(env, exports, "alltoall");
  Both<AllToAllV<MPI_Alltoallv, MPI_Ialltoallv>>(env, exports, "alltoallv");
  Both<Alltoallw>(env, exports, "alltoallw");
  Both<Reduce>(env, exports, "reduce");
  Both<AllReduction<MPI_Allreduce, MPI_Iallreduce>>(env, exports, "allreduce");
  Both<AllReduction<MPI_Scan, MPI_Iscan>>(env, exports, "scan");
  Both<AllReduction<MPI_Exscan, MPI_Iexscan>>(env, exports, "exscan");
  Both<AllReduction<MPI_Reduce_scatter_block, MPI_Ireduce_scatter_block>>(env, exports, "reduceScatterBlock");
  Both<ReduceScatter>(env, exports, "reduceScatter");
  Both<AllBlocks<MPI_Neighbor_allgather, MPI_Ineighbor_allgather>>(env, exports, "neighborAllgather");
  Both<AllPieces<MPI_Neighbor_allgatherv, MPI_Ineighbor_allgatherv>>(env, exports, "neighborAllgatherv");
  Both<AllBlocks<MPI_Neighbor_alltoall, MPI_Ineighbor_alltoall>>(env, exports, "neighborAlltoall");
  Both<AllToAllV<MPI_Neighbor_alltoallv, MPI_Ineighbor_alltoallv>>(env, exports, "neighborAlltoallv");
  Both<NeighborAlltoallw>(env, exports, "neighborAlltoallw");
  return exports;
}

}  // namespace sister
