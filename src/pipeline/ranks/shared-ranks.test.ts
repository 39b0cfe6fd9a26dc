import { describe, expect, it } from "vitest";
import type { TaskDispatch } from "./crew.js";
import { InProcessTransport } from "./in-process.js";
import { SharedRanks } from "./shared-ranks.js";
import type { RecognizeTask, Task, TaskResult, WorkSpec } from "./task.js";

const SPEC: WorkSpec = { speech: { kind: "sleep" }, language: "en", translators: {}, targets: [], attempts: 3 };

const task = (segment: number, cost: number): RecognizeTask => ({
  kind: "recognize",
  language: "en",
  segment,
  sampleCount: 16_000,
  seconds: 1,
  estimate: cost,
  cost,
});

/** A job of so many segments that cost so much, begun on the ranks. */
async function begin(
  ranks: SharedRanks,
  caller: string,
  costs: readonly number[],
  { load, onResult }: { load?: (task: Task) => void; onResult?: (segment: number) => void } = {},
) {
  const crew = ranks.crew(caller);
  await crew.ready(SPEC);
  const results: TaskResult[] = [];
  const dispatch: TaskDispatch = crew.dispatch({
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
  return { crew, dispatch, results, done: dispatch.run() };
}

describe("SharedRanks", () => {
  it("does several jobs at once, each with its own results and account", async () => {
    const ranks = await SharedRanks.open(new InProcessTransport(2), SPEC);
    const jobs = await Promise.all(["ann", "bob"].map((caller) => begin(ranks, caller, Array<number>(10).fill(0.01))));
    await Promise.all(jobs.map(({ done }) => done));
    for (const { crew, results } of jobs) {
      expect(results.map((result) => (result.kind === "recognized" ? result.segment : -1)).toSorted()).toEqual(
        Array.from({ length: 10 }, (_, i) => i),
      );
      const accounts = await crew.dismiss();
      expect(accounts.map(({ rank }) => rank)).toEqual([0, 1]);
      expect(accounts.reduce((sum, { segments }) => sum + segments, 0)).toBe(10);
      expect(accounts.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0)).toBe(10);
    }
    expect(ranks.jobs).toBe(0);
    await ranks.close();
  });

  it("lets one that comes late have its turn", async () => {
    const ranks = await SharedRanks.open(new InProcessTransport(1), SPEC);
    const order: string[] = [];
    const long = await begin(ranks, "ann", Array<number>(20).fill(0.01), { onResult: (n) => void order.push(`a${n}`) });
    const short = await begin(ranks, "bob", [0.01, 0.01], { onResult: (n) => void order.push(`b${n}`) });
    await Promise.all([long.done, short.done]);
    expect(order.indexOf("b1")).toBeLessThan(8);
    await ranks.close();
  });

  it("stops a job that fails at once, whatever of it waits or is being done, and no other", async () => {
    const ranks = await SharedRanks.open(new InProcessTransport(2), SPEC);
    const lost = await begin(ranks, "ann", [60, 60, 60]);
    const kept = await begin(ranks, "bob", [0.01, 0.01, 0.01]);
    lost.done.catch(() => undefined);
    const began = performance.now();
    lost.dispatch.fail(new Error("on purpose"));
    await expect(lost.done).rejects.toThrow("on purpose");
    await kept.done;
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(lost.results).toEqual([]);
    expect(ranks.jobs).toBe(1);
    await kept.crew.dismiss();
    await ranks.close();
  });

  it("takes a job down whose samples cannot be read, and no other", async () => {
    const ranks = await SharedRanks.open(new InProcessTransport(1), SPEC);
    const load = (): void => {
      throw new Error("no samples");
    };
    const broken = await begin(ranks, "ann", [0.01, 0.01], { load });
    await expect(broken.done).rejects.toThrow("no samples");
    const kept = await begin(ranks, "ann", [0.01]);
    await kept.done;
    expect(kept.results).toHaveLength(1);
    await ranks.close();
  });

  it("fails with the transport, and every job with it", async () => {
    const transport = new InProcessTransport(1);
    const ranks = await SharedRanks.open(transport, SPEC);
    const job = await begin(ranks, "ann", [60]);
    job.done.catch(() => undefined);
    await transport.dispose();
    await expect(job.done).rejects.toThrow(/closed/);
    await expect(ranks.failure).rejects.toThrow(/closed/);
  });
});
