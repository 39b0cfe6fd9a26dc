// Hybrid progress.
//
// MPI makes progress only inside its calls, and nothing of it can be put into the event loop's poll. So pending requests are tested by
//   1. the call that posted them, for some microseconds: a message that is about to come costs no turn of the loop;
//   2. the main loop, in its check phase, for 200 us after the last traffic: the lowest latency beside a living event loop;
//   3. a thread, which takes over by its own clock 200 us after the last traffic, whether or not the loop turns, and sleeps longer the
//      longer nothing comes (an eighth of the time waited, at most 1 ms): a rank that waits costs about 3 % of a core.
// Traffic resets the clock, so the sleeps contract again.
//
// One mutex guards the list of entries; MPI_Test is never called on one request by two threads.
#include "progress.h"

#include <sys/prctl.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace sister {

double* g_outcomes = nullptr;

namespace {

using Clock = std::chrono::steady_clock;

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

constexpr int64_t kMicro = 1000;
// How long the main loop polls after the last traffic, and when the thread takes over.
constexpr int64_t kMainPolls = 200 * kMicro;
constexpr int64_t kLongestSleep = 1000 * kMicro;
constexpr int64_t kShortestSleep = 20 * kMicro;
// How long a posting call may wait for its own request: this, and a quarter of a nanosecond for each byte, which is what copying them takes.
constexpr int64_t kSpin = 8 * kMicro;
constexpr int64_t kSpinMost = 400 * kMicro;
// For a message that takes longer than this the main loop stops polling early.
constexpr int64_t kLongTransfer = 10000 * kMicro;
// How long one turn of the main loop tests, while it is the main loop's turn.
constexpr int64_t kCheckSpin = 20 * kMicro;
// A loop of awaits that always complete at once must let the event loop turn this often.
constexpr int64_t kLongestWithoutTurn = 1000 * kMicro;
// With nothing pending for this long the thread sleeps until it is woken; before, it looks every 200 us, which spares a wake-up per message.
constexpr int64_t kThreadLingers = 20000 * kMicro;

struct Entry {
  int slot;
  Waiting waiting;
  Kind kind;
  MPI_Request request;
  MPI_Comm comm;
  int source;
  int tag;
  bool ref;
};

struct Engine {
  napi_env env = nullptr;
  napi_ref deliver = nullptr;
  napi_async_context context = nullptr;
  bool multiple = false;

  uv_check_t check;
  uv_idle_t idle;
  uv_async_t async;
  bool idle_active = false;

  std::mutex mutex;
  // Of requests only, so that one MPI_Testsome looks at all of them; `requests[i]` belongs to `entries[i]`.
  std::vector<Entry> entries;
  std::vector<MPI_Request> requests;
  std::vector<Entry> probes;
  std::vector<int> indices;
  std::vector<MPI_Status> statuses;
  std::deque<Outcome> completed;
  std::unordered_map<int, MPI_Message> messages;
  int refs = 0;
  // Slots without an entry here whose promise keeps the process alive: calls on the blocking thread.
  std::atomic<int64_t> traffic{0};
  std::atomic<int> pending{0};
  int64_t last_turn = 0;
  // The main loop tests until then: 200 us after the last traffic, and longer while long messages are on their way.
  std::atomic<int64_t> main_until{0};
  // When the main loop last tested: as long as it does, the thread stays out of its way.
  std::atomic<int64_t> main_polled{0};
  // Whether spinning in the posting call has paid of late: 0 (one test) to 1.
  double patience = 1;

  std::thread thread;
  std::condition_variable wake;
  std::atomic<bool> asleep{false};
  bool stop = false;

