// A decoder without a language model that finds when the words of a known text are spoken. Runs off the event loop.
//
// The text is a chain of tokens, each with alternatives: "1,900" may be spoken "nineteen hundred" or "one thousand nine
// hundred". The chain becomes a finite state grammar in which every path speaks all tokens in order. The library finds
// the likeliest path.
#include "open_decoder.h"

#include <sphinxbase/fsg_model.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <atomic>
#include <string>
#include <vector>

namespace {

using Alternative = std::vector<std::string>;
using Token = std::vector<Alternative>;

struct AlignedWord {
  std::string word;
  int start_frame;
  int end_frame;
  int acoustic_score;
};

// The name of the decoder's only search.
constexpr char kSearch[] = "words";

class AlignWorker : public Napi::AsyncWorker {
 public:
  AlignWorker(Napi::Env env, ps_decoder_t* decoder, std::vector<int16_t> samples, std::vector<Token> tokens, double beam, std::atomic<bool>* busy)
      : Napi::AsyncWorker(env),
        decoder_(decoder),
        samples_(std::move(samples)),
        tokens_(std::move(tokens)),
        beam_(beam),
        busy_(busy),
        deferred_(Napi::Promise::Deferred::New(env)) {}

  Napi::Promise Promise() { return deferred_.Promise(); }

  void Execute() override {
    // A search reads its beams when it is created.
    for (const char* name : {"-beam", "-pbeam", "-wbeam"}) cmd_ln_set_float_r(ps_get_config(decoder_), name, beam_);
    fsg_model_t* grammar = Grammar();
    const bool set = ps_set_fsg(decoder_, kSearch, grammar) >= 0;
    fsg_model_free(grammar);
    if (!set) return SetError("PocketSphinx rejects the words as a grammar");
    if (ps_set_search(decoder_, kSearch) < 0) {
      ps_unset_search(decoder_, kSearch);
      return SetError("PocketSphinx rejects the words as a search");
    }
    Align();
    // The search's history and phone tree take up to 200 MB, so they are freed before the next text.
    ps_unset_search(decoder_, kSearch);
#ifdef __GLIBC__
    malloc_trim(0);
#endif
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
      one.Set(3u, words_[i].acoustic_score);
      list.Set(static_cast<uint32_t>(i), one);
    }
    deferred_.Resolve(list);
  }

  void OnError(const Napi::Error& error) override {
    *busy_ = false;
    deferred_.Reject(error.Value());
  }

 private:
  // States 0 to n are between tokens. Later states are inside alternatives of several words.
  fsg_model_t* Grammar() {
    const int between = static_cast<int>(tokens_.size());
    int states = between + 1;
    for (const Token& token : tokens_)
      for (const Alternative& words : token) states += static_cast<int>(words.size()) - 1;
    fsg_model_t* grammar = fsg_model_init(kSearch, ps_get_logmath(decoder_), 1.0f, states);
    grammar->start_state = 0;
    grammar->final_state = between;
    int inside = between + 1;
    for (int at = 0; at < between; at++) {
      for (const Alternative& words : tokens_[at]) {
        int from = at;
        for (size_t i = 0; i < words.size(); i++) {
          const int to = i + 1 == words.size() ? at + 1 : inside++;
          fsg_model_trans_add(grammar, from, to, 0, fsg_model_word_add(grammar, words[i].c_str()));
          from = to;
        }
      }
    }
    return grammar;
  }

  void Align() {
    // A new stream for each text, and one call for all of its audio, as in decoder.cc.
    if (ps_start_stream(decoder_) < 0 || ps_start_utt(decoder_) < 0) return SetError("PocketSphinx could not begin an utterance");
    const int done = ps_process_raw(decoder_, samples_.data(), samples_.size(), FALSE, TRUE);
    if (ps_end_utt(decoder_) < 0 || done < 0) return SetError("PocketSphinx could not decode the audio");
    for (ps_seg_t* seg = ps_seg_iter(decoder_); seg != nullptr; seg = ps_seg_next(seg)) {
      AlignedWord aligned;
      aligned.word = ps_seg_word(seg);
      ps_seg_frames(seg, &aligned.start_frame, &aligned.end_frame);
      ps_seg_prob(seg, &aligned.acoustic_score, nullptr, nullptr);
      words_.push_back(aligned);
    }
  }

