// Init, finalize, abort, versions, clock.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "core/args.h"
#include "core/compat.h"
#include "core/exports.h"
#include "progress/progress.h"
#include "core/status.h"
#include "core/tables.h"
#include "fast-path/envelope.h"

namespace sister {

namespace {

// MPI_Finalize waits for the other ranks. If one never comes, the job must not hang silently.
constexpr int kFinalizeSeconds = 10;

bool initialized = false;

// If the library does not support the launcher that started the process, every rank would run in a world of its own.
std::string OtherLauncher() {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (size > 1) return "";
  for (const auto& [variable, launcher] : kOtherLaunchers) {
    const char* value = getenv(variable);
    if (value != nullptr && atoi(value) > 1) return std::string(launcher) + " (" + variable + "=" + value + ")";
  }
  return "";
}

// init(outcomes: Float64Array, deliver: (count) => void, envelope: Float64Array, level: 2 serialized or 3 multiple, is
// main thread): the level that the library provides (0 to 3), or a negative error code. On another thread than the main
// one it is -1,000,000 if MPI is not initialized.
napi_value Init(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int levels[] = {MPI_THREAD_SINGLE, MPI_THREAD_FUNNELED, MPI_THREAD_SERIALIZED, MPI_THREAD_MULTIPLE};
  const bool is_main = args.Int(4) != 0;
  int already = 0;
  MPI_Initialized(&already);
  if (!already && !is_main) return Number(env, -1000000);
  int provided = MPI_THREAD_SINGLE;
  if (!already) {
    const int error = MPI_Init_thread(nullptr, nullptr, levels[args.Int(3)], &provided);
    if (error != MPI_SUCCESS) return Number(env, -error);
  } else {
    MPI_Query_thread(&provided);
  }
  int level = 0;
  for (int i = 0; i < 4; i++)
    if (levels[i] <= provided) level = i;
  if (!is_main && level < 3) return Number(env, level);
  g_outcomes = args.Doubles(0);
  g_envelope = args.Doubles(2);
  if (is_main) {
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
    MPI_File_set_errhandler(MPI_FILE_NULL, MPI_ERRORS_RETURN);
    Comms().Add(MPI_COMM_WORLD);
    Comms().Add(MPI_COMM_SELF);
  }
  StartProgress(env, args.Value(1), level == 3);
  if (is_main) {
    initialized = true;
  } else {
    napi_add_async_cleanup_hook(
        env,
        [](napi_async_cleanup_hook_handle hook, void*) {
          StopProgress();
          ReleaseAtExit();
          // The loop must run until its handles are closed. Node.js waits until the hook is removed.
          CloseProgress([hook] { napi_remove_async_cleanup_hook(hook); });
        },
        nullptr, nullptr);
  }
  return Number(env, level);
}

// otherLauncher(): the launcher that started this process, if the library does not support it; otherwise an empty
// string.
napi_value OtherLauncherName(napi_env env, napi_callback_info) { return Text(env, OtherLauncher().c_str()); }

[[noreturn]] void AbortJob(int status) {
  // If the library cannot abort the job, or does not return, the end of this process makes the launcher end the job.
  std::thread([status] {
    std::this_thread::sleep_for(std::chrono::seconds(2));
    _exit(status);
  }).detach();
  MPI_Abort(MPI_COMM_WORLD, status);
  _exit(status);
}

void ReportStuck(const std::string& outstanding) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  fprintf(stderr,
          "sister/mpi: rank %d: MPI_Finalize has waited %d s for the other ranks; outstanding here: %s. The job is aborted: end all ranks, and "
          "complete what they send each other, before any returns.\n",
          rank, kFinalizeSeconds, outstanding.empty() ? "nothing" : outstanding.c_str());
  fflush(stderr);
}

// Waits until all ranks have reached their end. Returns false after kFinalizeSeconds. If a job is aborted while some
// ranks are inside MPI_Finalize, its mpirun can hang (Open MPI 4.1 with PMIx 4.2), so the ranks meet first.
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

// finalize(comm): an MPI error code. `comm` is a communicator of all ranks that nothing else uses; negative: there is
// none.
napi_value Finalize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (finalized || !initialized) return Number(env, MPI_SUCCESS);
  StopProgress();
  const std::string outstanding = ReleaseAtExit();
  if (args.Int(0) >= 0 && !MeetAll(Comm(args.Int(0)))) {
    ReportStuck(outstanding);
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
    ReportStuck(outstanding);
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
  char processor[MPI_MAX_PROCESSOR_NAME] = "";
  int initialized_now = 0;
  MPI_Initialized(&initialized_now);
  if (initialized_now) MPI_Get_processor_name(processor, &length);
  const std::string standard = std::to_string(major) + "." + std::to_string(minor);
  napi_value list;
  napi_create_array(env, &list);
  napi_set_element(env, list, 0, Text(env, standard.c_str()));
  napi_set_element(env, list, 1, Text(env, library));
  napi_set_element(env, list, 2, Text(env, processor));
  return list;
}

napi_value Wtick(napi_env env, napi_callback_info) { return Double(env, MPI_Wtick()); }

// isThreadMain(): 0 or 1
napi_value IsThreadMain(napi_env env, napi_callback_info) {
  int flag = 0;
  MPI_Is_thread_main(&flag);
  return Number(env, flag);
}

// pcontrol(level): error code
napi_value Pcontrol(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Pcontrol(args.Int(0)));
}

