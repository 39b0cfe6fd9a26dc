// The only file that knows the MPI library: Open MPI 4.1 or MPICH 4.0, which support MPI 3.1 and more.
//
// TypeScript's constants are Open MPI's numbers (src/mpi/constants.ts). For a library with other numbers, ranks and
// roots are translated here in both directions. For the same numbers this costs nothing.
#ifndef SISTER_MPI_COMPAT_H
#define SISTER_MPI_COMPAT_H

#include "core/library.h"

namespace sister {

constexpr int kAnySource = -1;
constexpr int kProcNull = -2;
constexpr int kRoot = -4;
constexpr int kAnyTag = -1;
constexpr int kUndefined = -32766;

constexpr bool kSameNumbers = MPI_ANY_SOURCE == kAnySource && MPI_PROC_NULL == kProcNull && MPI_ROOT == kRoot;
static_assert(MPI_ANY_TAG == kAnyTag && MPI_UNDEFINED == kUndefined, "the MPI library has unknown constants");

// A rank, a root or ANY_SOURCE that comes from TypeScript.
inline int RankIn(int rank) {
  if (kSameNumbers || rank >= 0) return rank;
  return rank == kAnySource ? MPI_ANY_SOURCE : rank == kProcNull ? MPI_PROC_NULL : rank == kRoot ? MPI_ROOT : rank;
}

// A rank that goes to TypeScript.
inline int RankOut(int rank) {
  if (kSameNumbers || rank >= 0) return rank;
  return rank == MPI_ANY_SOURCE ? kAnySource : rank == MPI_PROC_NULL ? kProcNull : rank == MPI_ROOT ? kRoot : rank;
}

// Length of a message in bytes, and whether it was cancelled.
inline double StatusBytes(const MPI_Status* status) {
#ifdef OPEN_MPI
  // MPI_Get_elements_x and MPI_Test_cancelled read the same fields. Reading them directly saves a third of a small
  // message's cost.
  return static_cast<double>(status->_ucount);
#else
  MPI_Count bytes = 0;
  MPI_Get_elements_x(status, MPI_BYTE, &bytes);
  return bytes == MPI_UNDEFINED ? 0 : static_cast<double>(bytes);
#endif
}

// Initialize statuses with zeros before the call: MPICH's matched probes do not set this field.
inline int StatusCancelled(const MPI_Status* status) {
#ifdef OPEN_MPI
  return status->_cancelled;
#else
  int cancelled = 0;
  MPI_Test_cancelled(status, &cancelled);
  return cancelled;
#endif
}

// MPI_Irecv and MPI_Imrecv. In MPICH 4.0 only these forms return source 0 and tag 0 for a receive from MPI_PROC_NULL. A
// generalized request with the standard's status replaces them.
#ifdef OPEN_MPI
constexpr auto* PostReceive = MPI_Irecv;
constexpr auto* PostMatchedReceive = MPI_Imrecv;
#else
inline int ReceiveFromNobody(MPI_Request* request) {
  const auto query = [](void*, MPI_Status* status) {
    MPI_Status_set_elements(status, MPI_BYTE, 0);
    MPI_Status_set_cancelled(status, 0);
    status->MPI_SOURCE = MPI_PROC_NULL;
    status->MPI_TAG = MPI_ANY_TAG;
    return MPI_SUCCESS;
  };
  const int error = MPI_Grequest_start(
      query, [](void*) { return MPI_SUCCESS; }, [](void*, int) { return MPI_SUCCESS; }, nullptr, request);
  return error == MPI_SUCCESS ? MPI_Grequest_complete(*request) : error;
}
inline int PostReceive(void* buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm, MPI_Request* request) {
  if (source == MPI_PROC_NULL) return ReceiveFromNobody(request);
  return MPI_Irecv(buffer, count, type, source, tag, comm, request);
}
inline int PostMatchedReceive(void* buffer, int count, MPI_Datatype type, MPI_Message* message, MPI_Request* request) {
  if (*message != MPI_MESSAGE_NO_PROC) return MPI_Imrecv(buffer, count, type, message, request);
  *message = MPI_MESSAGE_NULL;
  return ReceiveFromNobody(request);
}
#endif

// The argument of MPI_Comm_split_type for an index of src/mpi/communicator/split-types.ts; MPI_UNDEFINED if the library
// does not have the type.
inline int SplitType(int index) {
#ifdef OPEN_MPI
  static const int types[] = {MPI_COMM_TYPE_SHARED,     OMPI_COMM_TYPE_HWTHREAD, OMPI_COMM_TYPE_CORE,   OMPI_COMM_TYPE_L1CACHE,
                              OMPI_COMM_TYPE_L2CACHE,   OMPI_COMM_TYPE_L3CACHE,  OMPI_COMM_TYPE_SOCKET, OMPI_COMM_TYPE_NUMA,
                              OMPI_COMM_TYPE_BOARD,     OMPI_COMM_TYPE_HOST};
  return index >= 0 && index < 10 ? types[index] : MPI_UNDEFINED;
#else
  return index == 0 ? MPI_COMM_TYPE_SHARED : MPI_UNDEFINED;
#endif
}

// Debian's MPICH 4.0 is built with a PMIx that supports neither spawning nor ports: these calls end the process.
#ifdef OPEN_MPI
constexpr bool kSpawns = true;
#else
constexpr bool kSpawns = false;
#endif

// MPI_Ibcast and MPI_Ibcast_c of MPICH 4.0 count received bytes in an int.
#ifdef OPEN_MPI
constexpr bool kPostsLargeBcasts = true;
#else
constexpr bool kPostsLargeBcasts = false;
#endif

// MPI_Allgatherv and MPI_Iallgatherv. If a communicator has one rank, MPICH 4.0 ignores the displacement, so the buffer
// is passed from the piece's start.
#ifdef OPEN_MPI
constexpr auto* Allgatherv = MPI_Allgatherv;
constexpr auto* Iallgatherv = MPI_Iallgatherv;
#else
template <class Call>
int GatherAtPlace(void* buffer, const int* displs, MPI_Datatype type, MPI_Comm comm, Call call) {
  static const int nowhere[] = {0};
  int size = 0;
  int inter = 0;
  MPI_Comm_size(comm, &size);
  MPI_Comm_test_inter(comm, &inter);
  if (size != 1 || inter != 0) return call(buffer, displs);
  MPI_Aint lower = 0;
  MPI_Aint extent = 0;
  MPI_Type_get_extent(type, &lower, &extent);
  return call(static_cast<char*>(buffer) + displs[0] * extent, nowhere);
}
inline int Allgatherv(const void* data, int count, MPI_Datatype from, void* buffer, const int* counts, const int* displs, MPI_Datatype type,
                      MPI_Comm comm) {
  return GatherAtPlace(buffer, displs, type, comm,
                       [&](void* at, const int* by) { return MPI_Allgatherv(data, count, from, at, counts, by, type, comm); });
}
inline int Iallgatherv(const void* data, int count, MPI_Datatype from, void* buffer, const int* counts, const int* displs, MPI_Datatype type,
                       MPI_Comm comm, MPI_Request* request) {
  return GatherAtPlace(buffer, displs, type, comm,
                       [&](void* at, const int* by) { return MPI_Iallgatherv(data, count, from, at, counts, by, type, comm, request); });
}
#endif

// Environment variables in which the launcher of the *other* library gives the number of ranks.
#ifdef OPEN_MPI
constexpr const char* kOtherLaunchers[][2] = {{"PMI_SIZE", "MPICH's mpiexec, or srun without --mpi=pmix"}, {"MPI_LOCALNRANKS", "MPICH's mpiexec"}};
#else
constexpr const char* kOtherLaunchers[][2] = {{"OMPI_COMM_WORLD_SIZE", "Open MPI's mpirun"}};
#endif

}  // namespace sister

#endif
