// How new communicators are stored, and how comparisons are returned.
#ifndef SISTER_MPI_COMMUNICATOR_H
#define SISTER_MPI_COMMUNICATOR_H

#include "core/library.h"

namespace sister {

// Stores the index of a communicator in `result` (an element of a Float64Array), or -1 for MPI_COMM_NULL. Sets its
// errors to return. Returns `error`.
int StoreComm(MPI_Comm made, int error, double* result);

// 0 identical, 1 congruent, 2 similar, 3 unequal
inline int Comparison(int result) { return result == MPI_IDENT ? 0 : result == MPI_CONGRUENT ? 1 : result == MPI_SIMILAR ? 2 : 3; }

}  // namespace sister

#endif
