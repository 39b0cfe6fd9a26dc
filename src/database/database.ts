/**
 * The contract of the database. It is PostgreSQL in two forms: a server, or embedded (PGlite). The SQL and the client
 * are the same for both.
 */

/** Result of a statement: its rows, and how many rows it returned or changed. */
export interface Rows<Row> {
  rows: Row[];
  count: number;
}

/** Runs statements: the database itself, a transaction, or a replica. */
export interface Queryable {
  /**
   * Runs one statement with values for `$1`, `$2`, …. Integers of 64 bits are returned as numbers, times as Date, JSON
   * as values.
   */
  query<Row extends object = Record<string, never>>(text: string, values?: readonly unknown[]): Promise<Rows<Row>>;
}

/** The database cannot be used at the moment. The statement is not at fault, and may succeed later. */
export class DatabaseAway extends Error {
  /** Why it refuses connections, without names and addresses. Null: it cannot be reached. */
  readonly refusal: string | null;
  /** Whether an operator must change a setting before it accepts connections. */
  readonly needsSetting: boolean;
  constructor(
    message: string,
    {
      refusal = null,
      needsSetting = false,
      ...options
    }: ErrorOptions & { refusal?: string | null; needsSetting?: boolean } = {},
  ) {
    super(message, options);
    this.name = "DatabaseAway";
    this.refusal = refusal;
    this.needsSetting = needsSetting;
  }
}

/** What a reader has already seen. */
export interface Reading {
  /**
   * Result of `wrote` after the reader's last write: any replica that has replayed it may answer. If it is missing, the
   * reader may have written a moment ago, so the primary answers; a replica answers only while the primary is away.
   */
  after?: string | undefined;
}

export interface ReplicaLag {
  /** Host and port. */
  replica: string;
  /** How far it is behind the primary. Infinity: it does not answer. */
  seconds: number;
}

export interface Database extends Queryable {
  readonly kind: "pglite" | "postgres";
  /**
   * Runs statements as one: all take effect, or none. If `work` throws, the transaction is rolled back and this rejects
   * with the same error.
   */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /** For reads that may be a moment old, but include everything that the reader has written. */
  reader(reading?: Reading): Queryable;
  /** Position in the write-ahead log after everything that was committed so far. The writer passes it to `reader`. */
  wrote(): Promise<string>;
  replicaLags(): readonly ReplicaLag[];
  /** Host and port of the current primary. Null: the database is embedded, or the primary is being looked for. */
  primaryHost(): string | null;
  /**
   * Receives the payloads of `NOTIFY channel` until the returned function is called. Notifications can be lost, so poll
   * as well.
   */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The row of a statement that returns exactly one. */
export async function one<Row extends object>(
  on: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row> {
  const row = await maybeOne<Row>(on, text, values);
  if (!row) throw new Error(`no row: ${text.trim().split("\n")[0]}`);
  return row;
}

/** The first row of a statement, or null. */
export async function maybeOne<Row extends object>(
  on: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row | null> {
  const { rows } = await on.query<Row>(text, values);
  return rows[0] ?? null;
}
