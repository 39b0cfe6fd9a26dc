// PocketSphinx (5prealpha, as Debian has it) for Node: a recognizer of words, and an aligner of known words.
//
// A fatal error of the library ends the process: this addon is for child processes (src/speech/child/).
#include "open_decoder.h"

static Napi::Object ExportClasses(Napi::Env env, Napi::Object exports) {
  exports.Set("Decoder", DefineDecoder(env));
  exports.Set("Aligner", DefineAligner(env));
  return exports;
}

NODE_API_MODULE(sister_pocketsphinx, ExportClasses)
