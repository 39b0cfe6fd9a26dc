import assert from "node:assert/strict";
import { Datatype, MpiError, Op, PROC_NULL, version, Window, type Request } from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;
const ranks = Array.from({ length: size }, (_, i) => i);
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;
/** The test sets this if the library is known to support windows over the program's memory. */
const ownMemoryNeeded = process.argv.includes("own-memory");

/** A window of 64-bit elements on each rank, however it was made. */
interface Memory {
  win: Window;
  own: BigInt64Array;
  /** The displacement of an element in a rank's memory. */
  at(target: number, element: number): number;
}
type Maker = (elements: number) => Promise<Memory>;

const inUnits = (win: Window, own: BigInt64Array): Memory => ({ win, own, at: (_target, element) => element });
const makers: Record<string, Maker> = {
  allocate: async (elements) => {
    const win = await Window.allocate(world, elements * 8, { dispUnit: 8 });
    return inUnits(win, new BigInt64Array(win.buffer));
  },
  allocateShared: async (elements) => {
    const win = await Window.allocateShared(world, elements * 8, { dispUnit: 8 });
    return inUnits(win, new BigInt64Array(win.buffer));
  },
  create: async (elements) => {
    const own = new BigInt64Array(elements);
    return inUnits(await Window.create(world, own, { dispUnit: 8 }), own);
  },
  createDynamic: async (elements) => {
    const win = await Window.createDynamic(world);
    const own = new BigInt64Array(elements);
    const bases = new Float64Array(size);
    await world.allgather(Float64Array.of(win.attach(own)), bases);
    return { win, own, at: (target, element) => (bases[target] ?? 0) + element * 8 };
  },
};

async function end({ win, own }: Memory): Promise<void> {
  if (win.flavor === "dynamic") {
    await world.barrier();
    win.detach(own);
  }
  await win.free();
}

/** Runs the promise form or the Sync form of a synchronization. */
type Both = (promise: () => Promise<void>, sync: () => void) => Promise<void>;
const forms: [string, Both][] = [
  ["promise", (promise) => promise()],
  ["sync", (_promise, sync) => Promise.resolve(sync())],
];

const one = (value: number | bigint): BigInt64Array => BigInt64Array.of(BigInt(value));

/**
 * The kinds of windows that the library supports here. Open MPI 4.1 on one host always supports allocated and shared
 * windows (osc/sm). Over the program's memory it needs osc/rdma with a transport that accesses another process's memory
 * (btl/vader with CMA, but not with single_copy_mechanism=none, which the tests set), or osc/ucx, which must be
 * selected; osc/pt2pt refuses MPI_THREAD_MULTIPLE.
 */
const kinds: string[] = ["allocate", "allocateShared"];
await check("windows over the program's memory work, or fail with advice", async () => {
  for (const kind of ["create", "createDynamic"] as const) {
    try {
      await end(await (makers[kind] as Maker)(1));
      kinds.push(kind);
    } catch (error) {
      if (ownMemoryNeeded || !(error instanceof MpiError)) throw error;
      assert.equal(error.code, "MPI_ERR_WIN");
      assert.match(error.message, /Window\.allocate/);
      assert.throws(() => Window.createSync(world, new Uint8Array(8)), { message: /Window\.allocate/ });
    }
  }
});

