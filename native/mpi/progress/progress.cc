// Hybrid progress.
//
// MPI makes progress only inside its calls, and offers nothing that the event loop could poll. So pending requests are
// tested by
// 1. the posting call, for some microseconds: a message that is about to arrive costs no turn of the loop;
// 2. the main loop, in its check phase, for 200 us after the last traffic: the lowest latency that leaves the event
//    loop free;
// 3. a thread, which takes over 200 us after the last traffic by its own clock, whether or not the loop turns. It
//    sleeps longer the longer nothing arrives (an eighth of the time waited, at most 1 ms), so a waiting rank costs
//    about 3 % of a core.
//
// Traffic resets the clock, so the sleeps become short again.
//
// One mutex guards the list of entries. No request is ever tested by two threads at once.
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>

#include "fast-path/envelope.h"
#include "progress/engine.h"

namespace sister {

SISTER_PER_THREAD double* g_outcomes = nullptr;
SISTER_PER_THREAD double* g_envelope = nullptr;
SISTER_PER_THREAD Engine* engine = nullptr;

std::recursive_mutex& SerialMutex() {
  static auto* mutex = new std::recursive_mutex;
  return *mutex;
}

bool Overlaps(const Entry& a, const Entry& b) {
  const bool source = a.source == b.source || a.source == MPI_ANY_SOURCE || b.source == MPI_ANY_SOURCE;
  const bool tag = a.tag == b.tag || a.tag == MPI_ANY_TAG || b.tag == MPI_ANY_TAG;
  return a.comm == b.comm && source && tag;
}

// Tests one probe. A matched probe stores its message under a separate number, because its slot is free again before
// the message is received.
bool TestProbe(const Entry& probe, Outcome* outcome) {
  int found = 0;
  int number = 0;
  MPI_Status status{};
  int error;
  if (probe.waiting == Waiting::kMatchedProbe) {
    MPI_Message message = MPI_MESSAGE_NULL;
    error = MPI_Improbe(probe.source, probe.tag, probe.comm, &found, &message, &status);
    if (error == MPI_SUCCESS && found) number = KeepMessage(message);
  } else {
    error = MPI_Iprobe(probe.source, probe.tag, probe.comm, &found, &status);
  }
  if (error != MPI_SUCCESS) {
    outcome->slot = probe.slot;
    outcome->error = error;
    return true;
  }
  if (found) {
    *outcome = MakeOutcome(probe.slot, MPI_SUCCESS, &status);
    outcome->message = number;
  }
  return found != 0;
}

void Traffic(int64_t bytes) {
  const int64_t now = Now();
  engine->traffic = now;
  engine->main_until = std::max<int64_t>(engine->main_until, now + engine->window + std::min(bytes * kPerByte, kLongTransfer));
}

// Tests everything that is pending; the mutex is held. Returns whether anything completed.
bool Poll() {
  Serialized serialized;
  bool any = false;
  const int count = static_cast<int>(engine->requests.size());
  if (count > 0) {
    engine->indices.resize(count);
    engine->statuses.resize(count);
    int done = 0;
    const int error = MPI_Testsome(count, engine->requests.data(), &done, engine->indices.data(), engine->statuses.data());
    if (done != MPI_UNDEFINED && done > 0) {
      any = true;
      for (int i = 0; i < done; i++) {
        const Entry& entry = engine->entries[engine->indices[i]];
        MPI_Status* status = &engine->statuses[i];
        const int own = error == MPI_SUCCESS ? MPI_SUCCESS : error == MPI_ERR_IN_STATUS ? status->MPI_ERROR : error;
        engine->completed.push_back(MakeOutcome(entry.slot, own, status));
        if (!engine->owned.empty()) engine->owned.erase(entry.slot);
      }
      // From the end, because a removal moves the last entry into the gap.
      std::sort(engine->indices.begin(), engine->indices.begin() + done);
      for (int i = done; i-- > 0;) RemoveEntry(engine->indices[i]);
    }
  }
  for (size_t i = 0; i < engine->probes.size();) {
    bool earlier = false;
    // A message belongs to the probe that was posted first. So a probe is skipped if an earlier one could match the
    // same message.
    for (size_t j = 0; j < i && !earlier; j++) earlier = Overlaps(engine->probes[j], engine->probes[i]);
    Outcome outcome;
    if (!earlier && TestProbe(engine->probes[i], &outcome)) {
      any = true;
      if (engine->probes[i].ref) engine->refs--;
      engine->completed.push_back(outcome);
      engine->probes.erase(engine->probes.begin() + static_cast<long>(i));
    } else {
      i++;
    }
  }
  if (any) {
    Traffic(0);
    engine->pending = static_cast<int>(engine->requests.size() + engine->probes.size());
  }
  return any;
}

void UpdateLiveness() {
  auto* handle = reinterpret_cast<uv_handle_t*>(&engine->async);
  if (engine->refs > 0) uv_ref(handle);
  else uv_unref(handle);
}

// The loop must not block in its poll phase while the main loop has to test.
void SetIdle(bool active) {
  if (active == engine->idle_active) return;
  engine->idle_active = active;
  if (active) uv_idle_start(&engine->idle, [](uv_idle_t*) {});
  else uv_idle_stop(&engine->idle);
}

// Delivers completed outcomes to TypeScript on the main thread.
void Deliver() {
  for (;;) {
    int count = 0;
    {
      std::lock_guard<std::mutex> lock(engine->mutex);
      while (count < kOutcomesMost && !engine->completed.empty()) {
        WriteOutcome(engine->outcomes + count * kOutcomeFields, engine->completed.front());
        engine->completed.pop_front();
        count++;
      }
      UpdateLiveness();
    }
    if (count == 0) return;
    napi_env env = engine->env;
    Napi::HandleScope scope(env);
    napi_value deliver, global, argument;
    napi_get_reference_value(env, engine->deliver, &deliver);
    napi_get_global(env, &global);
    napi_create_int32(env, count, &argument);
    // Runs the microtasks too, so that the code that awaited the outcome continues before the next one is delivered.
    if (napi_make_callback(env, engine->context, global, deliver, 1, &argument, nullptr) == napi_pending_exception) {
      napi_value error;
      napi_get_and_clear_last_exception(env, &error);
      napi_fatal_exception(env, error);
    }
  }
}

void OnCheck(uv_check_t*) {
  engine->last_turn = Now();
  if (engine->pending > 0 && engine->last_turn < engine->main_until) {
    std::unique_lock<std::mutex> lock(engine->mutex, std::try_to_lock);
    if (lock.owns_lock()) {
      const int64_t until = engine->last_turn + kCheckSpin;
      bool any = Poll();
      while (!any && Now() < until) any = Poll();
      // The outcome came during the test: waiting in the posting call would have paid.
      if (any) engine->window = std::max(kMainPolls, engine->window - engine->window / 64);
      if (any) engine->patience = std::min(1.0, engine->patience * 2 + 0.125);
    }
    engine->last_turn = Now();
    engine->main_polled = engine->last_turn;
  }
  Deliver();
  SetIdle(engine->pending > 0 && Now() < engine->main_until);
}

void OnAsync(uv_async_t*) {
  Deliver();
  SetIdle(engine->pending > 0 && Now() < engine->main_until);
}

// Sets the thread's alarm. It is a timer, not a condition that the posting thread signals: waking the thread would take
// the core from the posting thread or its peer in the middle of a message.
void WakeThreadIn(int64_t nanoseconds) {
  itimerspec spec = {};
  spec.it_value.tv_sec = nanoseconds / 1000000000;
  spec.it_value.tv_nsec = std::max<int64_t>(1, nanoseconds % 1000000000);
  engine->armed = true;
  timerfd_settime(engine->timer, 0, &spec, nullptr);
}

void RunThread(Engine* owner) {
  engine = owner;
  for (;;) {
    uint64_t expirations;
    if (read(engine->timer, &expirations, sizeof expirations) < 0 && errno != EINTR) return;
    std::lock_guard<std::mutex> lock(engine->mutex);
    if (engine->stop) return;
    engine->armed = false;
    // Without pending requests the thread sleeps until something is posted.
    if (engine->pending == 0) continue;
    const int64_t waited = Now() - std::max<int64_t>(engine->traffic, engine->main_polled);
    if (waited < kMainPolls) {
      WakeThreadIn(kMainPolls - waited);
    } else if (Poll()) {
      engine->window = waited < kConversation ? std::min(kMainPollsMost, engine->window * 2) : kMainPolls;
      Traffic(0);
      uv_async_send(&engine->async);
      WakeThreadIn(kShortestSleep);
    } else {
      WakeThreadIn(std::min(kLongestSleep, std::max(kShortestSleep, waited / 8)));
    }
  }
}

void RunBlockingThread(Engine* owner) {
  engine = owner;
  std::unique_lock<std::mutex> lock(engine->blocking_mutex);
  for (;;) {
    engine->blocking_wake.wait(lock, [] { return engine->blocking_stop || !engine->calls.empty(); });
    if (engine->blocking_stop) return;
    auto call = std::move(engine->calls.front());
    engine->calls.pop_front();
    lock.unlock();
    Outcome outcome;
    outcome.slot = call.first;
    {
      Serialized serialized;
      outcome.error = call.second();
    }
    {
      std::lock_guard<std::mutex> guard(engine->mutex);
      engine->completed.push_back(outcome);
      engine->refs--;
    }
    lock.lock();
    // After StopProgress the loop may no longer exist.
    if (!engine->blocking_stop) uv_async_send(&engine->async);
  }
}

// Notes that something was posted, sets the thread's clock and lets the loop poll.
void Posted(int64_t bytes) {
  Traffic(bytes);
  engine->pending = static_cast<int>(engine->requests.size() + engine->probes.size());
  if (!engine->armed) WakeThreadIn(kMainPolls);
  SetIdle(true);
  UpdateLiveness();
}

Serialized::Serialized() {
  if (engine && !engine->multiple) SerialMutex().lock();
}
Serialized::~Serialized() {
  if (engine && !engine->multiple) SerialMutex().unlock();
}

void StartProgress(napi_env env, napi_value deliver, bool multiple) {
  engine = new Engine;
  engine->env = env;
  engine->multiple = multiple;
  napi_create_reference(env, deliver, 1, &engine->deliver);
  napi_value name, resource;
  napi_create_string_utf8(env, "sister/mpi", NAPI_AUTO_LENGTH, &name);
  napi_create_object(env, &resource);
  napi_async_init(env, resource, name, &engine->context);
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  uv_check_init(loop, &engine->check);
  uv_check_start(&engine->check, OnCheck);
  uv_unref(reinterpret_cast<uv_handle_t*>(&engine->check));
  uv_idle_init(loop, &engine->idle);
  uv_unref(reinterpret_cast<uv_handle_t*>(&engine->idle));
  uv_async_init(loop, &engine->async, OnAsync);
  uv_unref(reinterpret_cast<uv_handle_t*>(&engine->async));
  engine->last_turn = Now();
  engine->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  engine->outcomes = g_outcomes;
  engine->thread = std::thread(RunThread, engine);
}

void CloseProgress(std::function<void()> closed) {
  engine->closed = std::move(closed);
  for (auto* handle : {reinterpret_cast<uv_handle_t*>(&engine->check), reinterpret_cast<uv_handle_t*>(&engine->idle),
                       reinterpret_cast<uv_handle_t*>(&engine->async)}) {
    handle->data = engine;
    engine->open_handles++;
    uv_close(handle, [](uv_handle_t* gone) {
      auto* owner = static_cast<Engine*>(gone->data);
      if (--owner->open_handles == 0) owner->closed();
    });
  }
}

void StopProgress() {
  if (!engine || !engine->thread.joinable()) return;
  {
    std::lock_guard<std::mutex> lock(engine->mutex);
    engine->stop = true;
    WakeThreadIn(1);
  }
  engine->thread.join();
  if (engine->blocking.joinable()) {
    bool busy;
    {
      std::lock_guard<std::mutex> lock(engine->blocking_mutex);
      engine->blocking_stop = true;
      busy = engine->refs > 0;
    }
    engine->blocking_wake.notify_one();
    // A call that waits for other ranks cannot be interrupted. The thread is detached with it, and the Engine is never
    // destroyed.
    if (busy) engine->blocking.detach();
    else engine->blocking.join();
  }
}

}  // namespace sister
