/** The contract of the database. Two implementations, PGlite in this process and PostgreSQL; one suite. The SQL is the same for both. */

/** What a statement answered: its rows, and how many it returned or changed. */
export interface Rows<Row> {
  rows: Row[];
  count: number;
}

/** What takes statements: the database itself, a transaction, or a replica. */
export interface Queryable {
  /** One statement with `$1`-style values. Integers of 64 bits come as numbers, times as Date, JSON as values. */
  query<Row extends object = Record<string, never>>(text: string, values?: readonly unknown[]): Promise<Rows<Row>>;
}

/** The database cannot be had at the moment: nothing wrong was asked, and it may be back in a moment. */
export class DatabaseAway extends Error {
  /** Why it lets nobody in, without names and addresses; null: it is not reached at all. */
  readonly refusal: string | null;
  /** Whether somebody must set something before it lets the server in. */
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

/** What a reader has seen. */
export interface Reading {
  /**
   * What `wrote` answered at his last write: any copy that has that will do. Missing: he may have written anything a moment ago, so it is read as it is
   * now, from a replica only while the primary is away.
   */
  after?: string | undefined;
}

export interface ReplicaLag {
  /** Its host and port. */
  replica: string;
  /** How far it is behind; Infinity: it does not answer. */
  seconds: number;
}

export interface Database extends Queryable {
  readonly kind: "pglite" | "postgres";
  /** Runs statements as one: all of them or none. What `work` throws rolls back and is thrown on. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /** For reads that may be a moment old, but miss nothing that the reader wrote himself. */
  reader(reading?: Reading): Queryable;
  /** What was committed so far, as a place in the log, for the next reads of whoever wrote it. */
  wrote(): Promise<string>;
  replicaLags(): readonly ReplicaLag[];
  /** Host and port of the primary that was last written to; null: there is none of another process, or none was found. */
  primaryHost(): string | null;
  /** Hears what `NOTIFY channel` says until the returned function is called. A notification can be lost: poll behind it. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The one row of a statement that has one. */
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
