// The headers of MPI and Node-API. MPI's C++ bindings are excluded, because the addon would not load with their
// symbols.
#ifndef SISTER_MPI_LIBRARY_H
#define SISTER_MPI_LIBRARY_H

#ifndef OMPI_SKIP_MPICXX
#define OMPI_SKIP_MPICXX 1
#endif
#ifndef MPICH_SKIP_MPICXX
#define MPICH_SKIP_MPICXX 1
#endif
#include <mpi.h>
#include <napi.h>

#endif
