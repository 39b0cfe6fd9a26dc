/** Grids, graphs, distributed graphs, and collectives among neighbours. */
import assert from "node:assert/strict";
import {
  CartesianCommunicator,
  Datatype,
  dimsCreate,
  DistGraphCommunicator,
  GraphCommunicator,
  PROC_NULL,
  UNDEFINED,
  type Communicator,
  type Request,
} from "sister/mpi";
import { check, range, world } from "../checks.js";

const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

await check("a ring of one dimension: coordinates, shifts, neighbours", async () => {
  for (const ring of [
    await world.createCart([size], { periods: true }),
    world.createCartSync([size], { periods: [true] }),
  ]) {
    assert.ok(ring instanceof CartesianCommunicator);
    assert.deepEqual(ring.topology, { dims: [size], periods: [true], coords: [rank] });
    assert.deepEqual(ring.shift(0, 1), { source: previous, dest: next });
    assert.equal(ring.rankOf([rank]), rank);
    assert.deepEqual(ring.coords(next), [next]);
    const copy = await ring.dup();
    assert.ok(copy instanceof CartesianCommunicator);
    copy.free();
    ring.free();
  }
});

await check("an open row ends in PROC_NULL, and a grid has slices", async () => {
  const dims = dimsCreate(size, 2);
  assert.equal((dims[0] ?? 0) * (dims[1] ?? 0), size);
  const grid = await world.createCart(dims);
  assert.ok(grid);
  const [row = 0, column = 0] = grid.coords();
  const { source, dest } = grid.shift(0);
  assert.equal(source === PROC_NULL, row === 0);
  assert.equal(dest === PROC_NULL, row === (dims[0] ?? 0) - 1);
  const rows = await grid.sub([false, true]);
  assert.deepEqual([rows.size, rows.rank], [dims[1], column]);
  const columns = grid.subSync([true, false]);
  assert.deepEqual([columns.size, columns.rank], [dims[0], row]);
  assert.throws(() => grid.rankOf([0]), { code: "MPI_ERR_ARG" });
  await assert.rejects(grid.sub([true]), { code: "MPI_ERR_DIMS" });
  assert.equal(world.mapCart(dims), rank);
  for (const made of [rows, columns, grid]) made.free();
});

await check("a grid that is too small excludes ranks, and one that is too large is an error", async () => {
  const one = await world.createCart([1]);
  assert.equal(one === null, rank > 0);
  one?.free();
  await assert.rejects(world.createCart([size + 1]), (error: Error) => /MPI_ERR|dim|Cart/i.test(error.message));
  // Open MPI returns the own rank if a grid has no place for it; the standard requires UNDEFINED.
  assert.ok([rank, UNDEFINED].includes(world.mapCart([1])));
});

await check("a graph has the same topology and neighbours on every rank", async () => {
  // A ring: neighbours are the ranks before and after.
  const index = range(size).map((r) => 2 * (r + 1));
  const edges = range(size).flatMap((r) => [(r + size - 1) % size, (r + 1) % size]);
  for (const graph of [await world.createGraph(index, edges), world.createGraphSync(index, edges)]) {
    assert.ok(graph instanceof GraphCommunicator);
    assert.deepEqual(graph.topology, { index, edges });
    assert.deepEqual(graph.neighbors(), [previous, next]);
    const into = new Int32Array(2);
    await graph.neighborAllgather(new Int32Array([rank]), into);
    assert.deepEqual([...into], [previous, next]);
    graph.free();
  }
  assert.equal(world.mapGraph(index, edges), rank);
});

