/** Named checks of a program that runs on several ranks. All ranks run the same checks in the same order. */
import { init, self, type Communicator } from "sister/mpi";
import { reportCheck } from "../reports.js";

/** The communicator for the checks. SISTER_TEST_COMM selects its kind. */
export const world = communicator(process.env["SISTER_TEST_COMM"] ?? "world");

function communicator(kind: string): Communicator {
  if (kind === "self") return self();
  return kind === "dup" ? init().dupSync() : init();
}

/** Runs one check on every rank and reports an error under its name. The ranks meet before the next check. */
export async function check(name: string, run: (comm: Communicator) => Promise<void> | void): Promise<void> {
  await reportCheck({ rank: init().rank, name }, () => run(world));
  // If a rank fails half way, the others wait in an earlier call. Then the time limit ends them, and the report names
  // the check.
  await world.barrier();
}

/** The numbers from 0 to `length` - 1. */
export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
