/**
 * What every transport guarantees. Vitest runs it against the in-process transport; rank 0 of a group runs it against
 * the MPI transport.
 */
import assert from "node:assert/strict";
import { availableParallelism, hostname } from "node:os";
import { RankPool } from "../../src/pipeline/ranks/rank-pool.js";
import type {
  LoadedTask,
  RankMessage,
  RecognizeTask,
  Task,
  TaskResult,
  WorkSpec,
} from "../../src/pipeline/ranks/task.js";
import type { Transport } from "../../src/pipeline/ranks/transport.js";

export const SLEEP: WorkSpec = {
  speech: { kind: "sleep" },
  language: "en",
  attempts: 3,
};

const SECOND = 16_000;

/** The job that tasks of these checks belong to. */
const JOB = 1;

/**
 * A task of `seconds` seconds that costs nothing. All its samples have its number, so that mixed-up samples are
 * noticed.
 */
function loaded(segment: number, seconds = 1 + (segment % 4), cost = 0): LoadedTask {
  const task: RecognizeTask = {
    kind: "recognize",
    job: JOB,
    language: "en",
    segment,
    sampleCount: seconds * SECOND,
    seconds,
    estimate: seconds,
    cost,
  };
  return { task, samples: new Int16Array(seconds * SECOND).fill(segment + 1) };
}

/** The next result, and the rank that it came from. */
async function nextResult(transport: Transport): Promise<Extract<RankMessage, { result: TaskResult }>> {
  const message = await transport.next();
  return "result" in message ? message : nextResult(transport);
}

/** A number for each rank: 0, except for one of them. */
function accounts(size: number, rank: number, seconds: number): number[] {
  return Array.from({ length: size }, (_, i) => (i === rank ? seconds : 0));
}

function segmentOf(result: TaskResult): number {
  assert.equal(result.kind, "recognized");
  return result.kind === "recognized" ? result.segment : -1;
}

