import { expect, test } from "vitest";
import type { Render } from "./client.js";
import { withRender } from "./render-list.js";

const render = (part: Partial<Render>): Render => ({ id: "a", status: "running", progress: 0, ...part }) as Render;

test("a new render is put at the end", () => {
  expect(withRender([render({})], render({ id: "b" })).map(({ id }) => id)).toEqual(["a", "b"]);
});

test("a render goes forward only", () => {
  const half = [render({ progress: 0.5 })];
  expect(withRender(half, render({ progress: 0.7 }))[0]?.progress).toBe(0.7);
  expect(withRender(half, render({ progress: 0.3 }))[0]?.progress).toBe(0.5);
  expect(withRender(half, render({ status: "completed", progress: 1 }))[0]?.status).toBe("completed");
  expect(withRender([render({ status: "completed" })], render({ progress: 0.9 }))[0]?.status).toBe("completed");
});

test("a render that was begun again shows it", () => {
  expect(withRender([render({ progress: 0.5 })], render({ status: "queued" }))[0]?.status).toBe("queued");
});
