// Predefined operations.
#include "tables.h"

namespace sister {

MPI_Op Operation(int index) {
  // In the order of src/mpi/op.ts.
  static const MPI_Op operations[] = {MPI_SUM,  MPI_PROD, MPI_MAX, MPI_MIN,  MPI_LAND,
                                      MPI_BAND, MPI_LOR,  MPI_BOR, MPI_LXOR, MPI_BXOR};
  return operations[index];
}

}  // namespace sister
