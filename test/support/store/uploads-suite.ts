/** Part of the store's suite: uploads, transcripts, and what is removed for its age. */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { Database } from "../../../src/database/database.js";
import { eventsAfter } from "../../../src/store/jobs/events.js";
import { findFile, noteFile, storedBytes } from "../../../src/store/files/files.js";
import {
  cancelJob,
  findJob,
  insertJob,
  removeJob,
  removeOldJob,
  type JobRecord,
} from "../../../src/store/jobs/jobs.js";
import type { Lease } from "../../../src/store/jobs/leases.js";
import { forgetPendingRemoval, listPendingRemovals } from "../../../src/store/files/pending-removals.js";
import { forgetDeadLocks, releaseLock, renewLock, takeLock } from "../../../src/store/servers/locks.js";
import { editSubtitles, findSubtitles } from "../../../src/store/jobs/subtitles.js";
import {
  completeFrom,
  findTranscript,
  type Transcribed,
  type TranscriptKey,
} from "../../../src/store/jobs/transcripts.js";
import {
  deleteExpiredUploads,
  deleteUpload,
  findUpload,
  insertUpload,
  knownUploads,
  touchUpload,
  unfinishedUploads,
  uploadLock,
} from "../../../src/store/files/uploads.js";
import { findHeard, forgetOldHeard } from "../../../src/store/jobs/heard.js";
import { finishJob, keepHeard } from "../../../src/store/jobs/lease-writes.js";

/** What the store's suite shares with its parts: its database, and functions that create and take jobs. */
export interface Lent {
  database: () => Database;
  someone: () => string;
  hashed: () => string;
  queue: (owner: string, more?: { file?: string; filename?: string }) => Promise<JobRecord>;
  take: (id: string, holder?: string) => Promise<Lease>;
}

const text = (language: string, said: string) => ({ language, cues: [{ index: 1, start: 0, end: 1, text: said }] });
const MADE = [text("en", "hello"), text("es", "hola")];

