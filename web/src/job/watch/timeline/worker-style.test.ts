import { expect, it } from "vitest";
import { lookOf } from "./worker-style.js";

it("differs for each of 48 workers", () => {
  const looks = Array.from({ length: 48 }, (_, rank) => lookOf(rank));
  expect(new Set(looks.map(({ colour, pattern }) => `${colour} ${pattern}`)).size).toBe(48);
});
