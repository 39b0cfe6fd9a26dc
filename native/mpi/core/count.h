// Counts beyond an int. In MPI 3.1 counts are ints; more elements are passed as one element of a larger datatype.
#ifndef SISTER_MPI_COUNT_H
#define SISTER_MPI_COUNT_H

#include <climits>
#include <cstdint>

#include "core/library.h"

namespace sister {

// A count and a datatype as MPI takes them. If the count exceeds an int, they are 1 and a datatype made for it, which
// lives as long as this object.
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

  // Releases ownership of the datatype (MPI_DATATYPE_NULL if none was made), which a nonblocking collective needs
  // until it is complete.
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
