/**
 * What is removed when its time is over: ended jobs with all that is theirs, uploads that nobody went on with. Any server does it, several at once too.
 * Time is counted by the database's clock, as far as servers have seen it pass (store/time/clock.ts).
 */
import { rm } from "node:fs/promises";
import { messageOf } from "../../errors.js";
import type { Database } from "../../database/database.js";
import { removeOldJob } from "../../store/jobs/jobs.js";
import { listPendingRemovals } from "../../store/files/pending-removals.js";
import { forgetDeadLocks } from "../../store/servers/locks.js";
import { deleteExpiredUploads, knownUploads } from "../../store/files/uploads.js";
import { forgetOldHeard } from "../../store/jobs/heard.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { lookAtClock } from "./steady-clock.js";
import { removeFiles } from "./remove-files.js";

export interface Retention {
  database: Database;
  folder: DataFolder;
  /** Days that ended jobs are kept; null: for ever. */
  days: number | null;
  /** Told what an operator should know. */
  warn: (message: string, error?: unknown) => void;
}

/** How often a server looks, in milliseconds. */
const LOOK_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** Removes all whose time is over, and files that a server left that died between a removal and its files. */
export async function removeOverdue({ database, folder, days, warn }: Retention): Promise<void> {
  const { confirmed: now } = await lookAtClock(database, warn);
  for (const id of await deleteExpiredUploads(database, now)) await rm(folder.upload(id), { force: true });
  const stale = (await folder.listIncoming()).flatMap(({ upload, touched }) =>
    upload !== null && touched.getTime() < now.getTime() - DAY_MS ? [upload] : [],
  );
  const begun = await knownUploads(database, stale);
  for (const id of stale) if (!begun.has(id)) await rm(folder.upload(id), { force: true });
  await forgetDeadLocks(database);
  for (const leftover of await listPendingRemovals(database)) await removeFiles(database, folder, leftover);
  if (days === null) return;
  for (let gone = await removeOldJob(database, days, now); gone; gone = await removeOldJob(database, days, now))
    await removeFiles(database, folder, gone);
  await forgetOldHeard(database, days, now);
}

/** Does it at once, and again and again; the returned function ends it. */
export function keepRemoving(retention: Retention): { stop(): Promise<void> } {
  let looking: Promise<void> | null = null;
  const look = (): void => {
    looking ??= removeOverdue(retention)
      .catch((error: unknown) => retention.warn(`what is over cannot be removed: ${messageOf(error)}`, error))
      .finally(() => (looking = null));
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
