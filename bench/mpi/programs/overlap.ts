/**
 * The part of an `iallreduce` that is hidden behind computing JavaScript. Usage: overlap.ts DOUBLES MILLISECONDS TIMES.
 * Rank 0 prints medians in milliseconds: the communication alone, the work alone, both, and the rest of the
 * communication after the work.
 */
import { init, wtime } from "sister/mpi";

const [doubles = 0, milliseconds = 0, times = 0] = process.argv.slice(2).map(Number);
const world = init({ objects: false });
const data = new Float64Array(doubles).fill(1);
const sum = new Float64Array(doubles).fill(1);

function work(steps: number): number {
  let value = 0.5;
  for (let i = 0; i < steps; i++) value = 3.7 * value * (1 - value);
  return value;
}

/** The number of steps that take the given time on a free core, after the JIT has compiled the loop. */
function calibrate(): number {
  const steps = 20_000_000;
  work(steps);
  const begin = wtime();
  work(steps);
  return Math.round((steps * milliseconds) / ((wtime() - begin) * 1000));
}

const steps = calibrate();
const figures: Record<string, number[]> = { alone: [], work: [], both: [], left: [] };

for (let i = -2; i < times; i++) {
  world.barrierSync();
  let begin = wtime();
  await world.iallreduce(data, sum).wait();
  const alone = wtime() - begin;

  world.barrierSync();
  begin = wtime();
  work(steps);
  const worked = wtime() - begin;

  world.barrierSync();
  begin = wtime();
  const request = world.iallreduce(data, sum);
  work(steps);
  const after = wtime();
  await request.wait();
  const end = wtime();

  if (i < 0) continue;
  for (const [name, seconds] of Object.entries({ alone, work: worked, both: end - begin, left: end - after }))
    figures[name]?.push(seconds * 1000);
}
if (world.rank === 0) {
  for (const [name, list] of Object.entries(figures))
    console.log(`${name},${doubles} ${list.sort((a, b) => a - b)[list.length >> 1]?.toFixed(4)}`);
}
