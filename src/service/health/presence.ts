/** Records in the database that this server is alive, and shortens leases that a jump of the clock made too long. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { messageOf } from "../../errors.js";
import type { Database } from "../../database/database.js";
import { forgetServer, noteServer } from "../../store/servers/servers.js";
import { boundLeases } from "../../store/time/leases-after-jumps.js";

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Time between two reports, in milliseconds. */
const REPORT_MS = 5000;

/** Starts reporting. `stop` also deletes this server's row. */
export function keepPresence(
  database: Database,
  warn: (message: string, error?: unknown) => void,
): { stop: () => Promise<void> } {
  const id = randomUUID();
  let noting: Promise<void> | null = null;
  const note = (): void => {
    noting ??= noteServer(database, { id, host: hostname(), version })
      .then(() => boundLeases(database))
      .catch((error: unknown) =>
        warn(`this server cannot report to the database that it is alive: ${messageOf(error)}`, error),
      )
      .finally(() => (noting = null));
  };
  note();
  const timer = setInterval(note, REPORT_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await noting;
      await forgetServer(database, id).catch(() => undefined);
    },
  };
}
