// Arguments of a call from TypeScript. The TypeScript layer has checked them: here they are only taken apart, as fast as Node-API can.
#ifndef SISTER_MPI_ARGS_H
#define SISTER_MPI_ARGS_H

#include "library.h"

namespace sister {

class Args {
 public:
  Args(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = kMost;
    napi_get_cb_info(env, info, &count, values_, nullptr, nullptr);
  }

  int Int(int i) const {
    int32_t value = 0;
    napi_get_value_int32(env_, values_[i], &value);
    return value;
  }

  // Address of a typed array's first element; null for null.
  void* Address(int i) const {
    void* data = nullptr;
    if (napi_get_typedarray_info(env_, values_[i], nullptr, nullptr, &data, nullptr, nullptr) != napi_ok) return nullptr;
    return data;
  }

  // As Address, and MPI_IN_PLACE for `true`.
  void* AddressOrInPlace(int i) const {
    bool in_place = false;
    if (napi_get_value_bool(env_, values_[i], &in_place) == napi_ok && in_place) return MPI_IN_PLACE;
    return Address(i);
  }

  // An Int32Array of counts or displacements; null for null.
  int* Ints(int i) const { return static_cast<int*>(Address(i)); }

  napi_value Value(int i) const { return values_[i]; }
  napi_env env() const { return env_; }

 private:
  static constexpr size_t kMost = 14;
  napi_env env_;
  napi_value values_[kMost];
};

inline napi_value Number(napi_env env, int32_t value) {
  napi_value result;
  napi_create_int32(env, value, &result);
  return result;
}

inline void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace sister

#endif
