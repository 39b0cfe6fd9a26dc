/**
 * A token travels around a ring, and every rank adds its number.
 *
 *   mpirun -n 4 node --import tsx examples/mpi/ring.ts
 */
import { init } from "sister/mpi";

const world = init();
const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

const token = new Int32Array(1);
if (rank === 0) {
  // With one rank the message goes to rank 0 itself, so the receive must not wait for the send.
  const sent = world.isend(token, { dest: next });
  const back = new Int32Array(1);
  await world.recv(back, { source: previous });
  await sent.wait();
  console.log(`the token visited ${size} ranks; the sum of their numbers is ${back[0]}`);
} else {
  await world.recv(token, { source: previous });
  token[0]! += rank;
  await world.send(token, { dest: next });
}
