// Calls that MPI has no nonblocking form for. Each is written once, as a function that takes its arguments apart and returns what is to be
// called; it is exported twice: `nameSync(…)` answers an MPI error code, `name(slot, …)` runs on the thread for such calls and is delivered
// under the slot. Results go into arrays that TypeScript gives and keeps alive.
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
