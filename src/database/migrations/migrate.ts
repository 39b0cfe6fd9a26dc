/** Brings the schema of a database to this version of Sister. */
import { SisterError } from "../../errors.js";
import { DatabaseAway, type Database, type Queryable } from "../database.js";
import { damageOf } from "../embedded/pglite-files.js";
import { MIGRATIONS, type Migration } from "./migrations.js";

/** Key of an advisory lock that nothing else uses. */
const LOCK = 7_418_529_631;

/**
 * Runs the migrations that the database has not had, in one transaction. An advisory lock lets several servers start at
 * once. Throws a SisterError if the database is of a later version, if this user may not create tables, or if the
 * database is damaged.
 */
export async function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await database
    .transaction((transaction) => run(transaction, migrations))
    .catch((error: unknown) => {
      throw startProblem(database, error);
    });
}

/** Explains an error of the first statements: a missing right, or damage that only reading finds. */
function startProblem(database: Database, error: unknown): unknown {
  if (error instanceof DatabaseAway && error.refusal !== null)
    return new SisterError(error.message, { exitCode: error.needsSetting ? 2 : 1, cause: error });
  return (database.kind === "pglite" && damageOf(error)) || error;
}

async function run(transaction: Queryable, migrations: readonly Migration[]): Promise<void> {
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
      `the database was used by a later version of Sister (it has had the migration "${unknown}"): update Sister on this host`,
    );
  }
  for (const { name, statements } of migrations) {
    if (had.has(name)) continue;
    for (const statement of statements) await transaction.query(statement);
    await transaction.query("INSERT INTO migrations (name) VALUES ($1)", [name]);
  }
}
