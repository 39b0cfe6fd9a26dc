/** Opens the database that the settings choose. */
import type { Database } from "../../database/database.js";
import { connectPglite, openPglite } from "../../database/embedded/pglite.js";
import { openPostgres } from "../../database/postgres/postgres.js";
import type { DataFolder } from "../uploads/data-folder.js";
import type { Settings } from "./settings.js";

/** For a server: PostgreSQL with its replicas, or the embedded database, which no other process can open then. */
export function openForServer(
  { databaseUrl, databaseReplicaUrls: replicas }: Settings,
  folder: DataFolder,
): Promise<Database> {
  return databaseUrl === null ? openPglite(folder.database) : openPostgres(databaseUrl, { replicas });
}

/**
 * For a program beside a server: PostgreSQL, or the embedded database of the server.
 *
 * @param onLost called if that server ends
 */
export function openForOthers({ databaseUrl }: Settings, folder: DataFolder, onLost?: () => void): Promise<Database> {
  return databaseUrl === null ? connectPglite(folder.database, onLost) : openPostgres(databaseUrl);
}
