// Calls for which MPI has no nonblocking form. Each is written once, as a function that reads its arguments and returns
// the call. It is exported twice: `nameSync(…)` returns an MPI error code; `name(slot, …)` runs on a thread and
// delivers its outcome under the slot. Results go into arrays that TypeScript provides and keeps alive.
#ifndef SISTER_MPI_BLOCKING_H
#define SISTER_MPI_BLOCKING_H

#include <functional>
#include <string>

#include "core/args.h"
#include "progress/progress.h"

namespace sister {

using Call = std::function<int()>;

template <Call (*Make)(const Args&, int at)>
napi_value CallSync(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Call call = Make(args, 0);
  Serialized serialized;
  return Number(env, call());
}

template <Call (*Make)(const Args&, int at)>
napi_value CallOnThread(napi_env env, napi_callback_info info) {
  Args args(env, info);
  RunBlocking(args.Int(0), Make(args, 1));
  return nullptr;
}

template <Call (*Make)(const Args&, int at)>
void ExportCall(napi_env env, napi_value exports, const std::string& name) {
  Export(env, exports, (name + "Sync").c_str(), CallSync<Make>);
  Export(env, exports, name.c_str(), CallOnThread<Make>);
}

}  // namespace sister

#endif
