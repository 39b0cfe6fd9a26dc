import assert from "node:assert/strict";
import { ANY_SOURCE, ANY_TAG, PROC_NULL } from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

const value = {
  text: "né",
  list: [1, null, undefined, 2n ** 70n],
  map: new Map([["k", new Set([1, 2])]]),
  date: new Date(0),
  nested: {
    samples: new Int16Array([1, -2, 3]),
    bytes: Buffer.from("xyz"),
    floats: new Float64Array([0.5]),
    view: new DataView(new ArrayBuffer(3)),
  },
  regexp: /a+/g,
  error: new TypeError("no"),
};

await check("an object with values of all kinds goes round the ring", async () => {
  const [got] = await Promise.all([
    world.recvObject<typeof value>({ source: previous }),
    world.sendObject(value, { dest: next }),
  ]);
  assert.deepEqual(got, value);
  assert.ok(Buffer.isBuffer(got.nested.bytes));
});

await check("objects of one sender arrive in order, with source and tag", async () => {
  // Repeated, because some messages arrive before they are requested and some while others are received.
  for (let round = 0; round < 200; round++) await threeAtOnce();
});

async function threeAtOnce(): Promise<void> {
  const sends = [1, 2, 3].map((n) => world.sendObject({ n, from: rank }, { dest: next, tag: n }));
  const received = await Promise.all(
    [1, 2, 3].map(() => world.recvObjectWithStatus<{ n: number; from: number }>({ source: ANY_SOURCE, tag: ANY_TAG })),
  );
  await Promise.all(sends);
  assert.deepEqual(
    received.map(({ value: { n } }) => n),
    [1, 2, 3],
  );
  assert.deepEqual(
    received.map(({ status }) => [status.source, status.tag]),
    [1, 2, 3].map((n) => [previous, n]),
  );
}

await check("objects never match typed messages", async () => {
  const typed = new Int32Array(1);
  const receive = world.irecv(typed, { source: ANY_SOURCE, tag: ANY_TAG });
  const object = world.recvObject<string>({ source: previous });
  await world.sendObject("object", { dest: next });
  await world.send(new Int32Array([42]), { dest: next });
  assert.equal(await object, "object");
  await receive.wait();
  assert.equal(typed[0], 42);
});

await check("an object of 20 MB", async () => {
  const big = { samples: new Float32Array(5 << 20).fill(rank) };
  const [got] = await Promise.all([
    world.recvObject<typeof big>({ source: previous }),
    world.sendObject(big, { dest: next }),
  ]);
  assert.equal(got.samples.length, big.samples.length);
  assert.equal(got.samples.at(-1), previous);
});

/** Large arrays, which travel as messages of their own, with small ones between them. */
function album(seed: number): {
  name: string;
  tracks: Float32Array[];
  cover: Buffer;
  view: DataView;
  marks: Uint8Array;
} {
  const tracks = [1 << 14, 7, 100_001, 1 << 20].map((length, i) => new Float32Array(length).fill(seed + i));
  // Views of parts of their memory: the rest is not sent.
  const cover = Buffer.alloc(200_000, seed).subarray(3, 150_003);
  const view = new DataView(new ArrayBuffer(70_000), 8, 65_536);
  view.setFloat64(65_528, seed);
  return { name: `album ${seed}`, tracks, cover, view, marks: new Uint8Array([seed]) };
}

await check("objects with several large arrays, many at once, in each form", async () => {
  const sent = Array.from({ length: 8 }, async (_, i) => {
    const [value, where] = [album(10 * rank + i), { dest: next, tag: i }];
    if (i % 2 === 0) await world.sendObject(value, where);
    else await world.isendObject(value, where).wait();
  });
  // From the last to the first: each finds its own arrays.
  for (let i = 7; i >= 4; i--)
    assert.deepEqual(await world.recvObject({ source: previous, tag: i }), album(10 * previous + i));
  const request = world.irecvObject({ source: previous, tag: 3 });
  assert.deepEqual(await request.wait(), album(10 * previous + 3));
  assert.deepEqual([request.status.source, request.status.tag], [previous, 3]);
  assert.deepEqual(world.irecvObject({ source: previous, tag: 2 }).waitSync(), album(10 * previous + 2));
  const { value, status } = await world.recvObjectWithStatus({ source: ANY_SOURCE, tag: 1 });
  assert.deepEqual([status.source, status.tag], [previous, 1]);
  assert.deepEqual(value, album(10 * previous + 1));
  assert.deepEqual(world.recvObjectSync({ source: previous, tag: 0 }), album(10 * previous));
  await Promise.all(sent);
});

await check("objects with large arrays in the blocking forms", () => {
  if (size === 1) return;
  // The pairs take turns, because a blocking send of much data waits for its receive.
  for (const turn of [0, 1]) {
    if (rank % 2 === turn && rank + 1 < size) world.sendObjectSync(album(rank), { dest: rank + 1 });
    if (rank % 2 !== turn && rank > 0) assert.deepEqual(world.recvObjectSync({ source: rank - 1 }), album(rank - 1));
  }
});

await check("an object that has begun to arrive is not cancelled", async () => {
  const send = world.isendObject(album(rank), { dest: next });
  send.cancel();
  assert.deepEqual(await world.recvObject({ source: previous }), album(previous));
  await send.wait();
  assert.equal(send.status.cancelled, false);
});

await check("the value from PROC_NULL is null", async () => {
  await world.sendObject({ any: "thing" }, { dest: PROC_NULL });
  await world.sendObject(album(1), { dest: PROC_NULL });
  assert.equal(await world.recvObject({ source: PROC_NULL }), null);
  assert.equal(world.recvObjectSync({ source: PROC_NULL }), null);
  assert.equal(await world.irecvObject({ source: PROC_NULL }).wait(), null);
});

for (let root = 0; root < size; root++) {
  await check(`bcast, gather, scatter of objects from rank ${root}`, async () => {
    assert.deepEqual(await world.bcastObject(rank === root ? { root, a: new Uint8Array([root]) } : null, { root }), {
      root,
      a: new Uint8Array([root]),
    });
    const list = await world.gatherObject({ rank, text: "x".repeat(rank * 1000) }, { root });
    if (rank === root)
      assert.deepEqual(
        list?.map((one) => [one.rank, one.text.length]),
        Array.from({ length: size }, (_, r) => [r, r * 1000]),
      );
    else assert.equal(list, null);
    assert.deepEqual(
      await world.scatterObject(rank === root ? Array.from({ length: size }, (_, r) => [r, "v"]) : null, { root }),
      [rank, "v"],
    );
  });
}

await check("several object collectives at once stay in order", async () => {
  const results = await Promise.all([
    world.bcastObject(rank === 0 ? "a" : null),
    world.allgatherObject(rank),
    world.bcastObject(rank === size - 1 ? "b" : null, { root: size - 1 }),
    world.gatherObject("c"),
  ]);
  assert.deepEqual(results.slice(0, 3), ["a", Array.from({ length: size }, (_, r) => r), "b"]);
});

await check("a value that cannot be cloned is refused at the sender", async () => {
  await assert.rejects(
    world.sendObject(() => 1, { dest: next }),
    /could not be cloned/,
  );
  await assert.rejects(world.scatterObject(rank === 0 ? [1, 2, 3, 4, 5, 6] : [], { root: rank }), {
    code: "MPI_ERR_COUNT",
  });
});