  std::thread blocking;
  std::mutex blocking_mutex;
  std::condition_variable blocking_wake;
  std::deque<std::pair<int, std::function<int()>>> calls;
  bool blocking_stop = false;
};

// Leaked on purpose: a static that is destroyed at exit while a thread may still look at it hangs the process.
Engine* engine = nullptr;

std::recursive_mutex& SerialMutex() {
  static auto* mutex = new std::recursive_mutex;
  return *mutex;
}

bool Overlaps(const Entry& a, const Entry& b) {
  const bool source = a.source == b.source || a.source == MPI_ANY_SOURCE || b.source == MPI_ANY_SOURCE;
  const bool tag = a.tag == b.tag || a.tag == MPI_ANY_TAG || b.tag == MPI_ANY_TAG;
  return a.comm == b.comm && source && tag;
}

// Tests one probe. A matched one leaves its message under the slot.
bool TestProbe(const Entry& probe, Outcome* outcome) {
  int found = 0;
  MPI_Status status;
  int error;
  if (probe.waiting == Waiting::kMatchedProbe) {
    MPI_Message message = MPI_MESSAGE_NULL;
    error = MPI_Improbe(probe.source, probe.tag, probe.comm, &found, &message, &status);
    if (error == MPI_SUCCESS && found) engine->messages[probe.slot] = message;
  } else {
    error = MPI_Iprobe(probe.source, probe.tag, probe.comm, &found, &status);
  }
  if (error != MPI_SUCCESS) {
    outcome->slot = probe.slot;
    outcome->error = error;
    return true;
  }
  if (found) *outcome = MakeOutcome(probe.slot, MPI_SUCCESS, &status);
  return found != 0;
}

void Traffic(int64_t bytes) {
  const int64_t now = Now();
  engine->traffic = now;
  engine->main_until = std::max<int64_t>(engine->main_until, now + kMainPolls + std::min(bytes / 4, kLongTransfer));
}

// Tests everything that is pending; the mutex is held. Returns whether anything was completed.
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
        if (entry.ref) engine->refs--;
      }
      // Completed ones have become MPI_REQUEST_NULL: close the ranks, in order.
      size_t kept = 0;
      for (size_t i = 0; i < engine->requests.size(); i++) {
        if (engine->requests[i] == MPI_REQUEST_NULL) continue;
        if (kept != i) {
          engine->requests[kept] = engine->requests[i];
          engine->entries[kept] = engine->entries[i];
        }
        kept++;
      }
      engine->requests.resize(kept);
      engine->entries.resize(kept);
    }
  }
  for (size_t i = 0; i < engine->probes.size();) {
    bool earlier = false;
    // A message goes to the probe that was posted first: one that an earlier probe could take is not for this one.
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

// The loop must not block in its poll phase while it is our turn to test.
void SetIdle(bool active) {
  if (active == engine->idle_active) return;
  engine->idle_active = active;
  if (active) uv_idle_start(&engine->idle, [](uv_idle_t*) {});
  else uv_idle_stop(&engine->idle);
}

// Hands completed outcomes to TypeScript, on the main thread.
void Deliver() {
  for (;;) {
    int count = 0;
    {
      std::lock_guard<std::mutex> lock(engine->mutex);
      while (count < kOutcomesMost && !engine->completed.empty()) {
        WriteOutcome(g_outcomes + count * kOutcomeFields, engine->completed.front());
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
    // Runs the microtasks too: whoever awaited goes on before the next outcome is looked at.
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
      // It came while we looked: waiting in the call would have paid.
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

void RunThread() {
  // Linux pads short sleeps by 50 us unless the thread asks for less.
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
  std::unique_lock<std::mutex> lock(engine->mutex);
  while (!engine->stop) {
    const int64_t waited = Now() - std::max<int64_t>(engine->traffic, engine->main_polled);
    if (engine->pending == 0 && waited > kThreadLingers) {
      engine->asleep = true;
      engine->wake.wait(lock, [] { return engine->stop || engine->pending > 0; });
      engine->asleep = false;
      continue;
    }
    int64_t sleep = kMainPolls;
    if (waited >= kMainPolls && engine->pending > 0) {
      if (Poll()) {
        uv_async_send(&engine->async);
        sleep = kShortestSleep;
      } else {
        sleep = std::min(kLongestSleep, std::max(kShortestSleep, waited / 8));
      }
    } else if (waited < kMainPolls) {
      sleep = kMainPolls - waited;
    }
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::nanoseconds(sleep));
    lock.lock();
  }
}

void RunBlockingThread() {
  std::unique_lock<std::mutex> lock(engine->blocking_mutex);
  for (;;) {
    engine->blocking_wake.wait(lock, [] { return engine->blocking_stop || !engine->calls.empty(); });
    if (engine->blocking_stop) return;
    auto call = std::move(engine->calls.front());
    engine->calls.pop_front();
    lock.unlock();
    Outcome outcome;
    outcome.slot = call.first;
    outcome.error = call.second();
    {
      std::lock_guard<std::mutex> guard(engine->mutex);
      engine->completed.push_back(outcome);
      engine->refs--;
    }
    uv_async_send(&engine->async);
    lock.lock();
  }
}

// Notes that something was posted, wakes the thread if it sleeps for good, and lets the loop poll.
void Posted(int64_t bytes) {
  Traffic(bytes);
  engine->pending = static_cast<int>(engine->requests.size() + engine->probes.size());
  if (engine->asleep) engine->wake.notify_one();
  SetIdle(true);
  UpdateLiveness();
}

// How long the posting call may wait: not at all when the loop has not turned for a millisecond, or when waiting has not paid of late.
bool MayCompleteInCall(int64_t now) { return now - engine->last_turn < kLongestWithoutTurn; }

// Tries `test` until it says yes or the time for so many bytes is spent.
template <class Test>
bool Spin(int64_t bytes, Test test) {
  const int64_t begin = Now();
  if (!MayCompleteInCall(begin)) {
    SetIdle(true);
    return false;
  }
  if (test()) {
    engine->patience = 1;
    return true;
  }
  const int64_t most = std::min(kSpinMost, kSpin + bytes / 4);
  const int64_t until = begin + static_cast<int64_t>(engine->patience * static_cast<double>(most));
  while (Now() < until) {
    if (test()) {
      engine->patience = 1;
      return true;
    }
  }
  engine->patience /= 2;
  return false;
}

}  // namespace

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
  engine->thread = std::thread(RunThread);
}

void StopProgress() {
  if (!engine || !engine->thread.joinable()) return;
  {
    std::lock_guard<std::mutex> lock(engine->mutex);
    engine->stop = true;
  }
  engine->wake.notify_one();
  engine->thread.join();
  if (engine->blocking.joinable()) {
    bool busy;
    {
      std::lock_guard<std::mutex> lock(engine->blocking_mutex);
      engine->blocking_stop = true;
      busy = engine->refs > 0;
    }
    engine->blocking_wake.notify_one();
    // A call that waits for other ranks cannot be ended: the thread is left to it, and the Engine is never destroyed.
    if (busy) engine->blocking.detach();
    else engine->blocking.join();
  }
}

int Watch(int slot, MPI_Request request, Kind kind, int64_t bytes, bool spin, bool ref) {
  Entry entry{slot, Waiting::kRequest, kind, request, MPI_COMM_NULL, 0, 0, ref};
  if (spin) {
    Outcome outcome;
    const bool complete = Spin(bytes, [&] {
      Serialized serialized;
      int done = 0;
      MPI_Status status;
      const int error = MPI_Test(&entry.request, &done, &status);
      if (error != MPI_SUCCESS || done) {
        outcome = MakeOutcome(slot, error, &status);
        return true;
      }
      return false;
    });
    if (complete) {
      Traffic(0);
      WriteOutcome(g_outcomes, outcome);
      return 1;
    }
  }
  std::lock_guard<std::mutex> lock(engine->mutex);
  engine->entries.push_back(entry);
  engine->requests.push_back(entry.request);
  if (ref) engine->refs++;
  Posted(bytes);
  return 0;
}

int WatchProbe(int slot, Waiting waiting, MPI_Comm comm, int source, int tag, bool spin) {
  Entry probe{slot, waiting, Kind::kReceive, MPI_REQUEST_NULL, comm, source, tag, true};
  std::lock_guard<std::mutex> lock(engine->mutex);
  bool earlier = false;
  for (const Entry& other : engine->probes) earlier = earlier || Overlaps(other, probe);
  if (!earlier && spin) {
    Outcome outcome;
    const bool found = Spin(0, [&] {
      Serialized serialized;
      return TestProbe(probe, &outcome);
    });
    if (found) {
      Traffic(0);
      WriteOutcome(g_outcomes, outcome);
      return 1;
    }
  }
  engine->probes.push_back(probe);
  engine->refs++;
  Posted(0);
  return 0;
}

void RunBlocking(int slot, std::function<int()> call) {
  {
    std::lock_guard<std::mutex> lock(engine->mutex);
    engine->refs++;
    UpdateLiveness();
  }
  std::lock_guard<std::mutex> lock(engine->blocking_mutex);
  if (!engine->blocking.joinable()) engine->blocking = std::thread(RunBlockingThread);
  engine->calls.emplace_back(slot, std::move(call));
  engine->blocking_wake.notify_one();
}

MPI_Message TakeMessage(int slot) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  auto found = engine->messages.find(slot);
  if (found == engine->messages.end()) return MPI_MESSAGE_NULL;
  MPI_Message message = found->second;
  engine->messages.erase(found);
  return message;
}

namespace {

// Takes an entry, and its request, out of the lists; the mutex is held. False where it is not pending any more.
bool TakeEntry(int slot, Entry* entry) {
  for (size_t i = 0; i < engine->entries.size(); i++) {
    if (engine->entries[i].slot != slot) continue;
    *entry = engine->entries[i];
    entry->request = engine->requests[i];
    engine->entries.erase(engine->entries.begin() + static_cast<long>(i));
    engine->requests.erase(engine->requests.begin() + static_cast<long>(i));
    if (entry->ref) engine->refs--;
    engine->pending = static_cast<int>(engine->requests.size() + engine->probes.size());
    return true;
  }
  return false;
}

// An outcome that waits for its turn to be delivered; the mutex is held.
bool TakeCompleted(int slot, Outcome* outcome) {
  for (auto it = engine->completed.begin(); it != engine->completed.end(); ++it) {
    if (it->slot != slot) continue;
    *outcome = *it;
    engine->completed.erase(it);
    return true;
  }
  return false;
}

}  // namespace

int TestNow(int slot) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  Poll();
  Outcome outcome;
  if (!TakeCompleted(slot, &outcome)) return 0;
  UpdateLiveness();
  WriteOutcome(g_outcomes, outcome);
  return 1;
}

