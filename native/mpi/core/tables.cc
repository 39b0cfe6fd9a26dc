// The tables of handles, made at first use: predefined handles are addresses in Open MPI and constants in MPICH.
#include "core/tables.h"

namespace sister {

namespace {

// A table that is never destroyed.
template <class Handle>
Table<Handle>* Make(Handle none) {
  return new Table<Handle>(none);
}

Table<MPI_Datatype>* MakeTypes() {
  auto* types = Make<MPI_Datatype>(MPI_DATATYPE_NULL);
  // In the order of src/mpi/datatype/datatype.ts.
  for (MPI_Datatype type : {MPI_BYTE, MPI_INT8_T, MPI_UINT8_T, MPI_INT16_T, MPI_UINT16_T, MPI_INT32_T, MPI_UINT32_T, MPI_INT64_T, MPI_UINT64_T,
                            MPI_FLOAT, MPI_DOUBLE, MPI_CHAR, MPI_C_BOOL, MPI_C_FLOAT_COMPLEX, MPI_C_DOUBLE_COMPLEX, MPI_FLOAT_INT, MPI_DOUBLE_INT,
                            MPI_2INT, MPI_SHORT_INT, MPI_LONG_INT, MPI_AINT, MPI_OFFSET, MPI_COUNT, MPI_PACKED, MPI_LONG_DOUBLE, MPI_WCHAR})
    types->Add(type);
  return types;
}

}  // namespace

Table<MPI_Comm>& Comms() {
  static auto* table = Make<MPI_Comm>(MPI_COMM_NULL);
  return *table;
}
Table<MPI_Datatype>& Types() {
  static auto* table = MakeTypes();
  return *table;
}
Table<MPI_Group>& Groups() {
  static auto* table = Make<MPI_Group>(MPI_GROUP_NULL);
  return *table;
}
Table<MPI_Info>& Infos() {
  static auto* table = Make<MPI_Info>(MPI_INFO_NULL);
  return *table;
}
Table<MPI_Win>& Windows() {
  static auto* table = Make<MPI_Win>(MPI_WIN_NULL);
  return *table;
}
Table<MPI_File>& Files() {
  static auto* table = Make<MPI_File>(MPI_FILE_NULL);
  return *table;
}
Table<MPI_Request>& Persistents() {
  static auto* table = Make<MPI_Request>(MPI_REQUEST_NULL);
  return *table;
}

}  // namespace sister
