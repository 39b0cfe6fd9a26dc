// Requests, which TypeScript identifies by their slots.
#include "core/args.h"
#include "core/exports.h"
#include "progress/progress.h"
#include "core/tables.h"

namespace sister {

namespace {

napi_value RequestTest(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, TestNow(args.Int(0)));
}

napi_value RequestWait(napi_env env, napi_callback_info info) {
  Args args(env, info);
  WaitNow(args.Int(0));
  return nullptr;
}

napi_value RequestCancel(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, Cancel(args.Int(0)));
}

// testAll(): tests all requests once. Returns the number of outcomes in the shared array, which the caller delivers.
napi_value RequestTestAll(napi_env env, napi_callback_info) { return Number(env, TestAll()); }

// requestSetRef(slot, 0 or 1)
napi_value RequestSetRef(napi_env env, napi_callback_info info) {
  Args args(env, info);
  SetRef(args.Int(0), args.Int(1) != 0);
  return nullptr;
}

}  // namespace

napi_value ExportRequest(napi_env env, napi_value exports) {
  Export(env, exports, "requestTest", RequestTest);
  Export(env, exports, "requestWait", RequestWait);
  Export(env, exports, "testAll", RequestTestAll);
  Export(env, exports, "requestCancel", RequestCancel);
  Export(env, exports, "requestSetRef", RequestSetRef);
  return exports;
}

}  // namespace sister
