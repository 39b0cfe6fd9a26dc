import { expect, test } from "vitest";
import { NOT_TRANSLATED } from "../../../src/subtitles/layout/layout.js";
import type { Row, Side } from "./row.js";
import { translatable } from "./untranslated.js";

const row = (key: string, id?: Side): Row => ({
  ...{ key, start: 0, end: 1 },
  sides: { en: { text: "Yes" }, ...(id ? { id } : {}) },
});

test("cues without a translation are those that failed, that are empty, and that say so", () => {
  const rows = [
    row("a", { text: "Ya" }),
    row("b", { text: "x", failed: true }),
    row("c", { text: " " }),
    row("d", { text: NOT_TRANSLATED }),
    row("e"),
  ];
  expect(translatable(rows, "id")).toEqual({ all: ["a", "b", "c", "d"], missing: ["b", "c", "d"] });
  expect(translatable(rows, "es")).toEqual({ all: [], missing: [] });
});
