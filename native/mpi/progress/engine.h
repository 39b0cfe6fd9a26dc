// The parts that progress.cc and pending.cc share: the engine's state, its constants and common steps.
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
// How long the main loop polls after the last traffic, before the thread takes over.
constexpr int64_t kMainPolls = 200 * kMicro;
// If answers come slightly later than that, the main loop polls longer. Otherwise two ranks that answer each other
// would settle into the thread's slow mode, each waiting for the other's sleep.
constexpr int64_t kMainPollsMost = 1000 * kMicro;
// An answer within this time belongs to a conversation; a longer wait is idling.
constexpr int64_t kConversation = 3000 * kMicro;
constexpr int64_t kLongestSleep = 1000 * kMicro;
constexpr int64_t kShortestSleep = 20 * kMicro;
// How long a posting call may wait for its own request: kSpin plus 0.4 ns for each byte, the time of copying on a slow
// machine.
constexpr int64_t kSpin = 8 * kMicro;
constexpr int64_t kSpinMost = 500 * kMicro;
// A long message travels in fragments that need both ranks, and this code does not see them. The main loop polls for
// the time that the bytes take on a slow machine, 2 ns each, but no longer than kLongTransfer.
constexpr int64_t kPerByte = 2;
constexpr int64_t kLongTransfer = 10000000 * kMicro;
// How long one turn of the main loop tests while the main loop polls.
constexpr int64_t kCheckSpin = 20 * kMicro;
// If awaited calls always complete at once, the event loop must still turn this often. Timers may be late by this time
// plus one spin.
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
  // A persistent request stays valid after its completion.
  bool persistent = false;
  // Open MPI 4.1 crashes if a request is cancelled twice, because it removes it from its list twice.
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
  // While a worker thread ends: the number of handles that are not closed yet, and the step after that.
  int open_handles = 0;
  std::function<void()> closed;

  std::mutex mutex;
  // Only requests, so that one MPI_Testsome tests all of them. `requests[i]` belongs to `entries[i]`.
  std::vector<Entry> entries;
  std::vector<MPI_Request> requests;
  std::vector<Entry> probes;
  std::vector<int> indices;
  std::vector<MPI_Status> statuses;
  std::deque<Outcome> completed;
  // Objects that a pending request needs and MPI does not copy (arrays of datatypes, datatypes made for a call), by
  // slot.
  std::unordered_map<int, std::shared_ptr<void>> owned;
  // Index in `entries` for each slot; -1: none.
  std::vector<int> position;
  // Messages of matched probes that have not been received yet, by number.
  std::unordered_map<int, MPI_Message> messages;
  int next_message = 1;
  int refs = 0;
  std::atomic<int64_t> traffic{0};
  std::atomic<int> pending{0};
  int64_t last_turn = 0;
  // The main loop tests until this time: 200 us after the last traffic, and longer while long messages are in transit.
  std::atomic<int64_t> main_until{0};
  // How long the main loop polls after traffic: kMainPolls to kMainPollsMost.
  std::atomic<int64_t> window{kMainPolls};
  // When the main loop last tested. While it keeps testing, the thread does not.
  std::atomic<int64_t> main_polled{0};
  // How much spinning in the posting call has paid recently: 0 (one test only) to 1.
  double patience = 1;

  std::thread thread;
  // A timerfd as the thread's clock, and whether it is set. Guarded by the mutex.
  int timer = -1;
  bool armed = false;
  bool stop = false;

  std::thread blocking;
  std::mutex blocking_mutex;
  std::condition_variable blocking_wake;
  std::deque<std::pair<int, std::function<int()>>> calls;
  bool blocking_stop = false;
  // The shared array of the engine's JavaScript thread, for its other threads.
  double* outcomes = nullptr;
};

// The engine of this JavaScript thread, or of the JavaScript thread for which this thread works. Leaked on purpose:
// destroying it at exit while a thread may still read it hangs the process.
extern SISTER_PER_THREAD Engine* engine;

// Adds or removes an entry and its request; the mutex is held. The order of requests does not matter.
void AddEntry(const Entry& entry);
void RemoveEntry(int at);

// Like AddMessage; the mutex is held.
int KeepMessage(MPI_Message message);

// Whether a message could match both probes.
bool Overlaps(const Entry& a, const Entry& b);
// Tests one probe. A matched probe stores its message for TakeMessage.
bool TestProbe(const Entry& probe, Outcome* outcome);
// Tests everything that is pending; the mutex is held. Returns whether anything completed.
bool Poll();
// Notes that something was sent or arrived: the main loop polls from now on.
void Traffic(int64_t bytes);
void UpdateLiveness();
void SetIdle(bool active);
// Notes that something was posted, sets the thread's clock, and lets the loop poll; the mutex is held.
void Posted(int64_t bytes);
// The body of the thread for blocking calls: see RunBlocking.
void RunBlockingThread(Engine* owner);

// Whether a posting call may wait at all: only if the event loop has turned recently.
inline bool MayCompleteInCall(int64_t now) { return now - engine->last_turn < kLongestWithoutTurn; }

// Repeats `test` until it returns true or the time for `bytes` bytes is over.
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
