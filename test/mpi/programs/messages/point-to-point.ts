import assert from "node:assert/strict";
import { ANY_SOURCE, ANY_TAG, Datatype, MpiError, PROC_NULL, Request } from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

const arrays = [
  new Int8Array([-1, 2, 127]),
  new Uint8Array([1, 2, 255]),
  new Uint8ClampedArray([1, 2, 255]),
  new Int16Array([-1, 2, 32767]),
  new Uint16Array([1, 2, 65535]),
  new Int32Array([-1, 2, 2 ** 31 - 1]),
  new Uint32Array([1, 2, 2 ** 32 - 1]),
  new BigInt64Array([-1n, 2n, 2n ** 63n - 1n]),
  new BigUint64Array([1n, 2n, 2n ** 64n - 1n]),
  new Float32Array([1.5, -2, 3]),
  new Float64Array([Math.PI, -2, 3]),
  Buffer.from("abc"),
];

for (const array of arrays) {
  await check(`${array.constructor.name} round the ring, in all three forms`, async () => {
    const same = (): typeof array =>
      Buffer.isBuffer(array) ? Buffer.alloc(3) : new (array.constructor as new (n: number) => typeof array)(3);
    const a = same();
    const [status] = await Promise.all([
      world.recv(a, { source: previous, tag: 3 }),
      world.send(array, { dest: next, tag: 3 }),
    ]);
    assert.deepEqual(a, array);
    assert.deepEqual(
      [status.source, status.tag, status.bytes, status.cancelled],
      [previous, 3, array.byteLength, false],
    );
    const b = same();
    const request = world.irecv(b, { source: previous });
    world.sendSync(array, { dest: next });
    await request.wait();
    assert.deepEqual(b, array);
    const c = same();
    const out = world.isend(array, { dest: next });
    const got = world.recvSync(c, { source: previous });
    out.waitSync();
    assert.deepEqual(c, array);
    assert.equal(got.count(Datatype.BYTE), array.byteLength);
  });
}

await check("raw memory, and shared memory, is sent as bytes", async () => {
  for (const memory of [new ArrayBuffer(4), new SharedArrayBuffer(4)]) {
    new Uint8Array(memory).set([rank, 1, 2, 3]);
    const into = new SharedArrayBuffer(4);
    await Promise.all([world.recv(into, { source: previous }), world.send(memory, { dest: next })]);
    assert.deepEqual([...new Uint8Array(into)], [previous, 1, 2, 3]);
  }
});

await check("a view of a larger buffer changes nothing around it", async () => {
  const all = new Int32Array([9, 9, 9, 9, 9]);
  await Promise.all([
    world.recv(all.subarray(1, 3), { source: previous }),
    world.send(new Int32Array([7, 8]), { dest: next }),
  ]);
  assert.deepEqual([...all], [9, 7, 8, 9, 9]);
});

await check("count and datatype can be given", async () => {
  const into = new Uint8Array(16);
  const data = new Float64Array([1, 2, 3]);
  const [status] = await Promise.all([
    world.recv({ data: into, count: 2, datatype: Datatype.DOUBLE }, { source: previous }),
    world.send({ data, count: 2 }, { dest: next }),
  ]);
  assert.equal(status.count(Datatype.DOUBLE), 2);
  assert.equal(status.count(Datatype.INT32), 4);
  assert.deepEqual([...new Float64Array(into.buffer)], [1, 2]);
});

await check("messages of one sender arrive in order, and tags select among them", async () => {
  const sends = [0, 1, 2, 3].map((i) => world.send(new Int32Array([i]), { dest: next, tag: i % 2 }));
  const got: number[] = [];
  for (const tag of [1, 0, ANY_TAG, ANY_TAG]) {
    const buffer = new Int32Array(1);
    await world.recv(buffer, { source: ANY_SOURCE, tag });
    got.push(buffer[0] ?? -1);
  }
  await Promise.all(sends);
  assert.deepEqual(got, [1, 0, 2, 3]);
});

await check("an empty message is a message", async () => {
  const [status] = await Promise.all([
    world.recv(new Int32Array(0), { source: previous }),
    world.send(new Int32Array(0), { dest: next }),
  ]);
  assert.equal(status.bytes, 0);
});

await check("sends to and receives from PROC_NULL complete at once", async () => {
  await world.send(new Int32Array(1), { dest: PROC_NULL });
  const buffer = new Int32Array([5]);
  const status = await world.recv(buffer, { source: PROC_NULL });
  assert.deepEqual([status.source, status.bytes, buffer[0]], [PROC_NULL, 0, 5]);
});

await check("sendrecv exchanges, in all forms", async () => {
  const into = new Int32Array(1);
  const status = await world.sendrecv(new Int32Array([rank]), into, {
    dest: next,
    source: previous,
    tag: 4,
    recvTag: 4,
  });
  assert.deepEqual([into[0], status.source, status.tag], [previous, previous, 4]);
  world.sendrecvSync(new Int32Array([rank * 10]), into, { dest: next, source: previous });
  assert.equal(into[0], previous * 10);
  const both = world.isendrecv(new Int32Array([rank * 100]), into, { dest: next, source: previous });
  await Request.all([both.send, both.recv]);
  assert.equal(into[0], previous * 100);
});