void WaitNow(int slot) {
  Entry entry;
  Outcome outcome;
  {
    std::lock_guard<std::mutex> lock(engine->mutex);
    if (TakeCompleted(slot, &outcome)) {
      UpdateLiveness();
      WriteOutcome(g_outcomes, outcome);
      return;
    }
    if (!TakeEntry(slot, &entry)) return;
    UpdateLiveness();
  }
  Serialized serialized;
  MPI_Status status;
  const int error = MPI_Wait(&entry.request, &status);
  WriteOutcome(g_outcomes, MakeOutcome(slot, error, &status));
}

int Cancel(int slot) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  Serialized serialized;
  for (size_t i = 0; i < engine->entries.size(); i++) {
    if (engine->entries[i].slot != slot) continue;
    Traffic(0);
    return MPI_Cancel(&engine->requests[i]);
  }
  return MPI_SUCCESS;
}

void SetRef(int slot, bool ref) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  for (auto* list : {&engine->entries, &engine->probes}) {
    for (Entry& entry : *list) {
      if (entry.slot != slot || entry.ref == ref) continue;
      entry.ref = ref;
      engine->refs += ref ? 1 : -1;
    }
  }
  UpdateLiveness();
}

std::string ReleaseAtExit() {
  if (!engine) return "";
  std::lock_guard<std::mutex> lock(engine->mutex);
  engine->probes.clear();
  int sends = 0;
  int collectives = 0;
  for (size_t i = 0; i < engine->entries.size(); i++) {
    MPI_Request* request = &engine->requests[i];
    if (engine->entries[i].kind == Kind::kReceive) {
      MPI_Cancel(request);
      MPI_Request_free(request);
    } else if (engine->entries[i].kind == Kind::kSend) {
      sends++;
    } else {
      collectives++;
    }
  }
  engine->entries.clear();
  engine->requests.clear();
  engine->pending = 0;
  std::string rest;
  if (sends > 0) rest += std::to_string(sends) + (sends == 1 ? " send" : " sends");
  if (collectives > 0) rest += (rest.empty() ? "" : ", ") + std::to_string(collectives) + (collectives == 1 ? " collective" : " collectives");
  return rest;
}

}  // namespace sister
