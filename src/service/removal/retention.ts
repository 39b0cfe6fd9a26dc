/**
 * Removes ended jobs after the retention time, with everything that belongs to them, and abandoned uploads. Every
 * server does it, also several at once. Time is counted by the database's clock, as far as servers have observed it
 * (store/time/clock-jumps.ts).
 */
import { rm } from "node:fs/promises";
import { messageOf } from "../../errors.js";
import type { Database } from "../../database/database.js";
import { removeOldJob } from "../../store/jobs/jobs.js";
import { listPendingRemovals } from "../../store/files/pending-removals.js";
import { forgetDeadLocks } from "../../store/servers/locks.js";
import { deleteExpiredUploads, knownUploads } from "../../store/files/uploads.js";
import { forgetOldHeard } from "../../store/jobs/heard.js";
import { KeptTranslations, translationsFolder } from "../../translation/kept/kept-translations.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { lookAtClock } from "./steady-clock.js";
import { removeFiles } from "./remove-files.js";

export interface Retention {
  database: Database;
  folder: DataFolder;
  /** Days that ended jobs are kept. Null: for ever. */
  days: number | null;
  /** Logs a warning for the operator. */
  warn: (message: string, error?: unknown) => void;
}

/** Time between two looks, in milliseconds. */
const LOOK_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** Removes everything that is overdue, and the files of removed jobs that a server left when it died. */
async function removeOverdue({ database, folder, days, warn }: Retention): Promise<void> {
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
  await new KeptTranslations(translationsFolder()).forgetOld(days);
}

/** Removes what is overdue now and every 15 minutes. */
export function keepRemoving(retention: Retention): { stop(): Promise<void> } {
  let looking: Promise<void> | null = null;
  const look = (): void => {
    looking ??= removeOverdue(retention)
      .catch((error: unknown) =>
        retention.warn(`overdue jobs and uploads cannot be removed: ${messageOf(error)}`, error),
      )
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
