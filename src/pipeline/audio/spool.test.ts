import { mkdtemp, readdir, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AudioSpool } from "./spool.js";

describe("AudioSpool", () => {
  it("returns any range, from the disk, from memory and across both, and leaves no file", async () => {
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

  it("keeps silence without taking disk space, before, between and after sound", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sister-spool-"));
    const spool = await AudioSpool.create(folder);
    const hour = 3600 * 16_000;
    const sound = Int16Array.from({ length: 131_072 }, (_, i) => (i % 100) + 1);
    const silence = new Int16Array(hour / 60);
    for (let minute = 0; minute < 60; minute++) await spool.append(silence);
    await spool.append(sound);
    for (let minute = 0; minute < 60; minute++) await spool.append(silence);
    expect(spool.length).toBe(2 * hour + sound.length);
    expect(await spool.read(hour, hour + sound.length)).toEqual(sound);
    expect((await spool.read(hour - 10, hour + 1)).at(-1)).toBe(1);
    const last = await spool.read(hour + sound.length - 1, spool.length);
    expect([last[0], last.subarray(1).every((sample) => sample === 0)]).toEqual([sound.at(-1), true]);
    // It has no name, so its room is asked of the process's own descriptor.
    const fds = await readdir("/proc/self/fd");
    const links = await Promise.all(fds.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
    const own = fds[links.findIndex((link) => link.startsWith(join(folder, "sister-audio-")))];
    expect((await stat(`/proc/self/fd/${own}`)).blocks * 512).toBeLessThan(4 * 2 ** 20);
    await spool.close();
    await rm(folder, { recursive: true });
  });
});
