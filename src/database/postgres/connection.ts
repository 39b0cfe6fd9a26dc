/** What all connections to PostgreSQL have in common: how they are made, how they are asked, and which errors say that a server is away. */
import pg from "pg";
import type { Rows } from "../database.js";
import { refusalOf } from "./refusals.js";

/** 64-bit integers as numbers, as PGlite gives them: ours count segments and bytes, far below 2^53. */
const INT8 = 20;
pg.types.setTypeParser(INT8, Number);

const CONNECT_MS = 10_000;
/** A program that was stopped in the middle of a transaction holds its locks no longer than this. */
const IDLE_IN_TRANSACTION_MS = 10_000;

export function settingsOf(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "sister",
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // A server whose host lost its power closes no connection.
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
  };
}

export function poolOf(url: string, connections: number): pg.Pool {
  const pool = new pg.Pool({ ...settingsOf(url), max: connections });
  // A connection that breaks while nobody uses it: the pool makes another.
  pool.on("error", () => undefined);
  return pool;
}

/** Names of prepared statements, by their texts: those are constants of this program, so there are not many. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `sister_${names.size}`));
  return name;
}

/**
 * Runs one statement.
 *
 * @param prepared whether a statement with values is prepared, once for each connection: to parse and plan it takes longer than
 *   to find a row by its key
 */
export async function ask<Row extends object>(
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
 * A URL for each host of one: `postgres://user@a:5432,b:5433/database` is two. The port of the first that has one is also that of those that have none.
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

/** SQLSTATE classes and codes that say that this server cannot be written at the moment, not that the statement is wrong. */
const AWAY_STATES = /^(08|57P0|25006|53300)/;
/** ENOENT: the server's unix socket is not there. */
const AWAY_ERRORS = /^(ECONN|ENOENT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|EAI_AGAIN)/;
/** pg's own, which have no code. */
const AWAY_TEXTS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

/** Whether an error says that the server is away, or is no primary any more. */
export function saysAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Of several addresses of one name.
  if (error instanceof AggregateError) return error.errors.some(saysAway);
  if (refusalOf(error)) return true;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return AWAY_STATES.test(code) || AWAY_ERRORS.test(code);
  return AWAY_TEXTS.test(error.message);
}

/**
 * Host and port of a connection string, for logs and the status of replicas. Of a socket: its folder, and its port.
 *
 * @example
 * hostOf("postgres://sister@db1:5433/sister"); // "db1:5433"
 * hostOf("postgres://sister@/sister?host=/run/postgresql"); // "/run/postgresql:5432"
 */
export function hostOf(url: string): string {
  const named = URL.canParse(url) ? new URL(url).host : "";
  if (named !== "") return named;
  // A form that libpq and pg know, and the URL standard does not: a user without a host.
  const { host, port } = new pg.Client({ connectionString: url });
  return `${host}:${port}`;
}
