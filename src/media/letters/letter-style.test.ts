import { expect, test } from "vitest";
import { isFontName, overridesOf } from "./letter-style.js";

test("a style contains only the given fields", () => {
  expect(overridesOf({})).toBe("");
  expect(overridesOf({ fontSize: 24, position: "top", outline: 0 })).toBe("Fontsize=24,Alignment=6,Outline=0");
  expect(overridesOf({ position: "bottom" })).toBe("Alignment=2");
  expect(overridesOf({ font: "DejaVu Sans", color: "#12abEF", outlineColor: "#010203" })).toBe(
    "Fontname=DejaVu Sans,PrimaryColour=&H00EFAB12,OutlineColour=&H00030201",
  );
});

test("a box has its colour and opacity, black by default", () => {
  expect(overridesOf({ boxColor: "#ff0000" })).toBe("");
  expect(overridesOf({ boxColor: "#ff0000", boxOpacity: 0 })).toBe("");
  expect(overridesOf({ boxOpacity: 0.5 })).toBe("BackColour=&H80000000,BorderStyle=4,Shadow=2");
  expect(overridesOf({ boxColor: "#ff8000", boxOpacity: 1 })).toBe("BackColour=&H000080FF,BorderStyle=4,Shadow=2");
});

test("a font name or colour that would reach into other fields is rejected", () => {
  for (const name of ["a,Fontsize=99", "a=b", "a\\b", "a\nb", "a\0", "", "  "]) {
    expect(isFontName(name)).toBe(false);
    expect(() => overridesOf({ font: name })).toThrow(RangeError);
  }
  for (const name of ["DejaVu Sans", "it's [a]: b;", "源ノ角ゴシック"]) expect(isFontName(name)).toBe(true);
  for (const color of ["red", "#fff", "#12345g", "#1234567"]) expect(() => overridesOf({ color })).toThrow(/#rrggbb/);
});
