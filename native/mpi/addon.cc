// The addon: everything by name. src/mpi/native.ts declares it for TypeScript.
#include "environment.h"
#include "progress.h"
#include "tables.h"

static Napi::Object ExportSisterMpi(Napi::Env env, Napi::Object exports) {
  sister::ExportEnvironment(env, exports);
  sister::ExportCommunicator(env, exports);
  sister::ExportDatatype(env, exports);
  sister::ExportRequest(env, exports);
  sister::ExportPointToPoint(env, exports);
  sister::ExportCollectives(env, exports);
  return exports;
}

NODE_API_MODULE(sister_mpi, ExportSisterMpi)
