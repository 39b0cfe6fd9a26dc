/** The processes that spawned this one. */
import { native } from "../addon/native.js";
import { blocking, storedIndex, result } from "../addon/thread-calls.js";
import { wrapCommunicator, type Intercommunicator } from "./communicator.js";

let parentOf: Intercommunicator | null | undefined;

/** The intercommunicator to the processes that spawned this one; null: it was not spawned. */
export function parent(): Intercommunicator | null {
  return (parentOf ??= null);
}

/** Runs in init, because the spawning processes make the private duplicate at once. @internal */
export function meetParent(objects: boolean): void {
  const handle = native().commParent();
  if (handle < 0) return;
  const duplicate = result();
  if (objects) blocking("commDupPrivate", "MPI_Comm_dup", handle, duplicate);
  parentOf = wrapCommunicator(handle, objects ? storedIndex(duplicate) : null) as Intercommunicator;
}
