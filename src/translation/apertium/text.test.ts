import { describe, expect, it } from "vitest";
import { fromStream, isUntranslated, toStream } from "./text.js";

describe("a text for the stream", () => {
  it("is one line that ends with a full stop and a NUL", () => {
    expect(toStream("the house\nis  red")).toBe("the house is red.[][\n]\0");
    expect(toStream("Is it red?")).toBe("Is it red?[][\n]\0");
    expect(toStream('He said "no."')).toBe('He said "no."[][\n]\0');
  });

  it("has its reserved characters escaped, and a space for each NUL", () => {
    expect(toStream("a^b [c]\0d")).toBe("a\\^b \\[c\\] d.[][\n]\0");
  });

  it("is composed, so that an accent is part of its letter", () => {
    expect(toStream("cafe\u0301.")).toBe("caf\u00e9.[][\n]\0");
  });
});

describe("an answer of the stream", () => {
  it("loses a full stop that was added, and keeps one of the source", () => {
    expect(fromStream("La casa.[][\n]", "the house").text).toBe("La casa");
    expect(fromStream("La casa.[][\n]", "the house.").text).toBe("La casa.");
  });

  it("loses its marks, and its unknown words are listed", () => {
    expect(fromStream("El *zibbel @wobble #rojo.[][\n]", "the zibbel")).toEqual({
      text: "El zibbel wobble rojo",
      unknownWords: ["zibbel", "wobble"],
    });
  });

  it("is unescaped", () => {
    expect(fromStream("a\\^b \\[c\\].[][\n]", "x").text).toBe("a^b [c]");
  });

  it("equals the source if nothing is translated", () => {
    for (const text of ["50 % * 2 # 3", "a/b <c> {d} [e] ^f$ \\g", "user@example.org"]) {
      const message = toStream(text).slice(0, -1);
      expect(fromStream(message, text).text).toBe(text);
    }
  });
});

it("a text of several words, all unknown, counts as untranslated, but a name may stay", () => {
  expect(isUntranslated("flob wob zib", ["flob", "wob", "zib"])).toBe(true);
  expect(isUntranslated("flob wob zib", ["flob", "wob"])).toBe(false);
  expect(isUntranslated("Zaphod Beeblebrox", ["Zaphod", "Beeblebrox"])).toBe(false);
});
