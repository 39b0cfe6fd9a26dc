import { expect, test } from "vitest";
import { keptLetters } from "./stored-letters.js";

test("valid fields of a stored style are used", () => {
  const style = { font: "DejaVu Sans", fontSize: 20, color: "#ffffff", boxOpacity: 0.5, outline: 0, position: "top" };
  expect(keptLetters(style)).toEqual(style);
});

test("invalid fields of a stored style are dropped", () => {
  expect(keptLetters({ fontSize: "20", color: "red", boxOpacity: 7, position: "left", other: 1 })).toEqual({});
  expect(keptLetters(null)).toEqual({});
  expect(keptLetters("top")).toEqual({});
});
