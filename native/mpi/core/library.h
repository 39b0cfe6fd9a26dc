// The MPI library and Node-API, as every file here includes them. The C++ bindings of MPI are left out: loading fails on their symbols.
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
