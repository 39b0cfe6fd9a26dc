import assert from "node:assert/strict";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { init, type SharedCommunicator } from "sister/mpi";

/** Starts a worker thread with a task of thread-worker.ts. */
function start(task: string, data: Record<string, unknown> = {}): Worker {
  // In Node.js 20 a worker's entry file does not pass registered loaders. This entry registers tsx and then loads the
  // program.
  const program = JSON.stringify(new URL("./thread-worker.ts", import.meta.url).href);
  const source = `import("tsx/esm/api").then(({ register }) => { register(); return import(${program}); });`;
  return new Worker(source, { eval: true, workerData: { task, ...data } });
}
/** The message that a worker sends at its end. */
async function answer(worker: Worker): Promise<unknown> {
  const said = once(worker, "message");
  const ended = once(worker, "exit");
  const [message] = (await said) as [unknown];
  assert.deepEqual(await ended, [0]);
  return message;
}

// The worker loads the library. UCX reads the environment of the process then, which only the main thread can change.
const told = process.env["UCX_MEM_EVENTS"];
const tooEarly = await answer(start("init"));
const serialized = process.argv.includes("serialized");
// Before checks.ts, which initializes with the default level.
if (serialized) init({ threadLevel: "MPI_THREAD_SERIALIZED" });
const { check, world } = await import("../checks.js");
const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

await check("the library's settings are made before a worker can load it", () => {
  assert.equal(told, "n");
});
await check("a worker that calls init before the main thread gets a clear error", () => {
  assert.match(String(tooEarly), /MPI_ERR_OTHER: .*the main thread must call init\(\) first/);
});

if (serialized) {
  await check("without MPI_THREAD_MULTIPLE a worker gets a clear error, and the rank continues", async () => {
    assert.match(String(await answer(start("init"))), /MPI_ERR_OTHER: .*needs MPI_THREAD_MULTIPLE/);
  });
  await check(
    "without MPI_THREAD_MULTIPLE what needs a thread is refused as a promise, and works as Sync",
    async () => {
      await assert.rejects(world.split({ color: 0 }), { message: /promise form needs MPI_THREAD_MULTIPLE.*Sync/ });
      await assert.rejects(world.dup(), { message: /promise form needs MPI_THREAD_MULTIPLE/ });
      const half = world.splitSync({ color: rank % 2 });
      assert.ok(half);
      const sum = new Int32Array(1);
      await half.allreduce(Int32Array.of(1), sum);
      assert.equal(sum[0], half.size);
      half.free();
    },
  );
  await check("without MPI_THREAD_MULTIPLE messages, objects and collectives work in all forms", async () => {
    const got = new Int32Array(1);
    for (let round = 0; round < 50; round++) {
      const request = world.irecv(got, { source: previous });
      await world.send(Int32Array.of(round), { dest: next });
      await request.wait();
      assert.equal(got[0], round);
      const [value] = await Promise.all([
        world.recvObject({ source: previous }),
        world.sendObject({ round }, { dest: next }),
      ]);
      assert.deepEqual(value, { round });
      world.barrierSync();
    }
  });
} else {
  await check(
    "worker threads talk to each other's ranks, each on its communicator, beside the main thread",
    async () => {
      const comms = [world.dupSync(), world.dupSync()];
      const workers = comms.map((comm) => start("talk", { shared: comm.share(), rounds: 100 }));
      let over = false;
      const answers = Promise.all(workers.map(answer)).finally(() => (over = true));
      const got = new Float64Array(1);
      let rounds = 0;
      // The main thread exchanges messages too, until the workers of all ranks are done.
      for (let someRun = true; someRun; rounds++) {
        await world.sendrecv(Float64Array.of(rounds), got, { dest: next, source: previous });
        assert.equal(got[0], rounds);
        const running = new Int32Array(1);
        await world.allreduce(Int32Array.of(over ? 0 : 1), running);
        someRun = running[0] !== 0;
      }
      assert.deepEqual(await answers, ["done", "done"]);
      for (const comm of comms) comm.free();
    },
  );

  await check("a worker also has the world, and is not MPI's main thread", async () => {
    const found = (await answer(start("world"))) as { rank: number; size: number; main: boolean; same: boolean };
    assert.deepEqual(found, { rank, size, main: false, same: true, objects: true });
  });

  await check("a worker may not finalize", async () => {
    assert.match(String(await answer(start("finalize"))), /only the main thread may finalize/);
  });

  await check("a worker with outstanding requests can end, and the rank continues", async () => {
    for (const how of ["exit", "terminate", "throw"] as const) {
      const comm = world.dupSync();
      const shared: SharedCommunicator = comm.share();
      const worker = start("outstanding", { shared, how });
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      const failed = new Promise<Error>((resolve) => worker.once("error", resolve));
      if (how === "throw") assert.match((await failed).message, /thrown on purpose/);
      else await once(worker, "message");
      if (how === "terminate") await worker.terminate();
      await ended;
      // Nothing takes the messages for the worker's receives.
      const request = comm.irecv(new Int32Array(1), { source: previous, tag: 5 });
      await comm.send(Int32Array.of(rank), { dest: next, tag: 5 });
      assert.equal((await request.wait()).source, previous);
      comm.free();
    }
  });

  await check("terminate ends a worker that waits in a blocking receive or probe", async () => {
    for (const how of ["recvSync", "probeSync", "mprobeSync", "waitSync"]) {
      const comm = world.dupSync();
      const worker = start("blocked", { shared: comm.share(), how });
      const [said] = (await once(worker, "message")) as [unknown];
      assert.equal(said, "blocks");
      assert.equal(await worker.terminate(), 1);
      // A message for the worker's receive matches no other receive, and the communicator still works.
      await comm.sendrecv(Int32Array.of(rank), new Int32Array(1), { dest: next, source: previous, tag: 5 });
      comm.free();
    }
  });

  await check("many workers, one after another", async () => {
    for (let i = 0; i < 3; i++) assert.equal(((await answer(start("world"))) as { rank: number }).rank, rank);
  });
}
