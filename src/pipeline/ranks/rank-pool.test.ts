import { describe, expect, it } from "vitest";
import { InProcessTransport } from "./in-process-transport.js";
import { RankPool } from "./rank-pool.js";
import type { LoadedTask, RecognizeTask, Task, TaskResult, WorkSpec } from "./task.js";

const SPEC: WorkSpec = { speech: { kind: "sleep" }, language: "en", attempts: 3 };

const task = (segment: number, cost: number): RecognizeTask => ({
  kind: "recognize",
  language: "en",
  segment,
  sampleCount: 16_000,
  seconds: 1,
  estimate: cost,
  cost,
});

/** Begins a job with a segment for each of `costs` (seconds of sleep). */
async function begin(
  pool: RankPool,
  caller: string,
  costs: readonly number[],
  { load, onResult }: { load?: (task: Task) => void; onResult?: (segment: number) => void } = {},
) {
  const dispatch = pool.job(caller);
  await dispatch.ready();
  const results: TaskResult[] = [];
  const done = dispatch.run({
    load: (one) => {
      load?.(one);
      return Promise.resolve({ task: one, samples: new Int16Array(16_000).fill(1) });
    },
    onResult: (result) => {
      results.push(result);
      if (result.kind === "recognized") onResult?.(result.segment);
    },
  });
  costs.forEach((cost, segment) => dispatch.add(task(segment, cost)));
  dispatch.end();
  return { dispatch, results, done };
}

describe("RankPool", () => {
  it("does several jobs at once, each with its own results and accounts", async () => {
    const pool = new RankPool(new InProcessTransport(2), SPEC);
    const jobs = await Promise.all(["ann", "bob"].map((caller) => begin(pool, caller, Array<number>(10).fill(0.01))));
    await Promise.all(jobs.map(({ done }) => done));
    for (const { dispatch, results } of jobs) {
      expect(results.map((result) => (result.kind === "recognized" ? result.segment : -1)).toSorted()).toEqual(
        Array.from({ length: 10 }, (_, i) => i),
      );
      const accounts = await dispatch.finish();
      expect(accounts.map(({ rank }) => rank)).toEqual([0, 1]);
      expect(accounts.reduce((sum, { segments }) => sum + segments, 0)).toBe(10);
      expect(accounts.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0)).toBe(10);
    }
    expect(pool.jobs).toBe(0);
    await pool.close();
  });

  it("waits for work that no rank does, and ends it when the job fails", async () => {
    const pool = new RankPool(new InProcessTransport(1), SPEC);
    const translated: TaskResult = { kind: "translated", batch: 0, texts: ["hola"], unknownWords: 0, problem: null };
    const job = await begin(pool, "ann", []);
    let finishWork: (result: TaskResult) => void = () => undefined;
    const other = pool.job("bob");
    await other.ready();
    const running = other.run({
      load: (task) => Promise.resolve({ task, samples: new Int16Array() }),
      onResult: () => undefined,
    });
    let isDone = false;
    void running.then(
      () => (isDone = true),
      () => undefined,
    );
    other.addHere(() => new Promise((resolve) => (finishWork = resolve)));
    other.end();
    // A whole other job is done meanwhile.
    await job.done;
    expect(isDone).toBe(false);
    finishWork(translated);
    await running;
    await job.dispatch.finish();
    await other.finish();

    const failing = pool.job("cid");
    await failing.ready();
    const failed = failing.run({
      load: (task) => Promise.resolve({ task, samples: new Int16Array() }),
      onResult: () => undefined,
    });
    let stop: AbortSignal | null = null;
    failing.addHere((signal) => {
      stop = signal;
      return new Promise(() => undefined);
    });
    failing.addHere(() => Promise.reject(new Error("the service is gone")));
    await expect(failed).rejects.toThrow("the service is gone");
    expect(stop).toMatchObject({ aborted: true });
    await pool.close();
  });

  it("lets a job that comes late have its turn", async () => {
    const pool = new RankPool(new InProcessTransport(1), SPEC);
    const order: string[] = [];
    const long = await begin(pool, "ann", Array<number>(20).fill(0.01), { onResult: (n) => void order.push(`a${n}`) });
    const short = await begin(pool, "bob", [0.01, 0.01], { onResult: (n) => void order.push(`b${n}`) });
    await Promise.all([long.done, short.done]);
    expect(order.indexOf("b1")).toBeLessThan(8);
    await pool.close();
  });

  it("stops a failed job at once, whether its tasks wait or are under way, and no other job", async () => {
    const pool = new RankPool(new InProcessTransport(2), SPEC);
    const lost = await begin(pool, "ann", [60, 60, 60]);
    const kept = await begin(pool, "bob", [0.01, 0.01, 0.01]);
    lost.done.catch(() => undefined);
    const began = performance.now();
    lost.dispatch.fail(new Error("on purpose"));
    await expect(lost.done).rejects.toThrow("on purpose");
    await kept.done;
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(lost.results).toEqual([]);
    expect(pool.jobs).toBe(1);
    await kept.dispatch.finish();
    await pool.close();
  });

  it("fails a job if its samples cannot be read, and no other job", async () => {
    const pool = new RankPool(new InProcessTransport(1), SPEC);
    const load = (): void => {
      throw new Error("no samples");
    };
    const broken = await begin(pool, "ann", [0.01, 0.01], { load });
    await expect(broken.done).rejects.toThrow("no samples");
    const kept = await begin(pool, "ann", [0.01]);
    await kept.done;
    expect(kept.results).toHaveLength(1);
    await pool.close();
  });

  it("opens with a scatter of one task for each rank, and deals the rest", async () => {
    const shares: number[][] = [];
    const dealt: number[] = [];
    class Recording extends InProcessTransport {
      override scatter(all: readonly LoadedTask[][]): Promise<void> {
        shares.push(all.map((share) => share.length));
        return super.scatter(all);
      }
      override deal(rank: number, loaded: LoadedTask): Promise<void> {
        dealt.push(rank);
        return super.deal(rank, loaded);
      }
    }
    const pool = new RankPool(new Recording(3), SPEC);
    const first = await begin(pool, "ann", Array<number>(8).fill(0.01));
    await first.done;
    const second = await begin(pool, "bob", [0.01, 0.01]);
    await second.done;
    expect(shares).toEqual([[1, 1, 1]]);
    expect(dealt).toHaveLength(5 + 2);
    await pool.close();
  });

  it("begins with fewer tasks than ranks when the job adds no more", async () => {
    const pool = new RankPool(new InProcessTransport(3), SPEC);
    const short = await begin(pool, "ann", [0.01]);
    await short.done;
    expect(short.results).toHaveLength(1);
    expect((await short.dispatch.finish()).map(({ segments }) => segments)).toEqual([1, 0, 0]);
    await pool.close();
  });

  it("fails with its transport, and every job with it", async () => {
    const transport = new InProcessTransport(1);
    const pool = new RankPool(transport, SPEC);
    const job = await begin(pool, "ann", [60]);
    job.done.catch(() => undefined);
    await transport.dispose();
    await expect(job.done).rejects.toThrow(/closed/);
    await expect(pool.failure).rejects.toThrow(/closed/);
  });
});
