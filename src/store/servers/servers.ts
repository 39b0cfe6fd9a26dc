/** Servers of the API, as they report themselves. */
import type { Queryable } from "../../database/database.js";

/** A server that did not report for this many seconds is not alive. */
const SERVER_GONE_SECONDS = 30;

export interface ServerRecord {
  id: string;
  host: string;
  version: string;
  startedAt: Date;
  seenAt: Date;
}

/** Records that a server is alive. It calls this every few seconds. */
export async function noteServer(
  on: Queryable,
  { id, host, version }: Pick<ServerRecord, "id" | "host" | "version">,
): Promise<void> {
  await on.query(
    "INSERT INTO servers (id, host, version) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET seen_at = now()",
    [id, host, version],
  );
  await on.query("DELETE FROM servers WHERE seen_at < now() - interval '1 day'");
}

/** Deletes a server that stops. */
export async function forgetServer(on: Queryable, id: string): Promise<void> {
  await on.query("DELETE FROM servers WHERE id = $1", [id]);
}

/** The servers that are alive, the oldest first. */
export async function aliveServers(on: Queryable): Promise<ServerRecord[]> {
  const { rows } = await on.query<ServerRecord>(
    `SELECT id, host, version, started_at AS "startedAt", seen_at AS "seenAt" FROM servers
     WHERE seen_at > now() - make_interval(secs => $1) ORDER BY started_at, id`,
    [SERVER_GONE_SECONDS],
  );
  return rows;
}
