/** The database over pools of connections: writes go to the primary, reads that may be a moment old go to replicas. */
import pg from "pg";
import { messageOf } from "../../errors.js";
import { DatabaseAway, type Database, type Queryable, type Reading, type ReplicaLag, type Rows } from "../database.js";
import { lsnOf, placeAfterWrite } from "../lsn.js";
import { Connection, isAway, runStatement } from "./connection.js";
import { Primary } from "./primary.js";
import { Replicas } from "./replicas.js";

export interface PooledOptions {
  kind: Database["kind"];
  /** Most connections to each server. */
  connections: number;
  replicas?: readonly string[];
  /** A replica that is further behind, in seconds, gets no reads until it has caught up. */
  lagMostSeconds?: number;
}

/** A database behind connection strings. It connects with the first statement. */
export class PooledDatabase implements Database {
  readonly kind: Database["kind"];
  /**
   * The embedded database has one session for all connections, so two of them cannot prepare a statement of one name.
   */
  readonly #prepares: boolean;
  readonly #primary: Primary;
  readonly #replicas: Replicas;
  readonly #hasReplicas: boolean;

  /** @param urls the hosts of which one is the primary */
  constructor(urls: readonly string[], { kind, connections, replicas = [], lagMostSeconds = Infinity }: PooledOptions) {
    this.kind = kind;
    this.#prepares = kind === "postgres";
    this.#primary = new Primary(urls, connections);
    this.#hasReplicas = replicas.length > 0;
    const primaryAt = async (): Promise<bigint> => {
      const { rows } = await this.query<{ lsn: string }>("SELECT pg_current_wal_insert_lsn()::text AS lsn");
      const lsn = lsnOf(rows[0]?.lsn ?? "");
      if (lsn === null) throw new Error("the primary returned no position of its log");
      return lsn;
    };
    this.#replicas = new Replicas(replicas, connections, primaryAt, lagMostSeconds);
  }

  /** Finds out how far the replicas are, so that the first reads can go to them. */
  async begin(): Promise<void> {
    if (this.#hasReplicas) await this.#replicas.look();
  }

  query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> {
    return this.#primary.use((pool) => runStatement<Row>(pool, text, values, this.#prepares));
  }

  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    return this.#primary.use(async (pool) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      // A connection may end between two statements. Without a listener, its error would end the process.
      const onError = (error: Error): void => void (broken = error);
      client.on("error", onError);
      try {
        await client.query("BEGIN");
        const result = await work({ query: (text, values = []) => runStatement(client, text, values, this.#prepares) });
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch((failed: unknown) => {
          broken = failed instanceof Error ? failed : new Error(messageOf(failed));
        });
        throw error;
      } finally {
        client.off("error", onError);
        // A connection that broke, or could not roll back, is not used again.
        client.release(broken);
      }
    });
  }

  reader(reading: Reading = {}): Queryable {
    if (!this.#hasReplicas) return this;
    return { query: (text, values = []) => this.#read(reading, text, values) };
  }

  async #read<Row extends object>({ after }: Reading, text: string, values: readonly unknown[]): Promise<Rows<Row>> {
    // A reader without a position may have written a moment ago, through any server: only the primary certainly has
    // that.
    const needed = after === undefined ? null : lsnOf(after);
    const replica = needed === null ? null : this.#replicas.next(needed);
    if (replica) {
      try {
        return await runStatement<Row>(replica, text, values);
      } catch (error) {
        if (!isAway(error) && !isConflict(error)) throw error;
        if (isAway(error)) this.#replicas.failed(replica);
      }
    }
    try {
      return await this.query<Row>(text, values);
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
      // Reads go on while the primary is away. Meanwhile nothing is written that a replica could miss.
      const any = this.#replicas.any();
      if (!any) throw error;
      return await runStatement<Row>(any, text, values);
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

  /** Uses a separate connection to the primary. If it breaks, it is opened again after a second. */
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
      fresh.on("notification", (notification) => {
        if (notification.channel === channel) heard(notification.payload ?? "");
      });
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

/** A connection outside the pool, for one listener. */
async function connected(pool: pg.Pool): Promise<pg.Client> {
  const client = new Connection(pool.options);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Whether a replica cancelled a read because it blocked replay. The primary can answer it. */
function isConflict(error: unknown): boolean {
  return (error as { code?: unknown }).code === "40001";
}
