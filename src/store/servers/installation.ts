/** Which database this is, and what it knows of the files in a data folder. */
import { one, type Queryable } from "../../database/database.js";

/** The id that the database was given when it was made. */
export async function readInstallation(on: Queryable): Promise<string> {
  return (await one<{ id: string }>(on, "SELECT id FROM installation")).id;
}

/** Those of these SHA-256 that are of videos it has. */
export function knownVideos(on: Queryable, hashes: readonly string[]): Promise<Set<string>> {
  return known(on, "SELECT sha256 AS id FROM files WHERE sha256 = ANY($1::text[])", hashes);
}

/** Those of these ids that are of jobs it has. */
export function knownJobs(on: Queryable, ids: readonly string[]): Promise<Set<string>> {
  return known(on, "SELECT id FROM jobs WHERE id = ANY($1::uuid[])", ids);
}

async function known(on: Queryable, text: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  return new Set((await on.query<{ id: string }>(text, [ids])).rows.map(({ id }) => id));
}

/** What is being made of a job at the moment. */
export interface JobInWork {
  /** Of its lease; null: nobody works on it. */
  fence: number | null;
  /** Its renders; `fence` of the lease, null where nobody makes it. */
  renders: { id: string; fence: number | null }[];
}

export async function readWork(on: Queryable, job: string): Promise<JobInWork> {
  const jobs = await on.query<{ fence: number }>("SELECT fence FROM jobs WHERE id = $1 AND status = 'running'", [job]);
  const { rows } = await on.query<{ id: string; fence: number | null }>(
    "SELECT id, CASE WHEN status = 'running' THEN fence END AS fence FROM renders WHERE job = $1",
    [job],
  );
  return { fence: jobs.rows[0]?.fence ?? null, renders: rows };
}

/** Forgets uploads, whoever's; their files are gone. */
export async function deleteUploads(on: Queryable, ids: readonly string[]): Promise<void> {
  await on.query("DELETE FROM uploads WHERE id = ANY($1::uuid[])", [ids]);
}

/** All uploads that were begun. */
export async function listUploads(on: Queryable): Promise<string[]> {
  return (await on.query<{ id: string }>("SELECT id FROM uploads")).rows.map(({ id }) => id);
}
