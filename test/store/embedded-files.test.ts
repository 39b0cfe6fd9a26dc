/** Damaged files of the embedded database are reported and not changed. */
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

/** A copy of an intact database. */
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
/** Lazily, because PGlite leaves files open when it cannot start. */
const unmount = (folder: string): void => void execFileSync("umount", ["--lazy", folder]);
const first = async (folder: string): Promise<string> => join(folder, (await readdir(folder)).sort()[0] ?? "");

describe("an embedded database with damage to its files", () => {
  const damages: Record<string, (folder: string) => Promise<unknown>> = {
    "is refused with a garbage control file": (folder) => overwrite(join(folder, "global/pg_control")),
    "is refused with a truncated control file": (folder) => truncate(join(folder, "global/pg_control"), 100),
    "is refused with a truncated table": (folder) => truncate(join(folder, "base/5/1259"), 4096),
    "is refused with garbage tables": (folder) => overwrite(join(folder, "base/5/1259")),
    "is refused with an empty log": async (folder) => truncate(await first(join(folder, "pg_wal")), 0),
    "is refused with a garbage version": (folder) => overwrite(join(folder, "PG_VERSION")),
    "is refused without its version": (folder) => rm(join(folder, "PG_VERSION")),
    "is refused without its control file": (folder) => rm(join(folder, "global/pg_control")),
    "is refused without its tables": (folder) => rm(join(folder, "base"), { recursive: true }),
    "is refused without its log": (folder) => rm(join(folder, "pg_wal"), { recursive: true }),
  };
  const isFull = process.env["SISTER_TEST_FULL"] !== undefined;
  // One of each kind: a file with garbage, a file cut short, a file and a folder that are missing.
  const kinds = /garbage control|truncated table|without its (version|tables)/;
  for (const [how, damage] of Object.entries(damages).filter(([how]) => isFull || kinds.test(how))) {
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
      // No new database was created over it.
      expect(await readdir(folder)).toEqual(expect.arrayContaining(before.filter((name) => name !== "postmaster.pid")));
    });
  }
});

it("a migration reports damage if tables of the embedded database cannot be read", async () => {
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
  it("reports its version if it is not the one that Sister has", async () => {
    const folder = await copy("version");
    await writeFile(join(folder, "PG_VERSION"), "17\n");
    expect((await refusal(folder)).message).toMatch(/made by PostgreSQL 17, and this Sister has PostgreSQL 18/);
    expect(await readFile(join(folder, "PG_VERSION"), "utf8")).toBe("17\n");
  });

  it("reports that its folder is a file, and keeps the file", async () => {
    const folder = join(place, "a file");
    await writeFile(folder, "mine");
    expect(await refusal(folder)).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/a file is|is a file/) as string,
    });
    expect(await readFile(folder, "utf8")).toBe("mine");
  });

  it("reports that its file system is read-only", async ({ skip }) => {
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

  it("reports that its disk is full, and is created at the next attempt", async ({ skip }) => {
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
