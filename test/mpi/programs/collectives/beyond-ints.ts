/**
 * Counts and displacements beyond an int. The limits are lowered to some bytes (SISTER_MPI_PIECE_BYTES,
 * SISTER_MPI_TEST_INT_MOST), so that everything takes the path for large calls: pieces point to point, displacements
 * relative to another base, in units, or through a buffer. `messages/large` tests it with real sizes.
 */
import assert from "node:assert/strict";
import { Communicator, Datatype, IN_PLACE, Op, ROOT, PROC_NULL, type MpiError, type Request } from "sister/mpi";
import { check, range, world } from "../checks.js";

const { rank, size } = world;
const ranks = range(size);
const [next, previous] = [(rank + 1) % size, (rank + size - 1) % size];
/** Each rank sends one piece, or two pieces, to the next rank. */
const single = world.createDistGraphAdjacentSync([previous], [next]);
const double = world.createDistGraphAdjacentSync([previous, previous], [next, next]);
const line = world.createCartSync([size]);

type Form = (promise: () => Promise<void>, sync: () => void, request: () => Request) => Promise<unknown>;
const forms: [string, Form][] = [
  ["promise", (promise) => promise()],
  ["sync", (_promise, sync) => Promise.resolve(sync())],
  ["request", (_promise, _sync, request) => request().wait()],
  ["request, waited for by the thread", (_promise, _sync, request) => Promise.resolve(request().waitSync())],
];

/** An element of the piece from rank `from` for rank `to`. */
function value(from: number, to: number, i: number): number {
  return 1 + ((from * 37 + to * 11 + i * 3) % 199);
}

/** Lengths and distances of pieces. Each case takes another part of the path for large calls. */
const CASES: { name: string; count: (from: number, to: number) => number; gap: number }[] = [
  { name: "every piece is large", count: (from, to) => 13 + from + 2 * to, gap: 1 },
  { name: "some pieces are large", count: (from, to) => ((from + to) % 2 === 0 ? 31 : 3), gap: 2 },
  { name: "small pieces far from each other go through a row", count: (_from, to) => (to % 2) + 1, gap: 29 },
  { name: "small pieces with a common divisor", count: (_from, to) => 4 * ((to % 2) + 1), gap: 8 },
  { name: "some pieces are empty", count: (from, to) => ((from + to) % 3 === 0 ? 17 : 0), gap: 40 },
];

/** Pieces with `gap` elements before each, in an array whose other elements are -1. */
function laid(counts: number[], gap: number): { data: Int8Array; counts: number[]; displs: number[] } {
  let next = 0;
  const displs = counts.map((count) => {
    next += gap;
    const at = next;
    next += count;
    return at;
  });
  return { data: new Int8Array(next + gap).fill(-1), counts, displs };
}

type Laid = ReturnType<typeof laid>;

function fill({ data, counts, displs }: Laid, of: (piece: number, i: number) => number): void {
  counts.forEach((count, piece) => {
    for (let i = 0; i < count; i++) data[(displs[piece] ?? 0) + i] = of(piece, i);
  });
}

/** Checks the contents of the pieces, and that the gaps have not changed. */
function holds(pieces: Laid, of: (piece: number, i: number) => number): void {
  const expected = laid(pieces.counts, pieces.displs[0] ?? 0);
  fill(expected, of);
  assert.deepEqual(pieces.data, expected.data);
}

function ownPiece(count: number, of: (i: number) => number): Int8Array {
  return Int8Array.from({ length: count }, (_, i) => of(i));
}

