import assert from "node:assert/strict";
import {
  closePort,
  lookupName,
  openPort,
  parent,
  PROC_NULL,
  publishName,
  ROOT,
  type Intercommunicator,
  type SpawnOptions,
} from "sister/mpi";
import { nodeCommand } from "../../launch.js";
import { check, world } from "../checks.js";

const { rank, size } = world;
const ranks = Array.from({ length: size }, (_, i) => i);
/** The command of spawned processes: the program and its arguments. */
const [program = "", ...childStart] = nodeCommand(new URL("./spawned.ts", import.meta.url));
const childArgs = (...args: string[]): string[] => [...childStart, ...args];

await check("parent() is null in a process that was not spawned", () => {
  assert.equal(parent(), null);
});

await check("spawned processes exchange messages with every rank, until disconnect", async () => {
  const args = childArgs("talk", "a b", "né");
  const options: SpawnOptions = { maxprocs: 2, root: size - 1 };
  for (const inter of [await world.spawn(program, args, options), world.spawnSync(program, args, options)]) {
    assert.deepEqual([inter.isInter, inter.rank, inter.size, inter.remoteSize], [true, rank, size, 2]);
    const group = inter.remoteGroup();
    assert.equal(group.size, 2);
    group.free();
    for (const dest of [0, 1]) {
      const doubled = new Int32Array(3);
      await inter.send(Int32Array.of(1, 2, rank), { dest });
      await inter.recv(doubled, { source: dest });
      assert.deepEqual([...doubled], [2, 4, 2 * rank]);
      await inter.sendObject({ text: `from ${rank}` }, { dest });
      const answer = await inter.recvObject({ source: dest });
      assert.deepEqual(answer, { text: `from ${rank}!`, child: dest, rest: ["a b", "né"] });
    }
    assert.throws(() => inter.sendSync(new Int32Array(1), { dest: 2 }), { code: "MPI_ERR_RANK", errorClass: 0 });
    await inter.disconnect();
    assert.equal(inter.freed, true);
  }
});

await check("parents and children merge into one communicator", async () => {
  const inter = await world.spawn(program, childArgs("merge"));
  const all = await inter.merge();
  assert.deepEqual([all.rank, all.size], [rank, size + 1]);
  const sum = new Int32Array(1);
  await all.allreduce(Int32Array.of(1), sum);
  assert.equal(sum[0], size + 1);
  all.free();
  await inter.disconnect();
});

await check("spawnMultiple starts several programs in one world", async () => {
  const inter = await world.spawnMultiple([
    { command: program, args: childArgs("name", "first"), maxprocs: 2 },
    { command: program, args: childArgs("name", "second") },
  ]);
  assert.equal(inter.remoteSize, 3);
  if (rank === 0) {
    assert.deepEqual(
      await Promise.all([0, 1, 2].map((source) => inter.recvObject({ source }))),
      ["first", "first", "second"].map((name, r) => ({ rank: r, size: 3, rest: [name] })),
    );
  }
  inter.disconnectSync();
});

await check("spawned processes that do not use sister/mpi exchange only typed messages", async () => {
  const inter = await world.spawn(program, childArgs("typed"), { objects: false });
  await inter.bcast(Int32Array.of(42), { root: rank === 0 ? ROOT : PROC_NULL });
  await assert.rejects(inter.sendObject(1, { dest: 0 }), { code: "MPI_ERR_COMM", message: /only typed messages/ });
  await inter.disconnect();
});

await check("wrong arguments of spawn are refused before MPI", async () => {
  for (const maxprocs of [0, -1, 1.5]) {
    await assert.rejects(world.spawn("x", [], { maxprocs }), { code: "MPI_ERR_ARG", errorClass: 0 });
    await assert.rejects(world.spawnMultiple([{ command: "x", maxprocs }]), { code: "MPI_ERR_ARG", errorClass: 0 });
  }
  await assert.rejects(world.spawn("x", [], { root: size }), { code: "MPI_ERR_ROOT", errorClass: 0 });
  await assert.rejects(world.spawnMultiple([]), { code: "MPI_ERR_ARG", errorClass: 0 });
});

