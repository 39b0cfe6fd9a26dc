// Groups of processes. All calls are local. Makers return the index of the new group, or -1 minus the error code.
#include "core/args.h"
#include "core/compat.h"
#include "core/exports.h"
#include "objects/communicator.h"
#include "core/tables.h"

namespace sister {

namespace {

MPI_Group Group(int index) { return Groups().At(index); }

napi_value Made(napi_env env, int error, MPI_Group group) { return Number(env, error == MPI_SUCCESS ? Groups().Add(group) : -1 - error); }

// groupEmpty()
napi_value GroupEmpty(napi_env env, napi_callback_info) { return Number(env, Groups().Add(MPI_GROUP_EMPTY)); }

napi_value GroupSize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int size = 0;
  MPI_Group_size(Group(args.Int(0)), &size);
  return Number(env, size);
}

// groupRank(group): UNDEFINED if this process is not a member
napi_value GroupRank(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int rank = 0;
  MPI_Group_rank(Group(args.Int(0)), &rank);
  return Number(env, rank);
}

// groupUnion, groupIntersection, groupDifference (a, b)
template <int (*Combine)(MPI_Group, MPI_Group, MPI_Group*)>
napi_value GroupCombine(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Group made;
  const int error = Combine(Group(args.Int(0)), Group(args.Int(1)), &made);
  return Made(env, error, made);
}

// groupIncl, groupExcl (group, ranks)
template <int (*Choose)(MPI_Group, int, const int*, MPI_Group*)>
napi_value GroupChoose(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Group made;
  const int error = Choose(Group(args.Int(0)), args.Length(1), args.Ints(1), &made);
  return Made(env, error, made);
}

// groupRangeIncl, groupRangeExcl (group, triples of first, last, stride)
template <int (*Choose)(MPI_Group, int, int[][3], MPI_Group*)>
napi_value GroupRange(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Group made;
  const int error = Choose(Group(args.Int(0)), args.Length(1) / 3, reinterpret_cast<int(*)[3]>(args.Ints(1)), &made);
  return Made(env, error, made);
}

// groupTranslate(group, ranks, other, result): error code; UNDEFINED for ranks that are not in the other group
napi_value GroupTranslate(napi_env env, napi_callback_info info) {
  Args args(env, info);
  std::vector<int> ranks(args.Ints(1), args.Ints(1) + args.Length(1));
  for (int& rank : ranks) rank = RankIn(rank);
  int* result = args.Ints(3);
  const int error = MPI_Group_translate_ranks(Group(args.Int(0)), args.Length(1), ranks.data(), Group(args.Int(2)), result);
  for (int i = 0; i < args.Length(3); i++)
    if (result[i] != MPI_UNDEFINED) result[i] = RankOut(result[i]);
  return Number(env, error);
}

// groupCompare(a, b): 0 identical, 2 similar, 3 unequal
napi_value GroupCompare(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int result = MPI_UNEQUAL;
  const int error = MPI_Group_compare(Group(args.Int(0)), Group(args.Int(1)), &result);
  return Number(env, error == MPI_SUCCESS ? Comparison(result) : -1 - error);
}

napi_value GroupFree(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Group group = Group(args.Int(0));
  Groups().Remove(args.Int(0));
  return Number(env, group == MPI_GROUP_EMPTY ? MPI_SUCCESS : MPI_Group_free(&group));
}

}  // namespace

napi_value ExportGroup(napi_env env, napi_value exports) {
  Export(env, exports, "groupEmpty", GroupEmpty);
  Export(env, exports, "groupSize", GroupSize);
  Export(env, exports, "groupRank", GroupRank);
  Export(env, exports, "groupUnion", GroupCombine<MPI_Group_union>);
  Export(env, exports, "groupIntersection", GroupCombine<MPI_Group_intersection>);
  Export(env, exports, "groupDifference", GroupCombine<MPI_Group_difference>);
  Export(env, exports, "groupIncl", GroupChoose<MPI_Group_incl>);
  Export(env, exports, "groupExcl", GroupChoose<MPI_Group_excl>);
  Export(env, exports, "groupRangeIncl", GroupRange<MPI_Group_range_incl>);
  Export(env, exports, "groupRangeExcl", GroupRange<MPI_Group_range_excl>);
  Export(env, exports, "groupTranslate", GroupTranslate);
  Export(env, exports, "groupCompare", GroupCompare);
  Export(env, exports, "groupFree", GroupFree);
  return exports;
}

}  // namespace sister
