// A decoder with a language model. It is loaded once and recognizes one piece of audio at a time, off the event loop.
#include "open_decoder.h"

#include <atomic>
#include <string>
#include <vector>

namespace {

struct HeardWord {
  std::string word;
  int start_frame;
  int end_frame;
  double posterior;
};

class RecognizeWorker : public Napi::AsyncWorker {
 public:
  RecognizeWorker(Napi::Env env, ps_decoder_t* decoder, std::vector<int16_t> samples, std::atomic<bool>* busy)
      : Napi::AsyncWorker(env), decoder_(decoder), samples_(std::move(samples)), busy_(busy), deferred_(Napi::Promise::Deferred::New(env)) {}

  Napi::Promise Promise() { return deferred_.Promise(); }

  void Execute() override {
    // A new stream for each piece and one call for all of its audio, so that the cepstral mean depends only on this
    // piece. A single call with full_utt 0 would leave the decoder in live mean mode for good, and words would depend
    // on earlier audio.
    if (ps_start_stream(decoder_) < 0 || ps_start_utt(decoder_) < 0) return SetError("PocketSphinx could not begin an utterance");
    const int done = ps_process_raw(decoder_, samples_.data(), samples_.size(), FALSE, TRUE);
    if (ps_end_utt(decoder_) < 0 || done < 0) return SetError("PocketSphinx could not decode the audio");
    logmath_t* logmath = ps_get_logmath(decoder_);
    for (ps_seg_t* seg = ps_seg_iter(decoder_); seg != nullptr; seg = ps_seg_next(seg)) {
      HeardWord heard;
      heard.word = ps_seg_word(seg);
      ps_seg_frames(seg, &heard.start_frame, &heard.end_frame);
      heard.posterior = logmath_exp(logmath, ps_seg_prob(seg, nullptr, nullptr, nullptr));
      words_.push_back(heard);
    }
  }

  void OnOK() override {
    *busy_ = false;
    Napi::HandleScope scope(Env());
    Napi::Array list = Napi::Array::New(Env(), words_.size());
    for (size_t i = 0; i < words_.size(); i++) {
      Napi::Array one = Napi::Array::New(Env(), 4);
      one.Set(0u, words_[i].word);
      one.Set(1u, words_[i].start_frame);
      one.Set(2u, words_[i].end_frame);
      one.Set(3u, words_[i].posterior);
      list.Set(static_cast<uint32_t>(i), one);
    }
    deferred_.Resolve(list);
  }

  void OnError(const Napi::Error& error) override {
    *busy_ = false;
    deferred_.Reject(error.Value());
  }

 private:
  ps_decoder_t* decoder_;
  std::vector<int16_t> samples_;
  std::atomic<bool>* busy_;
  Napi::Promise::Deferred deferred_;
  std::vector<HeardWord> words_;
};

class Decoder : public Napi::ObjectWrap<Decoder> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Decoder", {InstanceMethod<&Decoder::Recognize>("recognize")});
  }

  // new Decoder([name, value, name, value, …])
  explicit Decoder(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Decoder>(info) {
    decoder_ = OpenDecoder(info);
  }

  ~Decoder() override {
    if (decoder_ != nullptr) ps_free(decoder_);
  }

 private:
  // recognize(samples: Int16Array): Promise<[word, startFrame, endFrame, posterior][]>
  Napi::Value Recognize(const Napi::CallbackInfo& info) {
    if (busy_.exchange(true)) throw Napi::Error::New(info.Env(), "a decoder recognizes only one piece of audio at a time");
    Napi::Int16Array samples = info[0].As<Napi::Int16Array>();
    std::vector<int16_t> copy(samples.Data(), samples.Data() + samples.ElementLength());
    auto* worker = new RecognizeWorker(info.Env(), decoder_, std::move(copy), &busy_);
    Napi::Promise promise = worker->Promise();
    worker->Queue();
    return promise;
  }

  ps_decoder_t* decoder_ = nullptr;
  std::atomic<bool> busy_{false};
};

}  // namespace

Napi::Function DefineDecoder(Napi::Env env) { return Decoder::Define(env); }
