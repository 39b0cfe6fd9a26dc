/** A worker thread of threads.ts: runs one task and reports its result. */
import assert from "node:assert/strict";
import { parentPort, workerData } from "node:worker_threads";
import { Communicator, finalize, init, isThreadMain, MpiError, type SharedCommunicator } from "sister/mpi";

interface Task {
  task: "init" | "talk" | "world" | "finalize" | "outstanding" | "blocked";
  shared?: SharedCommunicator;
  rounds?: number;
  how?: "exit" | "terminate" | "throw" | "recvSync" | "probeSync" | "mprobeSync" | "waitSync";
}
const { task, shared, rounds = 1, how } = workerData as Task;

function adopted(): Communicator {
  assert.ok(shared);
  return Communicator.adopt(shared);
}

const tasks: Record<Task["task"], () => unknown> = {
  init: () => init().rank,
  finalize: () => {
    init();
    finalize();
  },
  world: () => {
    const world = init();
    return {
      rank: world.rank,
      size: world.size,
      main: isThreadMain(),
      same: init() === world,
      objects: world.share().objects !== null,
    };
  },
  talk: async () => {
    init();
    const comm = adopted();
    const next = (comm.rank + 1) % comm.size;
    const source = (comm.rank + comm.size - 1) % comm.size;
    const got = new Int32Array(1000);
    const sum = new Int32Array(1);
    for (let round = 0; round < rounds; round++) {
      const request = comm.irecv(got, { source });
      await comm.send(new Int32Array(1000).fill(round), { dest: next });
      await request.wait();
      assert.deepEqual([got[0], got[999]], [round, round]);
      const value = { round, list: new Float64Array(10).fill(round) };
      const [heard] = await Promise.all([comm.recvObject({ source }), comm.sendObject(value, { dest: next })]);
      assert.deepEqual(heard, value);
      if (round % 10 === 0) comm.allreduceSync(Int32Array.of(1), sum);
      else await comm.allreduce(Int32Array.of(1), sum);
      assert.equal(sum[0], comm.size);
    }
    const copy = await comm.dup();
    copy.free();
    return "done";
  },
  blocked: () => {
    init();
    const comm = adopted();
    parentPort?.postMessage("blocks");
    // No rank sends these.
    if (how === "recvSync") comm.recvSync(new Int32Array(1), { tag: 7 });
    else if (how === "probeSync") comm.probeSync({ tag: 8 });
    else if (how === "mprobeSync") comm.mprobeSync({ tag: 9 });
    else comm.irecv(new Int32Array(1), { tag: 10 }).waitSync();
    return "received";
  },
  outstanding: () => {
    init();
    const comm = adopted();
    // No rank sends these: a receive, a probe, a receive of an object, and a cancelled request.
    void comm.recv(new Int32Array(1), { tag: 7 });
    void comm.probe({ tag: 8 });
    void comm.recvObject({ tag: 9 });
    comm.irecv(new Int32Array(1), { tag: 10 }).cancel();
    parentPort?.postMessage("posted");
    if (how === "throw") throw new Error("thrown on purpose");
    if (how === "exit") process.exit(0);
    return new Promise(() => undefined);
  },
};

try {
  parentPort?.postMessage(await tasks[task]());
} catch (error) {
  if (!(error instanceof MpiError)) throw error;
  parentPort?.postMessage(`${error.code}: ${error.message}`);
}
