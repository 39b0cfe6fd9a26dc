import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderJournal, samplesDigest, segmentKey } from "./journal.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sister-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const words = [{ text: "kept", start: 0.1, end: 0.5, confidence: 0.7 }];
const segment = { index: 0, start: 0, end: 1, attempts: 1 };
const digest = samplesDigest(new Int16Array([1, 2, 3]));

describe("FolderJournal", () => {
  it("returns words only for the same engine, language and samples", async () => {
    const journal = await FolderJournal.open(folder);
    const key = segmentKey("engine 1", "en", digest);
    expect(await journal.get(segment, key)).toBeNull();
    await journal.put(segment, key, words);
    expect(await journal.get(segment, key)).toEqual(words);
    for (const other of [
      segmentKey("engine 2", "en", digest),
      segmentKey("engine 1", "es", digest),
      segmentKey("engine 1", "en", samplesDigest(new Int16Array([1, 2, 4]))),
    ]) {
      expect(await journal.get(segment, other)).toBeNull();
    }
  });

  it("treats a damaged entry as missing", async () => {
    const journal = await FolderJournal.open(folder);
    const key = segmentKey("e", "en", digest);
    await journal.put(segment, key, words);
    for (const damage of ["", "{", '{"version":1,"words":[{"text":1}]}']) {
      await writeFile(join(folder, key.slice(0, 2), `${key}.json`), damage);
      expect(await journal.get(segment, key)).toBeNull();
    }
  });

  it("removes old entries", async () => {
    const journal = await FolderJournal.open(folder);
    const key = segmentKey("e", "en", digest);
    await journal.put(segment, key, words);
    const old = new Date(Date.now() - 31 * 24 * 3600 * 1000);
    await utimes(join(folder, key.slice(0, 2), `${key}.json`), old, old);
    await journal.prune();
    expect(await readdir(join(folder, key.slice(0, 2)))).toEqual([]);
  });

  it("rejects with what to do if it cannot write", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(FolderJournal.open(join(folder, "file", "below"))).rejects.toThrow(/SISTER_DATA_DIR/);
  });
});
