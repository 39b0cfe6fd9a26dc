import assert from "node:assert/strict";
import { IN_PLACE, Op, type MpiError } from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;
const ranks = Array.from({ length: size }, (_, i) => i);

/** The same collective in its three forms. */
const forms: [
  string,
  (promise: () => Promise<void>, sync: () => void, request: () => { wait(): Promise<unknown> }) => Promise<unknown>,
][] = [
  ["promise", (promise) => promise()],
  ["sync", (_promise, sync) => Promise.resolve(sync())],
  ["request", (_promise, _sync, request) => request().wait()],
];

for (const [form, run] of forms) {
  await check(`barrier, ${form}`, () =>
    run(
      () => world.barrier(),
      () => world.barrierSync(),
      () => world.ibarrier(),
    ).then(() => undefined),
  );

  for (const root of ranks) {
    await check(`bcast, scatter, gather, reduce from rank ${root}, ${form}`, async () => {
      const isRoot = rank === root;
      const shared = new Float64Array(isRoot ? [1.5, root] : [0, 0]);
      await run(
        () => world.bcast(shared, { root }),
        () => world.bcastSync(shared, { root }),
        () => world.ibcast(shared, { root }),
      );
      assert.deepEqual([...shared], [1.5, root]);

      const parts = isRoot ? Int32Array.from(ranks.flatMap((r) => [r, r * 10])) : null;
      const part = new Int32Array(2);
      await run(
        () => world.scatter(parts, part, { root }),
        () => world.scatterSync(parts, part, { root }),
        () => world.iscatter(parts, part, { root }),
      );
      assert.deepEqual([...part], [rank, rank * 10]);

      const all = isRoot ? new Int32Array(2 * size) : null;
      await run(
        () => world.gather(part, all, { root }),
        () => world.gatherSync(part, all, { root }),
        () => world.igather(part, all, { root }),
      );
      if (isRoot)
        assert.deepEqual(
          [...(all ?? [])],
          ranks.flatMap((r) => [r, r * 10]),
        );

      const sum = isRoot ? new BigInt64Array(1) : null;
      const mine = new BigInt64Array([BigInt(rank + 1)]);
      await run(
        () => world.reduce(mine, sum, { root }),
        () => world.reduceSync(mine, sum, { root }),
        () => world.ireduce(mine, sum, { root }),
      );
      if (isRoot) assert.equal(sum?.[0], BigInt((size * (size + 1)) / 2));
    });

    await check(`scatterv and gatherv with gaps from rank ${root}, ${form}`, async () => {
      const isRoot = rank === root;
      // Rank r has r elements, and there are two unused elements between the pieces.
      const counts = ranks;
      const displs = ranks.map((r) => (r * (r - 1)) / 2 + 2 * r);
      const length = (displs.at(-1) ?? 0) + size + 1;
      const pieces = isRoot ? { data: Float32Array.from({ length }, (_, i) => i), counts, displs } : null;
      const own = new Float32Array(rank);
      await run(
        () => world.scatterv(pieces, own, { root }),
        () => world.scattervSync(pieces, own, { root }),
        () => world.iscatterv(pieces, own, { root }),
      );
      assert.deepEqual(
        [...own],
        Array.from({ length: rank }, (_, i) => (displs[rank] ?? 0) + i),
      );
      const back = isRoot ? { data: new Float32Array(length).fill(-1), counts, displs } : null;
      await run(
        () => world.gatherv(own, back, { root }),
        () => world.gathervSync(own, back, { root }),
        () => world.igatherv(own, back, { root }),
      );
      if (back) {
        const expected = new Float32Array(length).fill(-1);
        for (const r of ranks) for (let i = 0; i < r; i++) expected[(displs[r] ?? 0) + i] = (displs[r] ?? 0) + i;
        assert.deepEqual(back.data, expected);
      }
    });
  }

  await check(`allgather, allgatherv, alltoall, allreduce, ${form}`, async () => {
    const all = new Uint16Array(size);
    await run(
      () => world.allgather(new Uint16Array([rank]), all),
      () => world.allgatherSync(new Uint16Array([rank]), all),
      () => world.iallgather(new Uint16Array([rank]), all),
    );
    assert.deepEqual([...all], ranks);

    const counts = ranks.map((r) => r + 1);
    const uneven = { data: new Int8Array(counts.reduce((a, b) => a + b)), counts };
    const mine = new Int8Array(rank + 1).fill(rank);
    await run(
      () => world.allgatherv(mine, uneven),
      () => world.allgathervSync(mine, uneven),
      () => world.iallgatherv(mine, uneven),
    );
    assert.deepEqual(
      [...uneven.data],
      ranks.flatMap((r) => Array<number>(r + 1).fill(r)),
    );

    const out = Float64Array.from(ranks, (r) => rank * 100 + r);
    const into = new Float64Array(size);
    await run(
      () => world.alltoall(out, into),
      () => world.alltoallSync(out, into),
      () => world.ialltoall(out, into),
    );
    assert.deepEqual(
      [...into],
      ranks.map((r) => r * 100 + rank),
    );

    const sum = new Int32Array(2);
    const data = new Int32Array([rank, 1]);
    await run(
      () => world.allreduce(data, sum),
      () => world.allreduceSync(data, sum),
      () => world.iallreduce(data, sum),
    );
    assert.deepEqual([...sum], [(size * (size - 1)) / 2, size]);
  });

  await check(`IN_PLACE, ${form}`, async () => {
    const sum = new Int32Array([rank + 1]);
    await run(
      () => world.allreduce(IN_PLACE, sum),
      () => world.allreduceSync(IN_PLACE, sum),
      () => world.iallreduce(IN_PLACE, sum),
    );
    assert.equal(sum[0], (size * (size + 1)) / 2);
    const all = Int32Array.from(ranks, (r) => (r === rank ? rank * 3 : -1));
    await run(
      () => world.allgather(IN_PLACE, all),
      () => world.allgatherSync(IN_PLACE, all),
      () => world.iallgather(IN_PLACE, all),
    );
    assert.deepEqual(
      [...all],
      ranks.map((r) => r * 3),
    );
    const isRoot = rank === size - 1;
    const root = size - 1;
    const value = new Int32Array([2]);
    const send = isRoot ? IN_PLACE : value;
    const recv = isRoot ? value : null;
    await run(
      () => world.reduce(send, recv, { op: Op.PROD, root }),
      () => world.reduceSync(send, recv, { op: Op.PROD, root }),
      () => world.ireduce(send, recv, { op: Op.PROD, root }),
    );
    if (isRoot) assert.equal(value[0], 2 ** size);
  });

  await check(`empty buffers, ${form}`, async () => {
    const none = new Float64Array(0);
    await run(
      () => world.bcast(none),
      () => world.bcastSync(none),
      () => world.ibcast(none),
    );
    await run(
      () => world.allreduce(none, none),
      () => world.allreduceSync(none, none),
      () => world.iallreduce(none, none),
    );
  });
}

