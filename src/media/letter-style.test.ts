import { expect, test } from "vitest";
import { overridesOf } from "./letter-style.js";

test("a style says what it was given, and nothing else", () => {
  expect(overridesOf({})).toBe("");
  expect(overridesOf({ fontSize: 24, position: "top", outline: 0 })).toBe("Fontsize=24,Alignment=6,Outline=0");
  expect(overridesOf({ position: "bottom" })).toBe("Alignment=2");
});
