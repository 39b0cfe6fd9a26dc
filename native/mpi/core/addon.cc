// The addon's exports, by name. src/mpi/addon/native.ts declares them for TypeScript.
#include "core/exports.h"

static Napi::Object ExportSisterMpi(Napi::Env env, Napi::Object exports) {
  sister::ExportEnvironment(env, exports);
  sister::ExportCommunicator(env, exports);
  sister::ExportGroup(env, exports);
  sister::ExportTopology(env, exports);
  sister::ExportDatatype(env, exports);
  sister::ExportOperation(env, exports);
  sister::ExportPointToPoint(env, exports);
  sister::ExportPacking(env, exports);
  sister::ExportCollectives(env, exports);
  sister::ExportWindow(env, exports);
  sister::ExportFile(env, exports);
  sister::ExportProcess(env, exports);
  sister::ExportLargePages(env, exports);
  sister::ExportInfo(env, exports);
  sister::ExportRequest(env, exports);
  return exports;
}

NODE_API_MODULE(sister_mpi, ExportSisterMpi)
