// The MPI environment: see environment.cc.
#ifndef SISTER_MPI_ENVIRONMENT_H
#define SISTER_MPI_ENVIRONMENT_H

#include "library.h"

namespace sister {

// "MPI_ERR_TRUNCATE" for MPI_ERR_TRUNCATE.
const char* ErrorClassName(int error_class);

napi_value ExportEnvironment(napi_env env, napi_value exports);
napi_value ExportPointToPoint(napi_env env, napi_value exports);
napi_value ExportCollectives(napi_env env, napi_value exports);

}  // namespace sister

#endif
