/** Scans, reduceScatter, JavaScript operations, and collectives with pieces and with a datatype for each rank. */
import assert from "node:assert/strict";
import { Datatype, IN_PLACE, Op, reduceLocal, type MpiError, type Request } from "sister/mpi";
import { check, range, world } from "../checks.js";

const { rank, size } = world;
const ranks = range(size);

/** The same collective in its three forms. */
const forms: [string, (promise: () => Promise<void>, sync: () => void, request: () => Request) => Promise<unknown>][] =
  [
    ["promise", (promise) => promise()],
    ["sync", (_promise, sync) => Promise.resolve(sync())],
    ["request", (_promise, _sync, request) => request().wait()],
  ];

/**
 * Products of 2x2 matrices, encoded as numbers with one digit for each element, modulo 10: associative but not
 * commutative.
 */
const right = Op.create((_a, b) => b, { commute: false });
const left = Op.create((a) => a, { commute: false });
const concatenate = Op.create((a, b) => a * 10 + b, { commute: false });

for (const [form, run] of forms) {
  await check(`scan and exscan, ${form}`, async () => {
    for (const op of [Op.SUM, Op.create((a, b) => a + b)]) {
      const sum = new Int32Array(2);
      const mine = new Int32Array([rank + 1, 1]);
      await run(
        () => world.scan(mine, sum, { op }),
        () => world.scanSync(mine, sum, { op }),
        () => world.iscan(mine, sum, { op }),
      );
      assert.deepEqual([...sum], [((rank + 1) * (rank + 2)) / 2, rank + 1]);
      const below = new Int32Array([-5, -5]);
      await run(
        () => world.exscan(mine, below, { op }),
        () => world.exscanSync(mine, below, { op }),
        () => world.iexscan(mine, below, { op }),
      );
      assert.deepEqual([...below], rank === 0 ? [-5, -5] : [(rank * (rank + 1)) / 2, rank]);
      const place = new Int32Array([rank + 1]);
      await run(
        () => world.scan(IN_PLACE, place, { op }),
        () => world.scanSync(IN_PLACE, place, { op }),
        () => world.iscan(IN_PLACE, place, { op }),
      );
      assert.equal(place[0], ((rank + 1) * (rank + 2)) / 2);
    }
  });

  await check(`reduceScatterBlock and reduceScatter, ${form}`, async () => {
    for (const op of [Op.SUM, Op.create((a, b) => a + b)]) {
      const all = Float64Array.from(range(2 * size), (i) => i + rank);
      const block = new Float64Array(2);
      await run(
        () => world.reduceScatterBlock(all, block, { op }),
        () => world.reduceScatterBlockSync(all, block, { op }),
        () => world.ireduceScatterBlock(all, block, { op }),
      );
      const offset = (size * (size - 1)) / 2;
      assert.deepEqual([...block], [2 * rank * size + offset, (2 * rank + 1) * size + offset]);
      const counts = ranks.map((r) => r + 1);
      const total = counts.reduce((a, b) => a + b);
      const own = Float64Array.from(range(total), (i) => i * (rank + 1));
      const part = new Float64Array(rank + 1);
      await run(
        () => world.reduceScatter(own, part, counts, { op }),
        () => world.reduceScatterSync(own, part, counts, { op }),
        () => world.ireduceScatter(own, part, counts, { op }),
      );
      const first = (rank * (rank + 1)) / 2;
      const factor = (size * (size + 1)) / 2;
      assert.deepEqual(
        [...part],
        range(rank + 1).map((i) => (first + i) * factor),
      );
    }
  });

  await check(`alltoallv with gaps, ${form}`, async () => {
    // Rank r sends r + s elements to rank s, with two unused elements between the pieces.
    const counts = ranks.map((s) => rank + s);
    const displs = counts.map((_, s) => counts.slice(0, s).reduce((a, b) => a + b, 0) + 2 * s);
    const length = counts.reduce((a, b) => a + b, 0) + 2 * size;
    const out = new Int32Array(length).fill(-7);
    counts.forEach((count, s) => out.fill(rank * 10 + s, displs[s], (displs[s] ?? 0) + count));
    const into = new Int32Array(length).fill(-1);
    const pieces = { data: into, counts, displs };
    await run(
      () => world.alltoallv({ data: out, counts, displs }, pieces),
      () => world.alltoallvSync({ data: out, counts, displs }, pieces),
      () => world.ialltoallv({ data: out, counts, displs }, pieces),
    );
    const expected = new Int32Array(length).fill(-1);
    counts.forEach((count, s) => expected.fill(s * 10 + rank, displs[s], (displs[s] ?? 0) + count));
    assert.deepEqual(into, expected);
  });

  await check(`alltoallw, a datatype for each rank, ${form}`, async () => {
    const type = (r: number): Datatype => (r % 2 === 0 ? Datatype.DOUBLE : Datatype.INT32);
    // The piece from r to s has the datatype of r + s.
    const out = new ArrayBuffer(8 * size);
    const view = new DataView(out);
    for (const s of ranks) {
      if ((rank + s) % 2 === 0) view.setFloat64(8 * s, rank * 10 + s, true);
      else view.setInt32(8 * s, rank * 10 + s, true);
    }
    const into = new ArrayBuffer(8 * size);
    const pieces = (data: ArrayBuffer) => ({
      data,
      counts: ranks.map(() => 1),
      displs: ranks.map((s) => 8 * s),
      datatypes: ranks.map((s) => type(rank + s)),
    });
    await run(
      () => world.alltoallw(pieces(out), pieces(into)),
      () => world.alltoallwSync(pieces(out), pieces(into)),
      () => world.ialltoallw(pieces(out), pieces(into)),
    );
    const got = new DataView(into);
    for (const s of ranks) {
      const value = (rank + s) % 2 === 0 ? got.getFloat64(8 * s, true) : got.getInt32(8 * s, true);
      assert.equal(value, s * 10 + rank);
    }
  });

  await check(`JavaScript operations are applied in rank order, ${form}`, async () => {
    for (const root of ranks) {
      for (const [op, expected] of [
        [left, 1],
        [right, size],
        [concatenate, Number(ranks.map((r) => r + 1).join(""))],
      ] as const) {
        const into = rank === root ? new Float64Array(3) : null;
        const mine = new Float64Array(3).fill(rank + 1);
        await run(
          () => world.reduce(mine, into, { op, root }),
          () => world.reduceSync(mine, into, { op, root }),
          () => world.ireduce(mine, into, { op, root }),
        );
        if (into) assert.deepEqual([...into], [expected, expected, expected]);
        const everywhere = new Float64Array(3).fill(rank + 1);
        await run(
          () => world.allreduce(IN_PLACE, everywhere, { op }),
          () => world.allreduceSync(IN_PLACE, everywhere, { op }),
          () => world.iallreduce(IN_PLACE, everywhere, { op }),
        );
        assert.deepEqual([...everywhere], [expected, expected, expected]);
      }
    }
  });
}