await check("every operation", async () => {
  const cases: [Op, (a: number, b: number) => number][] = [
    [Op.SUM, (a, b) => a + b],
    [Op.PROD, (a, b) => a * b],
    [Op.MAX, (a, b) => Math.max(a, b)],
    [Op.MIN, (a, b) => Math.min(a, b)],
    [Op.LAND, (a, b) => Number(a !== 0 && b !== 0)],
    [Op.BAND, (a, b) => a & b],
    [Op.LOR, (a, b) => Number(a !== 0 || b !== 0)],
    [Op.BOR, (a, b) => a | b],
    [Op.LXOR, (a, b) => Number((a !== 0) !== (b !== 0))],
    [Op.BXOR, (a, b) => a ^ b],
  ];
  for (const [op, combine] of cases) {
    const result = new Int32Array(1);
    await world.allreduce(new Int32Array([rank + 1]), result, { op });
    const values = ranks.map((r) => r + 1);
    const expected = size === 1 ? 1 : values.slice(1).reduce(combine, values[0] ?? 0);
    assert.equal(result[0], expected, op.name);
  }
});

await check("calls match in call order, also with several outstanding promises", async () => {
  const a = new Int32Array([rank === 0 ? 1 : 0]);
  const b = new Int32Array([rank === size - 1 ? 2 : 0]);
  const c = new Int32Array(1);
  await Promise.all([
    world.bcast(a, { root: 0 }),
    world.bcast(b, { root: size - 1 }),
    world.allreduce(new Int32Array([1]), c),
  ]);
  assert.deepEqual([a[0], b[0], c[0]], [1, 2, size]);
});

await check("wrong arguments are refused before MPI", async () => {
  const data = new Int32Array(size + 1);
  const refused: [string, () => Promise<void>, string][] = [
    ["root", () => world.bcast(data, { root: size }), "MPI_ERR_ROOT"],
    ["no data at the root", () => world.scatter(null, data, { root: rank }), "MPI_ERR_BUFFER"],
    ["counts", () => world.scatterv({ data, counts: [1, 2, 3, 4, 5, 6] }, data, { root: rank }), "MPI_ERR_COUNT"],
    [
      "displacement",
      () => world.gatherv(data, { data, counts: ranks, displs: ranks.map(() => 99) }, { root: rank }),
      "MPI_ERR_BUFFER",
    ],
    ["types", () => world.allreduce(new Int32Array(1), new Float64Array(1)), "MPI_ERR_TYPE"],
    ["short result", () => world.allreduce(new Int32Array(3), new Int32Array(2)), "MPI_ERR_BUFFER"],
  ];
  for (const [what, call, code] of refused)
    await assert.rejects(call(), (error: MpiError) => error.code === code, what);
  if (size > 1) await assert.rejects(world.scatter(data, new Int32Array(1), { root: rank }), { code: "MPI_ERR_COUNT" });
  assert.throws(() => world.bcastSync(data, { root: -1 }), { code: "MPI_ERR_ROOT" });
});

await check("an operation that a datatype does not support is an error with advice", async () => {
  // Bytes are refused before MPI, because Open MPI would add them. The library refuses the others.
  await assert.rejects(world.allreduce(Buffer.alloc(1), Buffer.alloc(1)), { code: "MPI_ERR_OP", errorClass: 0 });
  await assert.rejects(
    world.allreduce(new Float64Array(1), new Float64Array(1), { op: Op.BAND }),
    (error: MpiError) => {
      return error.code === "MPI_ERR_OP" && error.errorClass > 0 && /not defined for this datatype/.test(error.message);
    },
  );
  // The posting call returns the error: a request throws it at once, and a promise rejects.
  assert.throws(() => world.iallreduce(new Float64Array(1), new Float64Array(1), { op: Op.BAND }), {
    code: "MPI_ERR_OP",
    operation: "MPI_Iallreduce",
  });
  assert.throws(() => world.allreduceSync(new Float64Array(1), new Float64Array(1), { op: Op.BAND }), {
    code: "MPI_ERR_OP",
    operation: "MPI_Allreduce",
  });
});
