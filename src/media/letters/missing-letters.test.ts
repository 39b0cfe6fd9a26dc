import { expect, test } from "vitest";
import { lettersWithoutFont, missingLetters, parseCharset, withoutMissing } from "./missing-letters.js";

test("letters are missing if no font has them, except spaces, joiners and selectors", () => {
  const fonts = parseCharset("20-7e a0-17f\n41 4e00-4e05\n1f600 nonsense\n");
  expect(fonts).toEqual([
    [0x20, 0x7e],
    [0xa0, 0x17f],
    [0x4e00, 0x4e05],
    [0x1f600, 0x1f600],
  ]);
  expect(
    lettersWithoutFont(["Año \u4e05\n\u2060", "\u4e06\u{1f601}\u{1f600}\ufe0f\u200d\u3000\u00a0", "\u4e06"], fonts),
  ).toEqual(["\u4e06", "\u{1f601}"]);
  expect(lettersWithoutFont(["x"], [])).toEqual(["x"]);
  expect(withoutMissing("A\u4e06\u4e05 \u{1f601}\u{1f600}\u200d.\u4e06", fonts)).toBe("A\u4e05 \u{1f600}\u200d.");
});

test.each([
  [
    ["日"],
    /^a letter has no font on this machine, .*\(日\): install fonts-noto-cjk \(on Debian: apt-get install fonts-noto-cjk\)/,
  ],
  [["あ", "한", "、"], /^3 letters .* install fonts-noto-cjk \(/],
  [["ก", "अ", "ش"], /install fonts-noto-core \(/],
  [["😀", "日", "ก"], /install fonts-symbola fonts-noto-cjk fonts-noto-core \(/],
  [["\ue000"], /no font package has them/],
  [[..."abcdefghijk"], /^11 letters .*\(a b c d e f g h …\)/],
])("%j", (letters, message) => {
  expect(missingLetters(letters)).toMatch(message);
});

test("without missing letters there is no warning", () => {
  expect(missingLetters([])).toBeNull();
});
