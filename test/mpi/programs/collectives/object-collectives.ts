/** Values of any kind between all ranks, in all encodings. */
import assert from "node:assert/strict";
import { ANY_SOURCE, type MpiError } from "sister/mpi";
import { check, range, world } from "../checks.js";

const { rank, size } = world;
const ranks = range(size);
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

/** Values that the encoding for plain values could get wrong. */
const shared = { shared: true };
const circle: { me?: unknown } = {};
circle.me = circle;
const holes = new Array<number>(2);
holes[1] = 3;
const plain: unknown[] = [
  null,
  undefined,
  true,
  -0,
  NaN,
  2 ** 31,
  -(2 ** 31),
  1e300,
  "",
  "é\ud800 lone",
  "x".repeat(5000),
  "日本語",
  {},
  [],
  [[], [[]]],
  { a: { b: { c: [1, "two", false, null, undefined] } } },
  { "": 1, ключ: 2, "with space": 3 },
  Object.assign(Object.create(null) as object, { bare: 1 }),
  { __proto__x: 1, constructor: "c", toString: "t" },
  JSON.parse('{"__proto__": {"polluted": true}}'),
  [shared, shared],
  circle,
  holes,
  Object.assign([1], { extra: 1 }),
  range(100).map((i) => ({ i })),
  { date: new Date(5), big: 2n ** 70n, map: new Map([[1, 2]]), array: new Float64Array([1]) },
  new Array(3),
  { nested: range(2000) },
];

await check("every value arrives as structured clone would copy it", async () => {
  for (const value of plain) {
    const [got] = await Promise.all([world.recvObject({ source: previous }), world.sendObject(value, { dest: next })]);
    assert.deepStrictEqual(got, structuredClone(value));
    // The root keeps the value itself, not a copy.
    const root = size - 1;
    const copy = await world.bcastObject(rank === root ? value : null, { root });
    assert.deepStrictEqual(copy, rank === root ? value : structuredClone(value));
  }
  const [first, second] = (await world.bcastObject([shared, shared])) as [object, object];
  assert.equal(first, second);
  assert.equal((Object.prototype as { polluted?: boolean }).polluted, undefined);
});

await check("blocking forms, and requests that need no size", async () => {
  for (const value of [{ n: rank }, { samples: new Float64Array(100_000).fill(rank) }]) {
    const request = world.irecvObject<typeof value>({ source: previous });
    const send = world.isendObject(value, { dest: next });
    assert.deepEqual(Object.keys(await request.wait()), Object.keys(value));
    assert.equal(request.status.source, previous);
    await send.wait();
    const second = world.irecvObject<typeof value>({ source: previous });
    const sent = world.isendObject(value, { dest: next });
    assert.deepEqual(second.waitSync(), await request.wait().then((got) => got));
    sent.waitSync();
  }
  const small = world.isendObject({ s: 1 }, { dest: next });
  assert.deepEqual(world.recvObjectSync({ source: ANY_SOURCE }), { s: 1 });
  await small.wait();
  // A rank does not send to itself here: irecvObject begins with a probe, and MPICH's blocking send to itself waits for
  // a receive.
  if (next === rank) return;
  const third = world.irecvObject({ source: previous });
  world.sendObjectSync("sync", { dest: next });
  let polled = third.test();
  while (polled === null) polled = third.test();
  assert.equal(polled, "sync");
});

await check("a receive of a large value advances by itself while no code waits for it", async () => {
  const value = { samples: new Float64Array(500_000).fill(rank) };
  const requests = [world.irecvObject<typeof value>({ source: previous }), world.irecvObject({ source: previous })];
  await world.sendObject(value, { dest: next });
  await world.isendObject(value, { dest: next }).wait();
  for (const { samples } of [await requests[0]?.wait(), requests[1]?.waitSync()] as (typeof value)[])
    assert.ok(samples.length === 500_000 && samples.every((sample) => sample === previous));
});

