// Who drives MPI while JavaScript waits. See progress.cc.
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

// What kind of request it is: receives can be cancelled at the end of the process, collectives cannot.
enum class Kind { kSend, kReceive, kCollective };

// Starts this thread's engine: `deliver` is called on this thread with the number of outcomes in the shared array.
void StartProgress(napi_env env, napi_value deliver, bool multiple);

// Closes the engine's handles in this thread's loop, as a worker thread must before it ends, and then calls `closed`.
void CloseProgress(std::function<void()> closed);

// Ends the threads. After it nothing is delivered any more.
void StopProgress();

// Keeps what a pending request needs until it is complete.
void Own(int slot, std::shared_ptr<void> needed);

// Takes over a request. Returns 1 if it was complete at once (the outcome is in the shared array), else 0. With `spin` it is given a few
// microseconds, and what `bytes` take, to complete before the call returns, as long as the event loop has turned recently.
int Watch(int slot, MPI_Request request, Kind kind, int64_t bytes, bool spin, bool persistent = false);

// As Watch, for a probe: the outcome of a matched probe has the number of its message (TakeMessage).
int WatchProbe(int slot, Waiting waiting, MPI_Comm comm, int source, int tag, bool spin);

// Runs a call that MPI has no nonblocking form for, on one thread, in order.
void RunBlocking(int slot, std::function<int()> call);

// The message that a matched probe found, once; MPI_MESSAGE_NULL where it was taken.
MPI_Message TakeMessage(int number);
// A number for a message.
int AddMessage(MPI_Message message);

// Tests one request now. Returns 1 if it is complete, the outcome being in the shared array; it is then forgotten.
int TestNow(int slot);
// Waits for one request on this thread.
void WaitNow(int slot);
// Tests everything once; the number of outcomes in the shared array.
int TestAll();
int Cancel(int slot);
// Whether the request keeps the process alive.
void SetRef(int slot, bool ref);

// Cancels pending receives and forgets probes; returns what remains, as a text for a person ("2 collectives, 1 send").
std::string ReleaseAtExit();

// Held by every call into MPI where the library gave less than MPI_THREAD_MULTIPLE.
class Serialized {
 public:
  Serialized();
  ~Serialized();
};

}  // namespace sister

#endif