if (size > 1) {
  const low = Math.ceil(size / 2);
  const isLow = rank < low;
  const others = isLow ? size - low : low;
  const half = world.splitSync({ color: isLow ? 0 : 1 });
  assert.ok(half);
  const makeInter = (): Promise<Intercommunicator> =>
    half.createIntercomm({ peer: half.rank === 0 ? world : null, remoteLeader: isLow ? low : 0, tag: 4 });

  await check("an intercommunicator between two halves: messages, groups, merge", async () => {
    const inter = await makeInter();
    assert.deepEqual([inter.size, inter.remoteSize, inter.rank], [half.size, others, half.rank]);
    if (half.rank === 0) {
      await inter.sendObject({ from: rank }, { dest: 0 });
      assert.deepEqual(await inter.recvObject({ source: 0 }), { from: isLow ? low : 0 });
    }
    const high = await inter.merge({ high: isLow });
    assert.equal(high.rank, isLow ? others + rank : rank - low);
    const plain = inter.mergeSync({ high: !isLow });
    assert.equal(plain.rank, rank);
    const remote = inter.remoteGroup();
    const all = world.group();
    assert.deepEqual(
      remote.translateRanks(
        Array.from({ length: others }, (_, i) => i),
        all,
      ),
      ranks.filter((r) => r < low !== isLow),
    );
    for (const one of [remote, all, high, plain, inter]) one.free();
    if (half.rank === 0) {
      await assert.rejects(half.createIntercomm({ peer: null, remoteLeader: 0 }), { code: "MPI_ERR_COMM" });
    }
  });

  await check("collectives over an intercommunicator", async () => {
    const inter = half.createIntercommSync({
      peer: half.rank === 0 ? world : null,
      remoteLeader: isLow ? low : 0,
    });
    // The root is the first rank of the low half; the high half receives from it.
    const root = isLow ? (rank === 0 ? ROOT : PROC_NULL) : 0;
    const value = new Int32Array([rank === 0 ? 7 : 0]);
    await inter.bcast(value, { root });
    assert.equal(value[0], isLow && rank !== 0 ? 0 : 7);
    // Ranks that neither are the root nor receive need no buffer.
    await inter.bcast(isLow && rank !== 0 ? null : value, { root });
    const total = rank === 0 ? new Int32Array(1) : null;
    await inter.reduce(isLow ? null : Int32Array.of(rank), total, { root });
    if (total)
      assert.equal(
        total[0],
        ranks.filter((r) => r >= low).reduce((a, b) => a + b, 0),
      );
    const gathered = rank === 0 ? new Int32Array(others) : null;
    await inter.gather(Int32Array.of(rank), gathered, { root });
    if (gathered)
      assert.deepEqual(
        [...gathered],
        ranks.filter((r) => r >= low),
      );
    const all = new Int32Array(others);
    await inter.allgather(Int32Array.of(rank), all);
    assert.deepEqual(
      [...all],
      ranks.filter((r) => r < low !== isLow),
    );
    const sum = new Int32Array(1);
    await inter.allreduce(Int32Array.of(1), sum);
    assert.equal(sum[0], others);
    await inter.barrier();
    assert.throws(() => inter.bcastSync(value, { root: others }), { code: "MPI_ERR_ROOT", errorClass: 0 });
    inter.free();
  });

  await check("two halves meet at a port", async () => {
    const port = rank === 0 ? openPort() : null;
    const name = await world.bcastObject(port ?? "");
    for (const form of ["promise", "sync"]) {
      const options = { root: 0 };
      const inter: Intercommunicator = isLow
        ? form === "sync"
          ? half.acceptSync(port, options)
          : await half.accept(port, options)
        : form === "sync"
          ? half.connectSync(name, options)
          : await half.connect(name, options);
      assert.equal(inter.remoteSize, others);
      if (half.rank === 0) {
        const [heard] = await Promise.all([inter.recvObject({ source: 0 }), inter.sendObject(rank, { dest: 0 })]);
        assert.equal(heard, isLow ? low : 0);
      }
      await inter.disconnect();
    }
    if (port !== null) closePort(port);
  });
  half.free();
}
void [lookupName, publishName];