// addErrorClass(), addErrorCode(class): the number, or -1 minus the error code. addErrorString(code, text): error code
napi_value AddErrorClass(napi_env env, napi_callback_info) {
  int made = 0;
  const int error = MPI_Add_error_class(&made);
  return Number(env, error == MPI_SUCCESS ? made : -1 - error);
}
napi_value AddErrorCode(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int made = 0;
  const int error = MPI_Add_error_code(args.Int(0), &made);
  return Number(env, error == MPI_SUCCESS ? made : -1 - error);
}
napi_value AddErrorString(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Add_error_string(args.Int(0), args.String(1).c_str()));
}

// "MPI_ERR_TRUNCATE" for MPI_ERR_TRUNCATE.
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
  SISTER_CLASS(MPI_ERR_UNKNOWN)
  SISTER_CLASS(MPI_ERR_ACCESS)
  SISTER_CLASS(MPI_ERR_AMODE)
  SISTER_CLASS(MPI_ERR_ASSERT)
  SISTER_CLASS(MPI_ERR_BAD_FILE)
  SISTER_CLASS(MPI_ERR_BASE)
  SISTER_CLASS(MPI_ERR_CONVERSION)
  SISTER_CLASS(MPI_ERR_DISP)
  SISTER_CLASS(MPI_ERR_DUP_DATAREP)
  SISTER_CLASS(MPI_ERR_FILE)
  SISTER_CLASS(MPI_ERR_FILE_EXISTS)
  SISTER_CLASS(MPI_ERR_FILE_IN_USE)
  SISTER_CLASS(MPI_ERR_INFO)
  SISTER_CLASS(MPI_ERR_INFO_KEY)
  SISTER_CLASS(MPI_ERR_INFO_NOKEY)
  SISTER_CLASS(MPI_ERR_INFO_VALUE)
  SISTER_CLASS(MPI_ERR_IO)
  SISTER_CLASS(MPI_ERR_KEYVAL)
  SISTER_CLASS(MPI_ERR_LOCKTYPE)
  SISTER_CLASS(MPI_ERR_NAME)
  SISTER_CLASS(MPI_ERR_NO_SPACE)
  SISTER_CLASS(MPI_ERR_NO_SUCH_FILE)
  SISTER_CLASS(MPI_ERR_NOT_SAME)
  SISTER_CLASS(MPI_ERR_PORT)
  SISTER_CLASS(MPI_ERR_QUOTA)
  SISTER_CLASS(MPI_ERR_READ_ONLY)
  SISTER_CLASS(MPI_ERR_RMA_ATTACH)
  SISTER_CLASS(MPI_ERR_RMA_CONFLICT)
  SISTER_CLASS(MPI_ERR_RMA_FLAVOR)
  SISTER_CLASS(MPI_ERR_RMA_RANGE)
  SISTER_CLASS(MPI_ERR_RMA_SHARED)
  SISTER_CLASS(MPI_ERR_RMA_SYNC)
  SISTER_CLASS(MPI_ERR_SERVICE)
  SISTER_CLASS(MPI_ERR_SIZE)
  SISTER_CLASS(MPI_ERR_SPAWN)
  SISTER_CLASS(MPI_ERR_UNSUPPORTED_DATAREP)
  SISTER_CLASS(MPI_ERR_UNSUPPORTED_OPERATION)
  SISTER_CLASS(MPI_ERR_WIN)
#undef SISTER_CLASS
  return "MPI_ERR_OTHER";
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

// constants(): TAG_UB, whether the library can spawn processes, whether nonblocking broadcasts may exceed 2^31 - 1
// bytes.
napi_value Constants(napi_env env, napi_callback_info) {
  int* upper = nullptr;
  int found = 0;
  MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_TAG_UB, &upper, &found);
  napi_value list;
  napi_create_array(env, &list);
  napi_set_element(env, list, 0, Number(env, found ? *upper : 32767));
  napi_set_element(env, list, 1, Number(env, kSpawns ? 1 : 0));
  napi_set_element(env, list, 2, Number(env, kPostsLargeBcasts ? 1 : 0));
  return list;
}

}  // namespace

napi_value ExportEnvironment(napi_env env, napi_value exports) {
  Export(env, exports, "init", Init);
  Export(env, exports, "finalize", Finalize);
  Export(env, exports, "abort", Abort);
  Export(env, exports, "wtime", Wtime);
  Export(env, exports, "versions", Versions);
  Export(env, exports, "errorText", ErrorText);
  Export(env, exports, "constants", Constants);
  Export(env, exports, "otherLauncher", OtherLauncherName);
  Export(env, exports, "wtick", Wtick);
  Export(env, exports, "isThreadMain", IsThreadMain);
  Export(env, exports, "pcontrol", Pcontrol);
  Export(env, exports, "addErrorClass", AddErrorClass);
  Export(env, exports, "addErrorCode", AddErrorCode);
  Export(env, exports, "addErrorString", AddErrorString);
  return exports;
}

}  // namespace sister
