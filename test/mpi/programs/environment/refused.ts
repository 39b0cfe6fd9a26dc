/** Invalid calls are refused before MPI is called, in every form, with advice. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  Datatype,
  dimsCreate,
  IN_PLACE,
  init,
  Op,
  reduceLocal,
  UNDEFINED,
  Window,
  type BufferLike,
  type Request,
} from "sister/mpi";

// The child that a rank starts below.
if (process.argv.includes("child")) {
  try {
    console.log(`rank ${init().rank} of ${init().size}`);
  } catch (error) {
    console.log(String(error));
  }
  process.exit(0);
}

const { check, world } = await import("../checks.js");
const { rank, size } = world;
const all = Array.from({ length: size }, () => 1);

/** The promise, blocking and request forms of a call. */
type Forms = [promise: () => Promise<unknown>, sync: () => unknown, posted: () => Request | { recv: Request }];
async function refused(forms: Forms, expected: { code: string; message: RegExp }): Promise<void> {
  const [promise, sync, posted] = forms;
  // The call must reject, not throw.
  const made = promise();
  await assert.rejects(made, expected);
  assert.throws(sync, expected);
  assert.throws(posted, expected);
}

const shared = new SharedArrayBuffer(8 * 64);
const plain = new ArrayBuffer(8 * 64);

for (const [kind, memory] of [
  ["an ArrayBuffer", plain],
  ["a SharedArrayBuffer", shared],
] as const) {
  const a = new Float64Array(memory, 0, 4 * size);
  const one = { code: "MPI_ERR_BUFFER", message: /share memory: give IN_PLACE/ };
  const own = (at: number, length: number): Float64Array => new Float64Array(memory, at * 8, length);

  await check(`collectives refuse a send and a receive buffer in the same bytes of ${kind}`, async () => {
    const [row, part] = [own(0, size), own(0, 1)];
    const sum = (op: Op): Forms[] => [
      [
        () => world.allreduce(a, a, { op }),
        () => world.allreduceSync(a, a, { op }),
        () => world.iallreduce(a, a, { op }),
      ],
      [
        () => world.scan(a, own(1, 4 * size), { op }),
        () => world.scanSync(a, a, { op }),
        () => world.iscan(a, a, { op }),
      ],
      [() => world.exscan(a, a, { op }), () => world.exscanSync(a, a, { op }), () => world.iexscan(a, a, { op })],
      [
        () => world.reduceScatterBlock(row, part, { op }),
        () => world.reduceScatterBlockSync(row, part, { op }),
        () => world.ireduceScatterBlock(row, part.subarray(0), { op }),
      ],
      [
        () => world.reduceScatter(row, part, all, { op }),
        () => world.reduceScatterSync(row, part, all, { op }),
        () => world.ireduceScatter(row, part, all, { op }),
      ],
    ];
    const pieces = { data: own(0, size), counts: all };
    const bytes = {
      data: own(0, size),
      counts: all,
      displs: all.map((_, i) => 8 * i),
      datatypes: all.map(() => Datatype.DOUBLE),
    };
    const forms: Forms[] = [
      [
        () => world.allgather(own(0, 1), own(0, size)),
        () => world.allgatherSync(own(size - 1, 1), own(0, size)),
        () => world.iallgather(own(0, 1), own(0, size)),
      ],
      [
        () => world.alltoall(own(0, size), own(0, size)),
        () => world.alltoallSync(own(0, size), own(size - 1, size)),
        () => world.ialltoall(own(0, size), own(0, size)),
      ],
      [
        () => world.allgatherv(own(0, 1), pieces),
        () => world.allgathervSync(own(size - 1, 1), pieces),
        () => world.iallgatherv(own(0, 1), pieces),
      ],
      [
        () => world.alltoallv(pieces, pieces),
        () => world.alltoallvSync(pieces, { ...pieces, data: own(0, size) }),
        () => world.ialltoallv(pieces, pieces),
      ],
      [
        () => world.alltoallw(bytes, bytes),
        () => world.alltoallwSync(bytes, bytes),
        () => world.ialltoallw(bytes, bytes),
      ],
      // Also with a JavaScript operation, although its result would be right.
      ...sum(Op.SUM),
      ...sum(Op.create((x: number, y: number) => x + y)),
    ];
    for (const each of forms) await refused(each, one);
    // Each rank is the root once, because the other ranks have no second buffer to compare.
    const root = rank;
    await refused(
      [
        () => world.gather(own(0, 1), own(0, size), { root }),
        () => world.gatherSync(own(0, 1), own(0, size), { root }),
        () => world.igather(own(0, 1), own(0, size), { root }),
      ],
      one,
    );
    await refused(
      [
        () => world.scatter(own(0, size), own(0, 1), { root }),
        () => world.scatterSync(own(0, size), own(0, 1), { root }),
        () => world.iscatter(own(0, size), own(0, 1), { root }),
      ],
      one,
    );
    await refused(
      [
        () => world.gatherv(own(0, 1), pieces, { root }),
        () => world.gathervSync(own(0, 1), pieces, { root }),
        () => world.igatherv(own(0, 1), pieces, { root }),
      ],
      one,
    );
    await refused(
      [
        () => world.scatterv(pieces, own(0, 1), { root }),
        () => world.scattervSync(pieces, own(0, 1), { root }),
        () => world.iscatterv(pieces, own(0, 1), { root }),
      ],
      one,
    );
    await refused(
      [() => world.reduce(a, a, { root }), () => world.reduceSync(a, a, { root }), () => world.ireduce(a, a, { root })],
      one,
    );
  });

  await check(`sendrecv refuses overlapping buffers in ${kind}, and names sendrecvReplace`, () => {
    const options = { dest: rank, source: rank };
    return refused(
      [
        () => world.sendrecv(own(0, 4), own(3, 4), options),
        () => world.sendrecvSync(own(0, 4), own(0, 4), options),
        () => world.isendrecv(own(0, 4), new Uint8Array(memory, 31, 8), options),
      ],
      { code: "MPI_ERR_BUFFER", message: /share memory: use sendrecvReplace/ },
    );
  });

  await check(`adjacent parts of ${kind} are accepted, and so is IN_PLACE`, async () => {
    own(0, 1)[0] = rank + 1;
    await world.allgather(own(0, 1), own(1, size));
    assert.deepEqual(
      [...own(1, size)],
      all.map((_, i) => i + 1),
    );
    world.allgatherSync(own(size + 1, 0), own(0, 0));
    own(rank, 1)[0] = rank + 10;
    await world.allgather(IN_PLACE, own(0, size));
    assert.deepEqual(
      [...own(0, size)],
      all.map((_, i) => i + 10),
    );
    await world.sendrecv(own(0, 1), own(1, 1), { dest: rank, source: rank });
  });
}

