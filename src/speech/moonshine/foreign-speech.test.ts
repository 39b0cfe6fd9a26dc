import { expect, it } from "vitest";
import { soundsForeign } from "./foreign-speech.js";

const words = (...confidences: number[]): { confidence: number }[] =>
  Array.from({ length: 30 }, (_, i) => ({ confidence: confidences[i % confidences.length] ?? 1 }));

it("soundsForeign detects another language by the mean confidence of its words", () => {
  expect(soundsForeign(words(0.9, 0.2, 0.4, 0.6))).toBe(true);
  // English with noise: some words are doubtful, most are not.
  expect(soundsForeign(words(0.99, 0.98, 0.3, 0.9))).toBe(false);
});

it("soundsForeign is false for a few words", () => {
  expect(soundsForeign(words(0.2).slice(0, 10))).toBe(false);
  expect(soundsForeign([])).toBe(false);
});
