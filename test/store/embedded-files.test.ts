/** An embedded database whose files are not as they should be: what is said of it, and that nothing of it is changed. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { SisterError } from "../../src/errors.js";
import { migrate } from "../../src/database/migrations/migrate.js";
import { openPglite } from "../../src/database/embedded/pglite.js";

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "sister-embedded-"));
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** A whole database of its own. */
async function copy(name: string): Promise<string> {
  const folder = join(place, name, "database");
  await cp(inject("database"), folder, { recursive: true });
  return folder;
}

async function refusal(folder: string): Promise<SisterError> {
  const error = await openPglite(folder).then(
    async (database) => {
      await database.close();
      throw new Error(`${folder} was opened`);
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof SisterError)) throw error;
  return error;
}

const overwrite = async (path: string): Promise<void> => writeFile(path, randomBytes((await stat(path)).size));
/** PGlite leaves files open when it cannot start: lazily. */
const unmount = (folder: string): void => void execFileSync("umount", ["--lazy", folder]);
const first = async (folder: string): Promise<string> => join(folder, (await readdir(folder)).sort()[0] ?? "");

describe("an embedded database that is damaged", () => {
  const damages: Record<string, (folder: string) => Promise<unknown>> = {
    "of a garbage control file": (folder) => overwrite(join(folder, "global/pg_control")),
    "of a cut control file": (folder) => truncate(join(folder, "global/pg_control"), 100),
    "of a cut table": (folder) => truncate(join(folder, "base/5/1259"), 4096),
    "of garbage tables": (folder) => overwrite(join(folder, "base/5/1259")),
    "of an empty log": async (folder) => truncate(await first(join(folder, "pg_wal")), 0),
    "of a garbage version": (folder) => overwrite(join(folder, "PG_VERSION")),
    "without its version": (folder) => rm(join(folder, "PG_VERSION")),
    "without its control file": (folder) => rm(join(folder, "global/pg_control")),
    "without its tables": (folder) => rm(join(folder, "base"), { recursive: true }),
    "without its log": (folder) => rm(join(folder, "pg_wal"), { recursive: true }),
  };
  for (const [how, damage] of Object.entries(damages)) {
    it(how, async () => {
      const folder = await copy(how);
      await damage(folder);
      const before = await readdir(folder);
      const { message } = await refusal(folder);
      expect(message).toMatch(
        /^the embedded database in .* is damaged \(.+\): keep a copy .* restore it from a backup/,
      );
      expect(message).toContain(folder);
      expect(message).not.toMatch(/\n|object Object|folder that can be written/);
      // Nothing was made anew over it.
      expect(await readdir(folder)).toEqual(expect.arrayContaining(before.filter((name) => name !== "postmaster.pid")));
    });
  }
});

it("says that a database is damaged whose tables cannot be read", async () => {
  const folder = await copy("a table");
  const whole = await openPglite(folder);
  const { rows } = await whole.query<{ path: string }>("SELECT pg_relation_filepath('migrations') AS path");
  await whole.close();
  await overwrite(join(folder, rows[0]?.path ?? ""));
  const broken = await openPglite(folder);
  await expect(migrate(broken)).rejects.toThrow(/database .* is damaged \(.+\): keep a copy .* backup/);
  await broken.close().catch(() => undefined);
});

describe("an embedded database that cannot be opened", () => {
  it("of another version says which", async () => {
    const folder = await copy("version");
    await writeFile(join(folder, "PG_VERSION"), "17\n");
    expect((await refusal(folder)).message).toMatch(/made by PostgreSQL 17, and this Sister has PostgreSQL 18/);
    expect(await readFile(join(folder, "PG_VERSION"), "utf8")).toBe("17\n");
  });

  it("whose folder is a file says so, and leaves the file", async () => {
    const folder = join(place, "a file");
    await writeFile(folder, "mine");
    expect(await refusal(folder)).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/a file is|is a file/) as string,
    });
    expect(await readFile(folder, "utf8")).toBe("mine");
  });

  it("on a file system that is read-only says so", async ({ skip }) => {
    const folder = join(place, "read-only");
    await mkdir(folder);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      skip("no file system can be mounted here");
    }
    try {
      const error = await refusal(join(folder, "database"));
      expect(error).toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/read-only.*SISTER_DATA_DIR/) as string,
      });
    } finally {
      unmount(folder);
    }
  });

  it("on a disk that is full says so, and is made at the next try", { timeout: 300_000 }, async ({ skip }) => {
    const folder = join(place, "full");
    await mkdir(folder);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      skip("no file system can be mounted here");
    }
    try {
      const error = await refusal(join(folder, "database"));
      expect(error).toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/its disk is full.*make room/) as string,
      });
      execFileSync("mount", ["-o", "remount,size=200m", folder]);
      await (await openPglite(join(folder, "database"))).close();
    } finally {
      unmount(folder);
    }
  });
});
