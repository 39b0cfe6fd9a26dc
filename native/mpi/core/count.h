// Counts beyond an int. MPI 3.1 says counts as int; more elements are one element of a larger datatype.
#ifndef SISTER_MPI_COUNT_H
#define SISTER_MPI_COUNT_H

#include <climits>
#include <cstdint>

#include "core/library.h"

namespace sister {

// A count and datatype as MPI takes them. Where the count is no int they are 1 and a datatype made for it, which lives as long as this.
class Counted {
 public:
  Counted(int64_t elements, MPI_Datatype of) : count(static_cast<int>(elements)), type(of) {
    if (elements > INT_MAX) Enlarge(elements);
  }
  ~Counted() {
    if (made_) MPI_Type_free(&type);
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  // Gives the made datatype away (MPI_DATATYPE_NULL where none was): a nonblocking collective needs it until it is complete.
  MPI_Datatype Release() {
    const MPI_Datatype released = made_ ? type : MPI_DATATYPE_NULL;
    made_ = false;
    return released;
  }

  int count;
  MPI_Datatype type;

 private:
  void Enlarge(int64_t elements);
  bool made_ = false;
};

}  // namespace sister

#endif
