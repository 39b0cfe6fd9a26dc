import assert from "node:assert/strict";
import { Op, PROC_NULL, Window, type AccumulateOptions } from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;

await check("the memory of a window belongs to the library, and is detached when the window is freed", async () => {
  for (const make of [
    () => Window.allocate(world, 64),
    () => Promise.resolve(Window.allocateSync(world, 64)),
    () => Window.allocateShared(world, 64),
    () => Promise.resolve(Window.allocateSharedSync(world, 64)),
  ]) {
    const win = await make();
    const bytes = new Uint8Array(win.buffer);
    assert.equal(bytes.length, 64);
    assert.ok(bytes.every((byte) => byte === 0));
    bytes.fill(rank + 1);
    await world.barrier();
    win.freeSync();
    assert.equal(win.buffer.byteLength, 0);
    assert.equal(bytes.length, 0);
  }
});

await check("a rank may contribute no memory", async () => {
  const win = await Window.allocate(world, rank === 0 ? 8 : 0);
  assert.equal(win.buffer.byteLength, rank === 0 ? 8 : 0);
  await win.fence();
  if (rank === size - 1) win.put(Uint8Array.of(9), { target: 0, disp: 3 });
  await win.fence();
  if (rank === 0) assert.deepEqual([...new Uint8Array(win.buffer)], [0, 0, 0, 9, 0, 0, 0, 0]);
  await win.free();
});

await check("ranks on one host access each other's memory", async () => {
  const win = await Window.allocateShared(world, 4 * (rank + 1), { dispUnit: 4 });
  new Int32Array(win.buffer).fill(rank + 1);
  await win.fence();
  const views: ArrayBuffer[] = [];
  for (let r = 0; r < size; r++) {
    const { buffer, dispUnit } = win.sharedQuery(r);
    views.push(buffer);
    assert.equal(dispUnit, 4);
    assert.deepEqual([...new Int32Array(buffer)], Array<number>(r + 1).fill(r + 1));
  }
  await win.fence();
  // Other ranks read what one rank writes, without a call that moves it.
  if (rank === 0) for (const view of views) new Int32Array(view)[0] = 77;
  await win.fence();
  assert.equal(new Int32Array(win.buffer)[0], 77);
  assert.throws(() => win.sharedQuery(size), { code: "MPI_ERR_RANK" });
  await win.free();
  assert.ok(views.every((view) => view.byteLength === 0));
  const allocated = await Window.allocate(world, 8);
  assert.throws(() => win.sharedQuery(0), { code: "MPI_ERR_WIN" });
  await allocated.free();
});

await check("a window has a name, group, hints, memory model and flavor", async () => {
  const win = await Window.allocate(world, 8, { info: { same_disp_unit: true } });
  win.name = "counter of né";
  assert.equal(win.name, "counter of né");
  const group = win.group();
  const own = world.group();
  assert.equal(group.compare(own), "identical");
  group.free();
  own.free();
  assert.equal(win.model, "unified");
  assert.equal(win.flavor, "allocate");
  win.setInfo({ no_locks: false });
  const info = win.getInfo();
  assert.ok(Array.isArray(info.keys()));
  info.free();
  await win.free();
});

await check("displacements are in units of dispUnit", async () => {
  for (const dispUnit of [1, 2, 4, 8]) {
    const win = await Window.allocate(world, 16, { dispUnit });
    const own = new Uint8Array(win.buffer);
    own.fill(0);
    await win.fence();
    win.put(Uint8Array.of(1), { target: (rank + 1) % size, disp: 1 });
    await win.fence();
    assert.equal(own.indexOf(1), dispUnit);
    await win.free();
  }
});

await check("buffers stay alive until their accesses are complete", async () => {
  const collect = (globalThis as { gc?: () => void }).gc;
  assert.ok(collect);
  const win = await Window.allocate(world, 1024, { dispUnit: 4 });
  const own = new Int32Array(win.buffer);
  await win.fence();
  for (let i = 0; i < 200; i++) {
    win.accumulate(new Int32Array(16).fill(1), { target: (rank + 1) % size });
    if (i % 20 === 0) collect();
  }
  await win.fence();
  assert.deepEqual([...own.subarray(0, 17)], [...Array<number>(16).fill(200), 0]);
  await win.free();
});

