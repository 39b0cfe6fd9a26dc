import { ReadableStream } from "node:stream/web";
import { describe, expect, it } from "vitest";
import { ReadAhead } from "./read-ahead.js";

const pieceOf = (value: number, bytes = 10): Uint8Array => new Uint8Array(bytes).fill(value);

describe("ReadAhead", () => {
  it("returns everything that arrived before the connection broke, even to a late reader", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const value of [1, 2, 3]) controller.enqueue(pieceOf(value));
        setTimeout(() => controller.error(new Error("broken off")), 0);
      },
    });
    const body = new ReadAhead(stream);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const found: number[] = [];
    const reading = (async () => {
      for await (const bytes of body) found.push(bytes[0] ?? 0);
    })();
    await expect(reading).rejects.toThrow("broken off");
    expect(found).toEqual([1, 2, 3]);
  });

  it("reads at most one piece more than a mebibyte ahead", async () => {
    let given = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          given += 1;
          if (given > 100) controller.close();
          else controller.enqueue(pieceOf(given, 2 ** 18));
        },
      },
      { highWaterMark: 0 },
    );
    const body = new ReadAhead(stream);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(given).toBe(4);
    let bytes = 0;
    for await (const piece of body) bytes += piece.length;
    expect(bytes).toBe(100 * 2 ** 18);
  });

  it("ends the stream when it is cancelled", async () => {
    let isCancelled = false;
    const body = new ReadAhead(new ReadableStream<Uint8Array>({ cancel: () => void (isCancelled = true) }));
    await body.cancel();
    expect(isCancelled).toBe(true);
  });
});
