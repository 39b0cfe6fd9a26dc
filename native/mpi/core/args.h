// Arguments of a call from TypeScript. TypeScript has already checked them; this only reads them, as fast as Node-API
// allows.
#ifndef SISTER_MPI_ARGS_H
#define SISTER_MPI_ARGS_H

#include <string>
#include <vector>

#include "core/library.h"

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

  // A whole number of more than 32 bits; exact up to 2^53.
  int64_t Long(int i) const {
    double value = 0;
    napi_get_value_double(env_, values_[i], &value);
    return static_cast<int64_t>(value);
  }

  // Address of the first element of a typed array; null for null.
  void* Address(int i) const {
    void* data = nullptr;
    if (napi_get_typedarray_info(env_, values_[i], nullptr, nullptr, &data, nullptr, nullptr) != napi_ok) return nullptr;
    return data;
  }

  // Like Address, and MPI_IN_PLACE for `true`.
  void* AddressOrInPlace(int i) const {
    bool in_place = false;
    if (napi_get_value_bool(env_, values_[i], &in_place) == napi_ok && in_place) return MPI_IN_PLACE;
    return Address(i);
  }

  // An Int32Array; null for null.
  int* Ints(int i) const { return static_cast<int*>(Address(i)); }
  // A Float64Array; null for null.
  double* Doubles(int i) const { return static_cast<double*>(Address(i)); }

  // Number of elements of a typed array; 0 for null.
  int Length(int i) const {
    size_t length = 0;
    napi_get_typedarray_info(env_, values_[i], nullptr, &length, nullptr, nullptr, nullptr);
    return static_cast<int>(length);
  }

  // Like Length, for more elements than an int counts.
  int64_t LongLength(int i) const {
    size_t length = 0;
    napi_get_typedarray_info(env_, values_[i], nullptr, &length, nullptr, nullptr, nullptr);
    return static_cast<int64_t>(length);
  }

  // A Float64Array of addresses or of displacements in bytes.
  std::vector<MPI_Aint> Aints(int i) const {
    const double* at = Doubles(i);
    return std::vector<MPI_Aint>(at, at + Length(i));
  }

  std::string String(int i) const { return Text(values_[i]); }

  // An array of strings.
  std::vector<std::string> Strings(int i) const {
    uint32_t length = 0;
    napi_get_array_length(env_, values_[i], &length);
    std::vector<std::string> texts;
    for (uint32_t at = 0; at < length; at++) {
      napi_value value;
      napi_get_element(env_, values_[i], at, &value);
      texts.push_back(Text(value));
    }
    return texts;
  }

  napi_value Value(int i) const { return values_[i]; }
  napi_env env() const { return env_; }

 private:
  std::string Text(napi_value value) const {
    size_t length = 0;
    if (napi_get_value_string_utf8(env_, value, nullptr, 0, &length) != napi_ok) return "";
    std::string text(length, '\0');
    napi_get_value_string_utf8(env_, value, &text[0], length + 1, &length);
    return text;
  }

  static constexpr size_t kMost = 16;
  napi_env env_;
  napi_value values_[kMost];
};

inline napi_value Number(napi_env env, int32_t value) {
  napi_value result;
  napi_create_int32(env, value, &result);
  return result;
}

inline napi_value Double(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

inline napi_value Text(napi_env env, const char* text, size_t length = NAPI_AUTO_LENGTH) {
  napi_value result;
  napi_create_string_utf8(env, text, length, &result);
  return result;
}

inline void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace sister

#endif
