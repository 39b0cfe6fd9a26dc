/** The cost of waiting: rank 1 has one receive outstanding for 5 s, and prints the share of a core that it used. */
import { setTimeout as sleep } from "node:timers/promises";
import { init } from "sister/mpi";

const SECONDS = 5;
const world = init();
if (world.rank === 1) {
  const before = process.cpuUsage();
  const begin = performance.now();
  await world.recv(new Uint8Array(1), { source: 0 });
  const { user, system } = process.cpuUsage(before);
  console.log(((user + system) / 1000 / (performance.now() - begin)).toFixed(4));
} else {
  await sleep(SECONDS * 1000);
  await world.send(new Uint8Array(1), { dest: 1 });
}
