/** A child of processes.ts: exchanges the requested messages with its parents, and ends by itself. */
import assert from "node:assert/strict";
import { init, parent } from "sister/mpi";

const [task = "", ...rest] = process.argv.slice(2);
// Like a program that does not use sister/mpi: makes no private duplicate.
const world = init({ objects: task !== "typed" });
const above = parent();
assert.ok(above, "parent() is null in a process that was not spawned");

switch (task) {
  case "talk": {
    // Typed messages and objects, from every parent and back.
    for (let source = 0; source < above.remoteSize; source++) {
      const numbers = new Int32Array(3);
      await above.recv(numbers, { source });
      await above.send(
        numbers.map((n) => n * 2),
        { dest: source },
      );
      const value = await above.recvObject<{ text: string }>({ source });
      await above.sendObject({ text: `${value.text}!`, child: world.rank, rest }, { dest: source });
    }
    break;
  }
  case "merge": {
    const all = await above.merge({ high: true });
    const sum = new Int32Array(1);
    await all.allreduce(Int32Array.of(1), sum);
    assert.equal(sum[0], all.size);
    assert.equal(all.rank, above.remoteSize + world.rank);
    all.free();
    break;
  }
  case "name":
    // The two programs of spawnMultiple share one world.
    await above.sendObject({ rank: world.rank, size: world.size, rest }, { dest: 0 });
    break;
  case "typed": {
    const number = new Int32Array(1);
    await above.bcast(number, { root: 0 });
    assert.equal(number[0], 42);
    break;
  }
  default:
    throw new Error(`no such task: ${task}`);
}
await above.disconnect();