await check("interleaved pieces are accepted, and overlapping pieces are refused", async () => {
  // Two columns of a matrix, which have no element in common.
  const matrix = new Float64Array(8).map((_, i) => i);
  const column = Datatype.vector(4, 1, 2, Datatype.DOUBLE);
  await world.sendrecv(
    { data: matrix, count: 1, datatype: column },
    { data: matrix.subarray(1), count: 1, datatype: column },
    { dest: rank, source: rank },
  );
  assert.deepEqual([...matrix], [0, 0, 2, 2, 4, 4, 6, 6]);
  const same: BufferLike = { data: matrix, count: 1, datatype: column };
  assert.throws(() => world.sendrecvSync(same, same, { dest: rank, source: rank }), /share memory/);
  column.free();
  // The send buffer is in a hole of the receive buffer.
  const row = new Int32Array(2 * size + 1).fill(rank);
  const holes = { data: row, counts: all, displs: all.map((_, i) => 2 * i) };
  await world.allgatherv(row.subarray(2 * size), holes);
  assert.deepEqual(
    holes.displs.map((at) => row[at]),
    all.map((_, i) => i),
  );
  if (size > 1) {
    const twice = { data: row, counts: all, displs: all.map(() => 0) };
    assert.throws(() => world.allgathervSync(new Int32Array(1), twice), /two pieces are received into the same memory/);
    assert.throws(() => world.igatherv(new Int32Array(1), twice, { root: rank }), /same memory/);
  }
});

await check(
  "neighbour collectives, reduceLocal and windows also refuse overlapping buffers, and advise a copy",
  async () => {
    const copy = { code: "MPI_ERR_BUFFER", message: /share memory: give a copy/ };
    const ring = await world.createCart([size], { periods: true });
    assert.ok(ring);
    const room = new Int32Array(2);
    await refused(
      [
        () => ring.neighborAllgather(room.subarray(0, 1), room),
        () => ring.neighborAllgatherSync(room.subarray(1), room),
        () => ring.ineighborAllgather(room.subarray(1), room),
      ],
      copy,
    );
    ring.free();
    assert.throws(() => reduceLocal(room, room), copy);
    const window = await Window.allocate(world, 64);
    assert.throws(() => window.fetchAndOp(room, room, { target: rank }), copy);
    assert.throws(() => window.getAccumulate(room, room, { target: rank }), copy);
    await window.free();
  },
);

