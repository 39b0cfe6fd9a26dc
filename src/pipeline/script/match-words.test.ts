import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areAlike, matchWords } from "./match-words.js";

const split = (text: string): string[] => text.split(" ");

describe("matchWords", () => {
  it("pairs equal words and similar ones", () => {
    expect(
      matchWords(split("the grey colour of the house is fine"), split("the blue color of a house is fine")),
    ).toEqual([
      [0, 0],
      [2, 2],
      [3, 3],
      [5, 5],
      [6, 6],
      [7, 7],
    ]);
  });

  it("leaves out words that only one text has, however many there are", () => {
    const said = split("we come to the second part of this talk which is about rivers and their names");
    const passage = Array.from({ length: 5000 }, (_, i) => `word${i % 700}`);
    const script = [...said.slice(0, 8), ...passage, ...said.slice(8)];
    expect(matchWords(script, said)).toEqual(said.map((_, j) => [j < 8 ? j : j + 5000, j]));
    expect(matchWords(said, script)).toEqual(said.map((_, i) => [i, i < 8 ? i : i + 5000]));
  });

  it("matches a repeated chorus in order", () => {
    const chorus = split("row row row your boat gently down the stream");
    const song = [...chorus, ...split("merrily merrily"), ...chorus, ...split("life is but a dream"), ...chorus];
    expect(matchWords(song, song)).toEqual(song.map((_, i) => [i, i]));
  });

  it("does not match unrelated texts by a chance word", () => {
    const one = split("the river of the north is cold and the people of the coast do not swim in it before july");
    const other = split("a good program reads the configuration and then opens a socket on which the clients call");
    expect(matchWords(one, other)).toEqual([]);
  });

  it("matches nothing in an empty text", () => {
    expect(matchWords([], ["a"])).toEqual([]);
    expect(matchWords(["a"], [])).toEqual([]);
  });

  it("matches nothing in two passages of 9,000 words without an anchor, without gigabytes of memory", () => {
    const words = (name: string): string[] => Array.from({ length: 9000 }, (_, i) => `${name}${i % 100}`);
    expect(matchWords(words("a"), words("b"))).toEqual([]);
  });

  it("returns pairs that rise in both texts and lie inside them, for any texts", () => {
    const text = fc.array(fc.constantFrom("a", "b", "cat", "cats", "dog", "the", "of"), { maxLength: 60 });
    fc.assert(
      fc.property(text, text, (first, second) => {
        let [i, j] = [-1, -1];
        for (const [nextFirst, nextSecond] of matchWords(first, second)) {
          expect(nextFirst).toBeGreaterThan(i);
          expect(nextSecond).toBeGreaterThan(j);
          expect(nextFirst).toBeLessThan(first.length);
          expect(nextSecond).toBeLessThan(second.length);
          [i, j] = [nextFirst, nextSecond];
        }
      }),
    );
  });
});

it.each([
  ["colour", "color", true],
  ["organise", "organize", true],
  ["cat", "cats", true],
  ["cat", "dog", false],
  ["a", "an", false],
  ["in", "on", false],
  ["x".repeat(300), "x".repeat(299), false],
])("%s and %s: alike is %s", (a, b, alike) => {
  expect(areAlike(a, b)).toBe(alike);
  expect(areAlike(b, a)).toBe(alike);
});
