import { describe, expect, it } from "vitest";
import { mapInputs } from "./executor-map.js";

/** Work that ends when the test decides. */
class Desk {
  readonly started: number[] = [];
  readonly aborted: number[] = [];
  readonly #ends = new Map<number, { resolve: (value: string) => void; reject: (error: unknown) => void }>();

  submit = (input: number, signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      this.started.push(input);
      this.#ends.set(input, { resolve, reject });
      signal.addEventListener("abort", () => {
        if (this.#ends.delete(input)) this.aborted.push(input);
        reject(signal.reason as Error);
      });
    });

  end(input: number): void {
    this.#ends.get(input)?.resolve(`of ${input}`);
    this.#ends.delete(input);
  }

  fail(input: number): void {
    this.#ends.get(input)?.reject(new Error(`${input} failed`));
  }
}

/** Counts the inputs that were pulled, and notes whether the iteration was ended. */
function source(length: number) {
  const state = { pulled: 0, returned: false };
  function* inputs(): Generator<number> {
    try {
      while (state.pulled < length) yield state.pulled++;
    } finally {
      state.returned = true;
    }
  }
  return { state, inputs: inputs() };
}

async function listOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const options = (desk: Desk, rest: { ordered?: boolean; concurrency?: number; signal?: AbortSignal } = {}) => ({
  submit: desk.submit,
  ordered: true,
  concurrency: 2,
  signal: undefined,
  ...rest,
});

describe("mapInputs", () => {
  it("yields results in the order of the inputs, or of completion", async () => {
    for (const [ordered, expected] of [
      [true, ["of 0", "of 1", "of 2"]],
      [false, ["of 2", "of 0", "of 1"]],
    ] as const) {
      const desk = new Desk();
      const results = mapInputs([0, 1, 2], options(desk, { ordered, concurrency: 3 }));
      const all = listOf(results);
      await settled();
      for (const input of [2, 0, 1]) {
        desk.end(input);
        await settled();
      }
      expect(await all).toEqual(expected);
    }
  });

  it("pulls no input before the first result is requested, and none faster than results are taken", async () => {
    const desk = new Desk();
    const { state, inputs } = source(10);
    const results = mapInputs(inputs, options(desk));
    await settled();
    expect(state.pulled).toBe(0);
    for (let taken = 0; taken < 10; taken++) {
      const next = results.next();
      await settled();
      expect(state.pulled).toBe(Math.min(10, taken + 2));
      desk.end(taken);
      expect(await next).toEqual({ done: false, value: `of ${taken}` });
      await settled();
      // Each result that was taken makes space for one more input, even if the next result was not requested yet.
      expect(state.pulled).toBe(Math.min(10, taken + 3));
    }
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it("takes inputs that arrive over time, and promises of inputs", async () => {
    async function* later(): AsyncGenerator<number> {
      for (let i = 0; i < 3; i++) {
        await settled();
        yield i;
      }
    }
    const submit = (input: number): Promise<number> => Promise.resolve(input * 2);
    const rest = { submit, ordered: true, concurrency: 2, signal: undefined };
    expect(await listOf(mapInputs(later(), rest))).toEqual([0, 2, 4]);
    expect(
      await listOf(
        mapInputs(
          [1, 2].map((one) => Promise.resolve(one)),
          rest as never,
        ),
      ),
    ).toEqual([2, 4]);
    expect(await listOf(mapInputs([], rest))).toEqual([]);
  });

  it("ends the inputs and aborts the other tasks when it is left", async () => {
    const desk = new Desk();
    const { state, inputs } = source(10);
    for await (const value of mapInputs(inputs, { ...options(desk), submit: started(desk, 0) })) {
      expect(value).toBe("of 0");
      break;
    }
    expect(state.returned).toBe(true);
    expect(desk.aborted).toEqual([1, 2].filter((input) => desk.started.includes(input)));
    expect(desk.aborted.length).toBeGreaterThan(0);
    await settled();
    expect(state.pulled).toBeLessThanOrEqual(3);
  });

  it("throws an error at its turn if ordered, or else at once", async () => {
    for (const [ordered, expected] of [
      [true, ["of 0", "1 failed"]],
      [false, ["1 failed"]],
    ] as const) {
      const desk = new Desk();
      const { state, inputs } = source(5);
      const seen: string[] = [];
      const running = (async () => {
        for await (const value of mapInputs(inputs, options(desk, { ordered }))) seen.push(value);
      })().catch((error: Error) => seen.push(error.message));
      await settled();
      desk.fail(1);
      await settled();
      desk.end(0);
      await running;
      expect(seen).toEqual(expected);
      expect(state.returned).toBe(true);
    }
  });

  it("throws an error of the inputs after the results of earlier inputs", async () => {
    const inputs = (function* () {
      yield 1;
      throw new Error("no more");
    })();
    const seen: unknown[] = [];
    const submit = (input: number): Promise<number> => Promise.resolve(input);
    const running = (async () => {
      const results = mapInputs(inputs, { submit, ordered: true, concurrency: 4, signal: undefined });
      for await (const value of results) seen.push(value);
    })();
    await expect(running).rejects.toThrow("no more");
    expect(seen).toEqual([1]);
  });

  it("throws the signal's reason, also while it waits for inputs and before it has begun", async () => {
    const reason = new Error("enough");
    const abort = new AbortController();
    const inputs: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
    };
    const results = mapInputs(inputs, options(new Desk(), { signal: abort.signal }));
    const next = results.next();
    await settled();
    abort.abort(reason);
    await expect(next).rejects.toBe(reason);
    const none = source(1);
    await expect(mapInputs(none.inputs, options(new Desk(), { signal: abort.signal })).next()).rejects.toBe(reason);
    expect(none.state.pulled).toBe(0);
  });
});

/** Submits to the desk, and ends this input at once. */
function started(desk: Desk, input: number): Desk["submit"] {
  return (one, signal) => {
    const result = desk.submit(one, signal);
    if (one === input) desk.end(one);
    return result;
  };
}
