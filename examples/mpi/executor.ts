/**
 * Rank 0 submits work, and the other ranks do it: prime numbers below 200,000, counted in parts. With one rank it does all of it itself.
 *
 *   mpirun -n 4 node --import tsx examples/mpi/executor.ts
 */
import { Executor, init, type Work } from "sister/mpi";

const countPrimes: Work<[from: number, to: number], number> = {
  module: import.meta.resolve("./primes.ts"),
  name: "countPrimes",
};
const PART = 10_000;

const executor = await Executor.open(init()); // null on the ranks that work, once the root has closed it
if (executor) {
  const parts = Array.from({ length: 20 }, (_, i) => executor.submit(countPrimes, [i * PART, (i + 1) * PART]));
  const counts = await Promise.all(parts);
  console.log(`${counts.reduce((sum, count) => sum + count, 0)} prime numbers below ${parts.length * PART}`);
  await executor.close();
}
