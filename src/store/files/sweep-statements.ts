/** Statements of the sweep: which database this is, and which files of a data folder it knows. */
import { one, type Queryable } from "../../database/database.js";

/** The id that the database got when it was made. */
export async function readInstallation(on: Queryable): Promise<string> {
  return (await one<{ id: string }>(on, "SELECT id FROM installation")).id;
}

/** The hashes of these that are videos in this database. */
export function knownVideos(on: Queryable, hashes: readonly string[]): Promise<Set<string>> {
  return known(on, "SELECT sha256 AS id FROM files WHERE sha256 = ANY($1::text[])", hashes);
}

/** The ids of these that are jobs in this database. */
export function knownJobs(on: Queryable, ids: readonly string[]): Promise<Set<string>> {
  return known(on, "SELECT id FROM jobs WHERE id = ANY($1::uuid[])", ids);
}

async function known(on: Queryable, text: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  return new Set((await on.query<{ id: string }>(text, [ids])).rows.map(({ id }) => id));
}

/** The leases of a job and its renders. */
export interface JobInWork {
  /** Fence of the job's lease; null: nobody works on it. */
  fence: number | null;
  /** Its renders. `fence`: of the render's lease; null: nobody works on it. */
  renders: { id: string; fence: number | null }[];
}

/** Reads which leases of a job and its renders are held. */
export async function readWork(on: Queryable, job: string): Promise<JobInWork> {
  const jobs = await on.query<{ fence: number }>("SELECT fence FROM jobs WHERE id = $1 AND status = 'running'", [job]);
  const { rows } = await on.query<{ id: string; fence: number | null }>(
    "SELECT id, CASE WHEN status = 'running' THEN fence END AS fence FROM renders WHERE job = $1",
    [job],
  );
  return { fence: jobs.rows[0]?.fence ?? null, renders: rows };
}

/** Deletes uploads of any owner whose files are gone. */
export async function deleteUploads(on: Queryable, ids: readonly string[]): Promise<void> {
  await on.query("DELETE FROM uploads WHERE id = ANY($1::uuid[])", [ids]);
}

/** Ids of all uploads. */
export async function listUploads(on: Queryable): Promise<string[]> {
  return (await on.query<{ id: string }>("SELECT id FROM uploads")).rows.map(({ id }) => id);
}
