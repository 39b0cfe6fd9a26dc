// The progress engine, which drives MPI while JavaScript waits. See progress.cc.
#ifndef SISTER_MPI_PROGRESS_H
#define SISTER_MPI_PROGRESS_H

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "core/library.h"
#include "core/status.h"

namespace sister {

// What a pending entry waits for.
enum class Waiting { kRequest, kProbe, kMatchedProbe, kBlockingCall };

// The kind of a request: at the end of the process receives can be cancelled, collectives cannot.
enum class Kind { kSend, kReceive, kCollective };

// Starts this thread's engine. It calls `deliver` on this thread with the number of outcomes in the shared array.
void StartProgress(napi_env env, napi_value deliver, bool multiple);

// Closes the engine's handles in this thread's loop, which a worker thread must do before it ends. Then calls `closed`.
void CloseProgress(std::function<void()> closed);

// Ends the threads. Nothing is delivered afterwards.
void StopProgress();

// Keeps an object alive until the request of this slot is complete.
void Own(int slot, std::shared_ptr<void> needed);

// Takes over a request. Returns 1 if it is already complete (its outcome is in the shared array), else 0. With `spin`
// it waits some microseconds, plus a time for `bytes`, if the event loop has turned recently.
int Watch(int slot, MPI_Request request, Kind kind, int64_t bytes, bool spin, bool persistent = false);

// Like Watch, for a probe. The outcome of a matched probe has the number of its message (TakeMessage).
int WatchProbe(int slot, Waiting waiting, MPI_Comm comm, int source, int tag, bool spin);

// Runs a call for which MPI has no nonblocking form on one thread, in call order.
void RunBlocking(int slot, std::function<int()> call);

// The message that a matched probe found; MPI_MESSAGE_NULL if it was already taken.
MPI_Message TakeMessage(int number);
// Stores a message and returns its number.
int AddMessage(MPI_Message message);

// Tests one request. Returns 1 if it is complete: its outcome is in the shared array, and the engine forgets it.
int TestNow(int slot);
// Waits for one request on this thread.
void WaitNow(int slot);
// Tests everything once. Returns the number of outcomes in the shared array.
int TestAll();
int Cancel(int slot);
// Sets whether the request keeps the process alive.
void SetRef(int slot, bool ref);

// Cancels pending receives and drops probes. Returns a description of the rest for people, such as "2 collectives, 1
// send".
std::string ReleaseAtExit();

// A lock around every call into MPI, if the library provides less than MPI_THREAD_MULTIPLE.
class Serialized {
 public:
  Serialized();
  ~Serialized();
};

}  // namespace sister

#endif
