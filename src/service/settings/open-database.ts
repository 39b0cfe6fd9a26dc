/** Which database a program of this environment has. */
import type { Database } from "../../database/database.js";
import { connectPglite, openPglite } from "../../database/embedded/pglite.js";
import { openPostgres } from "../../database/postgres/postgres.js";
import type { DataFolder } from "../uploads/data-folder.js";
import type { Settings } from "./settings.js";

/** As a server has it: PostgreSQL with its replicas, or the embedded one, which no other process has then. */
export function openForServer(
  { databaseUrl, databaseReplicaUrls: replicas }: Settings,
  folder: DataFolder,
): Promise<Database> {
  return databaseUrl === null ? openPglite(folder.database) : openPostgres(databaseUrl, { replicas });
}

/** As a program beside a server has it: the embedded one by the server's socket. `onLost`: that server is gone. */
export function openForOthers({ databaseUrl }: Settings, folder: DataFolder, onLost?: () => void): Promise<Database> {
  return databaseUrl === null ? connectPglite(folder.database, onLost) : openPostgres(databaseUrl);
}
