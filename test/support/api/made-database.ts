/** Makes the database with which the tests of servers start. Vitest calls it before the first test. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "../../../src/database/migrations/migrate.js";
import { openPglite } from "../../../src/database/embedded/pglite.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of an empty database that no process has open. */
    database: string;
  }
}

export default async function makeDatabase(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "sister-test-database-"));
  const database = await openPglite(join(folder, "database"));
  await migrate(database);
  await database.close();
  project.provide("database", join(folder, "database"));
  return () => rm(folder, { recursive: true, force: true });
}
