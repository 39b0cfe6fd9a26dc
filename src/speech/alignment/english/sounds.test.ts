import { describe, expect, it } from "vitest";
import { contraction, phonesByLetters, phonesOfFlite } from "./sounds.js";

it("flite's phones become the dictionary's, without stress and pauses", () => {
  expect(phonesOfFlite("pau k ax b er1 n iy1 t s pau \n")).toBe("K AH B ER N IY T S");
  expect(phonesOfFlite("")).toBe("");
});

it.each([
  ["nation", "N AE SH AH N"],
  ["quick", "K W IH K"],
  ["shape", "SH EY P"],
  ["phone", "F OW N"],
  ["", ""],
  ["'", ""],
])("without flite, %s is read %s", (word, phones) => {
  expect(phonesByLetters(word)).toBe(phones);
});

it("every letter has a sound or is silent, and every word is read to its end", () => {
  for (const letter of "abcdefghijklmnopqrstuvwxyz") expect(phonesByLetters(`${letter}a`)).not.toBe("");
  expect(phonesByLetters("x".repeat(300)).split(" ")).toHaveLength(600);
});

describe("contractions", () => {
  it.each([
    ["nasa's", "nasa", "N AE S AH", "Z"],
    ["kit's", "kit", "K IH T", "S"],
    ["jones's", "jones", "JH OW N Z", "AH Z"],
    ["they'll", "they", "DH EY", "AH L"],
    ["mightn't", "might", "M AY T", "AH N T"],
  ])("%s adds to the sounds of %s", (word, stem, phones, added) => {
    const found = contraction(word);
    expect(found?.stem).toBe(stem);
    expect(found?.ending(phones)).toBe(added);
  });

  it("are not found in other words", () => {
    expect(contraction("house")).toBeNull();
    expect(contraction("'s")).toBeNull();
  });
});
