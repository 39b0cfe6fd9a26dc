// Process topologies: Cartesian, graph, distributed graph.
#include "progress/blocking.h"
#include "core/compat.h"
#include "core/exports.h"
#include "objects/communicator.h"
#include "core/tables.h"

namespace sister {

namespace {

std::vector<int> Vector(const Args& args, int i) { return std::vector<int>(args.Ints(i), args.Ints(i) + args.Length(i)); }


// cartCreate(comm, dims, periods, reorder, result)
Call CartCreate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const auto dims = Vector(args, at + 1);
  const auto periods = Vector(args, at + 2);
  const int reorder = args.Int(at + 3);
  double* result = args.Doubles(at + 4);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Cart_create(comm, static_cast<int>(dims.size()), dims.data(), periods.data(), reorder, &made);
    return StoreComm(made, error, result);
  };
}

// cartSub(comm, remaining dims, result)
Call CartSub(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const auto remaining = Vector(args, at + 1);
  double* result = args.Doubles(at + 2);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Cart_sub(comm, remaining.data(), &made);
    return StoreComm(made, error, result);
  };
}

// graphCreate(comm, index, edges, reorder, result)
Call GraphCreate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const auto index = Vector(args, at + 1);
  const auto edges = Vector(args, at + 2);
  const int reorder = args.Int(at + 3);
  double* result = args.Doubles(at + 4);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Graph_create(comm, static_cast<int>(index.size()), index.data(), edges.data(), reorder, &made);
    return StoreComm(made, error, result);
  };
}

// distGraphCreateAdjacent(comm, sources, source weights, destinations, destination weights, info, reorder, result)
Call DistGraphCreateAdjacent(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const auto sources = Vector(args, at + 1);
  const auto source_weights = Vector(args, at + 2);
  const auto destinations = Vector(args, at + 3);
  const auto destination_weights = Vector(args, at + 4);
  const bool weighted = args.Ints(at + 2) != nullptr;
  MPI_Info hints = InfoAt(args.Int(at + 5));
  const int reorder = args.Int(at + 6);
  double* result = args.Doubles(at + 7);
  return [=] {
    const auto of = [weighted](const std::vector<int>& weights) {
      return !weighted ? MPI_UNWEIGHTED : weights.empty() ? MPI_WEIGHTS_EMPTY : weights.data();
    };
    MPI_Comm made = MPI_COMM_NULL;
    const int error =
        MPI_Dist_graph_create_adjacent(comm, static_cast<int>(sources.size()), sources.data(), of(source_weights),
                                       static_cast<int>(destinations.size()), destinations.data(), of(destination_weights), hints, reorder, &made);
    return StoreComm(made, error, result);
  };
}

// distGraphCreate(comm, sources, degrees, destinations, weights, info, reorder, result)
Call DistGraphCreate(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const auto sources = Vector(args, at + 1);
  const auto degrees = Vector(args, at + 2);
  const auto destinations = Vector(args, at + 3);
  const auto weights = Vector(args, at + 4);
  const bool weighted = args.Ints(at + 4) != nullptr;
  MPI_Info hints = InfoAt(args.Int(at + 5));
  const int reorder = args.Int(at + 6);
  double* result = args.Doubles(at + 7);
  return [=] {
    const int* of = !weighted ? MPI_UNWEIGHTED : weights.empty() ? MPI_WEIGHTS_EMPTY : weights.data();
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Dist_graph_create(comm, static_cast<int>(sources.size()), sources.data(), degrees.data(), destinations.data(), of, hints,
                                            reorder, &made);
    return StoreComm(made, error, result);
  };
}

// topologyOf(comm): 0 none, 1 Cartesian, 2 graph, 3 distributed graph
napi_value TopologyOf(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int kind = MPI_UNDEFINED;
  MPI_Topo_test(Comm(args.Int(0)), &kind);
  return Number(env, kind == MPI_CART ? 1 : kind == MPI_GRAPH ? 2 : kind == MPI_DIST_GRAPH ? 3 : 0);
}

// dimsCreate(nodes, dims: in and out): error code
napi_value DimsCreate(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Dims_create(args.Int(0), args.Length(1), args.Ints(1)));
}

napi_value CartDimensions(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int dimensions = 0;
  MPI_Cartdim_get(Comm(args.Int(0)), &dimensions);
  return Number(env, dimensions);
}

// cartGet(comm, dims, periods, coords): error code
napi_value CartGet(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Cart_get(Comm(args.Int(0)), args.Length(1), args.Ints(1), args.Ints(2), args.Ints(3)));
}

// cartRank(comm, coords): the rank, or -1 minus the error code
napi_value CartRank(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int rank = 0;
  const int error = MPI_Cart_rank(Comm(args.Int(0)), args.Ints(1), &rank);
  return Number(env, error == MPI_SUCCESS ? rank : -1 - error);
}

