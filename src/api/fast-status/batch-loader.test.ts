import { describe, expect, it } from "vitest";
import { BatchLoader } from "./batch-loader.js";

/** A loader whose statements end when the test ends them. */
function controlledLoader() {
  const statements: {
    keys: number[];
    end: (found: ReadonlyMap<number, string>) => void;
    fail: (error: Error) => void;
  }[] = [];
  const loader = new BatchLoader(
    (keys: number[]) => new Promise<ReadonlyMap<number, string>>((end, fail) => statements.push({ keys, end, fail })),
  );
  return { loader, statements };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const named = (keys: number[]): Map<number, string> => new Map(keys.map((key) => [key, `value ${key}`]));

describe("a batch loader", () => {
  it("reads what is requested at the same time in one statement, each key once", async () => {
    const { loader, statements } = controlledLoader();
    const loads = [1, 2, 1, 3].map((key) => loader.load(key));
    await turn();
    expect(statements.map(({ keys }) => keys)).toEqual([[1, 2, 3]]);
    statements[0]?.end(named([1, 2]));
    expect(await Promise.all(loads)).toEqual(["value 1", "value 2", "value 1", undefined]);
  });

  it("never answers a request with a statement that began before it", async () => {
    const { loader, statements } = controlledLoader();
    const loads: Promise<string | undefined>[] = [];
    for (const key of [1, 1, 1, 2]) {
      loads.push(loader.load(key));
      await turn();
    }
    // Two statements run: the other requests wait until one of them ends.
    expect(statements.map(({ keys }) => keys)).toEqual([[1], [1]]);
    statements[0]?.end(named([1]));
    await turn();
    expect(statements.map(({ keys }) => keys)).toEqual([[1], [1], [1, 2]]);
    statements[1]?.end(new Map([[1, "second"]]));
    statements[2]?.end(new Map([[1, "third"]]));
    expect(await Promise.all(loads)).toEqual(["value 1", "second", "third", undefined]);
  });

  it("rejects only the requests of a statement that fails, and goes on", async () => {
    const { loader, statements } = controlledLoader();
    const failing = [loader.load(1), loader.load(2)];
    await turn();
    statements[0]?.fail(new Error("away"));
    for (const load of failing) await expect(load).rejects.toThrow("away");
    const load = loader.load(1);
    await turn();
    statements[1]?.end(named([1]));
    expect(await load).toBe("value 1");
  });
});
