/**
 * Every rank introduces itself.
 *
 *   mpirun -n 4 node --import tsx examples/mpi/hello.ts
 */
import { init, version } from "sister/mpi";

const world = init();
const greeting = `rank ${world.rank} of ${world.size} on ${version().processor}`;
const greetings = await world.gatherObject(greeting, { root: 0 }); // an array at the root, null elsewhere
if (greetings) console.log(greetings.join("\n"));
