/** Whether a server is ready: it can receive an upload, keep it, and have it processed. */
import { randomUUID } from "node:crypto";
import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseAway, one, type Database } from "../../database/database.js";
import { aliveRanks } from "../../store/servers/groups.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { definitionOf, type SpeechConfig } from "../../speech/engines.js";

/** A database that takes longer counts as unavailable. In milliseconds. */
const ANSWER_MS = 3000;

/** What is wrong, one sentence for each part. Empty: the server is ready. */
export async function findUnready(
  database: Database,
  folder: DataFolder,
  { freeBytesLeast, speech }: { freeBytesLeast: number; speech: SpeechConfig },
): Promise<string[]> {
  const found = await Promise.all([
    databaseProblem(database, speech),
    writeProblem(folder),
    spaceProblem(folder, freeBytesLeast),
  ]);
  return found.filter((problem) => problem !== null);
}

/** How long a result is used again, in milliseconds: several load balancers may ask at once. */
const LOOK_MS = 1000;

/** Calls `findUnready` at most once a second. */
export function watchUnready(...parts: Parameters<typeof findUnready>): () => Promise<string[]> {
  let looked: Promise<string[]> = Promise.resolve([]);
  let until = 0;
  return () => {
    if (performance.now() > until) {
      until = performance.now() + LOOK_MS;
      looked = findUnready(...parts);
    }
    return looked;
  };
}

/** Checks the database, and with it whether a group is alive. */
async function databaseProblem(database: Database, speech: SpeechConfig): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), ANSWER_MS);
  });
  try {
    return await Promise.race([checkDatabase(database, speech), late]);
  } catch (error) {
    return (error instanceof DatabaseAway && error.refusal) || "the database does not answer";
  } finally {
    clearTimeout(timer);
  }
}

async function checkDatabase(database: Database, speech: SpeechConfig): Promise<string | null> {
  const { standby } = await one<{ standby: boolean }>(database, "SELECT pg_is_in_recovery() AS standby");
  if (standby) return "the database is in recovery and takes no writes";
  const isHeard = definitionOf(speech).isAvailable(speech) || (await aliveRanks(database)) > 0;
  return isHeard ? null : "there is no speech engine on this host, and no process group is alive";
}

/** Checks with a real write: the permissions of a folder do not show that its disk is full or gone. */
async function writeProblem(folder: DataFolder): Promise<string | null> {
  const path = join(folder.path, `.ready-${randomUUID()}`);
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile("ready\n");
      await file.datasync();
    } finally {
      await file.close();
    }
    return null;
  } catch {
    return "the data folder cannot be written";
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}

async function spaceProblem(folder: DataFolder, least: number): Promise<string | null> {
  try {
    const { bavail, bsize } = await statfs(folder.path);
    const free = bavail * bsize;
    return free >= least ? null : `the data folder's disk has ${free} bytes free, and ${least} are needed`;
  } catch {
    // The write reports it.
    return null;
  }
}
