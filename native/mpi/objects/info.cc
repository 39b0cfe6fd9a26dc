// Info objects: hints by name.
#include "core/args.h"
#include "core/exports.h"
#include "core/tables.h"

namespace sister {

namespace {

napi_value Made(napi_env env, int error, MPI_Info made) { return Number(env, error == MPI_SUCCESS ? Infos().Add(made) : -1 - error); }

napi_value InfoCreate(napi_env env, napi_callback_info) {
  MPI_Info made;
  const int error = MPI_Info_create(&made);
  return Made(env, error, made);
}

napi_value InfoDup(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Info made;
  const int error = MPI_Info_dup(InfoAt(args.Int(0)), &made);
  return Made(env, error, made);
}

// infoSet(info, key, value): error code
napi_value InfoSet(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Info_set(InfoAt(args.Int(0)), args.String(1).c_str(), args.String(2).c_str()));
}

// infoGet(info, key): the value, or null
napi_value InfoGet(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const std::string key = args.String(1);
  int length = 0;
  int found = 0;
  napi_value none;
  napi_get_null(env, &none);
  if (MPI_Info_get_valuelen(InfoAt(args.Int(0)), key.c_str(), &length, &found) != MPI_SUCCESS || !found) return none;
  std::string value(static_cast<size_t>(length) + 1, '\0');
  MPI_Info_get(InfoAt(args.Int(0)), key.c_str(), length, &value[0], &found);
  return found ? Text(env, value.c_str()) : none;
}

// infoDelete(info, key): error code
napi_value InfoDelete(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Info_delete(InfoAt(args.Int(0)), args.String(1).c_str()));
}

// infoKeys(info): array of names
napi_value InfoKeys(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int count = 0;
  MPI_Info_get_nkeys(InfoAt(args.Int(0)), &count);
  napi_value list;
  napi_create_array(env, &list);
  for (int i = 0; i < count; i++) {
    char key[MPI_MAX_INFO_KEY + 1];
    MPI_Info_get_nthkey(InfoAt(args.Int(0)), i, key);
    napi_set_element(env, list, static_cast<uint32_t>(i), Text(env, key));
  }
  return list;
}

napi_value InfoFree(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Info freed = InfoAt(args.Int(0));
  Infos().Remove(args.Int(0));
  return Number(env, MPI_Info_free(&freed));
}

// infoEnv(): index of MPI_INFO_ENV
napi_value InfoEnv(napi_env env, napi_callback_info) {
  static const int index = Infos().Add(MPI_INFO_ENV);
  return Number(env, index);
}

}  // namespace

napi_value ExportInfo(napi_env env, napi_value exports) {
  Export(env, exports, "infoCreate", InfoCreate);
  Export(env, exports, "infoDup", InfoDup);
  Export(env, exports, "infoSet", InfoSet);
  Export(env, exports, "infoGet", InfoGet);
  Export(env, exports, "infoDelete", InfoDelete);
  Export(env, exports, "infoKeys", InfoKeys);
  Export(env, exports, "infoFree", InfoFree);
  Export(env, exports, "infoEnv", InfoEnv);
  return exports;
}

}  // namespace sister
