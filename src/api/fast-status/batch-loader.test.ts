import { describe, expect, it } from "vitest";
import { Batches } from "./batch-loader.js";

/** Readings that end when they are told to. */
function controlled() {
  const readings: {
    keys: number[];
    end: (found: ReadonlyMap<number, string>) => void;
    fail: (error: Error) => void;
  }[] = [];
  const batches = new Batches(
    (keys: number[]) => new Promise<ReadonlyMap<number, string>>((end, fail) => readings.push({ keys, end, fail })),
  );
  return { batches, readings };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const named = (keys: number[]): Map<number, string> => new Map(keys.map((key) => [key, `value ${key}`]));

describe("Batches", () => {
  it("reads together what is asked at the same time, each key once", async () => {
    const { batches, readings } = controlled();
    const loads = [1, 2, 1, 3].map((key) => batches.load(key));
    await turn();
    expect(readings.map(({ keys }) => keys)).toEqual([[1, 2, 3]]);
    readings[0]?.end(named([1, 2]));
    expect(await Promise.all(loads)).toEqual(["value 1", "value 2", "value 1", undefined]);
  });

  it("answers nobody with what was begun before he asked", async () => {
    const { batches, readings } = controlled();
    const loads: Promise<string | undefined>[] = [];
    for (const key of [1, 1, 1, 2]) {
      loads.push(batches.load(key));
      await turn();
    }
    // Two are on their way: the others wait for one of them to end.
    expect(readings.map(({ keys }) => keys)).toEqual([[1], [1]]);
    readings[0]?.end(named([1]));
    await turn();
    expect(readings.map(({ keys }) => keys)).toEqual([[1], [1], [1, 2]]);
    readings[1]?.end(new Map([[1, "second"]]));
    readings[2]?.end(new Map([[1, "third"]]));
    expect(await Promise.all(loads)).toEqual(["value 1", "second", "third", undefined]);
  });

  it("fails for those of one reading alone, and goes on", async () => {
    const { batches, readings } = controlled();
    const failing = [batches.load(1), batches.load(2)];
    await turn();
    readings[0]?.fail(new Error("away"));
    for (const load of failing) await expect(load).rejects.toThrow("away");
    const load = batches.load(1);
    await turn();
    readings[1]?.end(named([1]));
    expect(await load).toBe("value 1");
  });
});
