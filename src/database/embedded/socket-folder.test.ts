import { chmod, mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSocketFolder, socketFolder } from "./socket-folder.js";

let place = "";
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "sister-socket-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

describe("the folder of a database's socket", () => {
  it("is beside the database", () => {
    expect(socketFolder("/var/lib/sister/database")).toBe("/var/lib/sister/database.socket");
  });

  it("is in the folder of temporary files if the path would be too long for a socket, another one for each database", () => {
    const [one, other] = ["x", "y"].map((letter) => socketFolder(`/${letter.repeat(100)}/database`));
    expect(one).toMatch(new RegExp(`^${tmpdir()}/sister-\\d+-[0-9a-f]{32}$`));
    expect(one).not.toBe(other);
  });

  it("is closed to other users, whatever it was before", async () => {
    const path = join(place, "open");
    await mkdir(path);
    await chmod(path, 0o777);
    await makeSocketFolder(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it("is not a link that somebody else could have put there", async () => {
    const path = join(place, "link");
    await symlink(place, path);
    await expect(makeSocketFolder(path)).rejects.toThrow(/belongs to another user: remove it, or set TMPDIR/);
  });
});
