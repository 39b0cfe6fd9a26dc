/** Send modes, persistent requests, matched probes, and waiting for some of many requests. */
import assert from "node:assert/strict";
import {
  ANY_SOURCE,
  attachBuffer,
  bsendOverhead,
  Datatype,
  detachBuffer,
  detachBufferSync,
  PROC_NULL,
  Request,
  UNDEFINED,
  type MpiError,
} from "sister/mpi";
import { check, range, world } from "../checks.js";

const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;
const data = Float64Array.from([rank, 2, 3]);
const expected = [previous, 2, 3];

await check("ssend, rsend in three forms", async () => {
  for (const tag of [1, 2, 3]) {
    const into = new Float64Array(3);
    const request = world.irecv(into, { source: previous, tag });
    // Ready sends may be sent only when the receive is posted.
    await world.barrier();
    if (tag === 1) await Promise.all([world.ssend(data, { dest: next, tag }), request.wait()]);
    else if (tag === 2) await Promise.all([world.rsend(data, { dest: next, tag }), request.wait()]);
    else await Request.all([request, world.issend(data, { dest: next, tag })]);
    assert.deepEqual([...into], expected);
    const again = new Float64Array(3);
    const second = world.irecv(again, { source: previous, tag });
    await world.barrier();
    if (tag === 1) world.rsendSync(data, { dest: next, tag });
    else if (tag === 2 && rank % 2 === 0 && size % 2 === 0) world.ssendSync(data, { dest: next, tag });
    else await world.irsend(data, { dest: next, tag }).wait();
    await second.wait();
    assert.deepEqual([...again], expected);
  }
});

await check("a synchronous send completes only when it is received", async () => {
  const send = world.issend(data, { dest: next, tag: 7 });
  await world.barrier();
  assert.equal(send.test(), null);
  // No rank receives before all have checked.
  await world.barrier();
  const into = new Float64Array(3);
  await world.recv(into, { source: previous, tag: 7 });
  await send.wait();
  assert.deepEqual([...into], expected);
});

await check("buffered sends use the attached memory", async () => {
  const room = 4 * (data.byteLength + bsendOverhead());
  for (const memory of [room, new Uint8Array(room)]) {
    attachBuffer(memory);
    await world.bsend(data, { dest: next, tag: 1 });
    world.bsendSync(data, { dest: next, tag: 2 });
    world.ibsend(data, { dest: next, tag: 3 }).waitSync();
    for (const tag of [3, 1, 2]) {
      const into = new Float64Array(3);
      await world.recv(into, { source: previous, tag });
      assert.deepEqual([...into], expected);
    }
    const back = memory === room ? await detachBuffer() : detachBufferSync();
    if (memory !== room) assert.equal(back, memory);
  }
});

await check("a buffered send without enough memory is an error, not a hang", async () => {
  attachBuffer(64 + bsendOverhead());
  await assert.rejects(world.bsend(new Uint8Array(100_000), { dest: next }), { code: "MPI_ERR_BUFFER" });
  await detachBuffer();
});

await check("persistent requests can be started many times", async () => {
  const out = new Float64Array(3);
  const into = new Float64Array(3);
  const send = world.sendInit(out, { dest: next, tag: 9 });
  const recv = world.recvInit(into, { source: previous, tag: 9 });
  assert.equal(recv.done, true);
  for (let round = 0; round < 20; round++) {
    out.fill(rank * 100 + round);
    Request.startAll([recv, send]);
    if (round % 3 === 0) await Request.all([send, recv]);
    else if (round % 3 === 1) Request.allSync([send, recv]);
    else {
      while (send.test() === null || recv.test() === null) world.iprobe();
    }
    assert.deepEqual([...into], Array<number>(3).fill(previous * 100 + round));
    assert.equal(recv.status.source, previous);
  }
  recv.start();
  assert.throws(() => recv.start(), { code: "MPI_ERR_REQUEST" });
  assert.throws(() => recv.free(), { code: "MPI_ERR_REQUEST" });
  recv.cancel();
  assert.equal((await recv.wait()).cancelled, true);
  send.free();
  recv.free();
  assert.throws(() => send.start(), { code: "MPI_ERR_REQUEST" });
  for (const init of [world.ssendInit, world.rsendInit, world.bsendInit]) {
    init.call(world, data, { dest: PROC_NULL }).start().waitSync();
  }
});

await check("matched probes take the message out of the queue", async () => {
  for (const form of ["promise", "sync", "try"]) {
    const sends = [1, 2].map((n) => world.send(new Int32Array(n).fill(n), { dest: next, tag: 4 }));
    const take = async (): Promise<NonNullable<ReturnType<typeof world.improbe>>> => {
      if (form === "promise") return world.mprobe({ source: previous, tag: 4 });
      if (form === "sync") return world.mprobeSync({ source: previous, tag: 4 });
      for (;;) {
        const message = world.improbe({ source: ANY_SOURCE, tag: 4 });
        if (message) return message;
      }
    };
    const first = await take();
    const second = await take();
    assert.equal(first.status.count(Datatype.INT32), 1);
    assert.equal(second.status.count(Datatype.INT32), 2);
    const two = new Int32Array(2);
    const one = new Int32Array(1);
    if (form === "promise") await second.recv(two);
    else await second.irecv(two).wait();
    first.recvSync(one);
    assert.deepEqual([...one, ...two], [1, 2, 2]);
    await assert.rejects(first.recv(one), { code: "MPI_ERR_REQUEST" });
    await Promise.all(sends);
  }
  assert.equal(world.improbe({ tag: 4 }), null);
});