// cartCoords(comm, rank, coords): error code
napi_value CartCoords(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Cart_coords(Comm(args.Int(0)), args.Int(1), args.Length(2), args.Ints(2)));
}

// cartShift(comm, dimension, displacement, result: source, dest): error code
napi_value CartShift(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int* result = args.Ints(3);
  const int error = MPI_Cart_shift(Comm(args.Int(0)), args.Int(1), args.Int(2), &result[0], &result[1]);
  result[0] = RankOut(result[0]);
  result[1] = RankOut(result[1]);
  return Number(env, error);
}

// cartMap(comm, dims, periods): the rank, UNDEFINED, or -100,000 minus the error code
napi_value CartMap(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int rank = MPI_UNDEFINED;
  const int error = MPI_Cart_map(Comm(args.Int(0)), args.Length(1), args.Ints(1), args.Ints(2), &rank);
  return Number(env, error == MPI_SUCCESS ? rank : -100000 - error);
}

// graphMap(comm, index, edges): like cartMap
napi_value GraphMap(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int rank = MPI_UNDEFINED;
  const int error = MPI_Graph_map(Comm(args.Int(0)), args.Length(1), args.Ints(1), args.Ints(2), &rank);
  return Number(env, error == MPI_SUCCESS ? rank : -100000 - error);
}

// graphSizes(comm, result: nodes, edges): error code
napi_value GraphSizes(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Graphdims_get(Comm(args.Int(0)), &args.Ints(1)[0], &args.Ints(1)[1]));
}

// graphGet(comm, index, edges): error code
napi_value GraphGet(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Graph_get(Comm(args.Int(0)), args.Length(1), args.Length(2), args.Ints(1), args.Ints(2)));
}

// graphNeighborsCount(comm, rank): the number, or -1 minus the error code
napi_value GraphNeighborsCount(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int count = 0;
  const int error = MPI_Graph_neighbors_count(Comm(args.Int(0)), args.Int(1), &count);
  return Number(env, error == MPI_SUCCESS ? count : -1 - error);
}

// graphNeighbors(comm, rank, neighbours): error code
napi_value GraphNeighbors(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Graph_neighbors(Comm(args.Int(0)), args.Int(1), args.Length(2), args.Ints(2)));
}

// distGraphSizes(comm, result: sources, destinations, weighted): error code
napi_value DistGraphSizes(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int* result = args.Ints(1);
  return Number(env, MPI_Dist_graph_neighbors_count(Comm(args.Int(0)), &result[0], &result[1], &result[2]));
}

// distGraphNeighbors(comm, sources, source weights, destinations, destination weights): error code
napi_value DistGraphNeighbors(napi_env env, napi_callback_info info) {
  Args args(env, info);
  // Null if the graph has no weights.
  int* source_weights = args.Ints(2) ? args.Ints(2) : MPI_UNWEIGHTED;
  int* destination_weights = args.Ints(4) ? args.Ints(4) : MPI_UNWEIGHTED;
  return Number(env, MPI_Dist_graph_neighbors(Comm(args.Int(0)), args.Length(1), args.Ints(1), source_weights, args.Length(3), args.Ints(3),
                                              destination_weights));
}

}  // namespace

napi_value ExportTopology(napi_env env, napi_value exports) {
  ExportCall<CartCreate>(env, exports, "cartCreate");
  ExportCall<CartSub>(env, exports, "cartSub");
  ExportCall<GraphCreate>(env, exports, "graphCreate");
  ExportCall<DistGraphCreateAdjacent>(env, exports, "distGraphCreateAdjacent");
  ExportCall<DistGraphCreate>(env, exports, "distGraphCreate");
  Export(env, exports, "topologyOf", TopologyOf);
  Export(env, exports, "dimsCreate", DimsCreate);
  Export(env, exports, "cartDimensions", CartDimensions);
  Export(env, exports, "cartGet", CartGet);
  Export(env, exports, "cartRank", CartRank);
  Export(env, exports, "cartCoords", CartCoords);
  Export(env, exports, "cartShift", CartShift);
  Export(env, exports, "cartMap", CartMap);
  Export(env, exports, "graphMap", GraphMap);
  Export(env, exports, "graphSizes", GraphSizes);
  Export(env, exports, "graphGet", GraphGet);
  Export(env, exports, "graphNeighborsCount", GraphNeighborsCount);
  Export(env, exports, "graphNeighbors", GraphNeighbors);
  Export(env, exports, "distGraphSizes", DistGraphSizes);
  Export(env, exports, "distGraphNeighbors", DistGraphNeighbors);
  return exports;
}

}  // namespace sister