for (const { name, count, gap } of CASES) {
  for (const [form, run] of forms) {
    for (const root of size > 1 ? [0, size - 1] : [0]) {
      await check(`scatterv and gatherv from ${root}: ${name}, ${form}`, async () => {
        const isRoot = rank === root;
        const counts = ranks.map((r) => count(root, r));
        const pieces = isRoot ? laid(counts, gap) : null;
        if (pieces) fill(pieces, (to, i) => value(root, to, i));
        const own = new Int8Array(counts[rank] ?? 0);
        await run(
          () => world.scatterv(pieces, own, { root }),
          () => world.scattervSync(pieces, own, { root }),
          () => world.iscatterv(pieces, own, { root }),
        );
        assert.deepEqual(
          own,
          ownPiece(own.length, (i) => value(root, rank, i)),
        );
        const back = isRoot ? laid(counts, gap) : null;
        await run(
          () => world.gatherv(own, back, { root }),
          () => world.gathervSync(own, back, { root }),
          () => world.igatherv(own, back, { root }),
        );
        if (back) holds(back, (from, i) => value(root, from, i));
        // With IN_PLACE the root's own piece stays and is not sent.
        const part = isRoot ? IN_PLACE : own.fill(0);
        await run(
          () => world.scatterv(pieces, part, { root }),
          () => world.scattervSync(pieces, part, { root }),
          () => world.iscatterv(pieces, part, { root }),
        );
        if (!isRoot) for (let i = 0; i < own.length; i++) own[i] = value(rank, 7, i);
        await run(
          () => world.gatherv(part, pieces, { root }),
          () => world.gathervSync(part, pieces, { root }),
          () => world.igatherv(part, pieces, { root }),
        );
        if (pieces) holds(pieces, (from, i) => (from === root ? value(root, root, i) : value(from, 7, i)));
      });
    }

    await check(`allgatherv, also in place: ${name}, ${form}`, async () => {
      const counts = ranks.map((r) => count(r, r + 1));
      const own = ownPiece(counts[rank] ?? 0, (i) => value(rank, 0, i));
      const all = laid(counts, gap);
      await run(
        () => world.allgatherv(own, all),
        () => world.allgathervSync(own, all),
        () => world.iallgatherv(own, all),
      );
      holds(all, (from, i) => value(from, 0, i));
      const inPlace = laid(counts, gap);
      inPlace.data.set(own, inPlace.displs[rank]);
      await run(
        () => world.allgatherv(IN_PLACE, inPlace),
        () => world.allgathervSync(IN_PLACE, inPlace),
        () => world.iallgatherv(IN_PLACE, inPlace),
      );
      holds(inPlace, (from, i) => value(from, 0, i));
    });

    await check(`alltoallv, also in place: ${name}, ${form}`, async () => {
      const out = laid(
        ranks.map((to) => count(rank, to)),
        gap,
      );
      fill(out, (to, i) => value(rank, to, i));
      const into = laid(
        ranks.map((from) => count(from, rank)),
        gap,
      );
      await run(
        () => world.alltoallv(out, into),
        () => world.alltoallvSync(out, into),
        () => world.ialltoallv(out, into),
      );
      holds(into, (from, i) => value(from, rank, i));
      // With IN_PLACE the pieces between two ranks have equal lengths in both directions.
      const both = laid(
        ranks.map((other) => count(Math.min(rank, other), Math.max(rank, other))),
        gap,
      );
      fill(both, (to, i) => value(rank, to, i));
      await run(
        () => world.alltoallv(IN_PLACE, both),
        () => world.alltoallvSync(IN_PLACE, both),
        () => world.ialltoallv(IN_PLACE, both),
      );
      holds(both, (from, i) => value(from, rank, i));
    });

    await check(`neighbours, with one rank as two neighbours: ${name}, ${form}`, async () => {
      // Rank r sends two pieces to the next rank and none to any other. They arrive in order.
      const out = laid([count(rank, 0), count(rank, 1)], gap);
      fill(out, (piece, i) => value(rank, piece, i));
      const into = laid([count(previous, 0), count(previous, 1)], gap);
      await run(
        () => double.neighborAlltoallv(out, into),
        () => double.neighborAlltoallvSync(out, into),
        () => double.ineighborAlltoallv(out, into),
      );
      holds(into, (piece, i) => value(previous, piece, i));
      const own = ownPiece(count(rank, 0), (i) => value(rank, 5, i));
      const twice = laid([count(previous, 0), count(previous, 0)], gap);
      await run(
        () => double.neighborAllgatherv(own, twice),
        () => double.neighborAllgathervSync(own, twice),
        () => double.ineighborAllgatherv(own, twice),
      );
      holds(twice, (_piece, i) => value(previous, 5, i));
    });
  }
}

