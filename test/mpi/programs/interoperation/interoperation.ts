/**
 * Ranks with sister/mpi in one world with ranks in Python (interoperation.py) and C (interoperation.c). All three make
 * the same checks in this order and with these names. An `await` here matches the nonblocking call there, and a `Sync`
 * form the blocking call.
 */
import assert from "node:assert/strict";
import { Datatype, init, Op, Request } from "sister/mpi";
import { reportCheck } from "../../reports.js";

const world = init({ objects: false });
// The other ranks wait for messages of this rank.
if (process.argv[2] === "throw") throw new Error("thrown on purpose");
const { rank, size } = world;
const ranks = Array.from({ length: size }, (_, r) => r);
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

const check = (name: string, run: () => Promise<void> | void) => reportCheck({ rank, name, language: "Node" }, run);

/** The form in which a collective is called: blocking, or as a promise. */
const FORMS = ["blocking", "nonblocking"] as const;

/** Three numbers that identify their rank, near an end of the type's range. */
const KINDS = [
  {
    name: "Float64",
    datatype: Datatype.DOUBLE,
    of: (r: number) => Float64Array.of(0.25, 1.25, 2.25).map((x) => x + 50 * r),
  },
  {
    name: "Int32",
    datatype: Datatype.INT32,
    of: (r: number) => Int32Array.of(0, 1, 2).map((x) => x + 50 * r - 2 ** 31),
  },
  { name: "Uint8", datatype: Datatype.UINT8, of: (r: number) => Uint8Array.of(100, 101, 102).map((x) => x + 50 * r) },
  {
    name: "BigInt64",
    datatype: Datatype.INT64,
    of: (r: number) => BigInt64Array.of(0n, 1n, 2n).map((x) => x + 50n * BigInt(r) + 2n ** 62n),
  },
];
const doubles = (r: number): Float64Array => Float64Array.of(0.25, 1.25, 2.25).map((x) => x + 50 * r);

for (const { name, datatype, of } of KINDS) {
  await check(`${name} messages from and to every other rank`, async () => {
    for (let shift = 1; shift < size; shift++) {
      const dest = (rank + shift) % size;
      const source = (rank + size - shift) % size;
      for (const tag of [0, 1, 2]) {
        // The buffer holds something else until the message arrives.
        const got = of(rank);
        const from = { source, tag };
        const to = { dest, tag };
        const status = await [
          async () => (await Promise.all([world.recv(got, from), world.send(of(rank), to)]))[0],
          async () => {
            const sent = world.isend(of(rank), to);
            const received = world.recvSync(got, from);
            await sent.wait();
            return received;
          },
          () => {
            const request = world.irecv(got, from);
            world.sendSync(of(rank), to);
            return request.waitSync();
          },
        ][tag]?.();
        assert.deepEqual(got, of(source));
        assert.deepEqual([status?.source, status?.tag, status?.count(datatype)], [source, tag, 3]);
      }
    }
  });
}

await check("a long message", async () => {
  const length = 300_000;
  const got = new Float64Array(length);
  await Promise.all([
    world.recv(got, { source: previous, tag: 3 }),
    world.send(new Float64Array(length).fill(rank + 0.5), { dest: next, tag: 3 }),
  ]);
  assert.ok(got.every((value) => value === previous + 0.5));
});

await check("a probe returns source, tag and length", async () => {
  const sends = [4, 5].map((tag) => world.isend(new Float64Array(5).fill(rank), { dest: next, tag }));
  const got = new Float64Array(5);
  const status = await world.probe({ source: previous, tag: 5 });
  assert.deepEqual([status.source, status.tag], [previous, 5]);
  assert.deepEqual([status.count(Datatype.DOUBLE), status.count(Datatype.INT32)], [5, 10]);
  assert.equal(world.probeSync({ source: previous, tag: 5 }).count(Datatype.DOUBLE), 5);
  await world.recv(got, { source: previous, tag: 5 });
  assert.deepEqual(got, new Float64Array(5).fill(previous));
  const message = await world.mprobe({ source: previous, tag: 4 });
  assert.equal(message.status.count(Datatype.DOUBLE), 5);
  assert.equal((await message.recv(got)).source, previous);
  await Request.all(sends);
});

await check("a truncated receive is an error only at the receiver", async () => {
  for (const victim of ranks) {
    const sender = (victim + 1) % size;
    if (rank === victim) {
      const truncated = { code: "MPI_ERR_TRUNCATE" };
      await assert.rejects(world.recv(new Int32Array(1), { source: sender, tag: 6 }), truncated);
      assert.throws(() => world.recvSync(new Int32Array(1), { source: sender, tag: 6 }), truncated);
      const whole = new Int32Array(3);
      await world.recv(whole, { source: sender, tag: 6 });
      assert.deepEqual([...whole], [7, 8, 9]);
    } else if (rank === sender) {
      for (let i = 0; i < 3; i++) await world.send(Int32Array.of(7, 8, 9), { dest: victim, tag: 6 });
    }
  }
});