await check("several outstanding receives of objects get one object each", async () => {
  const requests = ranks.concat(ranks).map((_, tag) => world.irecvObject<number>({ source: previous, tag }));
  for (const tag of range(2 * size).reverse()) await world.sendObject(tag * 11, { dest: next, tag });
  const got = await Promise.all(requests.map((request) => request.wait()));
  assert.deepEqual(
    got,
    range(2 * size).map((tag) => tag * 11),
  );
});

await check("large typed arrays in objects arrive unchanged", async () => {
  const value = {
    name: "large",
    floats: Float64Array.from(range(50_000), (i) => i * rank),
    bytes: Buffer.alloc(70_001, rank),
    odd: new Uint8Array(13).fill(rank),
    view: new DataView(new ArrayBuffer(70_003)),
  };
  const [got] = await Promise.all([
    world.recvObject<typeof value>({ source: previous }),
    world.sendObject(value, { dest: next }),
  ]);
  assert.equal(got.floats[49_999], 49_999 * previous);
  assert.ok(Buffer.isBuffer(got.bytes) && got.bytes.length === 70_001 && got.bytes[70_000] === previous);
  assert.deepEqual([...got.odd], Array<number>(13).fill(previous));
  assert.equal(got.view.byteLength, 70_003);
});

await check("sendrecvObject exchanges", async () => {
  const got = await world.sendrecvObject<{ from: number }>({ from: rank }, { dest: next, source: previous });
  assert.deepEqual(got, { from: previous });
});

await check("alltoallObject", async () => {
  const got = await world.alltoallObject<string>(ranks.map((to) => `${rank} to ${to}`));
  assert.deepEqual(
    got,
    ranks.map((from) => `${from} to ${rank}`),
  );
  await assert.rejects(world.alltoallObject([...ranks, 1]), { code: "MPI_ERR_COUNT" });
});

await check("reductions of objects combine in rank order", async () => {
  const op = (a: string, b: string): string => `(${a}${b})`;
  const all = ranks.map(String).reduce(op);
  for (const root of ranks) {
    assert.equal(await world.reduceObject(String(rank), { op, root }), rank === root ? all : null);
  }
  assert.equal(await world.allreduceObject(String(rank), { op }), all);
  assert.equal(
    await world.scanObject(String(rank), { op }),
    ranks
      .slice(0, rank + 1)
      .map(String)
      .reduce(op),
  );
  const below = rank === 0 ? null : ranks.slice(0, rank).map(String).reduce(op);
  assert.equal(await world.exscanObject(String(rank), { op }), below);
  assert.equal(await world.allreduceObject(rank), (size * (size - 1)) / 2);
});

await check("an op that throws or is async rejects, and the next call works", async () => {
  const thrower = (): never => {
    throw new Error("on purpose");
  };
  if (size > 1) await assert.rejects(world.allreduceObject(1, { op: thrower }), /on purpose/);
  await assert.rejects(world.allreduceObject(1, { op: (async () => 1) as never }), { code: "MPI_ERR_OP" });
  assert.equal(await world.allreduceObject(1), size);
});

await check("a value that cannot be cloned rejects on every rank that waits for it, and no rank hangs", async () => {
  const value = rank === size - 1 ? () => 1 : 1;
  const about = (error: Error): boolean => /could not be cloned|cannot be sent/.test(error.message);
  await assert.rejects(world.allgatherObject(value), about);
  await assert.rejects(world.bcastObject(rank === size - 1 ? () => 1 : null, { root: size - 1 }), about);
  const gathered = world.gatherObject(value, { root: 0 });
  if (rank === 0 || rank === size - 1) await assert.rejects(gathered, about);
  else assert.equal(await gathered, null);
  await assert.rejects(
    world.sendObject(() => 1, { dest: next }),
    /could not be cloned/,
  );
  assert.deepEqual(await world.allgatherObject(rank), ranks);
});

await check("object collectives refuse intercommunicators and invalid roots", async () => {
  await assert.rejects(world.bcastObject(1, { root: size }), (error: MpiError) => error.code === "MPI_ERR_ROOT");
});
