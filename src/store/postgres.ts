/** PostgreSQL over pools of connections. */
import pg from "pg";
import { messageOf, SisterError } from "../errors.js";
import type { Database, Queryable, Rows } from "./database.js";

/** 64-bit integers as numbers, as PGlite gives them: ours count segments and bytes, far below 2^53. */
const INT8 = 20;
pg.types.setTypeParser(INT8, Number);

type Answers = pg.Pool | pg.PoolClient | pg.Client;

async function ask<Row extends object>(on: Answers, text: string, values: readonly unknown[]): Promise<Rows<Row>> {
  const { rows, rowCount } = await on.query(text, [...values]);
  return { rows: rows as Row[], count: rowCount ?? 0 };
}

export interface PostgresOptions {
  /** Most connections. Default 10. */
  connections?: number;
}

/**
 * Connects to the server of a URL: `postgres://user:password@host:5432/database`. Throws a SisterError where it cannot be reached.
 *
 * @example
 * const database = await openPostgres(process.env.DATABASE_URL);
 */
export async function openPostgres(url: string, { connections = 10 }: PostgresOptions = {}): Promise<Database> {
  const settings = { connectionString: url, connectionTimeoutMillis: 5000, application_name: "sister" };
  const pool = new pg.Pool({ ...settings, max: connections });
  // A connection that breaks while nobody uses it: the pool makes another.
  pool.on("error", () => undefined);
  const database = new PooledDatabase(pool, settings);
  try {
    await database.query("SELECT 1");
    return database;
  } catch (error) {
    await database.close();
    throw new SisterError(
      `PostgreSQL cannot be reached (${messageOf(error)}): check DATABASE_URL and that the server runs`,
      {
        cause: error,
      },
    );
  }
}

class PooledDatabase implements Database {
  readonly kind = "postgres";
  readonly #pool: pg.Pool;
  readonly #settings: pg.ClientConfig;

  constructor(pool: pg.Pool, settings: pg.ClientConfig) {
    this.#pool = pool;
    this.#settings = settings;
  }

  query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> {
    return ask<Row>(this.#pool, text, values);
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("BEGIN");
      const result = await work({ query: (text, values = []) => ask(client, text, values) });
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch((failed: unknown) => {
        broken = failed instanceof Error ? failed : new Error(messageOf(failed));
      });
      throw error;
    } finally {
      // One that could not roll back is not given to anybody again.
      client.release(broken);
    }
  }

  /** On a connection of its own, which is made again a second after it broke. */
  async listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>> {
    let client: pg.Client | null = null;
    let stopped = false;
    let retry: NodeJS.Timeout | null = null;
    const again = (): void => {
      client = null;
      if (stopped || retry) return;
      retry = setTimeout(() => {
        retry = null;
        connect().catch(again);
      }, 1000);
    };
    const connect = async (): Promise<void> => {
      const fresh = new pg.Client(this.#settings);
      fresh.on("error", again);
      fresh.on("end", again);
      fresh.on("notification", ({ payload }) => heard(payload ?? ""));
      await fresh.connect();
      await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      client = fresh;
    };
    await connect();
    return async () => {
      stopped = true;
      if (retry) clearTimeout(retry);
      await client?.end();
    };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
