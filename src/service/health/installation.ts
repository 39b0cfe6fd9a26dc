/** The state of the whole installation, for operators: groups, servers, queue, engine, database, cache, disk. */
import { statfs } from "node:fs/promises";
import type { Cache } from "../../cache/cache.js";
import { capabilities, type Capabilities } from "../../pipeline/capabilities.js";
import type { SpeechChoice } from "../../speech/default-engine.js";
import { readDevices } from "../../speech/devices.js";
import type { Database } from "../../database/database.js";
import { readQueue } from "../../store/servers/metrics.js";
import { readGroups, type GroupNow } from "../../store/servers/groups.js";
import { aliveServers, type ServerRecord } from "../../store/servers/servers.js";
import type { DataFolder } from "../uploads/data-folder.js";
import type { Settings } from "../settings/settings.js";

export interface Parts {
  database: Database;
  cache: Cache;
  folder: DataFolder;
  settings: Settings;
  speech: SpeechChoice;
  unready: () => Promise<string[]>;
}

/** A part that takes longer is left out. In milliseconds. */
const PART_MS = 3000;

/** Null if the part rejects or takes too long. */
async function orNull<T>(part: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, PART_MS, null)));
  try {
    return await Promise.race([part(), late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Never rejects. A part that cannot be read at the moment is null. */
export async function readInstallation(parts: Parts) {
  const { database, cache, folder, settings, unready } = parts;
  const [groups, servers, queue, isAlive, disk, ready] = await Promise.all([
    orNull(async () => (await readGroups(database)).map(groupOf)),
    orNull(async () => (await aliveServers(database)).map(serverOf)),
    orNull(() => readQueue(database)),
    orNull(() => cache.isAlive()),
    orNull(() => diskOf(folder, settings)),
    orNull(async () => {
      const problems = await unready();
      return { ready: problems.length === 0, problems };
    }),
  ]);
  const { engine, routes } = capabilities(parts.speech);
  return {
    groups,
    servers,
    queue,
    engine: engineOf(parts.speech, engine),
    translators: routes,
    database: databaseOf(database),
    cache: { kind: cache.kind, state: isAlive ? ("alive" as const) : ("away" as const) },
    disk,
    ready,
  };
}

const groupOf = ({ ranks, seenAt, ...group }: GroupNow) => ({
  ...group,
  seenAt: seenAt.toISOString(),
  ranks: ranks.map(({ since, ...rank }) => ({ ...rank, since: since?.toISOString() ?? null })),
});

const serverOf = ({ startedAt, seenAt, ...server }: ServerRecord) => ({
  ...server,
  startedAt: startedAt.toISOString(),
  seenAt: seenAt.toISOString(),
});

function engineOf({ hearing, note }: SpeechChoice, { kind, model }: Capabilities["engine"]) {
  return { name: kind, model, languages: [...hearing.languages], provider: readDevices().provider ?? "cpu", note };
}

const databaseOf = (database: Database) => ({
  kind: database.kind === "pglite" ? ("embedded" as const) : ("postgres" as const),
  primary: database.primaryHost(),
  replicas: database.replicaLags().map(({ replica, seconds }) => ({
    host: replica,
    lagSeconds: Number.isFinite(seconds) ? seconds : null,
  })),
});

async function diskOf(folder: DataFolder, { freeBytesLeast }: Settings) {
  const { bavail, blocks, bsize } = await statfs(folder.path);
  return { totalBytes: blocks * bsize, freeBytes: bavail * bsize, leastBytes: freeBytesLeast };
}
