// Derived datatypes. They are committed when they are made, so that no program can forget it.
#include "core/exports.h"
#include "core/args.h"
#include "core/count.h"
#include "core/tables.h"

namespace sister {

namespace {

std::vector<MPI_Datatype> TypesOf(const Args& args, int i) {
  const int* indices = args.Ints(i);
  std::vector<MPI_Datatype> types;
  for (int at = 0; at < args.Length(i); at++) types.push_back(Type(indices[at]));
  return types;
}

// Index of the new datatype, or -1 minus the error code.
napi_value Made(napi_env env, int error, MPI_Datatype type) {
  if (error == MPI_SUCCESS) error = MPI_Type_commit(&type);
  return Number(env, error == MPI_SUCCESS ? Types().Add(type) : -1 - error);
}

// typeContiguous(count, type)
napi_value TypeContiguous(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_contiguous(args.Int(0), Type(args.Int(1)), &made);
  return Made(env, error, made);
}

// typeVector(count, blockLength, stride in elements, type)
napi_value TypeVector(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_vector(args.Int(0), args.Int(1), args.Int(2), Type(args.Int(3)), &made);
  return Made(env, error, made);
}

// typeHvector(count, blockLength, stride in bytes, type)
napi_value TypeHvector(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_create_hvector(args.Int(0), args.Int(1), static_cast<MPI_Aint>(args.Long(2)), Type(args.Int(3)), &made);
  return Made(env, error, made);
}

// typeIndexed(lengths, displs in elements, type)
napi_value TypeIndexed(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_indexed(args.Length(0), args.Ints(0), args.Ints(1), Type(args.Int(2)), &made);
  return Made(env, error, made);
}

// typeHindexed(lengths, displs in bytes, type)
napi_value TypeHindexed(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_create_hindexed(args.Length(0), args.Ints(0), args.Aints(1).data(), Type(args.Int(2)), &made);
  return Made(env, error, made);
}

// typeIndexedBlock(blockLength, displs in elements, type)
napi_value TypeIndexedBlock(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_create_indexed_block(args.Length(1), args.Int(0), args.Ints(1), Type(args.Int(2)), &made);
  return Made(env, error, made);
}

// typeHindexedBlock(blockLength, displs in bytes, type)
napi_value TypeHindexedBlock(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_create_hindexed_block(args.Length(1), args.Int(0), args.Aints(1).data(), Type(args.Int(2)), &made);
  return Made(env, error, made);
}

// typeStruct(lengths, displs in bytes, types)
napi_value TypeStruct(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_create_struct(args.Length(0), args.Ints(0), args.Aints(1).data(), TypesOf(args, 2).data(), &made);
  return Made(env, error, made);
}

// typeSubarray(sizes, subsizes, starts, order: 0 C, 1 Fortran, type)
napi_value TypeSubarray(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_create_subarray(args.Length(0), args.Ints(0), args.Ints(1), args.Ints(2),
                                             args.Int(3) ? MPI_ORDER_FORTRAN : MPI_ORDER_C, Type(args.Int(4)), &made);
  return Made(env, error, made);
}

// typeDarray(size, rank, sizes, distributions: 0 none 1 block 2 cyclic, arguments: -1 default, processes, order, type)
napi_value TypeDarray(napi_env env, napi_callback_info info) {
  Args args(env, info);
  std::vector<int> distributions;
  std::vector<int> arguments;
  for (int i = 0; i < args.Length(2); i++) {
    const int kinds[] = {MPI_DISTRIBUTE_NONE, MPI_DISTRIBUTE_BLOCK, MPI_DISTRIBUTE_CYCLIC};
    distributions.push_back(kinds[args.Ints(3)[i]]);
    const int argument = args.Ints(4)[i];
    arguments.push_back(argument < 0 ? MPI_DISTRIBUTE_DFLT_DARG : argument);
  }
  MPI_Datatype made;
  const int error =
      MPI_Type_create_darray(args.Int(0), args.Int(1), args.Length(2), args.Ints(2), distributions.data(), arguments.data(), args.Ints(5),
                             args.Int(6) ? MPI_ORDER_FORTRAN : MPI_ORDER_C, Type(args.Int(7)), &made);
  return Made(env, error, made);
}

// typeResized(lower bound, extent, type)
napi_value TypeResized(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error =
      MPI_Type_create_resized(Type(args.Int(2)), static_cast<MPI_Aint>(args.Long(0)), static_cast<MPI_Aint>(args.Long(1)), &made);
  return Made(env, error, made);
}

// typeEnlarged(count, displacement in bytes, type): `count` elements as one, with numbers that may exceed an int
napi_value TypeEnlarged(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const Counted counted(args.Long(0), Type(args.Int(2)));
  const MPI_Aint displacement = static_cast<MPI_Aint>(args.Long(1));
  MPI_Datatype made;
  const int error = MPI_Type_create_hindexed(1, &counted.count, &displacement, counted.type, &made);
  return Made(env, error, made);
}

// typeDup(type)
napi_value TypeDup(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype made;
  const int error = MPI_Type_dup(Type(args.Int(0)), &made);
  return Made(env, error, made);
}

// typeMatchSize(class: 0 integer 1 real 2 complex, size): index of the predefined datatype, or -1 minus the error code
napi_value TypeMatchSize(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int classes[] = {MPI_TYPECLASS_INTEGER, MPI_TYPECLASS_REAL, MPI_TYPECLASS_COMPLEX};
  MPI_Datatype type;
  const int error = MPI_Type_match_size(classes[args.Int(0)], args.Int(1), &type);
  return Number(env, error == MPI_SUCCESS ? Types().Add(type) : -1 - error);
}

napi_value TypeFree(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Datatype type = Type(args.Int(0));
  Types().Remove(args.Int(0));
  return Number(env, MPI_Type_free(&type));
}

// typeExtents(type, result: Float64Array(5)): error code; size, lower bound, extent, true lower bound, true extent, in
// bytes.
napi_value TypeExtents(napi_env env, napi_callback_info info) {
  Args args(env, info);
  double* result = args.Doubles(1);
  MPI_Count size = 0, lower = 0, extent = 0, true_lower = 0, true_extent = 0;
  int error = MPI_Type_size_x(Type(args.Int(0)), &size);
  if (error == MPI_SUCCESS) error = MPI_Type_get_extent_x(Type(args.Int(0)), &lower, &extent);
  if (error == MPI_SUCCESS) error = MPI_Type_get_true_extent_x(Type(args.Int(0)), &true_lower, &true_extent);
  const MPI_Count all[] = {size, lower, extent, true_lower, true_extent};
  for (int i = 0; i < 5; i++) result[i] = static_cast<double>(all[i]);
  return Number(env, error);
}

// typeElements(type, bytes): number of basic elements in a message of this size; -1: not a whole number
napi_value TypeElements(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Status status = {};
  MPI_Status_set_elements_x(&status, MPI_BYTE, args.Long(1));
  MPI_Count elements = 0;
  MPI_Get_elements_x(&status, Type(args.Int(0)), &elements);
  return Double(env, elements == MPI_UNDEFINED ? -1 : static_cast<double>(elements));
}

napi_value TypeGetName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  char name[MPI_MAX_OBJECT_NAME];
  int length = 0;
  MPI_Type_get_name(Type(args.Int(0)), name, &length);
  return Text(env, name, static_cast<size_t>(length));
}

// typeSetName(type, name): error code
napi_value TypeSetName(napi_env env, napi_callback_info info) {
  Args args(env, info);
  return Number(env, MPI_Type_set_name(Type(args.Int(0)), args.String(1).c_str()));
}

// typeEnvelope(type): name of its combiner
napi_value TypeEnvelope(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int integers, addresses, types, combiner;
  MPI_Type_get_envelope(Type(args.Int(0)), &integers, &addresses, &types, &combiner);
  const char* name = "OTHER";
#define SISTER_COMBINER(what) \
  if (combiner == MPI_COMBINER_##what) name = #what;
  SISTER_COMBINER(NAMED)
  SISTER_COMBINER(DUP)
  SISTER_COMBINER(CONTIGUOUS)
  SISTER_COMBINER(VECTOR)
  SISTER_COMBINER(HVECTOR)
  SISTER_COMBINER(INDEXED)
  SISTER_COMBINER(HINDEXED)
  SISTER_COMBINER(INDEXED_BLOCK)
  SISTER_COMBINER(HINDEXED_BLOCK)
  SISTER_COMBINER(STRUCT)
  SISTER_COMBINER(SUBARRAY)
  SISTER_COMBINER(DARRAY)
  SISTER_COMBINER(RESIZED)
#undef SISTER_COMBINER
  return Text(env, name);
}

// typeContents(type, integers: Float64Array, addresses: Float64Array, types: Int32Array): error code. The arrays have
// the lengths from typeEnvelopeSizes. The datatypes get new indices, which the caller frees unless they are predefined.
napi_value TypeContents(napi_env env, napi_callback_info info) {
  Args args(env, info);
  std::vector<int> integers(args.Length(1) + 1);
  std::vector<MPI_Aint> addresses(args.Length(2) + 1);
  std::vector<MPI_Datatype> types(args.Length(3) + 1);
  const int error = MPI_Type_get_contents(Type(args.Int(0)), args.Length(1), args.Length(2), args.Length(3), integers.data(), addresses.data(),
                                          types.data());
  if (error != MPI_SUCCESS) return Number(env, error);
  for (int i = 0; i < args.Length(1); i++) args.Doubles(1)[i] = integers[i];
  for (int i = 0; i < args.Length(2); i++) args.Doubles(2)[i] = static_cast<double>(addresses[i]);
  for (int i = 0; i < args.Length(3); i++) args.Ints(3)[i] = Types().Add(types[i]);
  return Number(env, error);
}

// typeEnvelopeSizes(type, sizes: Int32Array(3)): error code; numbers of integers, addresses, datatypes.
napi_value TypeEnvelopeSizes(napi_env env, napi_callback_info info) {
  Args args(env, info);
  int* sizes = args.Ints(1);
  int combiner;
  return Number(env, MPI_Type_get_envelope(Type(args.Int(0)), &sizes[0], &sizes[1], &sizes[2], &combiner));
}

// addressOf(data): its address, for Window.attach and for displacements in dynamic windows
napi_value AddressOf(napi_env env, napi_callback_info info) {
  Args args(env, info);
  MPI_Aint address = 0;
  MPI_Get_address(args.Address(0), &address);
  return Double(env, static_cast<double>(address));
}

}  // namespace

napi_value ExportDatatype(napi_env env, napi_value exports) {
  Export(env, exports, "typeContiguous", TypeContiguous);
  Export(env, exports, "typeVector", TypeVector);
  Export(env, exports, "typeHvector", TypeHvector);
  Export(env, exports, "typeIndexed", TypeIndexed);
  Export(env, exports, "typeHindexed", TypeHindexed);
  Export(env, exports, "typeIndexedBlock", TypeIndexedBlock);
  Export(env, exports, "typeHindexedBlock", TypeHindexedBlock);
  Export(env, exports, "typeStruct", TypeStruct);
  Export(env, exports, "typeSubarray", TypeSubarray);
  Export(env, exports, "typeDarray", TypeDarray);
  Export(env, exports, "typeResized", TypeResized);
  Export(env, exports, "typeEnlarged", TypeEnlarged);
  Export(env, exports, "typeDup", TypeDup);
  Export(env, exports, "typeMatchSize", TypeMatchSize);
  Export(env, exports, "typeFree", TypeFree);
  Export(env, exports, "typeExtents", TypeExtents);
  Export(env, exports, "typeElements", TypeElements);
  Export(env, exports, "typeGetName", TypeGetName);
  Export(env, exports, "typeSetName", TypeSetName);
  Export(env, exports, "typeEnvelope", TypeEnvelope);
  Export(env, exports, "typeEnvelopeSizes", TypeEnvelopeSizes);
  Export(env, exports, "typeContents", TypeContents);
  Export(env, exports, "addressOf", AddressOf);
  return exports;
}

}  // namespace sister
