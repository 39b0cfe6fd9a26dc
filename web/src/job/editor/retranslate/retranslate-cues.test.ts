import { expect, test } from "vitest";
import { retranslateCues } from "./retranslate-cues.js";

const refusal = new Error("away");
const silent = new Error("silent");

async function translated(answers: Readonly<Record<string, boolean | Error>>, stopAfter = Infinity) {
  const stop = new AbortController();
  const seen: number[] = [];
  const result = await retranslateCues(Object.keys(answers), {
    translate: (key) => {
      const answer = answers[key] ?? false;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    isHarmless: (problem) => problem === silent,
    onProgress: (count) => {
      seen.push(count);
      if (count >= stopAfter) stop.abort();
    },
    signal: stop.signal,
  });
  return { ...result, seen: seen.length };
}

test("counts what was translated, what is gone and what was refused", async () => {
  expect(await translated({ a: true, b: false, c: silent, d: refusal, e: true })).toEqual({
    ...{ done: 2, failed: 2, problem: refusal, seen: 5 },
  });
});

test("stops after three refusals in a row, but not for cues in which nothing was said", async () => {
  expect(await translated({ a: refusal, b: refusal, c: refusal, d: true })).toMatchObject({ done: 0, seen: 3 });
  expect(await translated({ a: silent, b: silent, c: silent, d: true })).toMatchObject({ done: 1, problem: null });
  expect(await translated({ a: refusal, b: refusal, c: true, d: refusal, e: true })).toMatchObject({ done: 2 });
});

test("stops on request", async () =>
  expect(await translated({ a: true, b: true, c: true }, 2)).toMatchObject({ done: 2, seen: 2 }));
