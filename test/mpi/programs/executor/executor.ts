import assert from "node:assert/strict";
import { Executor, init, MpiError, type ExecutorOptions, type Work } from "sister/mpi";
import type * as work from "./work.js";
import { check, world } from "../checks.js";

const module = import.meta.resolve("./work.ts");
const square: Work<[n: number], number> = { module, name: "square" };
const later: Work<[n: number], number> = { module, name: "later" };
const whoAmI: Work<[], number> = { module, name: "whoAmI" };
const announce: Work<[tag: number], number> = { module, name: "announce" };
const hold: Work<[tag: number]> = { module, name: "hold" };
const idle: Work = { module, name: "idle" };
const doubled: Work<[samples: Float64Array], ReturnType<typeof work.doubled>> = { module, name: "doubled" };
const filled: Work<[n: number], Int32Array> = { module, name: "filled" };
const named = (name: string): Work => ({ module, name });

/** Number of ranks that work if the root does not. */
const workers = Math.max(1, world.size - 1);

/** A check with an executor whose root is rank 0. */
function withExecutor(name: string, run: (executor: Executor) => Promise<void>, options?: ExecutorOptions) {
  return check(name, async () => {
    const executor = await Executor.open(world, options);
    if (!executor) return;
    try {
      await run(executor);
    } finally {
      await executor.close();
    }
  });
}

/** Keeps `count` ranks busy. Resolves when all of them are, with a function that releases one. */
async function holdRanks(executor: Executor, count = executor.workers, tag = 1) {
  const holds = Array.from({ length: count }, () => {
    const abort = new AbortController();
    const held = executor.submit(hold, [tag], { signal: abort.signal, cost: 1000 });
    return { abort, held };
  });
  for (let i = 0; i < count; i++) await world.recv(new Int32Array(1), { tag });
  return async (): Promise<{ rank: number; reason: string }> => {
    const { abort, held } = holds.pop() ?? assert.fail("all were let go");
    const reason = new Error("let go");
    abort.abort(reason);
    await assert.rejects(held, (error) => error === reason);
    return world.recvObject({ tag });
  };
}

await withExecutor("a submitted function runs on a rank, and its result comes back", async (executor) => {
  assert.equal(executor.workers, workers);
  assert.equal(await executor.submit(square, [3]), 9);
  assert.equal(await executor.submit(later, [4]), 4);
  assert.equal(await executor.submit({ module: new URL(module), name: "default" }, ["x"]), "default of x");
  assert.equal(
    await executor.submit({ module: "node:path", name: "join" }, ["a"]).catch((e: Error) => e.name),
    "TypeError",
  );
  const rank = await executor.submit(whoAmI, []);
  assert.equal(rank === 0, world.size === 1);
});

await withExecutor("typed arrays are copied both ways, and the caller's arrays do not change", async (executor) => {
  const samples = new Float64Array(200_000).fill(1.5);
  const running = executor.submit(doubled, [samples]);
  // The arguments were copied at submission.
  samples.fill(0);
  const result = await running;
  assert.deepEqual(result.samples, new Float64Array(200_000).fill(3));
  assert.equal(Buffer.from(result.bytes).toString(), "bytes");
  assert.equal(samples[0], 0);
});

await withExecutor("a result may be in memory that the next task reuses", async (executor) => {
  const inputs = Array.from({ length: 20 }, (_, i) => i);
  const results = await Promise.all(inputs.map((n) => executor.submit(filled, [n])));
  for (const [n, result] of results.entries()) assert.ok(result.every((one) => one === n));
});

await withExecutor("all ranks take part in 1,000 tiny tasks", async (executor) => {
  const inputs = Array.from({ length: 1000 }, (_, i) => i);
  assert.deepEqual(
    await Promise.all(inputs.map((n) => executor.submit(square, [n]))),
    inputs.map((n) => n * n),
  );
  const release = await holdRanks(executor);
  const ranks = [];
  for (let i = 0; i < executor.workers; i++) ranks.push((await release()).rank);
  assert.equal(new Set(ranks).size, workers);
});

for (const ordered of [true, false]) {
  await withExecutor(`map gives all results, ${ordered ? "in order" : "as they come"}`, async (executor) => {
    const inputs = Array.from({ length: 200 }, (_, i) => i);
    const results: number[] = [];
    for await (const value of executor.map(later, inputs, { ordered })) results.push(value);
    assert.deepEqual(ordered ? results : results.sort((a, b) => a - b), inputs);
  });
}

