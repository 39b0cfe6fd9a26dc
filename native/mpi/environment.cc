// Init, finalize, abort, versions, clock.
#include "environment.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "args.h"
#include "progress.h"
#include "status.h"
#include "tables.h"

namespace sister {

namespace {

// MPI_Finalize waits for the other ranks; one that never comes must not hang the job in silence.
constexpr int kFinalizeSeconds = 10;

bool initialized = false;

// init(outcomes: Float64Array, deliver: (count) => void, envelope: Int32Array): the thread level that the library gave, or a negative error code.
napi_value Init(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int already = 0;
  MPI_Initialized(&already);
  int provided = MPI_THREAD_SINGLE;
  if (!already) {
    const int error = MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &provided);
    if (error != MPI_SUCCESS) return Number(env, -error);
  } else {
    MPI_Query_thread(&provided);
  }
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
  g_outcomes = static_cast<double*>(args.Address(0));
  g_envelope = static_cast<int32_t*>(args.Address(2));
  AddComm(MPI_COMM_WORLD);
  AddComm(MPI_COMM_SELF);
  StartProgress(env, args.Value(1), provided == MPI_THREAD_MULTIPLE);
  initialized = true;
  return Number(env, provided);
}

[[noreturn]] void AbortJob(int status) {
  // Where the library cannot abort the job, or does not come back, the end of this process tells the launcher.
  std::thread([status] {
    std::this_thread::sleep_for(std::chrono::seconds(2));
    _exit(status);
  }).detach();
  MPI_Abort(MPI_COMM_WORLD, status);
  _exit(status);
}

void SayStuck(const std::string& outstanding) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  fprintf(stderr,
          "sister/mpi: rank %d: MPI_Finalize has waited %d s for the other ranks; outstanding here: %s. The job is aborted: end all ranks, and "
          "complete what they send each other, before any returns.\n",
          rank, kFinalizeSeconds, outstanding.empty() ? "nothing" : outstanding.c_str());
  fflush(stderr);
}

// Waits until all ranks have come to their end. False after kFinalizeSeconds. A job that is aborted while some of its ranks are inside
// MPI_Finalize can hang its mpirun (Open MPI 4.1 with PMIx 4.2), so they meet before it.
bool MeetAll(MPI_Comm comm) {
  MPI_Request request;
  if (MPI_Ibarrier(comm, &request) != MPI_SUCCESS) return true;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(kFinalizeSeconds);
  int done = 0;
  for (auto pause = std::chrono::microseconds(20); std::chrono::steady_clock::now() < end;) {
    if (MPI_Test(&request, &done, MPI_STATUS_IGNORE) != MPI_SUCCESS || done) return true;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::microseconds(1000));
  }
  return false;
}

// finalize(comm): an MPI error code. `comm` is a communicator of all ranks that nobody else uses, or negative where there is none.
napi_value Finalize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (finalized || !initialized) return Number(env, MPI_SUCCESS);
  StopProgress();
  const std::string outstanding = ReleaseAtExit();
  if (args.Int(0) >= 0 && !MeetAll(Comm(args.Int(0)))) {
    SayStuck(outstanding);
    AbortJob(1);
  }
  auto* done = new std::atomic<bool>(false);
  std::thread([done, outstanding] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(kFinalizeSeconds);
    while (std::chrono::steady_clock::now() < end) {
      if (*done) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (*done) return;
    SayStuck(outstanding);
    AbortJob(1);
  }).detach();
  const int error = MPI_Finalize();
  *done = true;
  return Number(env, error);
}

napi_value Abort(napi_env env, napi_callback_info info) {
  Args args(env, info);
  AbortJob(args.Int(0));
}

napi_value Wtime(napi_env env, napi_callback_info) {
  napi_value result;
  napi_create_double(env, MPI_Wtime(), &result);
  return result;
}

// versions(): [standard, library, processor name].
napi_value Versions(napi_env env, napi_callback_info) {
  int major = 0;
  int minor = 0;
  MPI_Get_version(&major, &minor);
  char library[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(library, &length);
  const std::string standard = std::to_string(major) + "." + std::to_string(minor);
  napi_value list, text;
  napi_create_array(env, &list);
  napi_create_string_utf8(env, standard.c_str(), standard.size(), &text);
  napi_set_element(env, list, 0, text);
  napi_create_string_utf8(env, library, NAPI_AUTO_LENGTH, &text);
  napi_set_element(env, list, 1, text);
  return list;
}

// errorText(code): [class, class name, message].
napi_value ErrorText(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int error_class = MPI_ERR_OTHER;
  MPI_Error_class(args.Int(0), &error_class);
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(args.Int(0), text, &length);
  napi_value list, value;
  napi_create_array(env, &list);
  napi_create_int32(env, error_class, &value);
  napi_set_element(env, list, 0, value);
  napi_create_string_utf8(env, ErrorClassName(error_class), NAPI_AUTO_LENGTH, &value);
  napi_set_element(env, list, 1, value);
  napi_create_string_utf8(env, text, static_cast<size_t>(length), &value);
  napi_set_element(env, list, 2, value);
  return list;
}

// constants(): [ANY_SOURCE, ANY_TAG, PROC_NULL, UNDEFINED, TAG_UB, THREAD_MULTIPLE] of this library.
napi_value Constants(napi_env env, napi_callback_info) {
  int* upper = nullptr;
  int found = 0;
  MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, &upper, &found);
  const int values[] = {MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_PROC_NULL, MPI_UNDEFINED, found ? *upper : 32767, MPI_THREAD_MULTIPLE};
  napi_value list;
  napi_create_array(env, &list);
  for (uint32_t i = 0; i < 6; i++) napi_set_element(env, list, i, Number(env, values[i]));
  return list;
}

}  // namespace

const char* ErrorClassName(int error_class) {
#define SISTER_CLASS(name) \
  if (error_class == name) return #name;
  SISTER_CLASS(MPI_ERR_BUFFER)
  SISTER_CLASS(MPI_ERR_COUNT)
  SISTER_CLASS(MPI_ERR_TYPE)
  SISTER_CLASS(MPI_ERR_TAG)
  SISTER_CLASS(MPI_ERR_COMM)
  SISTER_CLASS(MPI_ERR_RANK)
  SISTER_CLASS(MPI_ERR_REQUEST)
  SISTER_CLASS(MPI_ERR_ROOT)
  SISTER_CLASS(MPI_ERR_GROUP)
  SISTER_CLASS(MPI_ERR_OP)
  SISTER_CLASS(MPI_ERR_TOPOLOGY)
  SISTER_CLASS(MPI_ERR_DIMS)
  SISTER_CLASS(MPI_ERR_ARG)
  SISTER_CLASS(MPI_ERR_TRUNCATE)
  SISTER_CLASS(MPI_ERR_INTERN)
  SISTER_CLASS(MPI_ERR_IN_STATUS)
  SISTER_CLASS(MPI_ERR_PENDING)
  SISTER_CLASS(MPI_ERR_NO_MEM)
#undef SISTER_CLASS
  return "MPI_ERR_OTHER";
}

napi_value ExportEnvironment(napi_env env, napi_value exports) {
  Export(env, exports, "init", Init);
  Export(env, exports, "finalize", Finalize);
  Export(env, exports, "abort", Abort);
  Export(env, exports, "wtime", Wtime);
  Export(env, exports, "versions", Versions);
  Export(env, exports, "errorText", ErrorText);
  Export(env, exports, "constants", Constants);
  return exports;
}

}  // namespace sister
