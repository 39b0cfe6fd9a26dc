// Entries of the progress engine: post, test, wait, cancel.
#include "progress/engine.h"

namespace sister {

void AddEntry(const Entry& entry) {
  const size_t slot = static_cast<size_t>(entry.slot);
  if (engine->position.size() <= slot) engine->position.resize(slot + 64, -1);
  engine->position[slot] = static_cast<int>(engine->entries.size());
  engine->entries.push_back(entry);
  engine->requests.push_back(entry.request);
  if (entry.ref) engine->refs++;
}

void RemoveEntry(int at) {
  const Entry& gone = engine->entries[at];
  engine->position[gone.slot] = -1;
  if (gone.ref) engine->refs--;
  const int last = static_cast<int>(engine->entries.size()) - 1;
  if (at != last) {
    engine->entries[at] = engine->entries[last];
    engine->requests[at] = engine->requests[last];
    engine->position[engine->entries[at].slot] = at;
  }
  engine->entries.pop_back();
  engine->requests.pop_back();
}

void Own(int slot, std::shared_ptr<void> needed) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  engine->owned[slot] = std::move(needed);
}

int Watch(int slot, MPI_Request request, Kind kind, int64_t bytes, bool spin, bool persistent) {
  Entry entry{slot, Waiting::kRequest, kind, request, MPI_COMM_NULL, 0, 0, true, persistent};
  if (spin) {
    Outcome outcome;
    const bool complete = Spin(bytes, [&] {
      Serialized serialized;
      int done = 0;
      MPI_Status status{};
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
      if (!engine->owned.empty()) {
        std::lock_guard<std::mutex> lock(engine->mutex);
        engine->owned.erase(slot);
      }
      return 1;
    }
  }
  std::lock_guard<std::mutex> lock(engine->mutex);
  AddEntry(entry);
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
  if (!engine->blocking.joinable()) engine->blocking = std::thread(RunBlockingThread, engine);
  engine->calls.emplace_back(slot, std::move(call));
  engine->blocking_wake.notify_one();
}

int KeepMessage(MPI_Message message) {
  const int number = engine->next_message++;
  engine->messages[number] = message;
  return number;
}

int AddMessage(MPI_Message message) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  return KeepMessage(message);
}

MPI_Message TakeMessage(int number) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  auto found = engine->messages.find(number);
  if (found == engine->messages.end()) return MPI_MESSAGE_NULL;
  MPI_Message message = found->second;
  engine->messages.erase(found);
  return message;
}

namespace {

// Takes an entry and its request out of the lists; the mutex is held. Returns false if it is no longer pending.
bool TakeEntry(int slot, Entry* entry) {
  const int at = static_cast<size_t>(slot) < engine->position.size() ? engine->position[slot] : -1;
  if (at < 0) return false;
  *entry = engine->entries[at];
  entry->request = engine->requests[at];
  RemoveEntry(at);
  engine->pending = static_cast<int>(engine->requests.size() + engine->probes.size());
  return true;
}

// Takes an outcome that waits for delivery; the mutex is held.
bool TakeCompleted(int slot, Outcome* outcome) {
  for (auto it = engine->completed.begin(); it != engine->completed.end(); ++it) {
    if (it->slot != slot) continue;
    *outcome = *it;
    engine->completed.erase(it);
    return true;
  }
  return false;
}

bool IsProbe(int slot) {
  for (const Entry& probe : engine->probes)
    if (probe.slot == slot) return true;
  return false;
}

}  // namespace

int TestNow(int slot) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  Outcome outcome;
  if (!TakeCompleted(slot, &outcome)) {
    Poll();
    if (!TakeCompleted(slot, &outcome)) return 0;
  }
  UpdateLiveness();
  WriteOutcome(g_outcomes, outcome);
  return 1;
}

void WaitNow(int slot) {
  Entry entry;
  Outcome outcome;
  for (;;) {
    std::lock_guard<std::mutex> lock(engine->mutex);
    if (TakeCompleted(slot, &outcome)) {
      UpdateLiveness();
      WriteOutcome(g_outcomes, outcome);
      return;
    }
    if (TakeEntry(slot, &entry)) {
      UpdateLiveness();
      break;
    }
    // Probes and calls on the blocking thread complete in Poll or on that thread.
    if (IsProbe(slot)) Poll();
  }
  Serialized serialized;
  MPI_Status status{};
  const int error = MPI_Wait(&entry.request, &status);
  WriteOutcome(g_outcomes, MakeOutcome(slot, error, &status));
  std::lock_guard<std::mutex> lock(engine->mutex);
  engine->owned.erase(slot);
}

int TestAll() {
  std::lock_guard<std::mutex> lock(engine->mutex);
  if (engine->completed.empty()) Poll();
  int count = 0;
  while (count < kOutcomesMost && !engine->completed.empty()) {
    WriteOutcome(g_outcomes + count * kOutcomeFields, engine->completed.front());
    engine->completed.pop_front();
    count++;
  }
  UpdateLiveness();
  return count;
}

int Cancel(int slot) {
  std::lock_guard<std::mutex> lock(engine->mutex);
  Serialized serialized;
  const int at = static_cast<size_t>(slot) < engine->position.size() ? engine->position[slot] : -1;
  if (at >= 0) {
    Traffic(0);
    Entry& entry = engine->entries[at];
    if (entry.cancelled) return MPI_SUCCESS;
    entry.cancelled = true;
    return MPI_Cancel(&engine->requests[at]);
  }
  // A cancelled probe ends without a message.
  for (size_t i = 0; i < engine->probes.size(); i++) {
    if (engine->probes[i].slot != slot) continue;
    if (engine->probes[i].ref) engine->refs--;
    engine->probes.erase(engine->probes.begin() + static_cast<long>(i));
    Outcome outcome;
    outcome.slot = slot;
    outcome.cancelled = 1;
    engine->completed.push_back(outcome);
    uv_async_send(&engine->async);
    break;
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
      if (!engine->entries[i].cancelled) MPI_Cancel(request);
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