await check("a message longer than the buffer is MPI_ERR_TRUNCATE, in all forms", async () => {
  for (const form of ["promise", "sync", "request"] as const) {
    const sent = world.isend(new Int32Array([1, 2, 3]), { dest: next, tag: 9 });
    const short = new Int32Array(1);
    const receive = async (): Promise<unknown> => {
      if (form === "promise") return world.recv(short, { source: previous, tag: 9 });
      if (form === "sync") return world.recvSync(short, { source: previous, tag: 9 });
      return world.irecv(short, { source: previous, tag: 9 }).wait();
    };
    await assert.rejects(receive(), (error: MpiError) => {
      assert.ok(error instanceof MpiError);
      assert.equal(error.code, "MPI_ERR_TRUNCATE");
      assert.ok(error.errorClass > 0);
      assert.match(error.operation, /^MPI_I?[rR]ecv$/);
      assert.match(error.message, /longer/);
      return true;
    });
    await sent.wait();
  }
});

await check("probe returns the length and leaves the message in the queue", async () => {
  assert.equal(world.iprobe({ source: previous, tag: 77 }), null);
  const sent = world.isend(new Float64Array(5), { dest: next, tag: 6 });
  const status = await world.probe({ source: previous, tag: 6 });
  assert.equal(status.count(Datatype.DOUBLE), 5);
  assert.equal(world.probeSync({ source: previous, tag: 6 }).bytes, 40);
  assert.equal(world.iprobe({ source: previous, tag: 6 })?.bytes, 40);
  await world.recv(new Float64Array(5), { source: previous, tag: 6 });
  await sent.wait();
});

await check("wrong arguments are refused before MPI: promises reject, Sync and i… throw", async () => {
  const data = new Int32Array(2);
  const wrong: [string, () => unknown, string][] = [
    ["rank", () => world.sendSync(data, { dest: size }), "MPI_ERR_RANK"],
    ["negative rank", () => world.sendSync(data, { dest: -5 }), "MPI_ERR_RANK"],
    ["source", () => world.irecv(data, { source: size }), "MPI_ERR_RANK"],
    ["tag", () => world.isend(data, { dest: 0, tag: -1 }), "MPI_ERR_TAG"],
    ["plain array", () => world.sendSync([1, 2] as unknown as Int32Array, { dest: 0 }), "MPI_ERR_BUFFER"],
    ["null", () => world.irecv(null as unknown as Int32Array), "MPI_ERR_BUFFER"],
    ["count", () => world.isend({ data, count: 3 }, { dest: 0 }), "MPI_ERR_BUFFER"],
    [
      "DataView",
      () => world.isend(new DataView(new ArrayBuffer(2)) as unknown as Int32Array, { dest: 0 }),
      "MPI_ERR_BUFFER",
    ],
  ];
  for (const [what, call, code] of wrong) assert.throws(call, (error: MpiError) => error.code === code, what);
  await assert.rejects(world.send(data, { dest: size }), { code: "MPI_ERR_RANK", operation: "MPI_Isend" });
  await assert.rejects(world.recv([] as unknown as Int32Array), { code: "MPI_ERR_BUFFER" });
});

await check("a cancelled receive completes as cancelled", async () => {
  const request = world.irecv(new Int32Array(1), { source: previous, tag: 1234 });
  assert.equal(request.test(), null);
  request.cancel();
  // A second call has no effect.
  request.cancel();
  const status = await request.wait();
  assert.equal(status.cancelled, true);
});

await check("a long message arrives whole, and its buffer is kept while garbage is collected", async () => {
  const length = 4 << 20;
  const receive = (): Promise<number> => {
    const buffer = new Float64Array(length);
    const request = world.irecv(buffer, { source: previous, tag: 8 });
    return request.wait().then(() => (buffer[0] ?? 0) + (buffer[length - 1] ?? 0));
  };
  const received = receive();
  const send = (): Promise<void> => world.send(new Float64Array(length).fill(rank + 1), { dest: next, tag: 8 });
  const sent = send();
  for (let i = 0; i < 5; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await received, 2 * (previous + 1));
  await sent;
});

await check("a thousand requests at once", async () => {
  const buffers = Array.from({ length: 1000 }, () => new Int32Array(1));
  const receives = buffers.map((buffer, tag) => world.irecv(buffer, { source: previous, tag }));
  const sends = buffers.map((_, i) => world.isend(new Int32Array([i * 7]), { dest: next, tag: i }));
  const statuses = await Request.all([...receives, ...sends]);
  assert.equal(statuses.length, 2000);
  assert.deepEqual(
    buffers.map((buffer) => buffer[0]),
    buffers.map((_, i) => i * 7),
  );
});
