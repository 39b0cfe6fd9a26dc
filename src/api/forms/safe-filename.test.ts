import { expect, test } from "vitest";
import { safeFilename } from "./safe-filename.js";

test.each([
  ["talk.mp4", "talk.mp4"],
  ["C:\\videos\\a b.mp4", "a b.mp4"],
  ["../../etc/passwd", "passwd"],
  ["a\u0000b\u001b[31m\u007f\u009b.mp4", "ab[31m.mp4"],
  ["x\u202e4pm.exe", "x4pm.exe"],
  ["\u2066a\u2069\u200f\ufeff.mp4", "a.mp4"],
  ["two\nlines\u2028three\u0085four.mp4", "two lines three four.mp4"],
  ["half \ud83d.mp4", "half .mp4"],
  ["año 日本 👨‍👩‍👧.mp4", "año 日本 👨‍👩‍👧.mp4"],
  ["\u200b.mp4".slice(0, 1), "video"],
  ["", "video"],
  ["..", "video"],
  ["a/", "video"],
])("the filename %j is stored as %j", (name, plain) => {
  expect(safeFilename(name)).toBe(plain);
});

test("long filenames keep their extension and whole characters, and fit into a file system with what is added to them", () => {
  for (const letter of ["x", "ñ", "日", "😀", "👨‍👩‍👧", "e\u0301\u0302"])
    for (const length of [1, 66, 199, 200, 255, 5000]) {
      const name = safeFilename(`${letter.repeat(length)}.mp4`);
      expect(Buffer.byteLength(`${name}.zh-Hant.burned.mp4`)).toBeLessThanOrEqual(255);
      expect(name).toMatch(new RegExp(`^(${letter})+\\.mp4$`, "u"));
    }
});