for (const kind of kinds) {
  const make = makers[kind] as Maker;

  for (const [form, both] of forms) {
    await check(`${kind}: put and get between fences, gaps untouched, ${form}`, async () => {
      const memory = await make(4);
      const { win, own, at } = memory;
      const fence = (): Promise<void> =>
        both(
          () => win.fence(),
          () => win.fenceSync(),
        );
      own.fill(-1n);
      await fence();
      win.put(BigInt64Array.of(BigInt(rank), 7n), { target: next, disp: at(next, 1) });
      win.put(one(99), { target: PROC_NULL });
      await fence();
      assert.deepEqual([...own], [-1n, BigInt(previous), 7n, -1n]);
      const got = new BigInt64Array(4).fill(5n);
      win.get(got.subarray(1, 3), { target: next, disp: at(next, 1) });
      await fence();
      assert.deepEqual([...got], [5n, BigInt(rank), 7n, 5n]);
      await both(
        () => win.fence({ noSucceed: true, noStore: true, noPut: true }),
        () => {
          win.fenceSync({ noSucceed: true, noStore: true, noPut: true });
        },
      );
      await end(memory);
    });

    await check(`${kind}: an exclusive lock excludes the other ranks, ${form}`, async () => {
      const memory = await make(1);
      const { win, own, at } = memory;
      const rounds = 20;
      const value = new BigInt64Array(1);
      for (let round = 0; round < rounds; round++) {
        await both(
          () => win.lock(0),
          () => {
            win.lockSync(0);
          },
        );
        win.get(value, { target: 0, disp: at(0, 0) });
        await both(
          () => win.flush(0),
          () => {
            win.flushSync(0);
          },
        );
        win.put(one((value[0] ?? 0n) + 1n), { target: 0, disp: at(0, 0) });
        await both(
          () => win.unlock(0),
          () => {
            win.unlockSync(0);
          },
        );
      }
      await world.barrier();
      win.lockSync(rank, { type: "shared" });
      win.syncSync();
      if (rank === 0) assert.equal(own[0], BigInt(rounds * size));
      win.unlockSync(rank);
      await end(memory);
    });

    await check(`${kind}: shared locks, lockAll and every flush, ${form}`, async () => {
      const memory = await make(size);
      const { win, own, at } = memory;
      const steps: [() => Promise<void>, () => void][] = [
        [() => win.flushAll(), () => win.flushAllSync()],
        [() => win.flushLocalAll(), () => win.flushLocalAllSync()],
        [() => win.flushLocal(next), () => win.flushLocalSync(next)],
        [() => win.flush(next), () => win.flushSync(next)],
        [() => win.sync(), () => win.syncSync()],
      ];
      await both(
        () => win.lockAll(),
        () => {
          win.lockAllSync();
        },
      );
      for (const target of ranks) win.put(one(rank + 1), { target, disp: at(target, rank) });
      for (const step of steps) await both(...step);
      await both(
        () => win.unlockAll(),
        () => {
          win.unlockAllSync();
        },
      );
      await world.barrier();
      const lock = { type: "shared", noCheck: true } as const;
      await both(
        () => win.lock(rank, lock),
        () => {
          win.lockSync(rank, lock);
        },
      );
      assert.deepEqual(
        [...own],
        ranks.map((r) => BigInt(r + 1)),
      );
      await both(
        () => win.unlock(rank),
        () => {
          win.unlockSync(rank);
        },
      );
      await end(memory);
    });

    await check(`${kind}: post, start, complete, wait and test, ${form}`, async () => {
      const memory = await make(2);
      const { win, own, at } = memory;
      const all = world.group();
      const origins = all.incl([previous]);
      const targets = all.incl([next]);
      for (const element of [0, 1]) {
        await both(
          () => win.post(origins),
          () => {
            win.postSync(origins);
          },
        );
        await both(
          () => win.start(targets),
          () => {
            win.startSync(targets);
          },
        );
        win.put(one(rank), { target: next, disp: at(next, element) });
        await both(
          () => win.complete(),
          () => {
            win.completeSync();
          },
        );
        if (element === 0) {
          await both(
            () => win.wait(),
            () => {
              win.waitSync();
            },
          );
        } else {
          while (!win.test()) await new Promise(setImmediate);
        }
        assert.equal(own[element], BigInt(previous));
      }
      for (const group of [all, origins, targets]) group.free();
      await end(memory);
    });
  }

  await check(`${kind}: fetchAndOp returns every ticket once`, async () => {
    const memory = await make(1);
    const { win, at } = memory;
    const each = 100;
    const mine = new BigInt64Array(each);
    await win.lockAll();
    for (let i = 0; i < each; i++) {
      win.fetchAndOp(one(1), mine.subarray(i, i + 1), { target: 0, disp: at(0, 0) });
      if (i % 10 === 0) await win.flush(0);
      else win.flushSync(0);
    }
    const now = new BigInt64Array(1);
    await world.barrier();
    win.fetchAndOp(one(0), now, { target: 0, disp: at(0, 0), op: Op.NO_OP });
    await win.unlockAll();
    assert.equal(now[0], BigInt(each * size));
    const all = new BigInt64Array(each * size);
    await world.allgather(mine, all);
    assert.deepEqual(
      [...all].sort((a, b) => Number(a - b)),
      Array.from({ length: each * size }, (_, i) => BigInt(i)),
    );
    await end(memory);
  });

  await check(`${kind}: compareAndSwap implements a lock`, async () => {
    const memory = await make(2);
    const { win, at } = memory;
    const found = new BigInt64Array(1);
    const count = new BigInt64Array(1);
    win.lockAllSync();
    for (let round = 0; round < 10; round++) {
      for (;;) {
        win.compareAndSwap(one(rank + 1), one(0), found, { target: 0, disp: at(0, 0) });
        win.flushSync(0);
        if (found[0] === 0n) break;
        // osc/ucx has one unfair lock for each window: a rank that requests it again at once can keep the holder of
        // another lock from ever releasing it. The probes let the library serve the other rank's accesses meanwhile.
        for (let i = 0; i < 100; i++) world.iprobe();
      }
      win.get(count, { target: 0, disp: at(0, 1) });
      win.flushSync(0);
      win.put(one((count[0] ?? 0n) + 1n), { target: 0, disp: at(0, 1) });
      win.flushSync(0);
      win.compareAndSwap(one(0), one(rank + 1), found, { target: 0, disp: at(0, 0) });
      win.flushSync(0);
      assert.equal(found[0], BigInt(rank + 1), "another rank holds the lock");
    }
    win.unlockAllSync();
    await world.barrier();
    await win.lock(0, { type: "shared" });
    win.get(count, { target: 0, disp: at(0, 1) });
    await win.unlock(0);
    assert.equal(count[0], BigInt(10 * size));
    await end(memory);
  });

  await check(`${kind}: accumulate and getAccumulate with every operation`, async () => {
    const memory = await make(1);
    const { win, own, at } = memory;
    const start = 6n;
    const values = ranks.map((r) => BigInt(r + 1));
    const truth = (value: bigint): boolean => value !== 0n;
    const cases: [Op, (a: bigint, b: bigint) => bigint][] = [
      [Op.SUM, (a, b) => a + b],
      [Op.PROD, (a, b) => a * b],
      [Op.MAX, (a, b) => (a > b ? a : b)],
      [Op.MIN, (a, b) => (a < b ? a : b)],
      [Op.LAND, (a, b) => BigInt(truth(a) && truth(b))],
      [Op.BAND, (a, b) => a & b],
      [Op.LOR, (a, b) => BigInt(truth(a) || truth(b))],
      [Op.BOR, (a, b) => a | b],
      [Op.LXOR, (a, b) => BigInt(truth(a) !== truth(b))],
      [Op.BXOR, (a, b) => a ^ b],
      [Op.NO_OP, (a) => a],
    ];
    for (const [op, combine] of cases) {
      own[0] = start;
      await win.fence();
      if (op !== Op.NO_OP) win.accumulate(one(rank + 1), { target: 0, disp: at(0, 0), op });
      await win.fence();
      if (rank === 0) assert.equal(own[0], op === Op.NO_OP ? start : values.reduce(combine, start), op.name);
      own[0] = start;
      await win.fence();
      const before = one(-1);
      win.getAccumulate(one(rank + 1), before, { target: next, disp: at(next, 0), op });
      await win.fence();
      assert.equal(before[0], start, op.name);
      assert.equal(own[0], combine(start, BigInt(previous + 1)), op.name);
    }
    await win.fence();
    win.accumulate(one(rank + 100), { target: 0, disp: at(0, 0), op: Op.REPLACE });
    await win.fence();
    if (rank === 0) assert.ok(ranks.some((r) => own[0] === BigInt(r + 100)));
    await end(memory);
  });

  // Open MPI 4.1's osc/ucx crashes at these calls on dynamic windows, in C as well: it reads the target's list of
  // attached memory while the list changes.
  if (kind !== "createDynamic" || !version().library.startsWith("Open MPI")) {
    await check(`${kind}: accesses with requests`, async () => {
      const memory = await make(4);
      const { win, own, at } = memory;
      own.fill(10n);
      await world.barrier();
      await win.lockAll();
      const target = next;
      await win.rput(one(1), { target, disp: at(target, 0) }).wait();
      win.raccumulate(one(2), { target, disp: at(target, 1) }).waitSync();
      const old = new BigInt64Array(2);
      const requests: Request[] = [
        win.rgetAccumulate(one(3), old.subarray(0, 1), { target, disp: at(target, 2), op: Op.SUM }),
        win.rget(old.subarray(1), { target, disp: at(target, 3) }),
      ];
      for (const request of requests) while (request.test() === null) await new Promise(setImmediate);
      assert.deepEqual([...old], [10n, 10n]);
      // A request is complete when its buffer is free again; flush ensures that the target has the data.
      await win.flushAll();
      await world.barrier();
      await win.sync();
      assert.deepEqual([...own], [1n, 12n, 13n, 10n]);
      await win.unlockAll();
      await end(memory);
    });
  }

  await check(`${kind}: derived datatypes at the origin and at the target`, async () => {
    const memory = await make(6);
    const { win, own, at } = memory;
    const everySecond = Datatype.vector(3, 1, 2, Datatype.INT64);
    own.fill(-1n);
    await win.fence();
    const there = { target: next, disp: at(next, 0), count: 1, datatype: everySecond };
    win.put(BigInt64Array.of(1n, 2n, 3n), there);
    await win.fence();
    assert.deepEqual([...own], [1n, -1n, 2n, -1n, 3n, -1n]);
    await win.fence();
    win.accumulate(BigInt64Array.of(10n, 20n, 30n), there);
    await win.fence();
    assert.deepEqual([...own], [11n, -1n, 22n, -1n, 33n, -1n]);
    const spread = new BigInt64Array(5);
    win.get({ data: spread, count: 1, datatype: everySecond }, there);
    const packed = new BigInt64Array(3);
    win.get(packed, there);
    await win.fence();
    assert.deepEqual([...spread], [11n, 0n, 22n, 0n, 33n]);
    assert.deepEqual([...packed], [11n, 22n, 33n]);
    everySecond.free();
    await end(memory);
  });
}
