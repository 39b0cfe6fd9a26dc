import { expect, test } from "vitest";
import { parseLetters } from "./parse-letters.js";

test("a style has the names and values of the API's", () => {
  expect(parseLetters("font=DejaVu Sans, fontsize=24,color=#ffff00,position=top,margin=20,sideMargin=40")).toEqual({
    font: "DejaVu Sans",
    fontSize: 24,
    color: "#ffff00",
    position: "top",
    margin: 20,
    sideMargin: 40,
  });
});

test.each([
  ["", /NAME=VALUE/],
  ["size=3", /names font, fontSize/],
  ["fontSize", /NAME=VALUE/],
  ["fontSize=", /from 6 to 144/],
  ["fontSize=2", /from 6 to 144/],
  ["fontSize=big", /from 6 to 144/],
  ["margin=-1", /from 0 to 140/],
  ["color=red", /#rrggbb/],
  ["position=left", /top or bottom/],
  ["font=", /no value/],
])("%j is refused, with what is allowed", (text, words) => {
  expect(() => parseLetters(text)).toThrow(words);
});
