/** Opens a PostgreSQL server, or a primary with its replicas. */
import { messageOf, SisterError } from "../../errors.js";
import { DatabaseAway, type Database } from "../database.js";
import { hostsOf } from "./connection.js";
import { PooledDatabase } from "./pooled-database.js";

export interface PostgresOptions {
  /** Most connections to each server. Default 10. */
  connections?: number;
  /** Connection strings of replicas to read from. */
  replicas?: readonly string[];
  /** A replica that is further behind, in seconds, gets no reads until it has caught up. Default 10. */
  lagMostSeconds?: number;
}

/**
 * Connects to the server of a URL, `postgres://user:password@host:5432/database`. If the URL names several hosts, it
 * connects to the one that is the primary. Throws a SisterError if none can be reached.
 *
 * @example
 * const database = await openPostgres(process.env.DATABASE_URL);
 */
export async function openPostgres(
  url: string,
  { connections = 10, replicas = [], lagMostSeconds = 10 }: PostgresOptions = {},
): Promise<Database> {
  const database = new PooledDatabase(hostsOf(url), { kind: "postgres", connections, replicas, lagMostSeconds });
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