  ps_decoder_t* decoder_;
  std::vector<int16_t> samples_;
  std::vector<Token> tokens_;
  double beam_;
  std::atomic<bool>* busy_;
  Napi::Promise::Deferred deferred_;
  std::vector<AlignedWord> words_;
};

class Aligner : public Napi::ObjectWrap<Aligner> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Aligner",
                       {InstanceMethod<&Aligner::Phones>("phones"), InstanceMethod<&Aligner::Add>("add"), InstanceMethod<&Aligner::Align>("align")});
  }

  // new Aligner([name, value, name, value, …])
  explicit Aligner(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Aligner>(info) {
#ifdef __GLIBC__
    // Work moves between the threads of a pool, and with one arena per thread each would keep the memory of its largest
    // text.
    mallopt(M_ARENA_MAX, 1);
#endif
    decoder_ = OpenDecoder(info);
  }

  ~Aligner() override {
    if (decoder_ != nullptr) ps_free(decoder_);
  }

 private:
  // phones(word: string): string | null
  Napi::Value Phones(const Napi::CallbackInfo& info) {
    RefuseWhileBusy(info.Env());
    char* phones = ps_lookup_word(decoder_, std::string(info[0].ToString()).c_str());
    if (phones == nullptr) return info.Env().Null();
    Napi::Value text = Napi::String::New(info.Env(), phones);
    ckd_free(phones);
    return text;
  }

  // add(word: string, phones: string): boolean. false: the word already exists, or a phone is unknown.
  Napi::Value Add(const Napi::CallbackInfo& info) {
    RefuseWhileBusy(info.Env());
    const std::string word = info[0].ToString(), phones = info[1].ToString();
    return Napi::Boolean::New(info.Env(), ps_add_word(decoder_, word.c_str(), phones.c_str(), FALSE) >= 0);
  }

  // align(samples: Int16Array, tokens: string[][][], beam: number): Promise<[word, startFrame, endFrame,
  // acousticScore][]>
  //
  // Drops paths that are less likely than `beam` times the likeliest one so far; 0: drops none. The result is [] if no
  // path remains at the end.
  Napi::Value Align(const Napi::CallbackInfo& info) {
    RefuseWhileBusy(info.Env());
    Napi::Int16Array samples = info[0].As<Napi::Int16Array>();
    std::vector<int16_t> copy(samples.Data(), samples.Data() + samples.ElementLength());
    std::vector<Token> tokens;
    Napi::Array list = info[1].As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); i++) {
      Token token;
      Napi::Array alternatives = list.Get(i).As<Napi::Array>();
      for (uint32_t j = 0; j < alternatives.Length(); j++) {
        Alternative words;
        Napi::Array texts = alternatives.Get(j).As<Napi::Array>();
        for (uint32_t k = 0; k < texts.Length(); k++) words.push_back(texts.Get(k).ToString());
        if (words.empty()) throw Napi::Error::New(info.Env(), "an alternative has no words");
        token.push_back(std::move(words));
      }
      if (token.empty()) throw Napi::Error::New(info.Env(), "a token has no alternatives");
      tokens.push_back(std::move(token));
    }
    busy_ = true;
    auto* worker = new AlignWorker(info.Env(), decoder_, std::move(copy), std::move(tokens), info[2].ToNumber().DoubleValue(), &busy_);
    Napi::Promise promise = worker->Promise();
    worker->Queue();
    return promise;
  }

  void RefuseWhileBusy(Napi::Env env) {
    if (busy_) throw Napi::Error::New(env, "an aligner aligns only one text at a time");
  }

  ps_decoder_t* decoder_ = nullptr;
  std::atomic<bool> busy_{false};
};

}  // namespace

Napi::Function DefineAligner(Napi::Env env) { return Aligner::Define(env); }
