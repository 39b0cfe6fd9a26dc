// The MPI environment: see environment.cc.
#ifndef SISTER_MPI_ENVIRONMENT_H
#define SISTER_MPI_ENVIRONMENT_H

#include "library.h"

namespace sister {

// "MPI_ERR_TRUNCATE" for MPI_ERR_TRUNCATE.
const char* ErrorClassName(int error_class);

// One for each file of MPI objects: see addon.cc.
napi_value ExportEnvironment(napi_env env, napi_value exports);
napi_value ExportCommunicator(napi_env env, napi_value exports);
napi_value ExportGroup(napi_env env, napi_value exports);
napi_value ExportTopology(napi_env env, napi_value exports);
napi_value ExportDatatype(napi_env env, napi_value exports);
napi_value ExportOperation(napi_env env, napi_value exports);
napi_value ExportPointToPoint(napi_env env, napi_value exports);
napi_value ExportPacking(napi_env env, napi_value exports);
napi_value ExportCollectives(napi_env env, napi_value exports);
napi_value ExportWindow(napi_env env, napi_value exports);
napi_value ExportFile(napi_env env, napi_value exports);
napi_value ExportProcess(napi_env env, napi_value exports);
napi_value ExportMemory(napi_env env, napi_value exports);
napi_value ExportInfo(napi_env env, napi_value exports);

}  // namespace sister

#endif
