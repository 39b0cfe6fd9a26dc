import { expect, test } from "vitest";
import { keptLetters } from "./stored-letters.js";

test("what the server takes is kept", () => {
  const style = { font: "DejaVu Sans", fontSize: 20, color: "#ffffff", boxOpacity: 0.5, outline: 0, position: "top" };
  expect(keptLetters(style)).toEqual(style);
});

test("anything else is left out", () => {
  expect(keptLetters({ fontSize: "20", color: "red", boxOpacity: 7, position: "left", other: 1 })).toEqual({});
  expect(keptLetters(null)).toEqual({});
  expect(keptLetters("top")).toEqual({});
});
