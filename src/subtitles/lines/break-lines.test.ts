import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textLength } from "../norms/text-length.js";
import { costOfBreak, linesOf } from "./break-lines.js";

function broken(text: string, language: string, lineLength = 42): string[] | null {
  return linesOf(text, { language, lineLength, lines: 2 });
}

describe("lines", () => {
  it.each([
    [
      "en",
      "I have never seen the house of the old doctor in my life",
      "I have never seen",
      "the house of the old doctor in my life",
    ],
    [
      "es",
      "Nunca he visto la casa de mi vecina en toda la vida",
      "Nunca he visto la casa",
      "de mi vecina en toda la vida",
    ],
    [
      "id",
      "Saya belum pernah melihat rumah dokter itu dengan mata sendiri",
      "Saya belum pernah melihat rumah dokter",
      "itu dengan mata sendiri",
    ],
    [
      "de",
      "Ich habe das Haus von dem alten Arzt noch nie gesehen",
      "Ich habe das Haus",
      "von dem alten Arzt noch nie gesehen",
    ],
  ])("of %s are parted where readers part them", (language, text) => {
    const lines = broken(text, language);
    expect(lines).toHaveLength(2);
    expect(lines?.join(" ")).toBe(text);
  });

  it("never part an article from its noun, a name, or a number from its unit, if another break holds the text", () => {
    expect(costOfBreak("the", "house", "en")).toBeGreaterThan(costOfBreak("house", "of", "en"));
    expect(costOfBreak("Anna", "Smith", "en")).toBeGreaterThan(costOfBreak("saw", "Anna", "en"));
    expect(costOfBreak("42", "km", "id")).toBeGreaterThan(costOfBreak("sejauh", "42", "id"));
    expect(costOfBreak("sebuah", "rumah", "id")).toBeGreaterThan(costOfBreak("melihat", "sebuah", "id"));
    expect(costOfBreak("das", "Haus", "de")).toBeGreaterThan(costOfBreak("großes", "Haus", "de"));
    expect(costOfBreak("Guten", "Morgen", "de")).toBeLessThan(costOfBreak("Good", "Morning", "en"));
  });

  it("stand best after a sentence, then after a comma, then before a conjunction", () => {
    const costs = [
      ["over.", "Now"],
      ["said,", "now"],
      ["house", "and"],
      ["old", "house"],
    ].map(([a = "", b = ""]) => costOfBreak(a, b, "en"));
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(costOfBreak("Dr.", "Smith", "en")).toBeGreaterThan(10);
  });

  it("of Japanese and Chinese are parted between words, and begin with no closing sign", () => {
    const japanese = broken("私は昨日、友達と一緒に新しい図書館へ行きました。", "ja", 13);
    expect(japanese?.join("")).toBe("私は昨日、友達と一緒に新しい図書館へ行きました。");
    expect(japanese?.[1]).not.toMatch(/^[、。]/u);
    const chinese = broken("我们昨天和朋友一起去了新的图书馆看书。", "zh", 16);
    expect(chinese?.every((line) => textLength(line, "zh") <= 16)).toBe(true);
  });

  it("hold the same letters in the same order, within the limits or not at all", () => {
    const piece = fc.constantFrom(
      "a",
      "the",
      "Hello,",
      "world.",
      "extraordinarily",
      "№",
      "😀",
      "x".repeat(50),
      "de",
      "la",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 20 }),
        fc.constantFrom("en", "es", "id", "th", "ja"),
        (words, language) => {
          const text = words.join(" ");
          const lines = broken(text, language);
          if (!lines) return;
          expect(lines.length).toBeLessThanOrEqual(2);
          for (const line of lines) expect(textLength(line, language)).toBeLessThanOrEqual(42);
          expect(lines.join("").replace(/\s/gu, "")).toBe(text.replace(/\s/gu, ""));
        },
      ),
    );
  });
});
