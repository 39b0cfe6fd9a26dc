// PocketSphinx (5prealpha, as in Debian) for Node.js: a recognizer of words, and an aligner of known words.
//
// A fatal error of the library ends the process, so only child processes load this addon (src/speech/child/).
#include "open_decoder.h"

static Napi::Object ExportClasses(Napi::Env env, Napi::Object exports) {
  exports.Set("Decoder", DefineDecoder(env));
  exports.Set("Aligner", DefineAligner(env));
  return exports;
}

NODE_API_MODULE(sister_pocketsphinx, ExportClasses)