await withExecutor("map pulls inputs no faster than results are taken", async (executor) => {
  for (const concurrency of [undefined, 1, 3]) {
    let pulled = 0;
    let taken = 0;
    const most = concurrency ?? 4 * workers;
    const inputs = (function* () {
      while (pulled < 100) {
        // The result that makes space is already being sent.
        assert.ok(pulled <= taken + most, `${pulled} pulled, ${taken} taken`);
        yield pulled++;
      }
    })();
    for await (const value of executor.map(square, inputs, concurrency ? { concurrency } : {})) {
      assert.equal(value, taken ** 2);
      taken += 1;
    }
    assert.equal(taken, 100);
  }
});

await withExecutor("leaving a map early cancels the other tasks", async (executor) => {
  let pulled = 0;
  let ended = false;
  const inputs = (async function* () {
    try {
      for (;;) yield pulled++;
    } finally {
      ended = true;
    }
  })();
  for await (const value of executor.map(square, inputs)) if (value === 25) break;
  assert.ok(ended && pulled <= 6 + 4 * workers);
  await assert.rejects(
    async () => {
      const results = executor.map<number, number>({ module, name: "throwing" }, [1, 2, 3]);
      for await (const value of results) assert.fail(`${value}`);
    },
    { message: "at most 1" },
  );
});

await withExecutor("an error comes back with its class, message, cause and properties", async (executor) => {
  const error = await executor.submit(named("throwing"), [7]).then(
    () => assert.fail("it resolved"),
    (thrown: Error & { code: string; limit: { most: number } }) => thrown,
  );
  assert.deepEqual(
    [error.name, error.message, error.code, error.limit],
    ["LimitError", "at most 7", "ERR_LIMIT", { most: 7 }],
  );
  assert.ok(error.cause instanceof TypeError && error.cause.message === "the cause");
  assert.match(
    error.stack ?? "",
    /^LimitError: at most 7\n {4}at .*throwing.*work\.ts[\s\S]* {4}at rank \d of the executor$/,
  );
  assert.match(error.stack ?? "", new RegExp(`at rank ${world.size === 1 ? "0" : "[1-9]"} of`));
  await assert.rejects(executor.submit(named("rejecting"), []), (thrown) => {
    assert.deepEqual(thrown, { status: 3 });
    return true;
  });
});

await withExecutor(
  "a missing export or an unsendable value is named, and only its own task fails",
  async (executor) => {
    const good = executor.submit(square, [5]);
    const failures: [Promise<unknown>, object][] = [
      [
        executor.submit(named("nowhere"), []),
        { name: "TypeError", message: /work\.ts exports no function "nowhere": .*square/ },
      ],
      [executor.submit(named("notAFunction"), []), { name: "TypeError", message: /no function "notAFunction"/ }],
      [
        executor.submit(named("giveFunction"), []),
        { name: "TypeError", message: /result of "giveFunction" .* cannot be sent/ },
      ],
      [
        executor.submit(named("square"), [() => 1]),
        { name: "TypeError", message: /arguments of "square" .* cannot be sent/ },
      ],
      [
        executor.submit({ module: import.meta.resolve("./no-such-work.js"), name: "x" }, []),
        { code: "ERR_MODULE_NOT_FOUND", message: /rank \d cannot load .*no-such-work\.js/ },
      ],
      [executor.submit({ module: import.meta.url, name: "x" }, []), { message: /is the running program/ }],
      [executor.submit({ module: "./work.js", name: "x" }, []), { name: "MpiError", code: "MPI_ERR_ARG" }],
      [executor.submit(square, [1], { cost: -1 }), { name: "MpiError", code: "MPI_ERR_ARG" }],
    ];
    await Promise.all(failures.map(([running, expected]) => assert.rejects(running, expected)));
    assert.equal(await good, 25);
  },
);

for (const prefetch of [0, 2]) {
  await withExecutor(
    `a cancelled task that waits is never begun, ${prefetch} ahead`,
    async (executor) => {
      const release = await holdRanks(executor);
      const abort = new AbortController();
      // Enough tasks that some are sent ahead to a rank, if any rank gets tasks ahead.
      const waiting = Array.from({ length: 20 }, () => executor.submit(announce, [2], { signal: abort.signal }));
      const kept = Array.from({ length: 20 }, () => executor.submit(square, [3]));
      const reason = new Error("not needed");
      abort.abort(reason);
      for (const one of waiting) await assert.rejects(one, (error) => error === reason);
      await assert.rejects(executor.submit(square, [2], { signal: abort.signal }), (error) => error === reason);
      for (let i = 0; i < executor.workers; i++) await release();
      assert.deepEqual(await Promise.all(kept), new Array<number>(20).fill(9));
      await executor.close();
      assert.equal(world.iprobe({ tag: 2 }), null);
    },
    { prefetch },
  );
}

