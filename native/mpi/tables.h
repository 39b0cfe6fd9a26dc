// Handles of MPI as TypeScript knows them: small numbers, indices of tables.
#ifndef SISTER_MPI_TABLES_H
#define SISTER_MPI_TABLES_H

#include "library.h"

namespace sister {

// Communicators. Index 0 is MPI_COMM_WORLD, 1 MPI_COMM_SELF. Added to by the main thread and by the thread for blocking calls; AddComm is
// negative when 65,536 are alive.
MPI_Comm Comm(int index);
int AddComm(MPI_Comm comm);
void RemoveComm(int index);

// Predefined datatypes and operations, in the order of src/mpi/datatype.ts and src/mpi/op.ts.
MPI_Datatype Type(int index);
MPI_Op Operation(int index);

napi_value ExportCommunicator(napi_env env, napi_value exports);
napi_value ExportDatatype(napi_env env, napi_value exports);

}  // namespace sister

#endif
