import { expect, it } from "vitest";
import type { Word } from "../../speech/engine.js";
import { refineTimes } from "./refine-times.js";

const WORDS = [
  { text: "one", start: 0, end: 1, confidence: 1 },
  { text: "two", start: 1, end: 1.5, confidence: 0.5, estimated: true as const, breakBefore: true as const },
  { text: "three", start: 1.5, end: 2, confidence: 0.5, estimated: true as const },
  { text: "four", start: 2, end: 3, confidence: 1 },
];
const GUESSED = [{ first: 1, last: 2, start: 1, end: 2 }];

/** An aligner that finds these times, null for an estimate. */
function finding(times: ([number, number] | null)[]) {
  const asked: { samples: number; words: string[] }[] = [];
  return {
    asked,
    align: (samples: Int16Array, words: readonly Word[]): Promise<Word[]> => {
      asked.push({ samples: samples.length, words: words.map(({ text }) => text) });
      return Promise.resolve(
        words.map((word, i) => {
          const time = times[i];
          return time
            ? { text: word.text, start: time[0], end: time[1], confidence: 1 }
            : { ...word, estimated: true as const };
        }),
      );
    },
  };
}
const read = (from: number, to: number): Promise<Int16Array> => Promise.resolve(new Int16Array(to - from));

it("words with guessed times get the times that are found in their stretch of sound", async () => {
  const aligner = finding([
    [0.15, 0.45],
    [0.45, 0.95],
  ]);
  const words = await refineTimes({ words: WORDS, guessed: GUESSED }, { aligner, language: "en", read });
  expect(aligner.asked).toEqual([{ samples: 1.1 * 16_000, words: ["two", "three"] }]);
  expect(words).toEqual([
    WORDS[0],
    {
      text: "two",
      start: expect.closeTo(1.1, 6) as number,
      end: expect.closeTo(1.4, 6) as number,
      confidence: 0.5,
      breakBefore: true,
    },
    { text: "three", start: expect.closeTo(1.4, 6) as number, end: expect.closeTo(1.9, 6) as number, confidence: 0.5 },
    WORDS[3],
  ]);
});

it("words that are not found keep their guessed times", async () => {
  const aligner = finding([null, null]);
  expect(await refineTimes({ words: WORDS, guessed: GUESSED }, { aligner, language: "en", read })).toEqual(WORDS);
});

it("words stay in order", async () => {
  const aligner = finding([null, [9, 9.5]]);
  const words = await refineTimes({ words: WORDS, guessed: GUESSED }, { aligner, language: "en", read });
  expect(words.map(({ start }) => start)).toEqual([0, 1, 2, 2]);
});

it("empty and very long stretches are not read", async () => {
  const aligner = finding([]);
  const guessed = [
    { first: 1, last: 1, start: 1, end: 1 },
    { first: 2, last: 2, start: 1, end: 100 },
  ];
  await refineTimes({ words: WORDS, guessed }, { aligner, language: "en", read });
  expect(aligner.asked).toEqual([]);
});
