import { expect, it } from "vitest";
import { SAMPLE_RATE } from "../engine.js";
import { wordsOf, type HeardSegment } from "./words.js";

const SAID: HeardSegment[] = [
  ["<s>", 0, 20, 1],
  ["the", 21, 30, 0.9],
  ["read(2)", 31, 70, 0.8],
  ["<sil>", 71, 90, 1],
  ["book", 91, 120, 1.0001],
  ["</s>", 121, 140, 1],
];

/** A hum from `from` to `to`, in seconds. */
function sound(seconds: number, from = 0, to = seconds): Int16Array {
  return Int16Array.from({ length: seconds * SAMPLE_RATE }, (_, i) =>
    i >= from * SAMPLE_RATE && i < to * SAMPLE_RATE ? 5000 * Math.sin(i / 10) : 0,
  );
}

it("frames of 10 ms become seconds, and marks of silence and of pronunciations are removed", () => {
  expect(wordsOf(SAID, sound(1.4, 0.2, 1.2))).toEqual([
    { text: "the", start: 0.21, end: 0.31, confidence: 0.9 },
    { text: "read", start: 0.31, end: 0.71, confidence: 0.8 },
    { text: "book", start: 0.91, end: 1.21, confidence: 1 },
  ]);
});

it("no word ends after its piece", () => {
  expect(wordsOf(SAID, sound(1, 0.2, 1.2))[2]).toMatchObject({ start: 0.91, end: 1 });
});

it.each<[string, HeardSegment[]]>([
  ["no words", [["<s>", 0, 100, 1]]],
  [
    "a word that lasts too long",
    [
      ["hum", 0, 160, 1],
      ["a", 161, 180, 1],
    ],
  ],
  [
    "mostly noise",
    [
      ["[NOISE]", 0, 100, 1],
      ["a", 101, 110, 1],
      ["b", 111, 120, 1],
    ],
  ],
  [
    "only unlikely words",
    [
      ["a", 0, 20, 0.1],
      ["b", 21, 40, 0.1],
    ],
  ],
])("%s: the piece is not speech", (_name, heard) => {
  expect(wordsOf(heard, sound(2, 0, 1.8))).toEqual([]);
});

/** Words of 0.3 s with pauses of 0.05 s between them, from a given second. */
function sentence(from: number, words: number): HeardSegment[] {
  return Array.from(
    { length: words },
    (_, i) => [`w${i}`, from * 100 + i * 35, from * 100 + i * 35 + 29, 0.9] as const,
  );
}

it("words that leave out a third of the sound are not speech, however likely they are", () => {
  const everyOther = sentence(0, 24).filter((_, i) => i % 2 === 0);
  expect(wordsOf(everyOther, sound(8.4))).toEqual([]);
});

it("a sentence before music is kept, and a word in the music is dropped", () => {
  const heard = [...sentence(0, 9), ["oh", 600, 630, 0.9] as const];
  expect(wordsOf(heard, sound(10)).map((word) => word.text)).toEqual(sentence(0, 9).map(([word]) => word));
});
