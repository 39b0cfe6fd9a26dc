import { describe, expect, it } from "vitest";
import { StreamBounds } from "./stream-bounds.js";

/** Opens this many streams of an owner. */
const open = (bounds: StreamBounds, owner: string, count: number): (() => void)[] =>
  Array.from({ length: count }, () => bounds.enter(owner));

const refused = (detail: RegExp): object =>
  expect.objectContaining({
    status: 429,
    headers: { "Retry-After": "10" },
    message: expect.stringMatching(detail) as string,
  }) as object;

describe("event streams", () => {
  it("are 50 at most of one owner", () => {
    const bounds = new StreamBounds();
    const [leave] = open(bounds, "ada", 50);
    expect(() => bounds.enter("ada")).toThrow(refused(/you have 50 event streams open/));
    bounds.enter("bob");
    leave?.();
    // A second call changes nothing.
    leave?.();
    bounds.enter("ada");
    expect(() => bounds.enter("ada")).toThrow(refused(/you have 50/));
  });

  it("are 1,000 at most of all owners", () => {
    const bounds = new StreamBounds();
    const all = Array.from({ length: 20 }, (_, i) => open(bounds, `owner ${i}`, 50)).flat();
    expect(all).toHaveLength(1000);
    expect(() => bounds.enter("bob")).toThrow(refused(/1000 event streams are open/));
    all[0]?.();
    bounds.enter("bob");
    expect(() => bounds.enter("cleo")).toThrow(refused(/1000 event streams are open/));
  });
});
