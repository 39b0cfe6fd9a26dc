/** The contract of the store, for every form of the database. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.js";
import { eventsAfter } from "../../../src/store/jobs/events.js";
import { addCounts, readFigures } from "../../../src/store/servers/metrics.js";
import { findFile, noteFile } from "../../../src/store/files/files.js";
import { findHeard } from "../../../src/store/jobs/heard.js";
import { claimKey, fulfillKey, lookUpKey } from "../../../src/store/jobs/idempotency.js";
import { cancelJob, findJob, insertJob, listJobs, removeJob, type JobRecord } from "../../../src/store/jobs/jobs.js";
import { retryJob } from "../../../src/store/jobs/retry.js";
import { giveUp, handBack, renewLeases, takeJob, type Lease } from "../../../src/store/jobs/leases.js";
import { LeaseLost } from "../../../src/store/leases/lease.js";
import { migrate } from "../../../src/database/migrations/migrate.js";
import { createSession, endSession, findSession } from "../../../src/store/access/sessions.js";
import { editSubtitles, findSubtitles } from "../../../src/store/jobs/subtitles.js";
import { createToken, findToken, listTokens, revokeToken } from "../../../src/store/access/tokens.js";
import { liveSuite, segmentOf } from "./live-suite.js";
import { uploadsSuite } from "./uploads-suite.js";
import { finishJob, keepHeard, writeProgress } from "../../../src/store/jobs/lease-writes.js";

const PROGRESS = { doneSeconds: 70, segments: { done: 5, failed: 0, total: 5 } };

export function storeSuite(open: () => Promise<Database>): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await migrate(database);
  });
  afterAll(() => database.close());

  /** Each test has its own owner. */
  const someone = (): string => `owner ${randomUUID()}`;
  const hashed = (): string => randomUUID().replaceAll("-", "").repeat(2);

  async function queue(
    owner: string,
    more: { route?: "group" | "local"; file?: string; filename?: string } = {},
  ): Promise<JobRecord> {
    const file = more.file ?? hashed();
    await noteFile(database, { sha256: file, bytes: 10, media: { duration: 70 } });
    return database.transaction((transaction) =>
      insertJob(transaction, {
        owner,
        route: more.route ?? "group",
        filename: more.filename ?? "talk.mp4",
        file,
        duration: 70,
        source: "en",
        targets: ["es"],
      }),
    );
  }

  /** Takes jobs until it gets this one, and hands the others back. */
  async function take(id: string, holder = "test"): Promise<Lease> {
    const others: Lease[] = [];
    for (;;) {
      const lease = await takeJob(database, { holder, route: "group" });
      if (!lease) throw new Error(`job ${id} was not there to take`);
      if (lease.job.id !== id) {
        others.push(lease);
        continue;
      }
      for (const other of others) await handBack(database, other);
      return lease;
    }
  }

  /** Makes a lease expire, as if its holder had slept. */
  const expire = (lease: Lease): Promise<unknown> =>
    database.query("UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = $1", [lease.job.id]);

  const end = (lease: Lease): Promise<void> =>
    finishJob(database, lease, {
      status: "completed",
      error: null,
      progress: PROGRESS,
      ranks: [],
      engine: "sleep",
      warnings: [],
      language: null,
      audio: null,
      translators: null,
      services: {},
      subtitles: [{ language: "es", cues: [{ index: 1, start: 0, end: 1, text: "hola" }] }],
      key: null,
    });

  it("is migrated once, however often the migrations run", async () => {
    await Promise.all([migrate(database), migrate(database)]);
  });

  it("refuses a database of a later version", async () => {
    await database.query("INSERT INTO migrations (name) VALUES ('999 later')");
    await expect(migrate(database)).rejects.toThrow(/later version/);
    await database.query("DELETE FROM migrations WHERE name = '999 later'");
  });

  it("returns a job as it was created, only to its owner", async () => {
    const owner = someone();
    const job = await queue(owner);
    const found = await findJob(database, owner, job.id);
    expect(found).toEqual(job);
    expect(found).toMatchObject({ status: "queued", targets: ["es"], segments: { done: 0, failed: 0, total: 0 } });
    expect(found?.createdAt).toBeInstanceOf(Date);
    expect(await findJob(database, someone(), job.id)).toBeNull();
    await end(await take(job.id));
  });

  it("lists an owner's jobs in pages, the newest first", async () => {
    const owner = someone();
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await queue(owner)).id);
    const first = await listJobs(database, owner, { limit: 2 });
    const last = first[1];
    const rest = await listJobs(database, owner, { limit: 10, after: last });
    expect([...first, ...rest].map(({ id }) => id)).toEqual(made);
    expect(await listJobs(database, owner, { limit: 10, status: "completed" })).toEqual([]);
    expect((await listJobs(database, owner, { limit: 2, after: last, status: "queued" })).map(({ id }) => id)).toEqual(
      made.slice(2, 4),
    );
    for (const id of made) await cancelJob(database, owner, id);
  });

  it("loses no job between pages if many were created in the same moment", async () => {
    const owner = someone();
    const file = hashed();
    await queue(owner, { file });
    await database.query(
      `INSERT INTO jobs (id, owner, route, filename, file, duration, source, targets, created_at)
       SELECT gen_random_uuid(), owner, route, filename, file, duration, source, targets, created_at
       FROM jobs, generate_series(1, 2) WHERE owner = $1`,
      [owner],
    );
    const seen: string[] = [];
    for (let after: JobRecord | undefined; ;) {
      const [next] = await listJobs(database, owner, { limit: 1, after });
      if (!next) break;
      seen.push(next.id);
      after = next;
    }
    expect(new Set(seen).size).toBe(3);
    for (const id of seen) await cancelJob(database, owner, id);
  });

  it("leases a job to one of many workers that ask at once", async () => {
    const job = await queue(someone(), { route: "local" });
    const leases = await Promise.all(
      Array.from({ length: 8 }, (_, i) => takeJob(database, { holder: `server ${i}`, route: "local" })),
    );
    const taken = leases.filter((lease) => lease !== null);
    expect(taken.map((lease) => lease.job.id)).toEqual([job.id]);
    for (const lease of taken) await end(lease);
  });

  it("takes turns between owners", async () => {
    const [greedy, modest] = [someone(), someone()];
    for (let i = 0; i < 4; i++) await queue(greedy, { route: "local" });
    await queue(modest, { route: "local" });
    const owners: string[] = [];
    const leases: Lease[] = [];
    for (let i = 0; i < 5; i++) {
      const lease = await takeJob(database, { holder: "test", route: "local" });
      if (!lease) break;
      leases.push(lease);
      owners.push(lease.job.owner);
    }
    expect(owners).toEqual([greedy, modest, greedy, greedy, greedy]);
    for (const lease of leases) await end(lease);
  });

  it("leases a job to the next worker when the lease is over, and refuses later writes of the first", async () => {
    const owner = someone();
    const job = await queue(owner);
    const sleeper = await take(job.id, "sleeper");
    await expire(sleeper);
    const awake = await take(job.id, "awake");
    expect(awake.fence).toBeGreaterThan(sleeper.fence);
    const key = randomUUID();
    for (const write of [
      () => keepHeard(database, sleeper, key, []),
      () => writeProgress(database, sleeper, PROGRESS),
      () => writeProgress(database, sleeper, null, [segmentOf(0)]),
      () => handBack(database, sleeper),
      () => giveUp(database, sleeper, "late"),
      () => end(sleeper),
    ])
      await expect(write()).rejects.toThrow(LeaseLost);
    expect(await renewLeases(database, [sleeper, awake])).toEqual([sleeper]);
    expect(await findHeard(database, key)).toBeNull();
    await end(awake);
    expect((await findJob(database, owner, job.id))?.status).toBe("completed");
  });

  it("keeps recognized words by content, for every job with the same samples", async () => {
    const lease = await take((await queue(someone())).id);
    const key = randomUUID();
    const words = [{ text: "hello", start: 0, end: 0.5, confidence: 1 }];
    await keepHeard(database, lease, key, words);
    await keepHeard(database, lease, key, []);
    expect(await findHeard(database, key)).toEqual(words);
    await end(lease);
  });

  it("ends a cancelled job at once, and its lease", async () => {
    const owner = someone();
    const lease = await take((await queue(owner)).id);
    expect((await cancelJob(database, owner, lease.job.id))?.status).toBe("cancelled");
    await expect(end(lease)).rejects.toThrow(LeaseLost);
    expect((await cancelJob(database, owner, lease.job.id))?.status).toBe("cancelled");
    expect(await cancelJob(database, someone(), lease.job.id)).toBeNull();
  });

  it("queues a job again whose workers died, and fails it after the fifth attempt", async () => {
    const owner = someone();
    const { id } = await queue(owner);
    for (let attempt = 1; attempt <= 5; attempt++) {
      await giveUp(database, await take(id), "rank 1 was killed");
      await database.query("UPDATE jobs SET not_before = now() WHERE id = $1", [id]);
    }
    expect(await findJob(database, owner, id)).toMatchObject({ status: "failed", error: "rank 1 was killed" });
    expect((await retryJob(database, owner, id))?.status).toBe("queued");
    expect(await retryJob(database, owner, id)).toBeNull();
    await end(await take(id));
  });

  it("numbers events without gaps when many are appended at once", async () => {
    const owner = someone();
    const lease = await take((await queue(owner)).id);
    await Promise.all(Array.from({ length: 10 }, () => writeProgress(database, lease, PROGRESS)));
    await end(lease);
    const events = await eventsAfter(database, lease.job.id, 0);
    expect(events.map(({ number }) => number)).toEqual(Array.from({ length: events.length }, (_, i) => i + 1));
    expect(events.at(-1)).toMatchObject({ type: "status", data: { status: "completed" } });
    expect((await findJob(database, owner, lease.job.id))?.lastEvent).toBe(events.length);
    expect(await eventsAfter(database, lease.job.id, events.length - 1)).toHaveLength(1);
  });

  it("sends the notifications of a transaction when it is committed", async () => {
    const heard: string[] = [];
    const stop = await database.listen("sister_work", (payload) => heard.push(payload));
    const owner = someone();
    const { id } = await queue(owner);
    await expect.poll(() => heard).toContain("group");
    await stop();
    await cancelJob(database, owner, id);
  });

  it("saves an edit of the version that the editor saw, and keeps it when the job is retried", async () => {
    const lease = await take((await queue(someone())).id);
    await end(lease);
    const { id } = lease.job;
    const edited = { language: "es", cues: [{ index: 1, start: 0, end: 1, text: "¡hola!" }] };
    expect(await findSubtitles(database, id, "es")).toMatchObject({ version: 1, edited: false });
    expect(await editSubtitles(database, id, edited, 1)).toMatchObject({ version: 2, edited: true });
    expect(await editSubtitles(database, id, edited, 1)).toBeNull();
    expect(await findSubtitles(database, id, "fr")).toBeNull();
  });

  it("deletes a file with the last job that uses it", async () => {
    const owner = someone();
    const file = hashed();
    const jobs = [await queue(owner, { file }), await queue(owner, { file })];
    const [first = "", second = ""] = jobs.map(({ id }) => id);
    expect(await removeJob(database, owner, first)).toEqual({ removed: false, running: true });
    for (const { id } of jobs) await cancelJob(database, owner, id);
    expect(await removeJob(database, someone(), first)).toEqual({ removed: false, running: false });
    expect(await removeJob(database, owner, first)).toEqual({ removed: true, lastUseOf: null });
    expect(await findFile(database, file)).toMatchObject({ bytes: 10 });
    expect(await removeJob(database, owner, second)).toEqual({ removed: true, lastUseOf: file });
    expect(await findFile(database, file)).toBeNull();
  });

  it("finds a token by its secret until it is revoked", async () => {
    const owner = someone();
    const { id, secret } = await createToken(database, owner);
    expect((await findToken(database, secret))?.owner).toBe(owner);
    expect(await findToken(database, `${secret}x`)).toBeNull();
    expect(JSON.stringify(await listTokens(database))).not.toContain(secret);
    expect((await revokeToken(database, id))?.revokedAt).toBeInstanceOf(Date);
    expect(await findToken(database, secret)).toBeNull();
    expect(await revokeToken(database, "no such id")).toBeNull();
  });

  it("finds a session until it expires, is closed, or its token is revoked", async () => {
    const owner = someone();
    const { id, secret } = await createToken(database, owner);
    expect(await findToken(database, secret)).toEqual({ id, owner, operator: false });
    const { secret: chief } = await createToken(database, owner, { operator: true });
    expect(await findToken(database, chief)).toMatchObject({ owner, operator: true });
    const [first, second] = await Promise.all([1, 2].map(() => createSession(database, id)));
    if (!first || !second) throw new Error("no sessions");
    expect(await findSession(database, first.secret)).toEqual({
      owner,
      operator: false,
      expiresAt: first.expiresAt,
    });
    expect(Math.abs(first.expiresAt.getTime() - Date.now() - 12 * 3_600_000)).toBeLessThan(60_000);
    for (const other of [secret, "sister_session_none", ""]) expect(await findSession(database, other)).toBeNull();
    await endSession(database, first.secret);
    expect(await findSession(database, first.secret)).toBeNull();
    await database.query("UPDATE sessions SET expires_at = now() WHERE token = $1", [id]);
    expect(await findSession(database, second.secret)).toBeNull();
    const last = await createSession(database, id);
    await revokeToken(database, id);
    expect(await findSession(database, last.secret)).toBeNull();
  });

  it("reads the numbers of the queue and the counters", async () => {
    const before = await readFigures(database);
    const waiting = ({ queue: lines }: typeof before): number =>
      lines.find(({ route }) => route === "local")?.jobs ?? 0;
    const { id, owner } = await queue(someone(), { route: "local" });
    await database.query(
      "UPDATE jobs SET created_at = created_at - interval '1 hour', not_before = created_at - interval '1 hour' WHERE id = $1",
      [id],
    );
    await addCounts(database, new Map());
    await Promise.all(
      Array.from({ length: 10 }, () =>
        addCounts(
          database,
          new Map([
            ["segments_done", 2],
            ["audio_seconds", 0.5],
          ] as const),
        ),
      ),
    );
    const after = await readFigures(database);
    expect(waiting(after)).toBe(waiting(before) + 1);
    expect(after.queue.find(({ route }) => route === "local")?.oldestSeconds).toBeGreaterThanOrEqual(3600);
    const counted = (name: "segments_done" | "audio_seconds"): number =>
      (after.counts.get(name) ?? 0) - (before.counts.get(name) ?? 0);
    expect([counted("segments_done"), counted("audio_seconds")]).toEqual([20, 5]);
    await cancelJob(database, owner, id);
    expect(waiting(await readFigures(database))).toBe(waiting(before));
  });

  it("makes one job of many requests with one idempotency key", async () => {
    const owner = someone();
    const key = { owner, key: "once", request: "a" };
    const file = hashed();
    await noteFile(database, { sha256: file, bytes: 1, media: {} });
    const submit = (): Promise<string> =>
      database.transaction(async (transaction) => {
        const claim = await claimKey(transaction, key);
        if (claim.state === "answered") return claim.job;
        const job = await insertJob(transaction, {
          owner,
          route: "group",
          filename: "a",
          file,
          duration: 1,
          source: "en",
          targets: [],
        });
        await fulfillKey(transaction, owner, key.key, job.id);
        return job.id;
      });
    const ids = await Promise.all(Array.from({ length: 20 }, submit));
    expect(new Set(ids).size).toBe(1);
    expect(await listJobs(database, owner, { limit: 10 })).toHaveLength(1);
    const other = await database.transaction((transaction) => claimKey(transaction, { ...key, request: "b" }));
    expect(other).toEqual({ state: "other" });
    expect(await lookUpKey(database, key)).toEqual({ state: "answered", job: ids[0] });
    expect(await lookUpKey(database, { ...key, request: "b" })).toEqual({ state: "other" });
    expect(await lookUpKey(database, { ...key, key: "another" })).toEqual({ state: "new" });
    for (const id of new Set(ids)) await cancelJob(database, owner, id);
  });

  const lent = { database: () => database, someone, hashed, queue, take };
  uploadsSuite(lent);
  liveSuite(lent);
}