/** Each check gets a transport that was not opened, and leaves it closed. */
export const TRANSPORT_CHECKS: Record<string, (transport: Transport) => Promise<void>> = {
  "all ranks get ready, and are listed in order": async (transport) => {
    const ranks = await transport.open(SLEEP);
    assert.deepEqual(
      ranks.map((rank) => rank.rank),
      Array.from({ length: transport.size }, (_, rank) => rank),
    );
    for (const rank of ranks) assert.ok(rank.host.length > 0 && rank.engine === ranks[0]?.engine);
    // Together they have as many threads as this host has cores, and at least one each.
    const threads = ranks.reduce((sum, { devices }) => sum + devices.threads, 0);
    assert.ok(threads <= Math.max(availableParallelism(), ranks.length), `${threads} threads`);
    await transport.close();
  },

  "first shares of different sizes are done in order by their ranks": async (transport) => {
    await transport.open(SLEEP);
    const shares = Array.from({ length: transport.size }, (_, rank) =>
      Array.from({ length: (rank + 1) % 3 }, (_unused, i) => loaded(rank * 10 + i)),
    );
    await transport.scatter(shares);
    const done = new Map<number, number[]>();
    for (let i = 0; i < shares.flat().length; i++) {
      const { rank, result } = await nextResult(transport);
      done.set(rank, [...(done.get(rank) ?? []), segmentOf(result)]);
    }
    for (const [rank, share] of shares.entries()) {
      const expected = share.map(({ task }) => (task.kind === "recognize" ? task.segment : -1));
      assert.deepEqual(done.get(rank) ?? [], expected);
    }
    await transport.close();
  },

  "a task goes to its rank, with its own samples": async (transport) => {
    await transport.open(SLEEP);
    await transport.begin(JOB);
    for (let rank = transport.size - 1; rank >= 0; rank--) {
      await transport.deal(rank, loaded(rank, 3));
      const done = await nextResult(transport);
      assert.equal(done.rank, rank);
      // The sleep engine returns a word for each second of samples.
      assert.equal(done.result.kind === "recognized" ? done.result.words.length : -1, 3);
    }
    const accounts = await transport.finish(JOB);
    assert.deepEqual(
      accounts.map((account) => account.rank),
      accounts.map((_, rank) => rank),
    );
    assert.deepEqual(
      accounts.map((account) => [account.segments, account.audioSeconds]),
      accounts.map(() => [1, 3]),
    );
    await transport.close();
  },

  "each job has its own accounts, also while another one is open": async (transport) => {
    await transport.open(SLEEP);
    const last = transport.size - 1;
    await transport.begin(JOB);
    await transport.begin(JOB + 1);
    const other = loaded(1, 2);
    await transport.deal(last, loaded(0, 3));
    await transport.deal(last, { ...other, task: { ...other.task, job: JOB + 1 } });
    for (let i = 0; i < 2; i++) await nextResult(transport);
    // Both at once: collectives must come in the same order on every rank.
    const both = await Promise.all([transport.finish(JOB + 1), transport.finish(JOB)]);
    assert.deepEqual(
      both.map((accounts) => accounts.map(({ audioSeconds }) => audioSeconds)),
      [2, 3].map((seconds) => accounts(transport.size, last, seconds)),
    );
    await transport.close();
  },

  "a pool does every task once, and the accounts add up": async (transport) => {
    const pool = new RankPool(transport, SLEEP);
    const tasks = Array.from({ length: 40 }, (_, i) => loaded(i, 1 + (i % 5), 0.005));
    const seen: number[] = [];
    const dispatch = pool.job("ann");
    await dispatch.ready();
    const running = dispatch.run({
      load: (task: Task) => {
        const samples = tasks[task.kind === "recognize" ? task.segment : 0]?.samples ?? new Int16Array(0);
        return Promise.resolve({ task, samples });
      },
      onResult: (result) => void seen.push(segmentOf(result)),
    });
    for (const { task } of tasks) dispatch.add(task);
    dispatch.end();
    await running;
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      tasks.map((_, i) => i),
    );
    const accounts = await dispatch.finish();
    assert.equal(
      accounts.reduce((sum, account) => sum + account.segments, 0),
      40,
    );
    for (const account of accounts) assert.ok(account.busySeconds > 0 && account.idleSeconds >= 0);
    await pool.close();
  },

  "a pool does a job without tasks": async (transport) => {
    const pool = new RankPool(transport, SLEEP);
    const dispatch = pool.job("ann");
    await dispatch.ready();
    dispatch.end();
    await dispatch.run({ load: () => Promise.resolve(loaded(0)), onResult: () => undefined });
    assert.equal((await dispatch.finish()).length, transport.size);
    await pool.close();
  },

  "an engine that a rank cannot load is an error with the reason": async (transport) => {
    const broken: WorkSpec = { ...SLEEP, speech: { kind: "sherpa", dir: "/nonexistent/model" } };
    await assert.rejects(transport.open(broken), /\/nonexistent\/model cannot be read/);
  },

  "a dropped task makes room at once, whether it waits or is under way": async (transport) => {
    await transport.open(SLEEP);
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
    // The rank has no such task: nothing happens.
    transport.drop(last, 99);
    const kinds: string[] = [];
    for (let i = 0; i < 3; i++) kinds.push((await nextResult(transport)).result.kind);
    assert.deepEqual(kinds, ["dropped", "dropped", "recognized"]);
    await transport.close();
  },

  "a failed handler of results fails its job, and the pool goes on": async (transport) => {
    const pool = new RankPool(transport, SLEEP);
    const one = async (onResult: () => Promise<void>): Promise<void> => {
      const dispatch = pool.job("ann");
      await dispatch.ready();
      const { samples, task } = loaded(0, 1);
      const running = dispatch.run({ load: (dealt) => Promise.resolve({ task: dealt, samples }), onResult });
      dispatch.add(task);
      dispatch.end();
      await running;
      await dispatch.finish();
    };
    await assert.rejects(
      one(() => Promise.reject(new Error("on purpose"))),
      /on purpose/,
    );
    await one(() => Promise.resolve());
    await pool.close();
  },
};

/** What a transport over several hosts guarantees as well. */
export const HOST_CHECKS: Record<string, (transport: Transport) => Promise<void>> = {
  "a rank computes with the devices that the hostfile sets for its host, by name or address": async (transport) => {
    const ranks = await transport.open({
      ...SLEEP,
      devices: [
        { host: "192.0.2.1", threads: 3, provider: "coreml" },
        { host: hostname(), threads: 7, provider: null },
        { host: "127.0.0.1", threads: 8, provider: "cuda" },
      ],
    });
    for (const { devices } of ranks) assert.deepEqual(devices, { threads: 7, provider: "cuda" });
    await transport.close();
  },
};