export function uploadsSuite({ database: opened, someone, hashed, queue, take }: Lent): void {
  const age = (table: string, column: string, key: string, value: string, interval: string): Promise<unknown> =>
    opened().query(`UPDATE ${table} SET ${column} = now() - interval '${interval}' WHERE ${key} = $1`, [value]);

  const keyOf = (translators = {}): TranscriptKey => ({ config: randomUUID(), translators });
  const finish = (lease: Lease, key: TranscriptKey | null): Promise<void> =>
    finishJob(opened(), lease, {
      status: "completed",
      error: null,
      progress: { doneSeconds: 70, segments: { done: 5, failed: 0, total: 5 } },
      ranks: [{ rank: 0, host: "a", segments: 5, audioSeconds: 70, busySeconds: 1, idleSeconds: 1 }],
      engine: "sleep",
      warnings: [],
      language: null,
      audio: null,
      translators: null,
      services: {},
      subtitles: MADE,
      key,
    });

  it("gives a lock to one of many that ask at once, and reports to it that others wait", async () => {
    const [name, holders] = [`lock ${randomUUID()}`, Array.from({ length: 8 }, () => randomUUID())];
    const given = await Promise.all(holders.map((holder) => takeLock(opened(), name, holder)));
    const [holder = "", ...more] = holders.filter((_, i) => given[i]);
    expect(more).toEqual([]);
    expect(await renewLock(opened(), name, holder)).toEqual({ wanted: true });
    await releaseLock(opened(), name, randomUUID());
    expect(await takeLock(opened(), name, randomUUID())).toBe(false);
    await releaseLock(opened(), name, holder);
    expect(await renewLock(opened(), name, holder)).toBeNull();
    const next = randomUUID();
    expect(await takeLock(opened(), name, next)).toBe(true);
    expect(await renewLock(opened(), name, next)).toEqual({ wanted: false });
  });

  it("gives an expired lock to the next process for good", async () => {
    const [name, sleeper, awake] = [`lock ${randomUUID()}`, randomUUID(), randomUUID()];
    expect(await takeLock(opened(), name, sleeper)).toBe(true);
    await age("locks", "until", "name", name, "1 second");
    expect(await takeLock(opened(), name, awake)).toBe(true);
    expect(await renewLock(opened(), name, sleeper)).toBeNull();
    await releaseLock(opened(), name, sleeper);
    expect(await renewLock(opened(), name, awake)).toEqual({ wanted: false });
    await age("locks", "until", "name", name, "2 days");
    await forgetDeadLocks(opened());
    expect((await opened().query("SELECT name FROM locks WHERE name = $1", [name])).count).toBe(0);
  });

  it("shows an upload only to its owner", async () => {
    const [owner, id] = [someone(), randomUUID()];
    await insertUpload(opened(), { id, owner, bytes: 5e9, metadata: { filename: "ä\u0000.mp4", empty: null } });
    const found = await findUpload(opened(), owner, id);
    expect(found).toMatchObject({ id, bytes: 5e9, metadata: { filename: "ä\u0000.mp4", empty: null } });
    expect(await findUpload(opened(), someone(), id)).toBeNull();
    expect(await deleteUpload(opened(), someone(), id)).toBe(false);
    expect(await deleteUpload(opened(), owner, id)).toBe(true);
    expect(await findUpload(opened(), owner, id)).toBeNull();
  });

  it("lists an owner's unfinished uploads, and counts each of the owner's videos once", async () => {
    const [owner, file, id] = [someone(), hashed(), randomUUID()];
    expect([await unfinishedUploads(opened(), owner), await storedBytes(opened(), owner)]).toEqual([[], 0]);
    await insertUpload(opened(), { id, owner, bytes: 5e9, metadata: {} });
    expect(await unfinishedUploads(opened(), owner)).toEqual([{ id, bytes: 5e9 }]);
    await noteFile(opened(), { sha256: file, bytes: 6e9, media: { duration: 70 } });
    const jobs = [await queue(owner, { file }), await queue(owner, { file }), await queue(someone(), { file })];
    expect(await storedBytes(opened(), owner)).toBe(6e9);
    for (const job of jobs) await cancelJob(opened(), job.owner, job.id);
    await deleteUpload(opened(), owner, id);
  });

  it("deletes uploads without progress for a day, except locked ones", async () => {
    const [owner, old, locked, touched] = [someone(), randomUUID(), randomUUID(), randomUUID()];
    for (const id of [old, locked, touched]) {
      await insertUpload(opened(), { id, owner, bytes: 1, metadata: {} });
      await age("uploads", "touched_at", "id", id, "25 hours");
    }
    const holder = randomUUID();
    await takeLock(opened(), uploadLock(locked), holder);
    await touchUpload(opened(), touched);
    expect(await deleteExpiredUploads(opened())).toEqual([old]);
    expect(await knownUploads(opened(), [old, locked, touched])).toEqual(new Set([locked, touched]));
    await releaseLock(opened(), uploadLock(locked), holder);
    expect(await deleteExpiredUploads(opened())).toEqual([locked]);
  });

  it("finds a transcript of the same video, engine and source that has at least the targets", async () => {
    const [owner, key] = [someone(), keyOf({ es: "apertium 1, eng-spa 1" })];
    const lease = await take((await queue(owner)).id);
    await finish(lease, key);
    const { file, id } = lease.job;
    const edited = { ...text("es", "¡hola!"), language: "es" };
    expect(await editSubtitles(opened(), id, edited, 1)).toMatchObject({ version: 2 });
    const find = (more: Partial<Transcribed>, by = key) =>
      findTranscript(opened(), { file, source: "en", targets: [], ...more }, by);
    // Without the edit, which belongs to its owner.
    expect(await find({ targets: ["es"] })).toEqual({
      subtitles: MADE,
      segments: 5,
      engine: "sleep",
      warnings: [],
      language: null,
      audio: null,
    });
    expect(await find({})).toEqual({
      subtitles: MADE,
      segments: 5,
      engine: "sleep",
      warnings: [],
      language: null,
      audio: null,
    });
    for (const other of [{ targets: ["es", "ca"] }, { source: "fr" }, { file: hashed() }])
      expect(await find(other)).toBeNull();
    expect(await find({}, keyOf())).toBeNull();
    // What was recognized does not depend on the translator; each translation does.
    const other = { ...key, translators: { es: "apertium 1, eng-spa 2" } };
    expect(await find({ targets: ["es"] }, other)).toBeNull();
    expect(await find({}, { ...key, translators: {} })).not.toBeNull();

    const another = someone();
    const made = await opened().transaction(async (transaction) => {
      const job = await insertJob(transaction, { ...lease.job, owner: another, filename: "mine.mp4", targets: [] });
      const before = { subtitles: MADE, segments: 5, engine: "sleep", warnings: [], language: null, audio: null };
      return completeFrom(transaction, job, before, { es: "apertium" });
    });
    expect(await findJob(opened(), another, made.id)).toEqual(made);
    expect(made).toMatchObject({ status: "completed", filename: "mine.mp4", ranks: [], doneSeconds: 70, lastEvent: 2 });
    expect(made.translators).toEqual({ es: "apertium" });
    const events = await eventsAfter(opened(), made.id, 0);
    expect(events.map(({ data }) => data)).toEqual([{ status: "queued" }, { status: "completed" }]);
    expect(await findSubtitles(opened(), made.id, "en")).toMatchObject({ version: 1, edited: false });
    expect(await findSubtitles(opened(), made.id, "es")).toBeNull();

    // Deleted with the video, which is deleted with its last job.
    await removeJob(opened(), owner, id);
    expect(await find({})).not.toBeNull();
    await removeJob(opened(), another, made.id);
    expect(await find({})).toBeNull();
  });

  it("keeps no transcript of a result with gaps", async () => {
    const lease = await take((await queue(someone())).id);
    await finish(lease, null);
    const { rows } = await opened().query("SELECT config FROM transcripts WHERE file = $1", [lease.job.file]);
    expect(rows).toEqual([]);
  });

  it("removes each job that ended long ago once, if several servers remove at the same time", async () => {
    const [owner, file] = [someone(), hashed()];
    await noteFile(opened(), { sha256: file, bytes: 10, media: { duration: 70 } });
    const ended: string[] = [];
    for (let i = 0; i < 4; i++) ended.push((await queue(owner, { file })).id);
    const waiting = await queue(owner);
    const young = await queue(owner);
    for (const id of [...ended, young.id]) await cancelJob(opened(), owner, id);
    for (const id of ended) await age("jobs", "finished_at", "id", id, "31 days");
    await age("jobs", "created_at", "id", waiting.id, "31 days");
    const removed = await Promise.all(Array.from({ length: 6 }, () => removeOldJob(opened(), 30)));
    // A call that met another at the last use of the file may have found no job.
    for (let more = await removeOldJob(opened(), 30); more; more = await removeOldJob(opened(), 30)) removed.push(more);
    const gone = removed.filter((one) => one !== null);
    expect(gone.map(({ job }) => job).sort()).toEqual([...ended].sort());
    expect(gone.flatMap((one) => one.file ?? [])).toEqual([file]);
    // Kept until the files are gone, too.
    expect(await listPendingRemovals(opened())).toEqual(expect.arrayContaining(gone));
    for (const { job } of gone) await forgetPendingRemoval(opened(), job);
    expect((await listPendingRemovals(opened())).filter(({ job }) => ended.includes(job))).toEqual([]);
    expect(await findFile(opened(), file)).toBeNull();
    expect(await findJob(opened(), owner, waiting.id)).toMatchObject({ status: "queued" });
    expect(await findJob(opened(), owner, young.id)).toMatchObject({ status: "cancelled" });
    await cancelJob(opened(), owner, waiting.id);
  });

  it("deletes words that were recognized long ago", async () => {
    const lease = await take((await queue(someone())).id);
    const [old, young] = [randomUUID(), randomUUID()];
    for (const key of [old, young]) await keepHeard(opened(), lease, key, []);
    await age("heard", "created_at", "key", old, "31 days");
    await forgetOldHeard(opened(), 30);
    expect([await findHeard(opened(), old), await findHeard(opened(), young)]).toEqual([null, []]);
    await finish(lease, null);
  });
}
