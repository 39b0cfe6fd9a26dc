/** The embedded database: PostgreSQL in this process, its files in a folder. One process only: others reach it through its owner. */
import { PGlite } from "@electric-sql/pglite";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import type { Database, Queryable, Rows } from "./database.js";
import { lockFolder } from "./folder-lock.js";
import { OnlyCopy } from "./only-copy.js";

type Answers = Pick<PGlite, "query">;

async function ask<Row extends object>(on: Answers, text: string, values: readonly unknown[]): Promise<Rows<Row>> {
  const { rows, affectedRows } = await on.query<Row>(text, [...values]);
  return { rows, count: rows.length > 0 ? rows.length : (affectedRows ?? 0) };
}

/**
 * Opens, and at first makes, the database in `folder`; null: in memory, for tests. Throws a SisterError where another process has it open or it
 * cannot be written.
 *
 * @example
 * const database = await openPglite("/var/lib/sister/database");
 * await migrate(database);
 */
export async function openPglite(folder: string | null): Promise<Database> {
  const unlock = folder === null ? null : await lockFolder(folder);
  try {
    if (folder !== null) await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    const lite = await PGlite.create(folder === null ? {} : { dataDir: folder });
    return new EmbeddedDatabase(lite, unlock);
  } catch (error) {
    await unlock?.();
    throw new SisterError(
      `the embedded database in ${folder ?? "memory"} cannot be opened (${messageOf(error)}): set SISTER_DATA_DIR to a folder that can be written, or DATABASE_URL to a PostgreSQL`,
      { cause: error },
    );
  }
}

class EmbeddedDatabase extends OnlyCopy implements Database {
  readonly kind = "pglite";
  readonly #lite: PGlite;
  readonly #unlock: (() => Promise<void>) | null;

  constructor(lite: PGlite, unlock: (() => Promise<void>) | null) {
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
    await this.#unlock?.();
  }
}