await check("a matched message that is too long for its buffer rejects, and its status has the source", async () => {
  const send = world.send(new Int32Array(4), { dest: next, tag: 5 });
  const message = await world.mprobe({ source: previous, tag: 5 });
  await assert.rejects(message.recv(new Int32Array(1)), { code: "MPI_ERR_TRUNCATE" });
  await send;
});

await check("sendrecvReplace, both forms", async () => {
  const buffer = new Int32Array([rank, -rank]);
  const status = await world.sendrecvReplace(buffer, { dest: next, source: previous, tag: 6, recvTag: 6 });
  assert.deepEqual(
    [buffer[0], buffer[1], status.source],
    [previous, -previous || 0, previous].map((n) => n || 0),
  );
  world.sendrecvReplaceSync(buffer, { dest: previous, source: next });
  assert.equal(buffer[0], rank);
});

await check("any and some return indices with the right statuses", async () => {
  const buffers = range(4).map(() => new Int32Array(1));
  const requests = buffers.map((buffer, tag) => world.irecv(buffer, { source: previous, tag }));
  await world.send(new Int32Array([20]), { dest: next, tag: 2 });
  const first = await Request.any(requests);
  assert.deepEqual([first.index, first.status.tag, buffers[2]?.[0]], [2, 2, 20]);
  const rest = requests.filter((_, i) => i !== 2);
  assert.equal(Request.testAny(rest), null);
  assert.deepEqual(Request.testSome(rest), { indices: [], statuses: [] });
  assert.equal(Request.testAll(rest), null);
  await world.barrier();
  await world.send(new Int32Array([0]), { dest: next, tag: 0 });
  await world.send(new Int32Array([30]), { dest: next, tag: 3 });
  const seen = new Set<number>();
  while (seen.size < 2) {
    const open = rest.filter((request) => !seen.has(requests.indexOf(request)));
    const some = seen.size === 0 ? Request.someSync(open) : await Request.some(open);
    some.indices.forEach((at, i) => {
      const index = requests.indexOf(open[at] as Request);
      assert.equal(some.statuses[i]?.tag, index);
      seen.add(index);
    });
  }
  assert.deepEqual([...seen].sort(), [0, 3]);
  const last = requests[1] as Request;
  await world.barrier();
  world.sendSync(new Int32Array([10]), { dest: next, tag: 1 });
  assert.equal(Request.anySync([last]).index, 0);
  assert.deepEqual(await Request.any([]), { index: UNDEFINED, status: (await Request.any([])).status });
  assert.deepEqual(await Request.some([]), { indices: [], statuses: [] });
});

await check("a thousand requests outstanding", async () => {
  const buffers = range(1000).map(() => new Int32Array(1));
  const receives = buffers.map((buffer, tag) => world.irecv(buffer, { source: previous, tag }));
  const sends = range(1000).map((tag) => world.isend(new Int32Array([tag]), { dest: next, tag: 999 - tag }));
  await Request.all([...receives, ...sends]);
  assert.deepEqual(
    buffers.map((buffer) => buffer[0]),
    range(1000).reverse(),
  );
});

await check("cancelled receives and probes complete as cancelled", async () => {
  const receive = world.irecv(new Int32Array(1), { source: previous, tag: 77 });
  receive.cancel();
  assert.equal((await receive.wait()).cancelled, true);
  const object = world.irecvObject({ source: previous, tag: 77 });
  object.cancel();
  await object.wait();
  assert.equal(object.status.cancelled, true);
});

await check("a detached, resized or short buffer is refused before the call", async () => {
  const gone = new Float64Array(2);
  structuredClone(gone, { transfer: [gone.buffer] });
  const refused = (error: MpiError): boolean =>
    error.code === "MPI_ERR_BUFFER" && error.errorClass === 0 && /detached/.test(error.message);
  await assert.rejects(world.send(gone, { dest: next }), refused);
  await assert.rejects(world.recv(gone, { source: previous }), refused);
  await assert.rejects(world.bcast(gone), refused);
  assert.throws(() => world.sendSync(gone, { dest: next }), refused);
  // The same buffer was valid just before, and was remembered.
  const soon = new Float64Array(2);
  const receive = world.irecv(new Float64Array(2), { source: previous, tag: 8 });
  world.sendSync(soon, { dest: next, tag: 8 });
  await receive.wait();
  structuredClone(soon, { transfer: [soon.buffer] });
  assert.throws(() => world.sendSync(soon, { dest: next, tag: 8 }), refused);
  await assert.rejects(world.send({ data: new Uint8Array(4), count: 5 }, { dest: next }), { code: "MPI_ERR_BUFFER" });
});

await check("a buffer that shrinks is sent with its new length", async () => {
  // The types for Node.js 20 do not declare the second argument.
  const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer;
  const memory = new Resizable(64, { maxByteLength: 128 });
  const bytes = new Uint8Array(memory);
  for (const length of [64, 16, 128]) {
    (memory as unknown as { resize(bytes: number): void }).resize(length);
    const receive = world.irecv(new Uint8Array(128), { source: previous, tag: 12 });
    world.sendSync(bytes, { dest: next, tag: 12 });
    assert.equal((await receive.wait()).bytes, length);
  }
});

await check("an unreferenced request keeps its buffer alive until it is complete", async () => {
  (() => void world.irecv(new Float64Array(1 << 16), { source: previous, tag: 13 }))();
  globalThis.gc?.();
  await world.send(new Float64Array(1 << 16).fill(1), { dest: next, tag: 13 });
  globalThis.gc?.();
  await world.barrier();
});
