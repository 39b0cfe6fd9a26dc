/**
 * Values of any kind between two ranks with `sister/mpi`: a small object, one that contains typed arrays, and the same
 * bytes sent directly. "raw" receives into the array that it sends; "raw-apart" receives into eight other arrays in
 * turn, because an object's arrays are also different memory each time. Counts are the arrays' bytes. Prints
 * microseconds, one way.
 */
import { init } from "sister/mpi";
import { measure, measureAsync, readCase } from "./cases.js";

const world = init();
const peer = 1 - world.rank;
const isFirst = world.rank === 0;

async function objects(value: unknown, rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    if (isFirst) await world.sendObject(value, { dest: peer });
    await world.recvObject({ source: peer });
    if (!isFirst) await world.sendObject(value, { dest: peer });
  }
}

function objectsSync(value: unknown, rounds: number): void {
  for (let i = 0; i < rounds; i++) {
    if (isFirst) world.sendObjectSync(value, { dest: peer });
    world.recvObjectSync({ source: peer });
    if (!isFirst) world.sendObjectSync(value, { dest: peer });
  }
}

const OTHERS = 8;
let others: Float64Array[] = [];
/** The array that receives the next message. */
function nextOf(samples: Float64Array, name: string): Float64Array {
  if (!name.startsWith("raw-apart")) return samples;
  if (others.length < OTHERS) others.push(new Float64Array(samples.length).fill(1));
  const [first = samples, ...rest] = others;
  if (others.length === OTHERS) others = [...rest, first];
  return others.at(-1) ?? first;
}

for (const one of process.argv.slice(2).map(readCase)) {
  const samples = new Float64Array(one.count / Float64Array.BYTES_PER_ELEMENT).fill(1);
  const value = { name: "segment", n: 7, list: [1, 2, 3, 4, 5, 6, 7, 8] };
  if (one.name === "small-sync") {
    measure(world, one, 0.5, (rounds) => objectsSync(value, rounds));
  } else if (one.name === "small") {
    await measureAsync(world, one, 0.5, (rounds) => objects(value, rounds));
  } else if (one.name === "arrays") {
    await measureAsync(world, one, 0.5, (rounds) => objects({ name: "talk", samples }, rounds));
  } else if (one.name === "raw-blocking" || one.name === "raw-apart-blocking") {
    measure(world, one, 0.5, (rounds) => {
      for (let i = 0; i < rounds; i++) {
        if (isFirst) world.sendSync(samples, { dest: peer });
        world.recvSync(nextOf(samples, one.name), { source: peer });
        if (!isFirst) world.sendSync(samples, { dest: peer });
      }
    });
  } else {
    await measureAsync(world, one, 0.5, async (rounds) => {
      for (let i = 0; i < rounds; i++) {
        if (isFirst) await world.send(samples, { dest: peer });
        await world.recv(nextOf(samples, one.name), { source: peer });
        if (!isFirst) await world.send(samples, { dest: peer });
      }
    });
  }
}
