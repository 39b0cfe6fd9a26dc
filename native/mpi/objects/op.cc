// Predefined operations. JavaScript operations are built above MPI in src/mpi/collectives/js-reduction.ts, because
// JavaScript must not run inside MPI's progress.
#include "core/args.h"
#include "core/count.h"
#include "core/exports.h"
#include "core/tables.h"

namespace sister {

MPI_Op Operation(int index) {
  // In the order of src/mpi/collectives/op.ts.
  static const MPI_Op operations[] = {MPI_SUM,  MPI_PROD, MPI_MAX,  MPI_MIN,    MPI_LAND,   MPI_BAND,    MPI_LOR,
                                      MPI_BOR,  MPI_LXOR, MPI_BXOR, MPI_MINLOC, MPI_MAXLOC, MPI_REPLACE, MPI_NO_OP};
  return operations[index];
}

namespace {

// opCommutative(op): 0 or 1
napi_value OpCommutative(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int commutes = 0;
  MPI_Op_commutative(Operation(args.Int(0)), &commutes);
  return Number(env, commutes);
}

// reduceLocal(data, inout, count, type, op): error code
napi_value ReduceLocal(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Reduce_local(args.Address(0), args.Address(1), args.Int(2), Type(args.Int(3)), Operation(args.Int(4))));
}

}  // namespace

napi_value ExportOperation(napi_env env, napi_value exports) {
  Export(env, exports, "opCommutative", OpCommutative);
  Export(env, exports, "reduceLocal", ReduceLocal);
  return exports;
}

}  // namespace sister
