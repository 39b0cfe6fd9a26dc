/** Like collectives.c, with the blocking forms of `sister/mpi`. */
import { init } from "sister/mpi";
import { measure, readCase } from "./cases.js";

const world = init({ objects: false });
const { rank, size } = world;
const cases = process.argv.slice(2).map(readCase);
const most = Math.max(...cases.map((one) => one.count));
const partRoom = new Float64Array(most).fill(1);
const allRoom = new Float64Array(most * size).fill(1);

for (const one of cases) {
  const part = partRoom.subarray(0, one.count);
  const all = allRoom.subarray(0, one.count * size);
  const sum = all.subarray(0, one.count);
  const calls: Record<string, (root: number) => void> = {
    bcast: (root) => world.bcastSync(part, { root }),
    scatter: (root) => world.scatterSync(root === rank ? all : null, part, { root }),
    gather: (root) => world.gatherSync(part, root === rank ? all : null, { root }),
    allreduce: () => world.allreduceSync(part, sum),
  };
  const call = calls[one.name];
  if (!call) throw new Error(`there is no collective ${one.name} here`);
  measure(world, one, 1, (rounds) => {
    for (let i = 0; i < rounds; i++) call(i % size);
  });
}
