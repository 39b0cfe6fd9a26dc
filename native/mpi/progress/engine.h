// What progress.cc and pending.cc share: the engine's state, its constants, and the steps that both take.
#ifndef SISTER_MPI_ENGINE_H
#define SISTER_MPI_ENGINE_H

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "progress/progress.h"

namespace sister {

using Clock = std::chrono::steady_clock;

inline int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

constexpr int64_t kMicro = 1000;
// How long the main loop polls after the last traffic, and when the thread takes over.
constexpr int64_t kMainPolls = 200 * kMicro;
// Where answers come a little later than that, the main loop polls longer: else two ranks that answer each other settle in the thread's slow
// mode, each waiting for the other's sleep.
constexpr int64_t kMainPollsMost = 1000 * kMicro;
// An answer within this time is a conversation; a longer wait is idling.
constexpr int64_t kConversation = 3000 * kMicro;
constexpr int64_t kLongestSleep = 1000 * kMicro;
constexpr int64_t kShortestSleep = 20 * kMicro;
// How long a posting call may wait for its own request: this, and 0.4 ns for each byte, which is what copying them takes on a slow machine.
constexpr int64_t kSpin = 8 * kMicro;
constexpr int64_t kSpinMost = 500 * kMicro;
// A long message goes in fragments that need both sides, and none of them shows here: the main loop polls for the time that the bytes take on a slow
// machine, at 2 ns each, but no longer than this.
constexpr int64_t kPerByte = 2;
constexpr int64_t kLongTransfer = 10000000 * kMicro;
// How long one turn of the main loop tests, while it is the main loop's turn.
constexpr int64_t kCheckSpin = 20 * kMicro;
// A loop of awaits that always complete at once must let the event loop turn this often: timers may then be late by as much, and a spin.
constexpr int64_t kLongestWithoutTurn = 1500 * kMicro;

struct Entry {
  int slot;
  Waiting waiting;
  Kind kind;
  MPI_Request request;
  MPI_Comm comm;
  int source;
  int tag;
  bool ref;
  // A persistent request outlives its completion.
  bool persistent = false;
  // Open MPI 4.1 takes a request out of its list again when it is cancelled twice, and crashes.
  bool cancelled = false;
};

// One for each JavaScript thread that called init.
struct Engine {
  napi_env env = nullptr;
  napi_ref deliver = nullptr;
  napi_async_context context = nullptr;
  bool multiple = false;

  uv_check_t check;
  uv_idle_t idle;
  uv_async_t async;
  bool idle_active = false;
  // While a worker thread ends: how many of these are not closed yet, and what follows.
  int open_handles = 0;
  std::function<void()> closed;

  std::mutex mutex;
  // Of requests only, so that one MPI_Testsome looks at all of them; `requests[i]` belongs to `entries[i]`.
  std::vector<Entry> entries;
  std::vector<MPI_Request> requests;
  std::vector<Entry> probes;
  std::vector<int> indices;
  std::vector<MPI_Status> statuses;
  std::deque<Outcome> completed;
  // What a pending request needs and MPI does not keep (arrays of datatypes, made datatypes), by slot.
  std::unordered_map<int, std::shared_ptr<void>> owned;
  // Where the entry of a slot is in `entries`; -1: nowhere.
  std::vector<int> position;
  // Messages of matched probes that nobody has received yet, by number.
  std::unordered_map<int, MPI_Message> messages;
  int next_message = 1;
  int refs = 0;
  std::atomic<int64_t> traffic{0};
  std::atomic<int> pending{0};
  int64_t last_turn = 0;
  // The main loop tests until then: 200 us after the last traffic, and longer while long messages are on their way.
  std::atomic<int64_t> main_until{0};
  // How long the main loop polls after traffic: kMainPolls to kMainPollsMost.
  std::atomic<int64_t> window{kMainPolls};
  // When the main loop last tested: as long as it does, the thread stays out of its way.
  std::atomic<int64_t> main_polled{0};
  // Whether spinning in the posting call has paid of late: 0 (one test) to 1.
  double patience = 1;

  std::thread thread;
  // A timerfd: the thread's clock, and whether it is set. Guarded by the mutex.
  int timer = -1;
  bool armed = false;
  bool stop = false;

  std::thread blocking;
  std::mutex blocking_mutex;
  std::condition_variable blocking_wake;
  std::deque<std::pair<int, std::function<int()>>> calls;
  bool blocking_stop = false;
  // The double arrays of the owner, for its threads.
  double* outcomes = nullptr;
};

// The engine of this thread: of a JavaScript thread, and of the threads that work for it. Leaked on purpose: one that is destroyed at exit while a
// thread may still look at it hangs the process.
extern SISTER_PER_THREAD Engine* engine;

// Adds and removes entries and their requests; the mutex is held. The order of requests means nothing.
void AddEntry(const Entry& entry);
void RemoveEntry(int at);

// As AddMessage; the mutex is held.
int KeepMessage(MPI_Message message);

// Whether a message could match both probes.
bool Overlaps(const Entry& a, const Entry& b);
// Tests one probe. A matched one keeps its message for TakeMessage.
bool TestProbe(const Entry& probe, Outcome* outcome);
// Tests everything that is pending; the mutex is held. Returns whether anything was completed.
bool Poll();
// Something was sent or came: the main loop polls from now on.
void Traffic(int64_t bytes);
void UpdateLiveness();
void SetIdle(bool active);
// Notes that something was posted, sets the thread's clock, and lets the loop poll; the mutex is held.
void Posted(int64_t bytes);
// The blocking thread's body: see RunBlocking.
void RunBlockingThread(Engine* owner);

// How long the posting call may wait: not at all when the loop has not turned for a millisecond, or when waiting has not paid of late.
inline bool MayCompleteInCall(int64_t now) { return now - engine->last_turn < kLongestWithoutTurn; }

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
  const int64_t most = std::min(kSpinMost, kSpin + bytes * 2 / 5);
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

}  // namespace sister

#endif
