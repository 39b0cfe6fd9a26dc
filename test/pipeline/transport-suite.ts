/** What every transport keeps to. Run against the in-process one by vitest, and against MPI on rank 0 of a group. */
import assert from "node:assert/strict";
import { availableParallelism, hostname } from "node:os";
import { Dispatch } from "../../src/pipeline/ranks/dispatch.js";
import type { LoadedTask, RecognizeTask, Task, TaskResult, WorkSpec } from "../../src/pipeline/ranks/task.js";
import type { Transport } from "../../src/pipeline/ranks/transport.js";

export const SLEEP: WorkSpec = {
  speech: { kind: "sleep" },
  language: "en",
  translators: {},
  targets: [],
  attempts: 3,
};

const SECOND = 16_000;

/** A task of `seconds` seconds that costs nothing; its samples are all its number, so that what arrives can be told apart. */
function loaded(segment: number, seconds = 1 + (segment % 4), cost = 0): LoadedTask {
  const task: RecognizeTask = {
    kind: "recognize",
    language: "en",
    segment,
    sampleCount: seconds * SECOND,
    seconds,
    estimate: seconds,
    cost,
  };
  return { task, samples: new Int16Array(seconds * SECOND).fill(segment + 1) };
}

function segmentOf(result: TaskResult): number {
  assert.equal(result.kind, "recognized");
  return result.kind === "recognized" ? result.segment : -1;
}

/** Each check gets a transport that was not opened, and leaves it closed. */
export const TRANSPORT_CHECKS: Record<string, (transport: Transport) => Promise<void>> = {
  "all ranks get ready, and are told in order": async (transport) => {
    const ranks = await transport.open(SLEEP);
    assert.deepEqual(
      ranks.map((rank) => rank.rank),
      Array.from({ length: transport.size }, (_, rank) => rank),
    );
    for (const rank of ranks) assert.ok(rank.host.length > 0 && rank.engine === ranks[0]?.engine);
    // Together they have as many threads as this host has cores, and at least one each.
    const threads = ranks.reduce((sum, { devices }) => sum + devices.threads, 0);
    assert.ok(threads <= Math.max(availableParallelism(), ranks.length), `${threads} threads`);
    await transport.scatter(ranks.map(() => []));
    const accounts = await transport.close();
    assert.deepEqual(
      accounts.map((account) => account.rank),
      ranks.map((rank) => rank.rank),
    );
  },

  "first shares of different sizes are done in order by the rank that got them": async (transport) => {
    await transport.open(SLEEP);
    const shares = Array.from({ length: transport.size }, (_, rank) =>
      Array.from({ length: (rank + 1) % 3 }, (_unused, i) => loaded(rank * 10 + i)),
    );
    await transport.scatter(shares);
    const done = new Map<number, number[]>();
    for (let i = 0; i < shares.flat().length; i++) {
      const { rank, result, remaining } = await transport.next();
      const list = done.get(rank) ?? [];
      list.push(segmentOf(result));
      done.set(rank, list);
      assert.equal(remaining, (shares[rank]?.length ?? 0) - list.length);
    }
    for (const [rank, share] of shares.entries()) {
      const expected = share.map(({ task }) => (task.kind === "recognize" ? task.segment : -1));
      assert.deepEqual(done.get(rank) ?? [], expected);
    }
    await transport.close();
  },

  "a task goes to the rank that it was dealt to, with its own samples": async (transport) => {
    await transport.open(SLEEP);
    await transport.scatter(Array.from({ length: transport.size }, () => []));
    for (let rank = transport.size - 1; rank >= 0; rank--) {
      await transport.deal(rank, loaded(rank, 3));
      const arrival = await transport.next();
      assert.equal(arrival.rank, rank);
      // The sleep engine answers a word per second of what it was given.
      assert.equal(arrival.result.kind === "recognized" ? arrival.result.words.length : -1, 3);
    }
    const accounts = await transport.close();
    assert.deepEqual(
      accounts.map((account) => [account.segments, account.audioSeconds]),
      accounts.map(() => [1, 3]),
    );
  },

  "every task of a dispatch is done once, and the accounts add up": async (transport) => {
    await transport.open(SLEEP);
    const tasks = Array.from({ length: 40 }, (_, i) => loaded(i, 1 + (i % 5), 0.005));
    const seen: number[] = [];
    const dispatch = new Dispatch({
      transport,
      load: (task: Task) => Promise.resolve(tasks[task.kind === "recognize" ? task.segment : 0] ?? loaded(0)),
      onResult: (result) => void seen.push(segmentOf(result)),
    });
    const running = dispatch.run();
    for (const { task } of tasks) dispatch.add(task);
    dispatch.end();
    await running;
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      tasks.map((_, i) => i),
    );
    const accounts = await transport.close();
    assert.equal(
      accounts.reduce((sum, account) => sum + account.segments, 0),
      40,
    );
    for (const account of accounts) assert.ok(account.busySeconds > 0 && account.idleSeconds >= 0);
  },

  "fewer tasks than ranks, and none at all": async (transport) => {
    await transport.open(SLEEP);
    const dispatch = new Dispatch({ transport, load: () => Promise.resolve(loaded(0)), onResult: () => undefined });
    dispatch.end();
    await dispatch.run();
    assert.equal((await transport.close()).length, transport.size);
  },

  "an engine that a rank cannot load is said with the reason": async (transport) => {
    const broken: WorkSpec = { ...SLEEP, speech: { kind: "sherpa", dir: "/nonexistent/model" } };
    await assert.rejects(transport.open(broken), /\/nonexistent\/model cannot be read/);
  },

  "a task that is dropped, waiting or being done, gives way at once": async (transport) => {
    await transport.open(SLEEP);
    await transport.scatter(Array.from({ length: transport.size }, () => []));
    const last = transport.size - 1;
    const long = (id: number): LoadedTask => {
      const { task, samples } = loaded(id, 1, 60);
      return { task: { ...task, id }, samples };
    };
    await transport.deal(last, long(1));
    await transport.deal(last, long(2));
    await transport.deal(last, loaded(3));
    transport.drop(last, 2);
    transport.drop(last, 1);
    // Of no task that is there: nothing happens.
    transport.drop(last, 99);
    const kinds: string[] = [];
    for (let i = 0; i < 3; i++) kinds.push((await transport.next()).result.kind);
    assert.deepEqual(kinds, ["dropped", "dropped", "recognized"]);
    await transport.close();
  },

  "a failure while results are handled ends the dispatch": async (transport) => {
    await transport.open(SLEEP);
    const dispatch = new Dispatch({
      transport,
      load: () => Promise.resolve(loaded(0, 1)),
      onResult: () => Promise.reject(new Error("on purpose")),
    });
    dispatch.add(loaded(0, 1).task);
    dispatch.end();
    await assert.rejects(dispatch.run(), /on purpose/);
    await transport.close();
  },
};

/** What a transport over several hosts keeps to as well. */
export const HOST_CHECKS: Record<string, (transport: Transport) => Promise<void>> = {
  "a rank computes with what the hostfile asks for on its host, by name or address, and not on others": async (
    transport,
  ) => {
    const ranks = await transport.open({
      ...SLEEP,
      devices: [
        { host: "192.0.2.1", threads: 3, provider: "coreml" },
        { host: hostname(), threads: 7, provider: null },
        { host: "127.0.0.1", threads: 8, provider: "cuda" },
      ],
    });
    for (const { devices } of ranks) assert.deepEqual(devices, { threads: 7, provider: "cuda" });
    await transport.scatter(ranks.map(() => []));
    await transport.close();
  },
};
