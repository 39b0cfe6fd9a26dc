import { expect, test } from "vitest";
import { isUnderway, nextUploads, type UploadStage } from "./queue.js";

const list = (...stages: UploadStage[]) => stages.map((stage, at) => ({ id: String(at), stage }));

test("two uploads run at once, in their order", () => {
  expect(nextUploads(list("waiting", "waiting", "waiting"))).toEqual(["0", "1"]);
  expect(nextUploads(list("sending", "waiting", "waiting"))).toEqual(["1"]);
  expect(nextUploads(list("sending", "making", "waiting"))).toEqual([]);
});

test("an upload that waits for the server keeps its place", () => {
  expect(nextUploads(list("away", "sending", "waiting"))).toEqual([]);
});

test("a paused upload lets others run", () => {
  expect(nextUploads(list("paused", "stopped", "unfinished", "waiting", "waiting", "waiting"))).toEqual(["3", "4"]);
});

test("leaving the page interrupts running uploads", () => {
  expect(list("waiting", "sending", "away", "making").every(({ stage }) => isUnderway(stage))).toBe(true);
  expect(list("paused", "stopped", "unfinished").some(({ stage }) => isUnderway(stage))).toBe(false);
});
