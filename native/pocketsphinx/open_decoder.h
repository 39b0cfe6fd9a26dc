// Common code of the addon's classes: opening a decoder of the library with a list of settings.
#pragma once
#include <napi.h>
#include <pocketsphinx.h>
#include <sphinxbase/err.h>

#include <cstdarg>
#include <cstdio>
#include <string>
#include <vector>

// The library logs hundreds of lines about its settings; only errors are useful.
inline void PrintErrors(void*, err_lvl_t level, const char* format, ...) {
  if (level < ERR_ERROR) return;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
}

// settings: [name, value, name, value, …]. Throws if the model cannot be loaded.
inline ps_decoder_t* OpenDecoder(const Napi::CallbackInfo& info) {
  err_set_callback(reinterpret_cast<err_cb_f>(PrintErrors), nullptr);
  // The table of settings bypasses the callback.
  err_set_logfp(fopen("/dev/null", "w"));
  Napi::Array settings = info[0].As<Napi::Array>();
  std::vector<std::string> texts = {"sister"};
  for (uint32_t i = 0; i < settings.Length(); i++) texts.push_back(settings.Get(i).ToString());
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  cmd_ln_t* config = cmd_ln_parse_r(nullptr, ps_args(), static_cast<int32>(argv.size()), argv.data(), TRUE);
  ps_decoder_t* decoder = config == nullptr ? nullptr : ps_init(config);
  if (config != nullptr) cmd_ln_free_r(config);
  if (decoder == nullptr) throw Napi::Error::New(info.Env(), "PocketSphinx could not load its model");
  return decoder;
}

// The classes of the addon, each defined in its own file.
Napi::Function DefineDecoder(Napi::Env env);
Napi::Function DefineAligner(Napi::Env env);
