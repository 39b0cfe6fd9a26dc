/** PostgreSQL over pools of connections: writes to the primary, reads that may be a moment old to replicas. */
import pg from "pg";
import { messageOf, SisterError } from "../../errors.js";
import { DatabaseAway, type Database, type Queryable, type Reading, type ReplicaLag, type Rows } from "../database.js";
import { lsnOf, placeAfterWrite } from "../lsn.js";
import { ask, hostsOf, saysAway } from "./connection.js";
import { Primary } from "./primary.js";
import { Replicas } from "./replicas.js";

export interface PostgresOptions {
  /** Most connections to each server. Default 10. */
  connections?: number;
  /** Replicas to read from. */
  replicas?: readonly string[];
  /** A replica that is further behind, in seconds, gets no reads until it has caught up. Default 10. */
  lagMostSeconds?: number;
}

const LAG_MOST_SECONDS = 10;

/**
 * Connects to the server of a URL, `postgres://user:password@host:5432/database`, or, of several hosts in one, to the primary. Throws a SisterError where
 * none can be reached.
 *
 * @example
 * const database = await openPostgres(process.env.DATABASE_URL);
 */
export async function openPostgres(
  url: string,
  { connections = 10, replicas = [], lagMostSeconds = LAG_MOST_SECONDS }: PostgresOptions = {},
): Promise<Database> {
  const primary = new Primary(hostsOf(url), connections);
  const database = new PooledDatabase(primary, { replicas, connections, lagMostSeconds });
  try {
    await database.query("SELECT 1");
    await database.begin();
    return database;
  } catch (error) {
    await database.close();
    const away = error instanceof DatabaseAway ? error : null;
    const exitCode = away?.needsSetting ? 2 : 1;
    if (away?.refusal) throw new SisterError(away.message, { exitCode, cause: error });
    throw new SisterError(
      `PostgreSQL cannot be reached (${messageOf(error)}): check DATABASE_URL and that the server runs`,
      { cause: error },
    );
  }
}

class PooledDatabase implements Database {
  readonly kind = "postgres";
  readonly #primary: Primary;
  readonly #replicas: Replicas;
  readonly #hasReplicas: boolean;

  constructor(primary: Primary, { replicas, connections, lagMostSeconds }: Required<PostgresOptions>) {
    this.#primary = primary;
    this.#hasReplicas = replicas.length > 0;
    const primaryAt = async (): Promise<bigint> => {
      const { rows } = await this.query<{ lsn: string }>("SELECT pg_current_wal_insert_lsn()::text AS lsn");
      const lsn = lsnOf(rows[0]?.lsn ?? "");
      if (lsn === null) throw new Error("the primary does not say where it is");
      return lsn;
    };
    this.#replicas = new Replicas(replicas, connections, primaryAt, lagMostSeconds);
  }

  /** Learns where the replicas are. */
  async begin(): Promise<void> {
    if (this.#hasReplicas) await this.#replicas.look();
  }

  query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> {
    return this.#primary.use((pool) => ask<Row>(pool, text, values));
  }

  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    return this.#primary.use(async (pool) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      // A connection may end between two statements, when nobody waits for it: without this, that would end the process.
      const onError = (error: Error): void => void (broken = error);
      client.on("error", onError);
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
        client.off("error", onError);
        // One that broke, or could not roll back, is not given to anybody again.
        client.release(broken);
      }
    });
  }

  reader(reading: Reading = {}): Queryable {
    if (!this.#hasReplicas) return this;
    return { query: (text, values = []) => this.#read(reading, text, values) };
  }

  async #read<Row extends object>({ after }: Reading, text: string, values: readonly unknown[]): Promise<Rows<Row>> {
    // Who does not say what he has seen may have written a moment ago, on whatever server: only the primary has that for certain.
    const needed = after === undefined ? null : lsnOf(after);
    const replica = needed === null ? null : this.#replicas.next(needed);
    if (replica) {
      try {
        return await ask<Row>(replica, text, values);
      } catch (error) {
        if (!saysAway(error) && !isConflict(error)) throw error;
        if (saysAway(error)) this.#replicas.failed(replica);
      }
    }
    try {
      return await this.query<Row>(text, values);
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
      // Better what a replica has than nothing: reads go on while the primary is away. Nothing can be written that one would miss.
      const any = this.#replicas.any();
      if (!any) throw error;
      return await ask<Row>(any, text, values);
    }
  }

  wrote(): Promise<string> {
    return placeAfterWrite(this);
  }

  primaryHost(): string | null {
    return this.#primary.host;
  }

  replicaLags(): readonly ReplicaLag[] {
    return this.#replicas.lags;
  }

  /** On a connection of its own to the primary, which is made again a second after it broke. */
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
      const fresh = await this.#primary.use((pool) => connected(pool));
      fresh.on("error", again);
      fresh.on("end", again);
      fresh.on("notification", ({ payload }) => heard(payload ?? ""));
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
    await Promise.all([this.#primary.close(), this.#replicas.close()]);
  }
}

/** A connection beside the pool's own: it belongs to one listener for as long as that listens. */
async function connected(pool: pg.Pool): Promise<pg.Client> {
  const client = new pg.Client(pool.options);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** A replica cancels a read that stands in the way of replay: the primary answers it. */
function isConflict(error: unknown): boolean {
  return (error as { code?: unknown }).code === "40001";
}
