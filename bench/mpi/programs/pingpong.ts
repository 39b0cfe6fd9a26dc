/**
 * Ping-pong between two ranks with `sister/mpi`: `blocking` and `promise` cases. Counts are in bytes. Prints
 * microseconds, one way.
 */
import { init } from "sister/mpi";
import { measure, measureAsync, readCase } from "./cases.js";

const world = init({ objects: false });
const peer = 1 - world.rank;
const isFirst = world.rank === 0;
const cases = process.argv.slice(2).map(readCase);
// One buffer for the largest case, as in pingpong.c; smaller cases use its beginning.
const room = new Uint8Array(Math.max(...cases.map((one) => one.count))).fill(1);

for (const one of cases) {
  const buffer = room.subarray(0, one.count);
  if (one.name === "blocking") {
    measure(world, one, 0.5, (rounds) => {
      for (let i = 0; i < rounds; i++) {
        if (isFirst) world.sendSync(buffer, { dest: peer });
        world.recvSync(buffer, { source: peer });
        if (!isFirst) world.sendSync(buffer, { dest: peer });
      }
    });
  } else {
    await measureAsync(world, one, 0.5, async (rounds) => {
      for (let i = 0; i < rounds; i++) {
        if (isFirst) await world.send(buffer, { dest: peer });
        await world.recv(buffer, { source: peer });
        if (!isFirst) await world.send(buffer, { dest: peer });
      }
    });
  }
}
