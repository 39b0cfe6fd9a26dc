/**
 * Common code of the measured TypeScript programs: their cases, and the median of the batches. Like cases.h and
 * cases.py.
 */
import { wtime, type Communicator } from "sister/mpi";

/** One argument: NAME,COUNT,ROUNDS,BATCHES. */
export interface Case {
  name: string;
  count: number;
  rounds: number;
  batches: number;
}

export function readCase(text: string): Case {
  const [name = "", ...numbers] = text.split(",");
  const [count = Number.NaN, rounds = Number.NaN, batches = Number.NaN] = numbers.map(Number);
  if (![count, rounds, batches].every(Number.isInteger))
    throw new Error(`${text} is no case: give NAME,COUNT,ROUNDS,BATCHES`);
  return { name, count, rounds, batches };
}

function print(world: Communicator, { name, count, batches }: Case, times: Float64Array): void {
  if (world.rank === 0) console.log(`${name},${count} ${times.sort()[batches >> 1]?.toFixed(4)}`);
}

/**
 * Runs all batches after a warm-up of a fifth of them. Rank 0 prints the median time of a round in microseconds, times
 * `share`.
 */
export function measure(world: Communicator, one: Case, share: number, run: (rounds: number) => void): void {
  const { rounds, batches } = one;
  const times = new Float64Array(batches);
  for (let batch = -Math.floor(batches / 5) - 1; batch < batches; batch++) {
    const begin = wtime();
    run(rounds);
    if (batch >= 0) times[batch] = ((wtime() - begin) / rounds) * share * 1e6;
  }
  print(world, one, times);
}

/** Like `measure`, for asynchronous calls. */
export async function measureAsync(
  world: Communicator,
  one: Case,
  share: number,
  run: (rounds: number) => Promise<void>,
): Promise<void> {
  const { rounds, batches } = one;
  const times = new Float64Array(batches);
  for (let batch = -Math.floor(batches / 5) - 1; batch < batches; batch++) {
    const begin = wtime();
    await run(rounds);
    if (batch >= 0) times[batch] = ((wtime() - begin) / rounds) * share * 1e6;
  }
  print(world, one, times);
}
