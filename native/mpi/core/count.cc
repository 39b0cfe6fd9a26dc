#include "core/count.h"

namespace sister {

void Counted::Enlarge(int64_t elements) {
  // Chunks of 2^30 elements, and the rest.
  constexpr int64_t kChunk = int64_t{1} << 30;
  const MPI_Datatype of = type;
  MPI_Aint lower = 0;
  MPI_Aint extent = 0;
  MPI_Type_get_extent(of, &lower, &extent);
  MPI_Datatype chunk, chunks, rest, both;
  MPI_Type_contiguous(static_cast<int>(kChunk), of, &chunk);
  MPI_Type_contiguous(static_cast<int>(elements / kChunk), chunk, &chunks);
  MPI_Type_contiguous(static_cast<int>(elements % kChunk), of, &rest);
  const int lengths[] = {1, 1};
  const MPI_Aint displacements[] = {0, static_cast<MPI_Aint>(elements / kChunk * kChunk) * extent};
  const MPI_Datatype parts[] = {chunks, rest};
  MPI_Type_create_struct(2, lengths, displacements, parts, &both);
  // A struct's extent is rounded up to the alignment of its elements, but blocks of ranks must follow each other
  // without gaps.
  MPI_Type_create_resized(both, lower, static_cast<MPI_Aint>(elements) * extent, &type);
  MPI_Type_commit(&type);
  for (MPI_Datatype* part : {&chunk, &chunks, &rest, &both}) MPI_Type_free(part);
  count = 1;
  made_ = true;
}

}  // namespace sister
