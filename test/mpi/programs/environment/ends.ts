/** Ways to end a rank. Usage: ends.ts WAY. */
import { Worker } from "node:worker_threads";
import { abort, init } from "sister/mpi";

const way = process.argv[2];
const world = init();
// All other ranks wait for a message that never comes: only the end of the job can end them.
const wait = (): Promise<unknown> => world.recv(new Int32Array(1), { source: 0, tag: 1 });
const last = world.rank === world.size - 1;
/** Too long to be sent before another rank receives it. */
const long = new Float64Array(1 << 20);

if (way === "throw") {
  if (last)
    setTimeout(() => {
      throw new Error("thrown on purpose");
    }, 50);
  await wait();
} else if (way === "reject") {
  if (last) void Promise.reject(new Error("rejected on purpose"));
  await wait();
} else if (way === "exit-3") {
  if (last) process.exit(3);
  await wait();
} else if (way === "abort-7") {
  if (last) abort(7);
  await wait();
} else if (way === "exit-0") {
  await world.barrier();
  // A pending receive is cancelled.
  world.irecv(new Int32Array(1), { source: 0, tag: 1 });
  process.exit(0);
} else if (way === "exit-0-send") {
  // The other ranks receive the messages when this rank is ending, while only its own memory contains them.
  if (last) {
    for (let dest = 0; dest < world.size - 1; dest++) world.isend(long.fill(7), { dest });
    process.exit(0);
  }
  await world.recv(long);
  console.log(`rank ${world.rank} got ${long.every((value) => value === 7)}`);
} else if (way === "exit-0-collective") {
  const sum = new Int32Array(1);
  const joined = world.allreduce(Int32Array.of(1), sum);
  if (last) process.exit(0);
  await joined;
  console.log(`rank ${world.rank} got ${sum[0] === world.size}`);
} else if (way === "exit-0-send-lost") {
  if (last) world.isend(long, { dest: 0 });
  process.exit(0);
} else if (way === "exit-0-collective-lost") {
  if (last) world.ibarrier();
  process.exit(0);
} else if (way === "throw-sync") {
  if (last) throw new Error("thrown on purpose");
  world.barrierSync();
} else if (way === "worker") {
  if (last) new Worker(`Promise.reject(new Error("rejected in a worker on purpose"))`, { eval: true });
  await wait();
} else if (way === "natural") {
  await world.barrier();
  console.log(`rank ${world.rank} is done`);
} else if (way === "handled") {
  process.on("uncaughtException", (error) => console.log(`handled ${error.message}`));
  if (last)
    setTimeout(() => {
      throw new Error("thrown and handled");
    }, 10);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await world.barrier();
} else if (way === "stuck") {
  // One rank never ends: MPI_Finalize on the others must not hang silently.
  if (last) setInterval(() => undefined, 1000);
  else {
    world.isend(long, { dest: world.size - 1 });
    world.ibarrier();
    process.exit(0);
  }
}