await check("more operations exist at once than a fixed set of C functions would allow", async () => {
  const ops = range(60).map((n) => Op.create((a, b) => a + b + n));
  for (const [n, op] of ops.entries()) {
    const sum = new Int32Array(1);
    await world.allreduce(new Int32Array([1]), sum, { op });
    assert.equal(sum[0], size + (size - 1) * n);
  }
  ops[0]?.free();
  await assert.rejects(world.allreduce(new Int32Array(1), new Int32Array(1), { op: ops[0] as Op }), {
    code: "MPI_ERR_OP",
  });
  assert.throws(() => Op.SUM.free(), { code: "MPI_ERR_OP" });
});

await check("an operation that throws rejects, and the communicator stays usable", async () => {
  const op = Op.create(() => {
    throw new Error("on purpose");
  });
  const sum = new Int32Array(1);
  const data = new Int32Array([1]);
  if (size > 1) {
    await assert.rejects(world.allreduce(data, sum, { op }), /on purpose/);
    await assert.rejects(world.iallreduce(data, sum, { op }).wait(), /on purpose/);
    assert.throws(() => world.allreduceSync(data, sum, { op }), /on purpose/);
  }
  await world.allreduce(data, sum);
  assert.equal(sum[0], size);
});

await check("an async operation is refused", async () => {
  assert.throws(() => Op.create((async (a: number) => a) as never), { code: "MPI_ERR_OP" });
  const hidden = Op.create((() => Promise.resolve(1)) as never);
  if (size > 1) {
    await assert.rejects(
      world.allreduce(new Int32Array(1), new Int32Array(1), { op: hidden }),
      (error: MpiError) => error.code === "MPI_ERR_OP" && /async/.test(error.message),
    );
  }
});

await check("bigints, minloc and maxloc, a local reduction", async () => {
  const product = new BigInt64Array(1);
  await world.allreduce(new BigInt64Array([2n]), product, { op: Op.create<bigint>((a, b) => a * b) });
  assert.equal(product[0], 2n ** BigInt(size));
  // A double and an int, 16 bytes each.
  const pair = new ArrayBuffer(16);
  new DataView(pair).setFloat64(0, (rank + 1) % size, true);
  new DataView(pair).setInt32(8, rank, true);
  const best = new ArrayBuffer(16);
  const as = (data: ArrayBuffer) => ({ data, count: 1, datatype: Datatype.DOUBLE_INT });
  await world.allreduce(as(pair), as(best), { op: Op.MAXLOC });
  const found = new DataView(best);
  assert.equal(found.getFloat64(0, true), size - 1);
  assert.equal(found.getInt32(8, true), (size + size - 2) % size);
  await world.allreduce(as(pair), as(best), { op: Op.MINLOC });
  assert.equal(new DataView(best).getInt32(8, true), size - 1);
  const into = new Float64Array([1, 2]);
  reduceLocal(new Float64Array([10, 20]), into);
  assert.deepEqual([...into], [11, 22]);
  reduceLocal(new Float64Array([1, 1]), into, { op: Op.create((a, b) => a * 100 + b) });
  assert.deepEqual([...into], [111, 122]);
  assert.equal(Op.SUM.commute, true);
  assert.equal(left.commute, false);
});

await check("several outstanding reductions, some with JavaScript operations, match in call order", async () => {
  const [a, b, c] = [new Int32Array(1), new Int32Array(1), new Int32Array(1)];
  await Promise.all([
    world.allreduce(new Int32Array([1]), a, { op: Op.create((x, y) => x + y) }),
    world.allreduce(new Int32Array([2]), b),
    world.scan(new Int32Array([3]), c, { op: Op.create((x, y) => x + y) }),
  ]);
  assert.deepEqual([a[0], b[0], c[0]], [size, 2 * size, 3 * (rank + 1)]);
});
