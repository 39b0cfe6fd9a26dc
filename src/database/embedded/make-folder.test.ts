import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolder } from "./make-folder.js";

describe("makeFolder", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sister-make-folder-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("makes folders of one parent that several callers make at the same time", async () => {
    for (let round = 0; round < 200; round++) {
      const paths = ["a", "b", "c"].map((name) => join(folder, String(round), "data", name));
      await Promise.all(paths.map((path) => makeFolder(path)));
      for (const path of paths) expect((await stat(path)).isDirectory()).toBe(true);
    }
  });

  it("rejects if the system makes no folder there", async () => {
    await expect(makeFolder("/proc/sister/data")).rejects.toMatchObject({ code: "ENOENT" });
  });
});
