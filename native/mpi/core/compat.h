// The one place that knows which MPI library this is: Open MPI 4.1 or MPICH 4.0, both MPI 3.1 and more.
//
// TypeScript's constants are Open MPI's numbers (src/mpi/constants.ts). Where the library has others, ranks and roots are translated here, on the
// way in and on the way out; where it has the same, that costs nothing.
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
static_assert(MPI_ANY_TAG == kAnyTag && MPI_UNDEFINED == kUndefined, "an MPI library with constants that nobody here has seen");

// A rank, a root or ANY_SOURCE, from TypeScript.
inline int RankIn(int rank) {
  if (kSameNumbers || rank >= 0) return rank;
  return rank == kAnySource ? MPI_ANY_SOURCE : rank == kProcNull ? MPI_PROC_NULL : rank == kRoot ? MPI_ROOT : rank;
}

// A rank, for TypeScript.
inline int RankOut(int rank) {
  if (kSameNumbers || rank >= 0) return rank;
  return rank == MPI_ANY_SOURCE ? kAnySource : rank == MPI_PROC_NULL ? kProcNull : rank == MPI_ROOT ? kRoot : rank;
}

// Length of a message in bytes, and whether it was cancelled.
inline double StatusBytes(const MPI_Status* status) {
#ifdef OPEN_MPI
  // What MPI_Get_elements_x and MPI_Test_cancelled look up, for a third of a small message's cost less.
  return static_cast<double>(status->_ucount);
#else
  MPI_Count bytes = 0;
  MPI_Get_elements_x(status, MPI_BYTE, &bytes);
  return bytes == MPI_UNDEFINED ? 0 : static_cast<double>(bytes);
#endif
}

// Give MPI statuses of zeros: MPICH's matched probes leave this as it was.
inline int StatusCancelled(const MPI_Status* status) {
#ifdef OPEN_MPI
  return status->_cancelled;
#else
  int cancelled = 0;
  MPI_Test_cancelled(status, &cancelled);
  return cancelled;
#endif
}

// MPI_Irecv and MPI_Imrecv. MPICH 4.0 answers a receive from nobody with source 0 and tag 0 in these forms, and in these alone: there a request of
// our own takes its place, whose status is the standard's.
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

// What MPI_Comm_split_type takes, by the index of src/mpi/communicator/communicator.ts; MPI_UNDEFINED where the library has it not.
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

// Debian's MPICH 4.0 is built on a PMIx with which neither spawning nor ports work: the calls end the process.
#ifdef OPEN_MPI
constexpr bool kSpawns = true;
#else
constexpr bool kSpawns = false;
#endif

// MPICH 4.0's MPI_Ibcast, and its MPI_Ibcast_c, count what arrives in an int.
#ifdef OPEN_MPI
constexpr bool kPostsLargeBcasts = true;
#else
constexpr bool kPostsLargeBcasts = false;
#endif

// MPI_Allgatherv and MPI_Iallgatherv. A rank that is alone gathers from itself: there MPICH 4.0 forgets the displacement, so the buffer begins
// where the piece does.
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

// Environment variables in which the launcher of the *other* library tells the number of ranks.
#ifdef OPEN_MPI
constexpr const char* kOtherLaunchers[][2] = {{"PMI_SIZE", "MPICH's mpiexec, or srun without --mpi=pmix"}, {"MPI_LOCALNRANKS", "MPICH's mpiexec"}};
#else
constexpr const char* kOtherLaunchers[][2] = {{"OMPI_COMM_WORLD_SIZE", "Open MPI's mpirun"}};
#endif

}  // namespace sister

#endif
