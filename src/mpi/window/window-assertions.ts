/** Promises of the program that make synchronization of a window cheaper. */
export interface Assertions {
  /** No conflicting lock is held; or all ranks have called `post`. */
  noCheck?: boolean;
  /** The local memory was not written since the last synchronization. */
  noStore?: boolean;
  /** No rank will write to the local memory until the next synchronization. */
  noPut?: boolean;
  /** This fence completes no accesses. */
  noPrecede?: boolean;
  /** No accesses begin with this fence. */
  noSucceed?: boolean;
}

export interface LockOptions extends Assertions {
  /** "exclusive" (default): no other rank holds a lock at the same time; or "shared". */
  type?: "exclusive" | "shared";
}

/** The assertions as the addon takes them. */
export function bits({ noCheck, noStore, noPut, noPrecede, noSucceed }: Assertions): number {
  return [noCheck, noStore, noPut, noPrecede, noSucceed].reduce((all, one, i) => all + (one ? 1 << i : 0), 0);
}
