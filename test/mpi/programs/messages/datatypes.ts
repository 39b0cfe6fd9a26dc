/** Derived datatypes: which elements they select, how much memory they need, and how they are freed. */
import assert from "node:assert/strict";
import { Datatype, Op, type MpiError } from "sister/mpi";
import { check, range, world } from "../checks.js";

const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;
const matrix = Float64Array.from(range(12), (i) => i);

/** Sends the elements that the datatype selects from `from`, and returns what arrived, element by element. */
async function picked(from: Float64Array, datatype: Datatype, elements: number, count = 1): Promise<number[]> {
  const into = new Float64Array(elements);
  const [status] = await Promise.all([
    world.recv(into, { source: previous }),
    world.send({ data: from, count, datatype }, { dest: next }),
  ]);
  assert.equal(status.count(Datatype.DOUBLE), elements);
  return [...into];
}

await check("each constructor selects the right elements", async () => {
  const { DOUBLE } = Datatype;
  const cases: [Datatype, number[]][] = [
    [Datatype.contiguous(3, DOUBLE), [0, 1, 2]],
    [Datatype.vector(4, 1, 3, DOUBLE), [0, 3, 6, 9]],
    [Datatype.hvector(2, 2, 48, DOUBLE), [0, 1, 6, 7]],
    [Datatype.indexed([1, 2], [5, 0], DOUBLE), [5, 0, 1]],
    [Datatype.hindexed([2, 1], [8, 80], DOUBLE), [1, 2, 10]],
    [Datatype.indexedBlock(2, [4, 8], DOUBLE), [4, 5, 8, 9]],
    [Datatype.hindexedBlock(1, [16, 0], DOUBLE), [2, 0]],
    [Datatype.struct([1, 2], [24, 64], [DOUBLE, DOUBLE]), [3, 8, 9]],
    [Datatype.subarray([4, 3], [2, 2], [1, 1], DOUBLE), [4, 5, 7, 8]],
    [Datatype.subarray([3, 4], [2, 2], [1, 1], DOUBLE, { order: "Fortran" }), [4, 5, 7, 8]],
    [Datatype.vector(4, 1, 3, DOUBLE).dup().commit(), [0, 3, 6, 9]],
  ];
  for (const [datatype, expected] of cases) {
    assert.equal(datatype.size, expected.length * 8);
    assert.deepEqual(await picked(matrix, datatype, expected.length), expected, datatype.envelope().combiner);
    datatype.free();
  }
});

await check("gaps at the receiver do not change", async () => {
  const column = Datatype.vector(4, 1, 3, Datatype.DOUBLE);
  const into = new Float64Array(12).fill(-1);
  await Promise.all([
    world.recv({ data: into.subarray(1), count: 1, datatype: column }, { source: previous }),
    world.send(Float64Array.of(10, 20, 30, 40), { dest: next }),
  ]);
  assert.deepEqual([...into], [-1, 10, -1, -1, 20, -1, -1, 30, -1, -1, 40, -1]);
  column.free();
});

