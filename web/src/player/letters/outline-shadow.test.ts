import { expect, test } from "vitest";
import { outlineShadow } from "./outline-shadow.js";

const offsets = (shadow: string): [number, number][] =>
  shadow.split(",").map((one) => {
    const [x = "", y = ""] = one.split(" ");
    return [Number.parseFloat(x), Number.parseFloat(y)];
  });

test("reaches as far as the radius on each side", () => {
  const all = offsets(outlineShadow({ x: 4, y: 3 }, "#000000"));
  expect(Math.max(...all.map(([x]) => x))).toBeCloseTo(4, 1);
  expect(Math.max(...all.map(([, y]) => y))).toBeGreaterThan(2.8);
  expect(Math.max(...all.map(([, y]) => y))).toBeLessThanOrEqual(3);
});

test("a wide edge has no gap within it", () => {
  const reach = offsets(outlineShadow({ x: 24, y: 24 }, "#000000")).map(([x, y]) => Math.round(Math.hypot(x, y)));
  expect([...new Set(reach)].sort((a, b) => a - b)).toEqual([6, 12, 18, 24]);
});

test("there is no shadow without an outline", () => {
  expect(outlineShadow({ x: 0, y: 0 }, "#000000")).toBe("none");
});
