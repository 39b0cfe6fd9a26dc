import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeFilterValue } from "./filter-text.js";

/** Reads a text as ffmpeg does: up to the first unescaped one of these characters, and without escapes and quotes. */
function read(text: string, ends: string): { value: string; rest: string } {
  let value = "";
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === "\\" && at + 1 < text.length) {
      at += 1;
      value += text.charAt(at);
    } else if (letter === "'") {
      const close = text.indexOf("'", at + 1);
      const end = close < 0 ? text.length : close;
      value += text.slice(at + 1, end);
      at = end;
    } else if (ends.includes(letter)) {
      return { value, rest: text.slice(at) };
    } else value += letter;
  }
  return { value, rest: "" };
}

test("ffmpeg's two passes restore any escaped text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab \\':,;[]=%\"é\n") }), (text) => {
      const graph = read(escapeFilterValue(text), "[],;");
      expect(graph.rest).toBe("");
      expect(read(graph.value, ":")).toEqual({ value: text, rest: "" });
    }),
  );
});

test("an escaped ordinary path stays readable", () =>
  expect(escapeFilterValue("/home/me/talk.es.srt")).toBe("/home/me/talk.es.srt"));
