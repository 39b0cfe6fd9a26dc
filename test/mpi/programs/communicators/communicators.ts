import assert from "node:assert/strict";
import { init, UNDEFINED, version, wtime, type MpiError } from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;

await check("init returns the same world", () => {
  assert.equal(init(), world);
  assert.match(version().standard, /^3\.|^4\./);
  assert.ok(wtime() >= 0);
});

await check("split divides by colour, in the order of the keys, in both forms", async () => {
  for (const made of [
    await world.split({ color: rank % 2, key: -rank }),
    world.splitSync({ color: rank % 2, key: -rank }),
  ]) {
    const members = Array.from({ length: size }, (_, r) => r)
      .filter((r) => r % 2 === rank % 2)
      .reverse();
    assert.equal(made?.size, members.length);
    assert.equal(made?.rank, members.indexOf(rank));
    const sum = new Int32Array(1);
    await made?.allreduce(new Int32Array([rank]), sum);
    assert.equal(
      sum[0],
      members.reduce((a, b) => a + b, 0),
    );
    assert.deepEqual(await made?.allgatherObject(rank), members);
    made?.free();
  }
});

await check("a rank with colour UNDEFINED gets null", async () => {
  const made = await world.split({ color: rank === 0 ? UNDEFINED : 1 });
  assert.equal(made === null, rank === 0);
  made?.free();
  assert.throws(() => world.splitSync({ color: -3 }), { code: "MPI_ERR_ARG" });
});

await check("a duplicate has separate messages", async () => {
  const copy = await world.dup();
  const other = world.dupSync();
  const next = (rank + 1) % size;
  const a = new Int32Array(1);
  const b = new Int32Array(1);
  const receives = [
    world.irecv(a, { source: (rank + size - 1) % size }),
    copy.irecv(b, { source: (rank + size - 1) % size }),
  ];
  await copy.send(new Int32Array([2]), { dest: next });
  await world.send(new Int32Array([1]), { dest: next });
  for (const request of receives) await request.wait();
  assert.deepEqual([a[0], b[0]], [1, 2]);
  copy.free();
  other.free();
});

await check("a freed communicator throws, the world cannot be freed", async () => {
  const copy = world.dupSync();
  copy.free();
  assert.equal(copy.freed, true);
  await assert.rejects(
    copy.barrier(),
    (error: MpiError) => error.code === "MPI_ERR_COMM" && /freed/.test(error.message),
  );
  assert.throws(() => copy.sendSync(new Int32Array(1), { dest: 0 }), { code: "MPI_ERR_COMM" });
  assert.throws(() => copy.free(), { code: "MPI_ERR_COMM" });
  await assert.rejects(copy.sendObject(1, { dest: 0 }), { code: "MPI_ERR_COMM" });
  assert.throws(() => world.free(), { code: "MPI_ERR_COMM" });
});

await check("many communicators are made and freed", () => {
  for (let i = 0; i < 100; i++) world.dupSync().free();
});
