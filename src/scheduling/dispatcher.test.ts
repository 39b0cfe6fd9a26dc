import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TaskQueue } from "./task-queue.js";
import { Dispatcher, type Arrival, type DispatcherOptions, type Workers } from "./dispatcher.js";

interface Job {
  name: string;
  cost: number;
}

/** Resolves after all microtasks have run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Workers with a clock of their own. A job takes as long as it costs; only `next` moves the clock. */
class ClockedWorkers implements Workers<Job, string> {
  readonly size: number;
  readonly hands: Job[][];
  /** Every deal: the worker, the job, and how many jobs the worker had already. */
  readonly deals: { worker: number; name: string; inHand: number }[] = [];
  /** When each worker began its first job. */
  readonly #begun: number[];
  now = 0;

  constructor(size: number) {
    this.size = size;
    this.hands = Array.from({ length: size }, () => []);
    this.#begun = new Array<number>(size).fill(0);
  }

  async deal(worker: number, job: Job): Promise<void> {
    const hand = this.hands[worker] ?? [];
    this.deals.push({ worker, name: job.name, inHand: hand.length });
    if (hand.length === 0) this.#begun[worker] = this.now;
    hand.push(job);
  }

  async next(): Promise<Arrival<Job, string>> {
    await settled();
    const ends = this.hands.map(([job], worker) => (this.#begun[worker] ?? 0) + (job?.cost ?? Infinity));
    this.now = Math.min(...ends);
    const worker = ends.indexOf(this.now);
    const job = this.hands[worker]?.shift();
    this.#begun[worker] = this.now;
    return { worker, result: job?.name ?? "nothing" };
  }
}

type Rest = Partial<DispatcherOptions<Job, string>>;

function dispatcherOver(workers: Workers<Job, string>, rest: Rest = {}) {
  const done: string[] = [];
  const dispatcher = new Dispatcher<Job, string>({
    queue: new TaskQueue({ costOf: (job) => job.cost }),
    workers,
    onResult: (result) => void done.push(result),
    ...rest,
  });
  return { dispatcher, done };
}

const jobs = (costs: readonly number[]): Job[] => costs.map((cost, i) => ({ name: `${i}:${cost}`, cost }));

async function runAll(workers: Workers<Job, string>, costs: readonly number[], rest: Rest = {}): Promise<string[]> {
  const { dispatcher, done } = dispatcherOver(workers, rest);
  for (const job of jobs(costs)) dispatcher.add(job);
  dispatcher.end();
  await dispatcher.run();
  return done;
}

describe("Dispatcher", () => {
  it("deals the costliest task first to a free worker, and returns results in the order in which they finish", async () => {
    const workers = new ClockedWorkers(2);
    expect(await runAll(workers, [1, 5, 2.5, 3, 4])).toEqual(["4:4", "1:5", "3:3", "2:2.5", "0:1"]);
    expect(workers.deals.map(({ worker, name }) => `${worker} ${name}`)).toEqual([
      "0 1:5",
      "1 4:4",
      "1 3:3",
      "0 2:2.5",
      "1 0:1",
    ]);
    expect(workers.deals.every(({ inHand }) => inHand === 0)).toBe(true);
  });

  it("deals ahead so that no worker waits for its next task, until few tasks are left", async () => {
    const workers = new ClockedWorkers(3);
    await runAll(workers, new Array<number>(12).fill(1), { ahead: 1 });
    const ahead = workers.deals.map(({ inHand }) => inHand);
    // Three begin, three more wait behind them, and the last ones go to free workers.
    expect(ahead.slice(0, 6)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(ahead.slice(-2)).toEqual([0, 0]);
    expect(Math.max(...ahead)).toBe(1);
  });

  it("deals nothing ahead behind a costly task if another worker could begin it sooner", async () => {
    const workers = new ClockedWorkers(2);
    await runAll(workers, [10, 1, 1, 1], { ahead: 1 });
    expect(workers.deals.filter(({ worker }) => worker === 0).map(({ name }) => name)).toEqual(["0:10"]);
    expect(workers.now).toBe(10);
  });

  it("does every task once, within the mean load plus one task, with and without dealing ahead", async () => {
    const costs = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
    const property = fc.asyncProperty(
      costs,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 2 }),
      async (drawn, size, ahead) => {
        const workers = new ClockedWorkers(size);
        const done = await runAll(workers, drawn, { ahead });
        expect(done.toSorted()).toEqual(
          jobs(drawn)
            .map(({ name }) => name)
            .toSorted(),
        );
        const sum = drawn.reduce((total, cost) => total + cost, 0);
        expect(workers.now).toBeLessThanOrEqual(sum / size + Math.max(0, ...drawn));
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it("takes tasks that are added while others are done, also by the handler of results", async () => {
    const workers = new ClockedWorkers(2);
    const { dispatcher, done } = dispatcherOver(workers, {
      onResult: (result) => {
        done.push(result);
        if (result === "first") dispatcher.add({ name: "second", cost: 1 });
      },
    });
    const running = dispatcher.run();
    await settled();
    dispatcher.add({ name: "first", cost: 1 });
    dispatcher.end();
    await running;
    expect(done).toEqual(["first", "second"]);
  });

  it("withdraws a task that waits, and no task that was dealt", async () => {
    const workers = new ClockedWorkers(1);
    const { dispatcher, done } = dispatcherOver(workers);
    const [a, b, c] = [
      { name: "a", cost: 3 },
      { name: "b", cost: 2 },
      { name: "c", cost: 1 },
    ];
    for (const job of [a, b, c]) dispatcher.add(job);
    const running = dispatcher.run();
    while (workers.deals.length === 0) await Promise.resolve();
    expect([dispatcher.withdraw(a), dispatcher.withdraw(b), dispatcher.withdraw(b)]).toEqual([false, true, false]);
    dispatcher.end();
    await running;
    expect(done).toEqual(["a", "c"]);
  });

  it("ends when the last task is withdrawn", async () => {
    let finish: (arrival: Arrival<Job, string>) => void = () => undefined;
    const workers: Workers<Job, string> = {
      size: 0,
      deal: () => Promise.resolve(),
      next: () => new Promise((resolve) => (finish = resolve)),
    };
    const { dispatcher } = dispatcherOver(workers);
    const job = { name: "a", cost: 1 };
    dispatcher.add(job);
    dispatcher.end();
    const running = dispatcher.run();
    await settled();
    expect(dispatcher.withdraw(job)).toBe(true);
    await running;
    finish({ worker: 0, result: "" });
  });

  it("scatters first tasks when there is one for each worker", async () => {
    const shares: string[][] = [];
    const workers = new ClockedWorkers(2);
    const scattering: Workers<Job, string> = {
      size: 2,
      scatter: async (all) => {
        shares.push(...all.map((share) => share.map(({ name }) => name)));
        for (const [worker, share] of all.entries()) for (const job of share) await workers.deal(worker, job);
      },
      deal: (worker, job) => workers.deal(worker, job),
      next: () => workers.next(),
    };
    const { dispatcher, done } = dispatcherOver(scattering);
    const running = dispatcher.run();
    dispatcher.add({ name: "a", cost: 1 });
    await settled();
    expect(shares).toEqual([]);
    dispatcher.add({ name: "b", cost: 2 });
    dispatcher.end();
    await running;
    expect([shares, done]).toEqual([
      [["b"], ["a"]],
      ["a", "b"],
    ]);
  });

  it("scatters fewer tasks than there are workers if no more are expected, and none if there is none", async () => {
    const shares: string[][] = [];
    let expectsMore = true;
    const workers = new ClockedWorkers(3);
    const scattering: Workers<Job, string> = {
      size: 3,
      scatter: async (all) => {
        shares.push(...all.map((share) => share.map(({ name }) => name)));
        for (const [worker, share] of all.entries()) for (const job of share) await workers.deal(worker, job);
      },
      deal: (worker, job) => workers.deal(worker, job),
      next: () => workers.next(),
    };
    const { dispatcher, done } = dispatcherOver(scattering, { expectsMore: () => expectsMore });
    const running = dispatcher.run();
    dispatcher.add({ name: "a", cost: 1 });
    await settled();
    expect(shares).toEqual([]);
    expectsMore = false;
    dispatcher.recheck();
    await settled();
    expect(shares).toEqual([["a"], [], []]);
    dispatcher.end();
    await running;
    expect(done).toEqual(["a"]);

    const idle = dispatcherOver({ ...scattering, scatter: () => Promise.reject(new Error("nothing to scatter")) });
    idle.dispatcher.end();
    await idle.dispatcher.run();
  });

  it("finds the task of a result if workers finish out of order", async () => {
    const hand: Job[] = [];
    const workers: Workers<Job, string> = {
      size: 1,
      deal: async (_worker, job) => void hand.push(job),
      next: async () => {
        await settled();
        const task = hand.pop() ?? { name: "nothing", cost: 0 };
        return { worker: 0, result: `result of ${task.name}`, task };
      },
    };
    const done: string[] = [];
    const onResult: DispatcherOptions<Job, string>["onResult"] = (result, _worker, job) =>
      void done.push(`${job.name}: ${result}`);
    await runAll(workers, [2, 1], { ahead: 1, onResult });
    expect(done).toEqual(["1:1: result of 1:1", "0:2: result of 0:2"]);
  });

  describe("rejects with", () => {
    const purpose = new Error("on purpose");
    const never = new Promise<never>(() => undefined);
    const cases: Record<string, () => Promise<unknown>> = {
      "the error of a deal": () => runAll({ size: 1, deal: () => Promise.reject(purpose), next: () => never }, [1]),
      "the error of next": () =>
        runAll({ size: 1, deal: () => Promise.resolve(), next: () => Promise.reject(purpose) }, [1]),
      "the error of scatter": () =>
        runAll({ size: 1, scatter: () => Promise.reject(purpose), deal: () => never, next: () => never }, [1]),
      "the error that the handler of results throws": () =>
        runAll(new ClockedWorkers(1), [1, 1], {
          onResult: () => {
            throw purpose;
          },
        }),
      "the error given to fail": async () => {
        const { dispatcher } = dispatcherOver({ size: 1, deal: () => Promise.resolve(), next: () => never });
        dispatcher.add({ name: "a", cost: 1 });
        const running = dispatcher.run();
        running.catch(() => undefined);
        await settled();
        dispatcher.fail(purpose);
        return running;
      },
    };
    for (const [name, fails] of Object.entries(cases)) it(name, () => expect(fails()).rejects.toBe(purpose));
  });
});
