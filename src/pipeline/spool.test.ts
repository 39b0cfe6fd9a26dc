import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { AudioSpool } from "./spool.js";

describe("AudioSpool", () => {
  it("gives back any range, from the disk, from memory and across both, and leaves no file", async () => {
    const spool = await AudioSpool.create();
    const value = (i: number): number => (i * 7919) % 32_000;
    let at = 0;
    for (const size of [1, 131_071, 131_072, 50_000, 200_000]) {
      await spool.append(Int16Array.from({ length: size }, (_, i) => value(at + i)));
      at += size;
    }
    expect(spool.length).toBe(at);
    for (const [from, to] of [
      [0, 1],
      [131_070, 131_080],
      [0, at],
      [at - 10, at],
      [262_000, 262_300],
      [5, 5],
    ] as const) {
      expect(await spool.read(from, to)).toEqual(Int16Array.from({ length: to - from }, (_, i) => value(from + i)));
    }
    await expect(spool.read(0, at + 1)).rejects.toThrow(RangeError);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith("sister-audio-"))).toEqual([]);
    await spool.close();
  });
});
