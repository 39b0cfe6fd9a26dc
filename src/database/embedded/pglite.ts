/** The embedded database: PostgreSQL in this process, its files in a folder. One process only: others reach it through its owner. */
import { PGlite } from "@electric-sql/pglite";
import type { Database, Queryable, Rows } from "../database.js";
import { lockFolder } from "./folder-lock.js";
import { OnlyCopy } from "./single-node.js";
import { filesMade, openProblem, prepareFiles } from "./pglite-files.js";

type Answers = Pick<PGlite, "query">;

async function ask<Row extends object>(on: Answers, text: string, values: readonly unknown[]): Promise<Rows<Row>> {
  const { rows, affectedRows } = await on.query<Row>(text, [...values]);
  return { rows, count: rows.length > 0 ? rows.length : (affectedRows ?? 0) };
}

/**
 * Opens, and at first makes, the database in `folder`; null: in memory, for tests. Throws a SisterError that says what to do if another process has it
 * open, if it cannot be written, or if it is damaged.
 *
 * @example
 * const database = await openPglite("/var/lib/sister/database");
 * await migrate(database);
 */
export async function openPglite(folder: string | null): Promise<Database> {
  if (folder === null) return new EmbeddedDatabase(await PGlite.create({}), null);
  const unlock = await lockFolder(folder);
  try {
    const { isNew } = await prepareFiles(folder);
    const lite = await PGlite.create({ dataDir: folder }).catch((error: unknown) => {
      throw openProblem(folder, error, { isNew });
    });
    if (isNew) await filesMade(folder);
    return new EmbeddedDatabase(lite, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class EmbeddedDatabase extends OnlyCopy implements Database {
  readonly kind = "pglite";
  readonly #lite: PGlite;
  readonly #unlock: (() => void) | null;

  constructor(lite: PGlite, unlock: (() => void) | null) {
    super();
    this.#lite = lite;
    this.#unlock = unlock;
  }

  query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> {
    return ask<Row>(this.#lite, text, values);
  }

  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    return this.#lite.transaction((transaction) =>
      work({ query: (text, values = []) => ask(transaction, text, values) }),
    );
  }

  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>> {
    return this.#lite.listen(channel, heard);
  }

  async close(): Promise<void> {
    await this.#lite.close();
    this.#unlock?.();
  }
}