for (const form of FORMS) {
  const sync = form === "blocking";

  await check(`bcast from every root, ${form}`, async () => {
    for (const root of ranks) {
      for (const { of } of KINDS) {
        const data = of(rank);
        if (sync) world.bcastSync(data, { root });
        else await world.bcast(data, { root });
        assert.deepEqual(data, of(root));
      }
    }
  });

  // Rank r has r + 1 elements, with a gap before and after them.
  const counts = ranks.map((r) => r + 1);
  const displs = ranks.map((r) => 1 + r * (size + 2));
  const room = size * (size + 2) + 1;
  const pieces = (root: number, r: number): number[] => counts.slice(0, r + 1).map((_, i) => 1000 * root + 10 * r + i);
  const laidOut = (root: number): Int32Array => {
    const all = new Int32Array(room).fill(-1);
    for (const r of ranks) all.set(pieces(root, r), displs[r]);
    return all;
  };

  await check(`scatterv with gaps from every root, ${form}`, async () => {
    for (const root of ranks) {
      const all = rank === root ? { data: laidOut(root), counts, displs } : null;
      const own = new Int32Array(rank + 1);
      if (sync) world.scattervSync(all, own, { root });
      else await world.scatterv(all, own, { root });
      assert.deepEqual([...own], pieces(root, rank));
    }
  });

  await check(`gatherv with gaps to every root, ${form}`, async () => {
    for (const root of ranks) {
      const data = new Int32Array(room).fill(-1);
      const all = rank === root ? { data, counts, displs } : null;
      const own = Int32Array.from(pieces(root, rank));
      if (sync) world.gathervSync(own, all, { root });
      else await world.gatherv(own, all, { root });
      if (rank === root) assert.deepEqual(data, laidOut(root));
    }
  });

  await check(`allreduce with SUM and MAX, ${form}`, async () => {
    const total = size * 0.25 + (50 * size * (size - 1)) / 2;
    for (const [op, first] of [
      [Op.SUM, total],
      [Op.MAX, 0.25 + 50 * (size - 1)],
    ] as const) {
      const result = new Float64Array(3);
      if (sync) world.allreduceSync(doubles(rank), result, { op });
      else await world.allreduce(doubles(rank), result, { op });
      const step = op === Op.SUM ? size : 1;
      assert.deepEqual([...result], [first, first + step, first + 2 * step]);
    }
    const exact = new BigInt64Array(1);
    const own = BigInt64Array.of(2n ** 53n + BigInt(rank));
    if (sync) world.allreduceSync(own, exact, { op: Op.MAX });
    else await world.allreduce(own, exact, { op: Op.MAX });
    assert.equal(exact[0], 2n ** 53n + BigInt(size - 1));
  });

  await check(`no rank leaves a barrier before all have entered, ${form}`, async () => {
    // All processes of a host share one clock: CLOCK_MONOTONIC.
    const clock = (): number => Number(process.hrtime.bigint());
    const came = clock();
    if (sync) world.barrierSync();
    else await world.barrier();
    const left = clock();
    const last = new Float64Array(1);
    world.allreduceSync(Float64Array.of(came), last, { op: Op.MAX });
    assert.ok(left >= (last[0] ?? Infinity));
  });
}

await check("outstanding collectives match in call order", async () => {
  const from = [0, size - 1].map((root) => ({ root, data: doubles(rank) }));
  const sum = new Int32Array(1);
  await Promise.all([
    ...from.map(({ root, data }) => world.bcast(data, { root })),
    world.allreduce(Int32Array.of(rank), sum),
    world.barrier(),
  ]);
  for (const { root, data } of from) assert.deepEqual(data, doubles(root));
  assert.equal(sum[0], (size * (size - 1)) / 2);
});

await check("a column at one end is three numbers at the other", async () => {
  const column = Datatype.vector(3, 1, 4, Datatype.DOUBLE);
  const cells = (r: number): Float64Array => Float64Array.from({ length: 12 }, (_, i) => 100 * r + i);
  const second = (matrix: Float64Array) => ({ data: matrix.subarray(1), count: 1, datatype: column });
  const numbers = new Float64Array(3);
  await Promise.all([
    world.recv(numbers, { source: previous, tag: 7 }),
    world.send(second(cells(rank)), { dest: next, tag: 7 }),
  ]);
  assert.deepEqual(
    [...numbers],
    [1, 5, 9].map((i) => 100 * previous + i),
  );
  const matrix = cells(rank);
  const request = world.irecv(second(matrix), { source: previous, tag: 8 });
  world.sendSync(doubles(rank), { dest: next, tag: 8 });
  request.waitSync();
  const expected = cells(rank);
  doubles(previous).forEach((value, row) => (expected[1 + 4 * row] = value));
  assert.deepEqual(matrix, expected);
  column.free();
});

await check("split reverses the ranks, and dup has separate messages", async () => {
  const reversed = await world.split({ color: 0, key: -rank });
  assert.ok(reversed);
  assert.deepEqual([reversed.rank, reversed.size], [size - 1 - rank, size]);
  const data = doubles(rank);
  await reversed.bcast(data);
  assert.deepEqual(data, doubles(size - 1));
  const copy = world.dupSync();
  // The same envelope on both communicators: the later message is received first.
  const sends = [world, copy].map((comm, i) => comm.isend(Int32Array.of(i), { dest: next, tag: 9 }));
  for (const [i, comm] of [...[world, copy].entries()].reverse()) {
    const got = new Int32Array(1);
    await comm.recv(got, { source: previous, tag: 9 });
    assert.equal(got[0], i);
  }
  await Request.all(sends);
  await assert.rejects(reversed.sendObject({}, { dest: 0 }), { code: "MPI_ERR_COMM", message: /objects: false/ });
  copy.free();
  reversed.free();
});
