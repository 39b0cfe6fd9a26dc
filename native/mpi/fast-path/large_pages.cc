// Memory in large pages. Copying megabytes between two processes is up to twice as fast with pages of 2 MiB as with
// pages of 4 KiB, and fresh memory costs a page fault for each page.
#include <sys/mman.h>

#include <mutex>

#include "core/args.h"
#include "core/exports.h"

// Needs Linux 6.1; older kernels return EINVAL.
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

namespace sister {

namespace {

constexpr size_t kPage = size_t{2} << 20;
constexpr size_t kSmallPage = size_t{4} << 10;
// Memory for messages begins at this offset in a page, like large ArrayBuffers (behind malloc's header). Copying is up
// to 1.5 times as fast between addresses that are equal modulo a cache line: 16 MiB take 1.4 ms instead of 2.1 ms.
constexpr size_t kInto = 16;
// Unused memory is kept for later messages, up to this size.
constexpr size_t kIdleMost = size_t{128} << 20;

struct Block {
  void* base;
  size_t bytes;
};

struct Pool {
  std::mutex mutex;
  std::vector<Block> idle;
  size_t idle_bytes = 0;
};

// Leaked, because blocks may be returned while the process ends.
Pool& Blocks() {
  static auto* pool = new Pool;
  return *pool;
}

size_t WholePages(size_t bytes) { return (bytes + kSmallPage - 1) / kSmallPage * kSmallPage; }

void* Take(size_t bytes) {
  Pool& pool = Blocks();
  {
    std::lock_guard<std::mutex> lock(pool.mutex);
    for (size_t i = 0; i < pool.idle.size(); i++) {
      if (pool.idle[i].bytes != bytes) continue;
      void* base = pool.idle[i].base;
      pool.idle[i] = pool.idle.back();
      pool.idle.pop_back();
      pool.idle_bytes -= bytes;
      return base;
    }
  }
  // Large pages begin at multiples of their size. One page more is mapped, and the excess at both ends is unmapped.
  void* mapped = mmap(nullptr, bytes + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  auto* begin = static_cast<char*>(mapped);
  const size_t before = (kPage - reinterpret_cast<uintptr_t>(begin) % kPage) % kPage;
  if (before > 0) munmap(begin, before);
  if (before < kPage) munmap(begin + before + bytes, kPage - before);
  madvise(begin + before, bytes, MADV_HUGEPAGE);
  return begin + before;
}

void GiveBack(napi_env, void* data, void* hint) {
  const auto bytes = reinterpret_cast<size_t>(hint);
  void* base = static_cast<char*>(data) - kInto;
  Pool& pool = Blocks();
  std::lock_guard<std::mutex> lock(pool.mutex);
  if (pool.idle_bytes + bytes > kIdleMost) {
    munmap(base, bytes);
    return;
  }
  pool.idle.push_back({base, bytes});
  pool.idle_bytes += bytes;
}

// memoryRoom(bytes): an ArrayBuffer that is not zeroed, or undefined if there is not enough memory.
napi_value MemoryRoom(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto length = static_cast<size_t>(args.Long(0));
  const size_t bytes = WholePages(kInto + length);
  void* base = Take(bytes);
  if (base == nullptr) return nullptr;
  void* data = static_cast<char*>(base) + kInto;
  napi_value buffer;
  if (napi_create_external_arraybuffer(env, data, length, GiveBack, reinterpret_cast<void*>(bytes), &buffer) == napi_ok) return buffer;
  GiveBack(env, data, reinterpret_cast<void*>(bytes));
  return nullptr;
}

// largePages(data, bytes, at once: 0 or 1). Requests large pages for all memory inside whole large pages. With `at
// once` the memory moves there now.
napi_value LargePages(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto begin = reinterpret_cast<uintptr_t>(args.Address(0));
  const uintptr_t first = (begin + kPage - 1) / kPage * kPage;
  const uintptr_t end = (begin + static_cast<uintptr_t>(args.Long(1))) / kPage * kPage;
  if (end > first) madvise(reinterpret_cast<void*>(first), end - first, args.Int(2) ? MADV_COLLAPSE : MADV_HUGEPAGE);
  return nullptr;
}

}  // namespace

napi_value ExportLargePages(napi_env env, napi_value exports) {
  Export(env, exports, "memoryRoom", MemoryRoom);
  Export(env, exports, "largePages", LargePages);
  return exports;
}

}  // namespace sister
