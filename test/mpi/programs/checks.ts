/** Named checks of a program that runs on several ranks. All ranks run the same checks in the same order. */
import { init, type Communicator } from "sister/mpi";

export const world = init();

/** Runs one check on every rank; what it throws is reported under its name. The ranks meet before the next one begins. */
export async function check(name: string, run: (comm: Communicator) => Promise<void> | void): Promise<void> {
  let error: string | null = null;
  try {
    await run(world);
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  console.log(`@check ${JSON.stringify({ rank: world.rank, name, error })}`);
  // A rank that failed half-way would leave the others waiting in this barrier's predecessor: the time limit ends that, and the report names it.
  await world.barrier();
}