await check("wrong arguments are refused before MPI", async () => {
  const win = await Window.allocate(world, 64, { dispUnit: 8 });
  const value = new BigInt64Array(1);
  const own = Op.create((a, b) => a + b);
  await win.fence();
  const refused: [AccumulateOptions, string][] = [
    [{ target: size }, "MPI_ERR_RANK"],
    [{ target: -1 }, "MPI_ERR_RANK"],
    [{ target: 0.5 }, "MPI_ERR_RANK"],
    [{ target: 0, disp: -1 }, "MPI_ERR_DISP"],
    [{ target: 0, disp: 0.5 }, "MPI_ERR_DISP"],
    [{ target: 0, count: -1 }, "MPI_ERR_COUNT"],
  ];
  const calls: ((options: AccumulateOptions) => unknown)[] = [
    (options) => {
      win.put(value, options);
    },
    (options) => {
      win.get(value, options);
    },
    (options) => {
      win.accumulate(value, options);
    },
    (options) => {
      win.getAccumulate(value, value.slice(), options);
    },
    (options) => {
      win.fetchAndOp(value, value.slice(), options);
    },
    (options) => {
      win.compareAndSwap(value, value.slice(), value.slice(), options);
    },
    (options) => win.rput(value, options),
    (options) => win.rget(value, options),
    (options) => win.raccumulate(value, options),
    (options) => win.rgetAccumulate(value, value.slice(), options),
  ];
  for (const call of calls) {
    for (const [options, code] of refused)
      assert.throws(
        () => {
          call(options);
        },
        { code, errorClass: 0 },
        JSON.stringify(options),
      );
  }
  for (const call of [calls[2], calls[3], calls[4], calls[8], calls[9]]) {
    assert.throws(() => call?.({ target: 0, op: own }), { code: "MPI_ERR_OP", errorClass: 0 });
  }
  for (const call of [calls[2], calls[8]]) {
    assert.throws(() => call?.({ target: 0, op: Op.NO_OP }), { code: "MPI_ERR_OP", errorClass: 0 });
  }
  const empty = new BigInt64Array(0);
  assert.throws(
    () => {
      win.fetchAndOp(value, empty, { target: 0 });
    },
    { code: "MPI_ERR_BUFFER", errorClass: 0 },
  );
  assert.throws(
    () => {
      win.fetchAndOp(value, new Int32Array(1), { target: 0 });
    },
    { code: "MPI_ERR_TYPE", errorClass: 0 },
  );
  assert.throws(
    () => {
      win.compareAndSwap(value, new Int32Array(1), value, { target: 0 });
    },
    { code: "MPI_ERR_TYPE", errorClass: 0 },
  );
  for (const target of [size, -1, 1.5]) {
    assert.throws(
      () => {
        win.lockSync(target);
      },
      { code: "MPI_ERR_RANK", errorClass: 0 },
    );
    await assert.rejects(win.flush(target), { code: "MPI_ERR_RANK", errorClass: 0 });
    await assert.rejects(win.unlock(target), { code: "MPI_ERR_RANK", errorClass: 0 });
  }
  win.put(value, { target: PROC_NULL });
  await win.fence();
  await win.free();
  await assert.rejects(Window.allocate(world, -1), { code: "MPI_ERR_SIZE", errorClass: 0 });
  await assert.rejects(Window.allocate(world, 8, { dispUnit: 0 }), { code: "MPI_ERR_DISP", errorClass: 0 });
  await assert.rejects(Window.create(world, new Uint8Array(8), { dispUnit: 0 }), { code: "MPI_ERR_DISP" });
});

await check("a freed window throws", async () => {
  const win = await Window.allocate(world, 8);
  await win.free();
  assert.throws(
    () => {
      win.put(new Uint8Array(1), { target: 0 });
    },
    { code: "MPI_ERR_WIN", message: /freed/ },
  );
  await assert.rejects(win.fence(), { code: "MPI_ERR_WIN", errorClass: 0 });
  await assert.rejects(win.free(), { code: "MPI_ERR_WIN", errorClass: 0 });
  assert.throws(() => win.test(), { code: "MPI_ERR_WIN" });
  assert.throws(() => win.name, { code: "MPI_ERR_WIN" });
});

await check("many windows are made and freed", async () => {
  for (let i = 0; i < 30; i++) {
    const win = i % 2 ? Window.allocateSync(world, 128) : await Window.allocateShared(world, 128);
    new Uint8Array(win.buffer).fill(i);
    await win.free();
  }
});
