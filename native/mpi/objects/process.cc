// Dynamic processes: spawning, ports, names.
#include "progress/blocking.h"
#include "core/exports.h"
#include "objects/communicator.h"
#include "core/tables.h"

namespace sister {

namespace {

// A list of strings as C takes it: pointers, followed by a null pointer.
class Arguments {
 public:
  explicit Arguments(const std::vector<std::string>& texts) : texts_(texts) {
    for (std::string& text : texts_) pointers_.push_back(&text[0]);
    pointers_.push_back(nullptr);
  }
  Arguments(const Arguments& other) : Arguments(other.texts_) {}
  char** data() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

// commSpawn(comm, command, arguments, maxprocs, info, root, errors: Int32Array of maxprocs at the root, result). Errors
// of spawning are raised on the old communicator, whose errors return.
Call CommSpawn(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const std::string command = args.String(at + 1);
  Arguments arguments(args.Strings(at + 2));
  const int most = args.Int(at + 3);
  MPI_Info hints = InfoAt(args.Int(at + 4));
  const int root = args.Int(at + 5);
  int* errors = args.Ints(at + 6);
  double* result = args.Doubles(at + 7);
  return [=]() mutable {
    MPI_Comm made = MPI_COMM_NULL;
    const int error =
        MPI_Comm_spawn(command.c_str(), arguments.data(), most, hints, root, comm, &made, errors ? errors : MPI_ERRCODES_IGNORE);
    return StoreComm(made, error, result);
  };
}

// commSpawnMultiple(comm, commands, arguments of all commands, number of arguments of each, maxprocs, infos, root,
// errors, result)
Call CommSpawnMultiple(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  Arguments commands(args.Strings(at + 1));
  const auto all = args.Strings(at + 2);
  std::vector<Arguments> each;
  auto next = all.begin();
  for (int i = 0; i < args.Length(at + 3); i++) {
    const int count = args.Ints(at + 3)[i];
    each.emplace_back(std::vector<std::string>(next, next + count));
    next += count;
  }
  const std::vector<int> most(args.Ints(at + 4), args.Ints(at + 4) + args.Length(at + 4));
  std::vector<MPI_Info> hints;
  for (int i = 0; i < args.Length(at + 5); i++) hints.push_back(InfoAt(args.Ints(at + 5)[i]));
  const int root = args.Int(at + 6);
  int* errors = args.Ints(at + 7);
  double* result = args.Doubles(at + 8);
  return [=]() mutable {
    std::vector<char**> arguments;
    for (Arguments& one : each) arguments.push_back(one.data());
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_spawn_multiple(static_cast<int>(each.size()), commands.data(), arguments.data(), most.data(), hints.data(), root,
                                              comm, &made, errors ? errors : MPI_ERRCODES_IGNORE);
    return StoreComm(made, error, result);
  };
}

// commParent(): index of the intercommunicator to the processes that spawned this one; -1: it was not spawned
napi_value CommParent(napi_env env, napi_callback_info) {
  MPI_Comm parent = MPI_COMM_NULL;
  MPI_Comm_get_parent(&parent);
  double result = -1;
  StoreComm(parent, MPI_SUCCESS, &result);
  return Double(env, result);
}

// commAccept, commConnect (comm, port, info, root, result)
template <int (*Meet)(const char*, MPI_Info, int, MPI_Comm, MPI_Comm*)>
Call CommMeet(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const std::string port = args.String(at + 1);
  MPI_Info hints = InfoAt(args.Int(at + 2));
  const int root = args.Int(at + 3);
  double* result = args.Doubles(at + 4);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = Meet(port.c_str(), hints, root, comm, &made);
    return StoreComm(made, error, result);
  };
}

// commJoin(descriptor, result)
Call CommJoin(const Args& args, int at) {
  const int descriptor = args.Int(at);
  double* result = args.Doubles(at + 1);
  return [=] {
    MPI_Comm made = MPI_COMM_NULL;
    const int error = MPI_Comm_join(descriptor, &made);
    return StoreComm(made, error, result);
  };
}

// The result of a call that returns a name: [error code, name].
napi_value Named(napi_env env, int error, const char* name) {
  napi_value list;
  napi_create_array(env, &list);
  napi_set_element(env, list, 0, Number(env, error));
  napi_set_element(env, list, 1, Text(env, error == MPI_SUCCESS ? name : ""));
  return list;
}

// openPort(info)
napi_value OpenPort(napi_env env, napi_callback_info info) {
  Args args(env, info);
  char port[MPI_MAX_PORT_NAME];
  const int error = MPI_Open_port(InfoAt(args.Int(0)), port);
  return Named(env, error, port);
}

// closePort(port): error code
napi_value ClosePort(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Close_port(args.String(0).c_str()));
}

// publishName(service, info, port), unpublishName(service, info, port): error code
template <int (*Publish)(const char*, MPI_Info, const char*)>
napi_value PublishName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, Publish(args.String(0).c_str(), InfoAt(args.Int(1)), args.String(2).c_str()));
}

// lookupName(service, info)
napi_value LookupName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  char port[MPI_MAX_PORT_NAME];
  const int error = MPI_Lookup_name(args.String(0).c_str(), InfoAt(args.Int(1)), port);
  return Named(env, error, port);
}

}  // namespace

napi_value ExportProcess(napi_env env, napi_value exports) {
  ExportCall<CommSpawn>(env, exports, "commSpawn");
  ExportCall<CommSpawnMultiple>(env, exports, "commSpawnMultiple");
  ExportCall<CommMeet<MPI_Comm_accept>>(env, exports, "commAccept");
  ExportCall<CommMeet<MPI_Comm_connect>>(env, exports, "commConnect");
  ExportCall<CommJoin>(env, exports, "commJoin");
  Export(env, exports, "commParent", CommParent);
  Export(env, exports, "openPort", OpenPort);
  Export(env, exports, "closePort", ClosePort);
  Export(env, exports, "publishName", PublishName<MPI_Publish_name>);
  Export(env, exports, "unpublishName", PublishName<MPI_Unpublish_name>);
  Export(env, exports, "lookupName", LookupName);
  return exports;
}

}  // namespace sister