for (const [form, run] of forms) {
  await check(`large pieces in a grid that is not periodic, ${form}`, async () => {
    assert.ok(line);
    const out = laid([30 + rank, 40 + rank], 1);
    fill(out, (piece, i) => value(rank, piece, i));
    // The piece that a rank sent upwards arrives from below.
    const into = laid([40 + rank - 1, 30 + rank + 1], 1);
    await run(
      () => line.neighborAlltoallv(out, into),
      () => line.neighborAlltoallvSync(out, into),
      () => line.ineighborAlltoallv(out, into),
    );
    const hasSource = [rank > 0, rank < size - 1];
    holds(into, (piece, i) => (hasSource[piece] ? value(piece === 0 ? rank - 1 : rank + 1, 1 - piece, i) : -1));
  });

  await check(`alltoallw beyond ints, ${form}`, async () => {
    const typed = (pieces: Laid) => ({ ...pieces, datatypes: ranks.map(() => Datatype.INT8) });
    const out = laid(
      ranks.map((to) => 9 + rank + to),
      5,
    );
    fill(out, (to, i) => value(rank, to, i));
    const into = laid(
      ranks.map((from) => 9 + rank + from),
      5,
    );
    await run(
      () => world.alltoallw(typed(out), typed(into)),
      () => world.alltoallwSync(typed(out), typed(into)),
      () => world.ialltoallw(typed(out), typed(into)),
    );
    holds(into, (from, i) => value(from, rank, i));
    const one = laid([20], 12);
    fill(one, (_piece, i) => value(rank, 3, i));
    const other = laid([20], 12);
    const near = (pieces: Laid) => ({ ...pieces, datatypes: [Datatype.INT8] });
    await run(
      () => single.neighborAlltoallw(near(one), near(other)),
      () => single.neighborAlltoallwSync(near(one), near(other)),
      () => single.ineighborAlltoallw(near(one), near(other)),
    );
    holds(other, (_piece, i) => value(previous, 3, i));
  });

  await check(`reduceScatter and reduceScatterBlock beyond ints, also in place, ${form}`, async () => {
    const counts = ranks.map((r) => 5 + 9 * r);
    const total = counts.reduce((a, b) => a + b);
    const before = counts.slice(0, rank).reduce((a, b) => a + b, 0);
    const sum = (i: number): number => (size * (size - 1)) / 2 + size * i;
    const data = Int32Array.from({ length: total }, (_, i) => rank + i);
    const expected = Int32Array.from({ length: counts[rank] ?? 0 }, (_, i) => sum(before + i));
    const own = new Int32Array(expected.length);
    await run(
      () => world.reduceScatter(data, own, counts),
      () => world.reduceScatterSync(data, own, counts),
      () => world.ireduceScatter(data, own, counts),
    );
    assert.deepEqual(own, expected);
    await run(
      () => world.reduceScatter(IN_PLACE, data, counts),
      () => world.reduceScatterSync(IN_PLACE, data, counts),
      () => world.ireduceScatter(IN_PLACE, data, counts),
    );
    assert.deepEqual(data.subarray(0, own.length), expected);
    const block = Int32Array.from({ length: 11 * size }, (_, i) => rank + i);
    const part = new Int32Array(11);
    const add = Op.create((a: number, b: number) => a + b, { commute: true });
    for (const op of [Op.SUM, add]) {
      part.fill(0);
      await run(
        () => world.reduceScatterBlock(block, part, { op }),
        () => world.reduceScatterBlockSync(block, part, { op }),
        () => world.ireduceScatterBlock(block, part, { op }),
      );
      assert.deepEqual(
        part,
        Int32Array.from({ length: 11 }, (_, i) => sum(11 * rank + i)),
      );
    }
    add.free();
  });
}

await check("pairs of numbers are reduced in pieces of whole pairs", async () => {
  const length = 21;
  const pairs = (first: number): Int32Array =>
    Int32Array.from({ length: 2 * length }, (_, i) => (i % 2 ? rank : first));
  const into = new Int32Array(2 * length);
  const datatype = Datatype.INT_INT;
  await world.allreduce({ data: pairs(-rank), datatype }, { data: into, datatype }, { op: Op.MINLOC });
  assert.deepEqual(
    into,
    Int32Array.from({ length: 2 * length }, (_, i) => (i % 2 ? size - 1 : 1 - size)),
  );
});

