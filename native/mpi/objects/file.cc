// Files (MPI-IO). Blocking forms store the number of bytes in `result`; nonblocking forms have it in their outcome.
#include "progress/blocking.h"
#include "core/exports.h"
#include "progress/post.h"
#include "core/tables.h"

namespace sister {

namespace {

MPI_File File(int index) { return Files().At(index); }

// In the order of the bits in src/mpi/file/file.ts.
constexpr int kModes = 9;
int Mode(int bits) {
  const int modes[kModes] = {MPI_MODE_CREATE,      MPI_MODE_RDONLY, MPI_MODE_WRONLY, MPI_MODE_RDWR,      MPI_MODE_DELETE_ON_CLOSE,
                             MPI_MODE_UNIQUE_OPEN, MPI_MODE_EXCL,   MPI_MODE_APPEND, MPI_MODE_SEQUENTIAL};
  int mode = 0;
  for (int i = 0; i < kModes; i++)
    if (bits & (1 << i)) mode |= modes[i];
  return mode;
}

int ModeBits(int mode) {
  int bits = 0;
  for (int i = 0; i < kModes; i++)
    if (mode & Mode(1 << i)) bits |= 1 << i;
  return bits;
}

// fileOpen(comm, name, mode, info, result)
Call FileOpen(const Args& args, int at) {
  MPI_Comm comm = Comm(args.Int(at));
  const std::string name = args.String(at + 1);
  const int mode = Mode(args.Int(at + 2));
  MPI_Info hints = InfoAt(args.Int(at + 3));
  double* result = args.Doubles(at + 4);
  return [=] {
    MPI_File file = MPI_FILE_NULL;
    result[0] = -1;
    const int error = MPI_File_open(comm, name.c_str(), mode, hints, &file);
    if (error == MPI_SUCCESS) result[0] = Files().Add(file);
    return error;
  };
}

// fileClose(file)
Call FileClose(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  Files().Remove(args.Int(at));
  return [file]() mutable { return MPI_File_close(&file); };
}

// fileDelete(name, info)
Call FileDelete(const Args& args, int at) {
  const std::string name = args.String(at);
  MPI_Info hints = InfoAt(args.Int(at + 1));
  return [=] { return MPI_File_delete(name.c_str(), hints); };
}

// fileSetSize, filePreallocate (file, bytes)
template <int (*Set)(MPI_File, MPI_Offset)>
Call FileSetLength(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  const MPI_Offset bytes = args.Long(at + 1);
  return [=] { return Set(file, bytes); };
}

// fileSync(file)
Call FileSync(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  return [=] { return MPI_File_sync(file); };
}

// fileSetView(file, disp, element type, file type, representation, info)
Call FileSetView(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  const MPI_Offset disp = args.Long(at + 1);
  MPI_Datatype element = Type(args.Int(at + 2));
  MPI_Datatype type = Type(args.Int(at + 3));
  const std::string representation = args.String(at + 4);
  MPI_Info hints = InfoAt(args.Int(at + 5));
  return [=] { return MPI_File_set_view(file, disp, element, type, representation.c_str(), hints); };
}

// fileGetView(file, result: disp, element type, file type): error code. The datatypes are new indices.
napi_value FileGetView(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Offset disp = 0;
  MPI_Datatype element, type;
  char representation[MPI_MAX_DATAREP_STRING];
  const int error = MPI_File_get_view(File(args.Int(0)), &disp, &element, &type, representation);
  if (error != MPI_SUCCESS) return Number(env, error);
  double* result = args.Doubles(1);
  result[0] = static_cast<double>(disp);
  result[1] = Types().Add(element);
  result[2] = Types().Add(type);
  return Number(env, error);
}

int Whence(int index) { return index == 0 ? MPI_SEEK_SET : index == 1 ? MPI_SEEK_CUR : MPI_SEEK_END; }

// fileSeek(file, offset, whence), fileSeekShared
template <int (*Seek)(MPI_File, MPI_Offset, int)>
Call FileSeek(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  const MPI_Offset offset = args.Long(at + 1);
  const int whence = Whence(args.Int(at + 2));
  return [=] { return Seek(file, offset, whence); };
}

// fileSize, filePosition, filePositionShared (file): a number, or -1 minus the error code
template <int (*Get)(MPI_File, MPI_Offset*)>
napi_value FileOffset(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Offset offset = 0;
  const int error = Get(File(args.Int(0)), &offset);
  return Double(env, error == MPI_SUCCESS ? static_cast<double>(offset) : -1 - error);
}

// fileByteOffset(file, offset): bytes from the beginning of the file
napi_value FileByteOffset(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Offset bytes = 0;
  const int error = MPI_File_get_byte_offset(File(args.Int(0)), args.Long(1), &bytes);
  return Double(env, error == MPI_SUCCESS ? static_cast<double>(bytes) : -1 - error);
}

// fileTypeExtent(file, type): bytes in the file
napi_value FileTypeExtent(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Aint extent = 0;
  const int error = MPI_File_get_type_extent(File(args.Int(0)), Type(args.Int(1)), &extent);
  return Double(env, error == MPI_SUCCESS ? static_cast<double>(extent) : -1 - error);
}

// fileMode(file): bits
napi_value FileMode(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int mode = 0;
  const int error = MPI_File_get_amode(File(args.Int(0)), &mode);
  return Number(env, error == MPI_SUCCESS ? ModeBits(mode) : -1 - error);
}

// fileAtomicity(file): 0, 1, or -1 minus the error code. fileSetAtomicity(file, 0 or 1) is collective.
napi_value FileAtomicity(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int atomic = 0;
  const int error = MPI_File_get_atomicity(File(args.Int(0)), &atomic);
  return Number(env, error == MPI_SUCCESS ? atomic : -1 - error);
}
Call FileSetAtomicity(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  const int atomic = args.Int(at + 1);
  return [=] { return MPI_File_set_atomicity(file, atomic); };
}

// fileGroup(file), fileGetInfo(file): an index, or -1 minus the error code
napi_value FileGroup(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Group group;
  const int error = MPI_File_get_group(File(args.Int(0)), &group);
  return Number(env, error == MPI_SUCCESS ? Groups().Add(group) : -1 - error);
}
napi_value FileGetInfo(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Info hints;
  const int error = MPI_File_get_info(File(args.Int(0)), &hints);
  return Number(env, error == MPI_SUCCESS ? Infos().Add(hints) : -1 - error);
}
Call FileSetInfo(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  MPI_Info hints = InfoAt(args.Int(at + 1));
  return [=] { return MPI_File_set_info(file, hints); };
}

// fileRead, fileWrite, …All, …Shared, …Ordered (file, data, count, type, result)
template <auto Move>
Call FileMove(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  void* data = args.Address(at + 1);
  const int64_t count = args.Long(at + 2);
  MPI_Datatype type = Type(args.Int(at + 3));
  double* result = args.Doubles(at + 4);
  return [=] {
    Counted counted(count, type);
    MPI_Status status{};
    const int error = Move(file, data, counted.count, counted.type, &status);
    if (error == MPI_SUCCESS) result[0] = StatusBytes(&status);
    return error;
  };
}

// fileReadAt, fileWriteAt, …AtAll (file, offset, data, count, type, result)
template <auto Move>
Call FileMoveAt(const Args& args, int at) {
  MPI_File file = File(args.Int(at));
  const MPI_Offset offset = args.Long(at + 1);
  void* data = args.Address(at + 2);
  const int64_t count = args.Long(at + 3);
  MPI_Datatype type = Type(args.Int(at + 4));
  double* result = args.Doubles(at + 5);
  return [=] {
    Counted counted(count, type);
    MPI_Status status{};
    const int error = Move(file, offset, data, counted.count, counted.type, &status);
    if (error == MPI_SUCCESS) result[0] = StatusBytes(&status);
    return error;
  };
}

// fileIread, fileIwrite, …All, …Shared (slot, spin, file, data, count, type)
template <auto Move>
napi_value FilePost(napi_env env, napi_callback_info info) {
  Args args(env, info);
  auto counted = std::make_shared<Counted>(args.Long(4), Type(args.Int(5)));
  MPI_Request request = MPI_REQUEST_NULL;
  int error;
  {
    Serialized serialized;
    error = Move(File(args.Int(2)), args.Address(3), counted->count, counted->type, &request);
  }
  if (error == MPI_SUCCESS) Own(args.Int(0), counted);
  return Posted(env, error, args.Int(0), request, Kind::kCollective, args.Int(1) != 0);
}

// fileIreadAt, fileIwriteAt, …AtAll (slot, spin, file, offset, data, count, type)
template <auto Move>
napi_value FilePostAt(napi_env env, napi_callback_info info) {
  Args args(env, info);
  auto counted = std::make_shared<Counted>(args.Long(5), Type(args.Int(6)));
  MPI_Request request = MPI_REQUEST_NULL;
  int error;
  {
    Serialized serialized;
    error = Move(File(args.Int(2)), args.Long(3), args.Address(4), counted->count, counted->type, &request);
  }
  if (error == MPI_SUCCESS) Own(args.Int(0), counted);
  return Posted(env, error, args.Int(0), request, Kind::kCollective, args.Int(1) != 0);
}

}  // namespace

napi_value ExportFile(napi_env env, napi_value exports) {
  ExportCall<FileOpen>(env, exports, "fileOpen");
  ExportCall<FileClose>(env, exports, "fileClose");
  ExportCall<FileDelete>(env, exports, "fileDelete");
  ExportCall<FileSetLength<MPI_File_set_size>>(env, exports, "fileSetSize");
  ExportCall<FileSetLength<MPI_File_preallocate>>(env, exports, "filePreallocate");
  ExportCall<FileSync>(env, exports, "fileSync");
  ExportCall<FileSetView>(env, exports, "fileSetView");
  ExportCall<FileSeek<MPI_File_seek>>(env, exports, "fileSeek");
  ExportCall<FileSeek<MPI_File_seek_shared>>(env, exports, "fileSeekShared");
  ExportCall<FileSetAtomicity>(env, exports, "fileSetAtomicity");
  ExportCall<FileSetInfo>(env, exports, "fileSetInfo");
  Export(env, exports, "fileGetView", FileGetView);
  Export(env, exports, "fileSize", FileOffset<MPI_File_get_size>);
  Export(env, exports, "filePosition", FileOffset<MPI_File_get_position>);
  Export(env, exports, "filePositionShared", FileOffset<MPI_File_get_position_shared>);
  Export(env, exports, "fileByteOffset", FileByteOffset);
  Export(env, exports, "fileTypeExtent", FileTypeExtent);
  Export(env, exports, "fileMode", FileMode);
  Export(env, exports, "fileAtomicity", FileAtomicity);
  Export(env, exports, "fileGroup", FileGroup);
  Export(env, exports, "fileGetInfo", FileGetInfo);
  ExportCall<FileMove<MPI_File_read>>(env, exports, "fileRead");
  ExportCall<FileMove<MPI_File_read_all>>(env, exports, "fileReadAll");
  ExportCall<FileMove<MPI_File_read_shared>>(env, exports, "fileReadShared");
  ExportCall<FileMove<MPI_File_read_ordered>>(env, exports, "fileReadOrdered");
  ExportCall<FileMoveAt<MPI_File_read_at>>(env, exports, "fileReadAt");
  ExportCall<FileMoveAt<MPI_File_read_at_all>>(env, exports, "fileReadAtAll");
  ExportCall<FileMove<MPI_File_write>>(env, exports, "fileWrite");
  ExportCall<FileMove<MPI_File_write_all>>(env, exports, "fileWriteAll");
  ExportCall<FileMove<MPI_File_write_shared>>(env, exports, "fileWriteShared");
  ExportCall<FileMove<MPI_File_write_ordered>>(env, exports, "fileWriteOrdered");
  ExportCall<FileMoveAt<MPI_File_write_at>>(env, exports, "fileWriteAt");
  ExportCall<FileMoveAt<MPI_File_write_at_all>>(env, exports, "fileWriteAtAll");
  Export(env, exports, "fileIread", FilePost<MPI_File_iread>);
  Export(env, exports, "fileIreadAll", FilePost<MPI_File_iread_all>);
  Export(env, exports, "fileIreadShared", FilePost<MPI_File_iread_shared>);
  Export(env, exports, "fileIreadAt", FilePostAt<MPI_File_iread_at>);
  Export(env, exports, "fileIreadAtAll", FilePostAt<MPI_File_iread_at_all>);
  Export(env, exports, "fileIwrite", FilePost<MPI_File_iwrite>);
  Export(env, exports, "fileIwriteAll", FilePost<MPI_File_iwrite_all>);
  Export(env, exports, "fileIwriteShared", FilePost<MPI_File_iwrite_shared>);
  Export(env, exports, "fileIwriteAt", FilePostAt<MPI_File_iwrite_at>);
  Export(env, exports, "fileIwriteAtAll", FilePostAt<MPI_File_iwrite_at_all>);
  return exports;
}

}  // namespace sister