await withExecutor("a cancelled task gets its signal, and its rank is free when it has ended", async (executor) => {
  const release = await holdRanks(executor);
  let before = true;
  const next = executor.submit(whoAmI, []).finally(() => (before = false));
  assert.ok(before);
  const { rank, reason } = await release();
  assert.equal(reason, "let go");
  assert.equal(await next, rank);
  for (let i = 1; i < executor.workers; i++) await release();
  // The task may be cancelled before it begins, so it sends nothing that would be left over.
  await assert.rejects(executor.submit(idle, [], { signal: AbortSignal.timeout(1) }), { name: "TimeoutError" });
});

await withExecutor(
  "the costliest waiting task runs first",
  async (executor) => {
    const release = await holdRanks(executor);
    const order: number[] = [];
    const costs = [2, 5, 0, 3, 5, 1];
    const running = costs.map((cost, i) => executor.submit(later, [i], { cost }).then((value) => order.push(value)));
    await release();
    await Promise.all(running);
    assert.deepEqual(order, [1, 4, 3, 0, 5, 2]);
    for (let i = 1; i < executor.workers; i++) await release();
  },
  { prefetch: 0 },
);

await withExecutor("no task waits behind a costly one while another rank is free", async (executor) => {
  const release = await holdRanks(executor, 1);
  const running = Array.from({ length: 20 }, (_, i) => executor.submit(later, [i]));
  // If there is only one worker, it runs them after all.
  if (executor.workers === 1) await release();
  assert.equal((await Promise.all(running)).length, 20);
  if (executor.workers > 1) await release();
});

await withExecutor(
  "the root also works with rootWorks",
  async (executor) => {
    assert.equal(executor.workers, world.size);
    const release = await holdRanks(executor);
    const ranks = [];
    for (let i = 0; i < world.size; i++) ranks.push((await release()).rank);
    assert.deepEqual(
      ranks.sort(),
      Array.from({ length: world.size }, (_, rank) => rank),
    );
  },
  { rootWorks: true },
);

await check("close runs the submitted tasks and accepts no more", async () => {
  const executor = await Executor.open(world);
  if (!executor) return;
  const running = Array.from({ length: 50 }, (_, i) => executor.submit(later, [i]));
  const closing = executor.close();
  assert.equal(executor.close(), closing);
  await assert.rejects(executor.submit(square, [1]), { code: "MPI_ERR_OTHER", message: /is closed/ });
  assert.deepEqual(
    await Promise.all(running),
    Array.from({ length: 50 }, (_, i) => i),
  );
  await closing;
});

await check("any rank may be the root, and several executors can be open at once", async () => {
  const root = world.size - 1;
  const opened = await Promise.all([
    Executor.open(world, { root }),
    world.dup().then((comm) => Executor.open(comm, { root })),
  ]);
  assert.ok(opened.every((executor) => (executor === null) === (world.rank !== root)));
  const executors = opened.filter((executor) => executor !== null);
  const values = await Promise.all(executors.map((executor, i) => executor.submit(square, [i + 2])));
  if (world.rank === root) assert.deepEqual(values, [4, 9]);
  await Promise.all(executors.map((executor) => executor[Symbol.asyncDispose]()));
});

await check("typed messages and objects of the same communicator are not affected", async () => {
  const executor = await Executor.open(world);
  if (executor) {
    const received = world.recvObject<string>({ source: 0 });
    assert.equal(await executor.submit(square, [2]), 4);
    await world.sendObject("own", { dest: 0 });
    assert.equal(await received, "own");
    await executor.close();
  }
});

await check("different arguments on the ranks are refused on all ranks", async () => {
  await assert.rejects(Executor.open(world, { root: world.size }), { code: "MPI_ERR_ROOT" });
  await assert.rejects(Executor.open(world, { prefetch: -1 }), { code: "MPI_ERR_ARG" });
  if (world.size > 1)
    await assert.rejects(Executor.open(world, { root: world.rank % 2 }), (error) => {
      assert.ok(error instanceof MpiError);
      assert.match(error.message, /different roots: 0, 1/);
      return true;
    });
  assert.equal(init(), world);
});
