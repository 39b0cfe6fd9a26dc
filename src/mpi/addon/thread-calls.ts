/**
 * Calls for which MPI has no nonblocking form: as a promise, run in call order by one thread of the addon, or as
 * `Sync`.
 */
import { library } from "./library.js";
import { refuse } from "../error.js";
import { native } from "./native.js";
import type { Result, ThreadCalls } from "./native-calls.js";
import { check } from "./error-codes.js";
import { promiseDone, takeSlot } from "../requests/slots.js";

type Name = keyof ThreadCalls;
type Start = (this: void, slot: number, ...args: unknown[]) => void;
type Block = (this: void, ...args: unknown[]) => number;

/** Runs a call on that thread. Its arguments stay rooted until it is complete. Needs MPI_THREAD_MULTIPLE. */
export async function onThread<K extends Name>(name: K, operation: string, ...args: ThreadCalls[K]): Promise<void> {
  if (!library.threadMultiple) {
    refuse(
      "MPI_ERR_OTHER",
      operation,
      "the promise form needs MPI_THREAD_MULTIPLE, but MPI was initialized without it: use the Sync form",
    );
  }
  const slot = takeSlot();
  (native()[name] as unknown as Start)(slot, ...args);
  await promiseDone(0, slot, operation, args);
}

/** Runs a call on the current thread, which it blocks. */
export function blocking<K extends Name>(name: K, operation: string, ...args: ThreadCalls[K]): void {
  check((native()[`${name}Sync`] as unknown as Block)(...args), operation);
}

/** An array in which a call stores what it made. */
export function result(length = 1): Result {
  return new Float64Array(length);
}

/** Element `at` of a result: an index, or -1 if nothing was made on this rank. */
export function storedIndex(from: Result, at = 0): number {
  return from[at] ?? -1;
}
