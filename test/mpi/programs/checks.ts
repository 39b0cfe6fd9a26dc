/** Named checks of a program that runs on several ranks. All ranks run the same checks in the same order. */
import { init, self, type Communicator } from "sister/mpi";
import { reportCheck } from "../reports.js";

/** The communicator that the checks run on: SISTER_TEST_COMM says which kind. */
export const world = communicator(process.env["SISTER_TEST_COMM"] ?? "world");

function communicator(kind: string): Communicator {
  if (kind === "self") return self();
  return kind === "dup" ? init().dupSync() : init();
}

/** Runs one check on every rank; what it throws is reported under its name. The ranks meet before the next one begins. */
export async function check(name: string, run: (comm: Communicator) => Promise<void> | void): Promise<void> {
  await reportCheck({ rank: init().rank, name }, () => run(world));
  // A rank that failed half-way would leave the others waiting in this barrier's predecessor: the time limit ends that, and the report names it.
  await world.barrier();
}

/** Numbers from 0 on. */
export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
