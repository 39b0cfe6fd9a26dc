/**
 * The cost of each of many outstanding receives. Usage: outstanding.ts COUNT… ROUNDS. Rank 0 prints for each COUNT the
 * median time of a receive in microseconds. All are posted at once and complete in order. In reverse order Open MPI
 * itself searches its list from the front, which takes quadratic time in C too.
 */
import { init, wtime } from "sister/mpi";

const numbers = process.argv.slice(2).map(Number);
const counts = numbers.slice(0, -1);
const rounds = numbers.at(-1) ?? 0;
const world = init({ objects: false });
const most = Math.max(...counts);
const buffers = Array.from({ length: most }, () => new Int32Array(4));
const times = new Map(counts.map((count) => [count, [] as number[]]));

for (let round = -2; round < rounds; round++) {
  for (const count of counts) {
    if (world.rank === 0) {
      const begin = wtime();
      const receives = buffers.slice(0, count).map((buffer, tag) => world.recv(buffer, { source: 1, tag }));
      await world.barrier();
      await Promise.all(receives);
      if (round >= 0) times.get(count)?.push(((wtime() - begin) / count) * 1e6);
    } else {
      await world.barrier();
      for (let tag = 0; tag < count; tag++) await world.send(buffers[tag] ?? new Int32Array(4), { dest: 0, tag });
    }
    await world.barrier();
  }
}
if (world.rank === 0) {
  for (const [count, list] of times)
    console.log(`outstanding,${count} ${list.sort((a, b) => a - b)[list.length >> 1]?.toFixed(3)}`);
}
