import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cueText, jsonLine, lineText, printable } from "../../src/subtitles/text/plain-text.js";
import { hostileText } from "./hostile-text.js";

describe("cueText", () => {
  it.each([
    ["Hola\n\nMundo", "Hola\nMundo"],
    ["Hola\rMundo", "Hola\nMundo"],
    ["Hola\r\n \t\r\nMundo", "Hola\nMundo"],
    ["one\u2028two\u2029three\u0085four\vfive\fsix", "one\ntwo\nthree\nfour\nfive\nsix"],
    ["Hola\u0000 \u001b[31mMundo\u009b\u007f", "Hola [31mMundo"],
    ["\u202eabc\u202c \u2066x\u2069 \u200e\u200f\u061c", "abc x"],
    ["\ufeffHola\ufeff", "Hola"],
    ["a\ud800b\udc00c", "abc"],
    ["a\ufffeb\u{1ffff}c\ufdd0", "abc"],
    ["\u200b\n\u2060\n\u00ad", ""],
    ["a\u{e0048}\u{e0049}b", "ab"],
    [" \n ", ""],
    ["", ""],
  ])("%j becomes %j", (text, plain) => {
    expect(cueText(text)).toBe(plain);
  });

  it.each([
    "C:\\Nuevo\\hola",
    "Uso {llaves} en C",
    "<nombre> y 1 < 2 && 3 > 2",
    "00:00:01,000 --> 00:00:02,000",
    "42\nWEBVTT\nNOTE",
    "{\\an8}\\N\\h",
    "می‌خواهم",
    "👨‍👩‍👧 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} ❤️",
    "क्‍ष ก\u200bข",
    "two  spaces",
    "\ue000 \u{10fffd}",
  ])("%j stays as it was typed", (text) => {
    expect(cueText(text)).toBe(text);
  });

  it("makes lines of visible text of any input, and does not change its own result", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = cueText(text);
        expect(cueText(plain)).toBe(plain);
        expect(plain).not.toMatch(/[\p{Cs}\p{Bidi_Control}\ufeff\u2028\u2029]|(?!\n)\p{Cc}/u);
        if (plain !== "") for (const line of plain.split("\n")) expect(line).toMatch(/^\S(?:.*\S)?$/u);
        // Letters, digits and signs are never lost.
        const letters = (all: string): string => all.replace(/[^\p{L}\p{N}\p{P}\p{Sm}\p{Sc}]/gu, "");
        expect(letters(plain)).toBe(letters(text));
      }),
      { numRuns: 2000 },
    );
  });
});

it("lineText makes one line of several", () => {
  expect(lineText("talk\n\u202eabc\r\nx")).toBe("talk abc x");
});

it("printable text and JSON hold nothing that a terminal obeys", () => {
  expect(printable("a\u001b[31m\u009b\u202e\r\n  b\t.")).toBe("a[31m\n  b.");
  fc.assert(
    fc.property(hostileText, (text) => {
      const line = jsonLine({ text });
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}\ufeff]/u);
      expect(JSON.parse(line)).toEqual({ text });
    }),
  );
});