await check("resized elements are spaced by their extent", async () => {
  const column = Datatype.vector(4, 1, 3, Datatype.DOUBLE);
  const columns = Datatype.resized(column, 0, 8);
  assert.deepEqual([columns.lower, columns.extent], [0, 8]);
  assert.deepEqual(columns.trueExtent, { lower: 0, extent: 80 });
  assert.deepEqual(await picked(matrix, columns, 12, 3), [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
  column.free();
  columns.free();
});

await check("darray gives each rank its part of a distributed array", async () => {
  const parts = range(size).map((r) =>
    Datatype.darray({ size, rank: r }, [{ size: 2 * size, distribution: "cyclic", processes: size }], Datatype.INT32),
  );
  const whole = Int32Array.from(range(2 * size));
  const own = new Int32Array(2);
  const scattered = world.recv(own, { source: 0, tag: 5 });
  if (rank === 0)
    for (const [r, datatype] of parts.entries())
      await world.send({ data: whole, count: 1, datatype }, { dest: r, tag: 5 });
  await scattered;
  assert.deepEqual([...own], [rank, rank + size]);
  for (const part of parts) part.free();
});

await check("a buffer that is too short for an element is refused before the call", async () => {
  const column = Datatype.vector(4, 1, 3, Datatype.DOUBLE);
  for (const data of [new Float64Array(9), new Float64Array(0)]) {
    await assert.rejects(
      world.send({ data, count: 1, datatype: column }, { dest: next }),
      (error: MpiError) => error.code === "MPI_ERR_BUFFER" && error.errorClass === 0,
    );
  }
  // The last element ends 72 bytes after its first byte, and needs no memory for the stride after it.
  const fits = world.recv(new Float64Array(4), { source: previous });
  await world.send({ data: new Float64Array(10), count: 1, datatype: column }, { dest: next });
  await fits;
  const below = Datatype.hindexed([1], [-8], Datatype.DOUBLE);
  await assert.rejects(world.send({ data: matrix, count: 1, datatype: below }, { dest: next }), {
    code: "MPI_ERR_TYPE",
  });
  below.free();
  column.free();
});

await check("a freed datatype throws, a predefined one cannot be freed", async () => {
  const pair = Datatype.contiguous(2, Datatype.INT32);
  const receive = world.irecv({ data: new Int32Array(2), count: 1, datatype: pair }, { source: previous });
  pair.free();
  // Communication in progress continues.
  await world.send(new Int32Array(2), { dest: next });
  await receive.wait();
  assert.throws(
    () => pair.extent && world.isend({ data: new Int32Array(2), count: 1, datatype: pair }, { dest: next }),
    {
      code: "MPI_ERR_TYPE",
    },
  );
  assert.throws(() => Datatype.INT32.free(), { code: "MPI_ERR_TYPE" });
});

await check("names, envelopes, counts of elements", async () => {
  const pair = Datatype.struct([1, 1], [0, 8], [Datatype.INT32, Datatype.DOUBLE]);
  pair.name = "a pair";
  assert.equal(pair.name, "a pair");
  assert.equal(Datatype.DOUBLE.name, "MPI_DOUBLE");
  assert.deepEqual([pair.size, pair.extent], [12, 16]);
  assert.equal(pair.envelope().combiner, "STRUCT");
  const contiguous = Datatype.contiguous(3, Datatype.INT32);
  assert.deepEqual(contiguous.envelope().integers, [3]);
  assert.equal(contiguous.envelope().datatypes[0]?.size, 4);
  const [status] = await Promise.all([
    world.recv({ data: new Uint8Array(64), count: 4, datatype: pair }, { source: previous }),
    world.send({ data: new Uint8Array(64), count: 2, datatype: pair }, { dest: next }),
  ]);
  assert.equal(status.count(pair), 2);
  assert.equal(status.elements(pair), 4);
  assert.equal(status.count(contiguous), 2);
  assert.equal(status.count(Datatype.contiguous(5, Datatype.BYTE)), undefined);
  assert.equal(Datatype.matchSize("real", 8).size, 8);
});

await check("collectives with derived datatypes", async () => {
  // Each rank sends a row; the root receives them as columns.
  const columns = Datatype.resized(Datatype.vector(3, 1, size, Datatype.INT32), 0, 4);
  const into = rank === 0 ? new Int32Array(3 * size) : null;
  await world.gather(Int32Array.of(rank, rank + 10, rank + 20), into && { data: into, count: 1, datatype: columns }, {
    root: 0,
  });
  if (into) {
    assert.deepEqual(
      [...into],
      [0, 10, 20].flatMap((base) => range(size).map((r) => base + r)),
    );
  }
  const complex = { data: Float64Array.of(1, rank), count: 1, datatype: Datatype.DOUBLE_COMPLEX };
  const sum = new Float64Array(2);
  await world.allreduce(complex, { data: sum, count: 1, datatype: Datatype.DOUBLE_COMPLEX }, { op: Op.SUM });
  assert.deepEqual([...sum], [size, (size * (size - 1)) / 2]);
});

await check("numbers that are not ints are refused, not truncated", () => {
  const beyond = 2 ** 32 + 1;
  assert.throws(() => Datatype.indexed([beyond], [0], Datatype.INT8), { code: "MPI_ERR_ARG" });
  assert.throws(() => Datatype.indexed([1], [beyond], Datatype.INT8), { code: "MPI_ERR_ARG" });
  assert.throws(() => Datatype.struct([beyond], [0], [Datatype.INT8]), { code: "MPI_ERR_ARG" });
});
