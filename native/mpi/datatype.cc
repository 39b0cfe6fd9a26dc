// Predefined datatypes.
#include "args.h"
#include "tables.h"

namespace sister {

MPI_Datatype Type(int index) {
  // Built at the first call, not before main(): in Open MPI the handles are addresses, in MPICH constants. In the order of src/mpi/datatype.ts.
  static const MPI_Datatype types[] = {
      MPI_BYTE,     MPI_INT8_T,  MPI_UINT8_T, MPI_INT16_T, MPI_UINT16_T, MPI_INT32_T,
      MPI_UINT32_T, MPI_INT64_T, MPI_UINT64_T, MPI_FLOAT,  MPI_DOUBLE,
  };
  return types[index];
}

static napi_value TypeSize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int size = 0;
  MPI_Type_size(Type(args.Int(0)), &size);
  return Number(env, size);
}

napi_value ExportDatatype(napi_env env, napi_value exports) {
  Export(env, exports, "typeSize", TypeSize);
  return exports;
}

}  // namespace sister