await check("numbers that are not ints are refused and named", async () => {
  const bad = [2 ** 31, 2 ** 32 + 1, 1.5, NaN, Infinity, -(2 ** 31) - 1];
  for (const value of bad) {
    const named = new RegExp(String(value).replace(/[.+]/g, "\\$&"));
    const code = /^MPI_ERR_(ARG|RANK|TAG|ROOT|COUNT|BUFFER|DIMS|DISP)$/;
    const isRefused = (error: unknown): boolean => {
      const { code: got, message, errorCode } = error as { code: string; message: string; errorCode: number };
      assert.match(got, code);
      assert.match(message, named);
      // Refused by Sister before the library.
      assert.equal(errorCode, 0);
      return true;
    };
    const one = Int32Array.of(1);
    const calls: (() => unknown)[] = [
      () => world.splitSync({ color: value }),
      () => world.splitSync({ color: 0, key: value }),
      () => world.splitTypeSync({ key: value }),
      () => world.createSync(world.group(), { tag: value }),
      () => world.sendSync(one, { dest: value }),
      () => world.sendSync(one, { dest: 0, tag: value }),
      () => world.recvSync(one, { source: value }),
      () => world.recvSync(one, { tag: value }),
      () => world.iprobe({ source: value }),
      () => world.bcastSync(one, { root: value }),
      () => world.ibcast(one, { root: value }),
      () => world.isend({ data: one, count: value }, { dest: 0 }),
      () => world.allgathervSync(one, { data: one, counts: all.map(() => value) }),
      () => world.allgathervSync(one, { data: new Int32Array(size), counts: all, displs: all.map(() => value) }),
      () => world.createCartSync([value]),
      () => world.createGraphSync([value], [0]),
      () => world.createIntercommSync({ localLeader: value, peer: world, remoteLeader: 0 }),
      () => world.createIntercommSync({ localLeader: rank, peer: world, remoteLeader: value }),
      () => world.createIntercommSync({ peer: world, remoteLeader: 0, tag: value }),
      () => world.group().incl([value]),
      () => world.group().rangeIncl([[0, 0, value]]),
      () => world.callErrorHandler(value),
      () => dimsCreate(value, 2),
      () => dimsCreate(4, [value, 0]),
      () => Datatype.vector(1, 1, value, Datatype.INT32),
      () => Datatype.contiguous(value === 2 ** 31 || value === 2 ** 32 + 1 ? -value : value, Datatype.INT32),
      () => Datatype.indexed([value], [0], Datatype.INT32),
    ];
    for (const call of calls) assert.throws(call, isRefused, call.toString());
    await assert.rejects(world.split({ color: value }), isRefused);
    await assert.rejects(world.bcast(one, { root: value }), isRefused);
    await assert.rejects(world.send(one, { dest: 0, tag: value }), isRefused);
  }
  assert.throws(() => Datatype.hvector(1, 1, 0.5, Datatype.INT32), /0\.5 is not a whole number of bytes/);
  await assert.rejects(world.split({ color: -5 }), {
    message: /color -5 is out of range.*0 to 2\^31 - 1, or UNDEFINED/,
  });
  assert.equal(await world.split({ color: UNDEFINED, key: -(2 ** 31) }), null);
});

await check("a process that a rank started gets an error about the launcher's inherited variables", () => {
  const [node, program] = [process.execPath, process.argv[1] ?? ""];
  const child = (env: NodeJS.ProcessEnv, command = [node, ...process.execArgv, program, "child"]): string => {
    const [file = "", ...args] = command;
    return spawnSync(file, args, { env, encoding: "utf8" }).stdout.trim();
  };
  // A world of one rank that was started without mpirun has no launcher.
  if (process.env["PMIX_RANK"] === undefined && process.env["PMI_RANK"] === undefined) return;
  const told = /inherited the launcher's variables from rank \d+ \(process \d+\).*OMPI_\*, PMIX_\*/;
  assert.match(child(process.env), told);
  // Also if a shell is between them.
  assert.match(
    child(process.env, ["sh", "-c", `'${[node, ...process.execArgv, program, "child"].join("' '")}'; true`]),
    told,
  );
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OMPI|PMIX|PMI|ORTE|PRTE)_/.test(name)),
  );
  const allowed = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
  assert.equal(child({ ...own, ...allowed }), "rank 0 of 1");
});