await check("elements of a derived datatype with gaps: the gaps do not change", async () => {
  // Two of three bytes.
  const two = Datatype.contiguous(2, Datatype.INT8);
  const gapped = Datatype.resized(two, 0, 3);
  for (const elements of [
    [1, 2, 1, 2],
    [9, 8, 9, 8],
    [9, 1, 9, 2],
  ]) {
    const counts = elements.slice(0, size);
    const displs = counts.map((_, r) => 31 * r + 1);
    const length = 3 * (31 * size + 20);
    const mine = ownPiece(2 * (counts[rank] ?? 0), (i) => value(rank, 2, i));
    const all = new Int8Array(length).fill(-1);
    await world.allgatherv(mine, { data: all, counts, displs, datatype: gapped });
    const expected = new Int8Array(length).fill(-1);
    counts.forEach((count, r) => {
      for (let i = 0; i < 2 * count; i++) {
        expected[3 * ((displs[r] ?? 0) + Math.floor(i / 2)) + (i % 2)] = value(r, 2, i);
      }
    });
    assert.deepEqual(all, expected);
  }
  two.free();
  gapped.free();
});

await check("several calls are outstanding in all forms, with objects in transit", async () => {
  const counts = ranks.map((r) => 20 + r);
  const calls = range(6).map((call) => {
    const all = laid(counts, 1);
    const own = ownPiece(counts[rank] ?? 0, (i) => value(rank, call, i));
    const done = call % 2 === 0 ? world.allgatherv(own, all) : world.iallgatherv(own, all).wait();
    return { all, done, call };
  });
  // A receive of an object with any tag must not match a piece.
  const object = world.recvObject<number>();
  const gathered = world.allgatherObject("x".repeat(40 + rank));
  await world.sendObject(rank, { dest: next });
  assert.equal(await object, previous);
  await Promise.all(calls.map(({ done }) => done));
  for (const { all, call } of calls) holds(all, (from, i) => value(from, call, i));
  assert.deepEqual(
    (await gathered).map((text) => text.length),
    ranks.map((r) => 40 + r),
  );
});

await check("over an intercommunicator", async () => {
  if (size < 2) return;
  const side = rank % 2;
  const half = world.splitSync({ color: side });
  assert.ok(half);
  const inter = half.createIntercommSync({ peer: world, remoteLeader: 1 - side });
  const mine = ownPiece(20 + rank, (i) => value(rank, 4, i));
  const others = ranks.filter((r) => r % 2 !== side);
  const all = laid(
    others.map((r) => 20 + r),
    3,
  );
  await inter.allgatherv(mine, all);
  holds(all, (from, i) => value(others[from] ?? 0, 4, i));
  const root = half.rank === 0 ? ROOT : PROC_NULL;
  const gathers = side === 0 && half.rank === 0;
  const back = gathers
    ? laid(
        others.map((r) => 20 + r),
        3,
      )
    : null;
  await (side === 0 ? inter.gatherv(null, back, { root }) : inter.gatherv(mine, null, { root: 0 }));
  if (back) holds(back, (from, i) => value(others[from] ?? 0, 4, i));
  inter.free();
  half.free();
});

await check("without a private duplicate everything stays in the collective, or is refused", async () => {
  const bare = Communicator.adopt({ handle: world.dupSync().share().handle, objects: null });
  const counts = ranks.map((r) => 12 + 4 * r);
  const all = laid(counts, 4);
  const own = ownPiece(counts[rank] ?? 0, (i) => value(rank, 6, i));
  await bare.allgatherv(own, all);
  holds(all, (from, i) => value(from, 6, i));
  const odd = laid(
    ranks.map((r) => 13 + 2 * r),
    1,
  );
  const call = bare.allgatherv(new Int8Array(13 + 2 * rank), odd);
  if (size === 1) return call;
  await assert.rejects(
    call,
    (error: MpiError) => error.code === "MPI_ERR_COUNT" && /objects: false/.test(error.message),
  );
});

await check("pieces that are too large together are refused, with the setting that helps", async () => {
  if (size < 3) return;
  const counts = ranks.map((r) => 9 + (r % 3));
  const call = world.allgatherv(new Int8Array(9 + (rank % 3)), { data: new Int8Array(11 * size), counts });
  const isNamed = (error: MpiError): boolean =>
    error.code === "MPI_ERR_COUNT" && /SISTER_MPI_PIECE_BYTES=/.test(error.message);
  await assert.rejects(call, isNamed);
});
