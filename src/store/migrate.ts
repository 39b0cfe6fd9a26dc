/** Brings a database to the shape that this version of Sister works with. */
import { SisterError } from "../errors.js";
import type { Database } from "./database.js";
import { MIGRATIONS, type Migration } from "./migrations.js";

/** Any number that nobody else locks. */
const LOCK = 7_418_529_631;

/**
 * Runs the steps that the database has not had, all in one transaction, under an advisory lock: several servers may start at once. Throws a
 * SisterError where the database is of a later version.
 */
export async function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await transaction.query(
      "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())",
    );
    const { rows } = await transaction.query<{ name: string }>("SELECT name FROM migrations");
    const had = new Set(rows.map(({ name }) => name));
    const known = new Set(migrations.map(({ name }) => name));
    const unknown = [...had].find((name) => !known.has(name));
    if (unknown !== undefined) {
      throw new SisterError(
        `the database was made by a later version of Sister (it has had "${unknown}"): update Sister on this host`,
      );
    }
    for (const { name, statements } of migrations) {
      if (had.has(name)) continue;
      for (const statement of statements) await transaction.query(statement);
      await transaction.query("INSERT INTO migrations (name) VALUES ($1)", [name]);
    }
  });
}
