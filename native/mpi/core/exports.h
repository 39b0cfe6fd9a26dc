// The functions that add each file's exports to the addon: see addon.cc.
#ifndef SISTER_MPI_EXPORTS_H
#define SISTER_MPI_EXPORTS_H

#include "core/library.h"

namespace sister {

napi_value ExportEnvironment(napi_env env, napi_value exports);
napi_value ExportLargePages(napi_env env, napi_value exports);

// One for each file of objects/.
napi_value ExportCollectives(napi_env env, napi_value exports);
napi_value ExportCommunicator(napi_env env, napi_value exports);
napi_value ExportDatatype(napi_env env, napi_value exports);
napi_value ExportFile(napi_env env, napi_value exports);
napi_value ExportGroup(napi_env env, napi_value exports);
napi_value ExportInfo(napi_env env, napi_value exports);
napi_value ExportOperation(napi_env env, napi_value exports);
napi_value ExportPacking(napi_env env, napi_value exports);
napi_value ExportPointToPoint(napi_env env, napi_value exports);
napi_value ExportProcess(napi_env env, napi_value exports);
napi_value ExportRequest(napi_env env, napi_value exports);
napi_value ExportTopology(napi_env env, napi_value exports);
napi_value ExportWindow(napi_env env, napi_value exports);

}  // namespace sister

#endif
