/** Ways to divide a communicator by where its ranks run. */
import { refuse } from "../error.js";

/** Ranks that can share memory ("shared": the same host), or, with Open MPI, that share a part of the machine. */
export type SplitType =
  "shared" | "hwthread" | "core" | "l1cache" | "l2cache" | "l3cache" | "socket" | "numa" | "board" | "host";
const SPLIT_TYPES = [
  "shared",
  "hwthread",
  "core",
  "l1cache",
  "l2cache",
  "l3cache",
  "socket",
  "numa",
  "board",
  "host",
] as const;

/** The type's index in native/mpi/core/compat.h; null (this rank joins no part) is -1. */
export function splitTypeIndex(type: SplitType | null): number {
  if (type !== null && !SPLIT_TYPES.includes(type)) {
    refuse(
      "MPI_ERR_ARG",
      "MPI_Comm_split_type",
      `there is no type "${String(type)}": give one of ${SPLIT_TYPES.join(", ")}`,
    );
  }
  return type === null ? -1 : SPLIT_TYPES.indexOf(type);
}