await check("distributed graphs, adjacent and not, with and without weights", async () => {
  for (const weighted of [false, true]) {
    const weights = weighted ? { sourceWeights: [7], destinationWeights: [8] } : {};
    const graph = await world.createDistGraphAdjacent([previous], [next], weights);
    assert.ok(graph instanceof DistGraphCommunicator);
    const { sources, destinations, sourceWeights, destinationWeights } = graph.topology;
    assert.deepEqual([sources, destinations], [[previous], [next]]);
    assert.deepEqual([sourceWeights, destinationWeights], weighted ? [[7], [8]] : [null, null]);
    graph.free();
    const all = world.createDistGraphSync([rank], [1], [next], weighted ? { weights: [5] } : {});
    assert.deepEqual(all.topology.sources, [previous]);
    assert.deepEqual(all.topology.destinationWeights, weighted ? [5] : null);
    all.free();
  }
  await assert.rejects(world.createDistGraph([rank], [2], [next]), { code: "MPI_ERR_ARG" });
  const nobody = world.createDistGraphAdjacentSync([], []);
  await nobody.neighborAllgather(new Int32Array(1), new Int32Array(0));
  nobody.free();
});

const forms: [string, (promise: () => Promise<void>, sync: () => void, request: () => Request) => Promise<unknown>][] =
  [
    ["promise", (promise) => promise()],
    ["sync", (_promise, sync) => Promise.resolve(sync())],
    ["request", (_promise, _sync, request) => request().wait()],
  ];

async function neighbours(comm: Communicator): Promise<void> {
  for (const [form, run] of forms) {
    const own = new Int32Array([rank, rank + 100]);
    const from = new Int32Array(2);
    await run(
      () => comm.neighborAllgather(own, from),
      () => comm.neighborAllgatherSync(own, from),
      () => comm.ineighborAllgather(own, from),
    );
    assert.deepEqual([...from], [previous, previous + 100], form);
    const pieces = { data: new Int32Array(4).fill(-1), counts: [2], displs: [1] };
    await run(
      () => comm.neighborAllgatherv(own, pieces),
      () => comm.neighborAllgathervSync(own, pieces),
      () => comm.ineighborAllgatherv(own, pieces),
    );
    assert.deepEqual([...pieces.data], [-1, previous, previous + 100, -1], form);
    from.fill(0);
    await run(
      () => comm.neighborAlltoall(own, from),
      () => comm.neighborAlltoallSync(own, from),
      () => comm.ineighborAlltoall(own, from),
    );
    assert.deepEqual([...from], [previous, previous + 100], form);
    pieces.data.fill(-1);
    await run(
      () => comm.neighborAlltoallv({ data: own, counts: [2] }, pieces),
      () => comm.neighborAlltoallvSync({ data: own, counts: [2] }, pieces),
      () => comm.ineighborAlltoallv({ data: own, counts: [2] }, pieces),
    );
    assert.deepEqual([...pieces.data], [-1, previous, previous + 100, -1], form);
    const typed = (data: Int32Array) => ({ data, counts: [1], displs: [4], datatypes: [Datatype.INT32] });
    from.fill(-1);
    await run(
      () => comm.neighborAlltoallw(typed(own), typed(from)),
      () => comm.neighborAlltoallwSync(typed(own), typed(from)),
      () => comm.ineighborAlltoallw(typed(own), typed(from)),
    );
    assert.deepEqual([...from], [-1, previous + 100], form);
  }
}

await check("collectives among neighbours, in all forms", async () => {
  const graph = await world.createDistGraphAdjacent([previous], [next]);
  await neighbours(graph);
  graph.free();
});

await check("neighbours in a periodic grid are the ranks of its shifts", async () => {
  const ring = await world.createCart([size], { periods: true });
  assert.ok(ring);
  const into = new Int32Array(2);
  await ring.neighborAlltoall(new Int32Array([rank * 2, rank * 2 + 1]), into);
  // In rings of one and two ranks both neighbours are the same rank, and the library decides which message comes first.
  if (size > 2) assert.deepEqual([...into], [previous * 2 + 1, next * 2]);
  ring.free();
});

await check("collectives among neighbours are refused on a communicator without a topology", async () => {
  const plain = world.splitSync({ color: 0 });
  await assert.rejects(plain?.neighborAllgather(new Int32Array(1), new Int32Array(1)) ?? Promise.resolve(), {
    code: "MPI_ERR_TOPOLOGY",
  });
  plain?.free();
});
