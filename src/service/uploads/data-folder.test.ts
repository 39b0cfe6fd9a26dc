import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DataFolder } from "./data-folder.js";

let place: string;
let file: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "sister-data-"));
  file = join(place, "a file");
  await writeFile(file, "mine");
});
afterAll(() => rm(place, { recursive: true, force: true }));

it("the data folder is created with its parents, and used if it exists", async () => {
  const path = join(place, "a", "b", "c");
  for (let times = 0; times < 2; times++) expect((await DataFolder.open(path)).path).toBe(path);
});

it("an error of the data folder names the setting to change", async () => {
  const cases: [path: string, says: RegExp][] = [
    [file, /a file cannot be used \(a file is where a folder should be\): remove that file, or set SISTER_DATA_DIR/],
    [join(file, "data"), /a file is where a folder should be/],
    // /proc exists, but answers that it does not.
    ["/proc/sister/data", /\/proc\/sister\/data cannot be used \(.*\): set SISTER_DATA_DIR/],
  ];
  for (const [path, says] of cases) {
    const error: unknown = await DataFolder.open(path).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "SisterError", exitCode: 2, message: expect.stringMatching(says) as string });
  }
  expect(await readFile(file, "utf8")).toBe("mine");
});
