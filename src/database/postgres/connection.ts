/** Connections to PostgreSQL: their settings, how a statement is sent, and which errors mean that a server is away. */
import pg from "pg";
import type { Rows } from "../database.js";
import { refusalOf } from "./refusals.js";

/** 64-bit integers are read as numbers: Sister counts segments and bytes, far below 2^53. */
const INT8 = 20;
pg.types.setTypeParser(INT8, Number);

const CONNECT_MS = 10_000;
/** A process that was stopped inside a transaction keeps its locks no longer than this. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** Settings of a connection, or of all connections of a pool. */
function settingsOf(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "sister",
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // A host that lost its power closes no connection.
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
  };
}

type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void);

/**
 * A connection that could not be made is closed. pg leaves it open if the server wants a password that the connection
 * string lacks, until the server has waited for a minute.
 */
export class Connection extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.Client> | void {
    if (!callback)
      return new Promise((resolve, reject) => {
        this.connect((error: Error | null) => (error ? reject(error) : resolve(this)));
      });
    super.connect((error: Error | null) => {
      if (error) void this.end().catch(() => undefined);
      (callback as (error: Error | null, client: pg.Client) => void)(error, this);
    });
  }
}

/** @param connections most connections at once */
export function poolOf(url: string, connections: number): pg.Pool {
  const pool = new pg.Pool({ ...settingsOf(url), max: connections, Client: Connection });
  // A connection that breaks while it is idle: the pool opens another.
  pool.on("error", () => undefined);
  // The pool takes its own listener off before its user can set one. An error that arrives between the two, such as
  // that of a server that shuts down as it accepts a connection, would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** Names of prepared statements by their texts. The texts are constants of this program, so there are few. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `sister_${names.size}`));
  return name;
}

/**
 * Runs one statement.
 *
 * @param prepared whether a statement with values is prepared, once for each connection: to parse and plan it takes
 *   longer than to find a row by its key
 */
export async function runStatement<Row extends object>(
  on: pg.Pool | pg.ClientBase,
  text: string,
  values: readonly unknown[] = [],
  prepared = true,
): Promise<Rows<Row>> {
  const name = prepared ? { name: nameOf(text) } : {};
  const { rows, rowCount } = await (values.length === 0
    ? on.query(text)
    : on.query({ ...name, text, values: [...values] }));
  return { rows: rows as Row[], count: rowCount ?? 0 };
}

/**
 * One URL for each host of a URL that names several. A host without a port gets 5432.
 *
 * @example
 * hostsOf("postgres://sister@db1,db2:5433/sister"); // ["postgres://sister@db1:5432/sister", "postgres://sister@db2:5433/sister"]
 */
export function hostsOf(url: string): string[] {
  const match = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]*)(.*)$/.exec(url);
  const [, before = "", hosts = "", after = ""] = match ?? [];
  if (!hosts.includes(",")) return [url];
  return hosts
    .split(",")
    .map((host) => host.trim())
    .filter(Boolean)
    .map((host) => `${before}${/:\d+$/.test(host) ? host : `${host}:5432`}${after}`);
}

/**
 * SQLSTATE classes and codes that mean that this server cannot be written at the moment. The statement is not at fault.
 */
const AWAY_STATES = /^(08|57P0|25006|53300)/;
/** ENOENT: the server's unix socket is not there. */
const AWAY_ERRORS = /^(ECONN|ENOENT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|EAI_AGAIN)/;
/** Errors of pg itself, which have no code. */
const AWAY_TEXTS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

/** Whether an error means that the server is away, or is not the primary any more. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // One error for each address of a name.
  if (error instanceof AggregateError) return error.errors.some(isAway);
  if (refusalOf(error)) return true;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return AWAY_STATES.test(code) || AWAY_ERRORS.test(code);
  return AWAY_TEXTS.test(error.message);
}

/**
 * Host and port of a connection string, for logs and the status of replicas. The host of a unix socket is its folder.
 *
 * @example
 * hostOf("postgres://sister@db1:5433/sister"); // "db1:5433"
 * hostOf("postgres://sister@/sister?host=/run/postgresql"); // "/run/postgresql:5432"
 */
export function hostOf(url: string): string {
  const named = URL.canParse(url) ? new URL(url).host : "";
  if (named !== "") return named;
  // libpq and pg accept a user without a host, the URL standard does not.
  const { host, port } = new pg.Client({ connectionString: url });
  return `${host}:${port}`;
}
