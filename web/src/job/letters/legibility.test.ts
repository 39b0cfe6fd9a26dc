import { expect, test } from "vitest";
import { legibilityOf } from "./legibility.js";

test("the burner's own letters are legible", () => {
  expect(legibilityOf({})).toBe("good");
});

test("letters with nothing around them are not", () => {
  expect(legibilityOf({ outline: 0 })).toBe("bare");
  expect(legibilityOf({ outline: 0.25 })).toBe("bare");
});

test("an outline in the colour of the letters does not help", () => {
  expect(legibilityOf({ color: "#ffff00", outlineColor: "#ffffff" })).toBe("poor");
});

test("a box counts over a bright and over a dark picture", () => {
  expect(legibilityOf({ outline: 0, boxOpacity: 0.8 })).toBe("good");
  expect(legibilityOf({ outline: 0, boxOpacity: 0.2 })).toBe("poor");
  expect(legibilityOf({ outline: 0, boxOpacity: 1, color: "#000000" })).toBe("poor");
});
