/** What a program may promise when it synchronizes a window. */

/** Promises to the library that make synchronization cheaper. */
export interface Assertions {
  /** No conflicting lock is held, or all have posted. */
  noCheck?: boolean;
  /** The local memory was not written since the last synchronization. */
  noStore?: boolean;
  /** Nobody will write to the local memory until the next one. */
  noPut?: boolean;
  /** This fence completes nothing. */
  noPrecede?: boolean;
  /** Nothing begins with this fence. */
  noSucceed?: boolean;
}

export interface LockOptions extends Assertions {
  /** "exclusive" (default): nobody else at the same time; "shared". */
  type?: "exclusive" | "shared";
}

/** As the addon takes them. */
export function bits({ noCheck, noStore, noPut, noPrecede, noSucceed }: Assertions): number {
  return [noCheck, noStore, noPut, noPrecede, noSucceed].reduce((all, one, i) => all + (one ? 1 << i : 0), 0);
}
