/** The store after its clock was set: the rows are changed to what an earlier clock would have written. */
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { one, type Database } from "../../src/database/database.js";
import { noteFile } from "../../src/store/files/files.js";
import { aliveRanks, noteGroup } from "../../src/store/servers/groups.js";
import { insertJob, removeOldJob, type JobRoute } from "../../src/store/jobs/jobs.js";
import { giveUp, renewLeases, takeJob } from "../../src/store/jobs/leases.js";
import { LeaseLost } from "../../src/store/leases/lease.js";
import { takeLock } from "../../src/store/servers/locks.js";
import { migrate } from "../../src/database/migrations/migrate.js";
import { openPglite } from "../../src/database/embedded/pglite.js";
import { keepPresence } from "../../src/service/health/presence.js";
import { renewRenders, takeRender, type RenderLease } from "../../src/store/renders/render-leases.js";
import { aliveServers, noteServer } from "../../src/store/servers/servers.js";
import { createSession, findSession } from "../../src/store/access/sessions.js";
import { createToken } from "../../src/store/access/tokens.js";
import { CONFIRMED_AFTER_SECONDS, witnessClock } from "../../src/store/time/clock-jumps.js";
import { boundLeases, endAllLeases } from "../../src/store/time/leases-after-jumps.js";

const DAY = 24 * 3600;

let place: string;
let database: Database;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "sister-time-"));
  await cp(inject("database"), join(place, "database"), { recursive: true });
  database = await openPglite(join(place, "database"));
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await rm(place, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const table of ["jobs", "files", "clock", "clock_jumps", "groups", "servers"])
    await database.query(`DELETE FROM ${table}`);
});

async function queue(route: JobRoute = "local"): Promise<string> {
  const file = randomUUID().replaceAll("-", "").repeat(2);
  await noteFile(database, { sha256: file, bytes: 10, media: { duration: 70 } });
  const job = { owner: "ada", route, filename: "talk.mp4", file, duration: 70, source: "en", targets: [] };
  return (await database.transaction((transaction) => insertJob(transaction, job))).id;
}

async function queueRender(): Promise<string> {
  const id = randomUUID();
  await database.query(
    `INSERT INTO renders (id, job, kind, language, style, version, document) VALUES ($1, $2, 'mux', 'en', '{}', 1, '[]')`,
    [id, await queue()],
  );
  return id;
}

async function takeQueuedRender(): Promise<RenderLease> {
  const id = await queueRender();
  const lease = await takeRender(database, { holder: "test", kind: "mux" });
  if (lease?.render.id !== id) throw new Error("it was there to take");
  return lease;
}

/** The longest time until a lease or a pause ends, in seconds. */
async function secondsLeft(table: string, column: string): Promise<number> {
  const { seconds } = await one<{ seconds: number }>(
    database,
    `SELECT max(extract(epoch FROM ${column} - now()))::float8 AS seconds FROM ${table}`,
  );
  return seconds;
}

/** Moves a time to what a clock that was ahead would have written. */
const ahead = async (table: string, column: string, by = "1 hour"): Promise<void> =>
  void (await database.query(`UPDATE ${table} SET ${column} = ${column} + $1::interval WHERE ${column} IS NOT NULL`, [
    by,
  ]));

const take = (route: JobRoute = "local", fallback = false): ReturnType<typeof takeJob> =>
  takeJob(database, { holder: "test", route, fallback });

describe("a lease from a time when the clock was ahead", () => {
  it("ends when the only server of the database starts, and writes of its holder are refused", async () => {
    const id = await queue();
    const before = await take();
    const render = await queueRender();
    // The render's job is queued, too. It is not part of this test.
    await database.query("UPDATE jobs SET status = 'completed' WHERE id <> $1", [id]);
    expect((await takeRender(database, { holder: "test", kind: "mux" }))?.render.id).toBe(render);
    const lock = randomUUID();
    expect(await takeLock(database, "upload x", lock)).toBe(true);
    for (const table of ["jobs", "renders"]) await ahead(table, "lease_until");
    await ahead("locks", "until");
    expect(await take()).toBeNull();
    expect(await takeRender(database, { holder: "test", kind: "mux" })).toBeNull();
    expect(await takeLock(database, "upload x", randomUUID())).toBe(false);

    await endAllLeases(database);

    if (!before) throw new Error("it was there to take");
    await expect(giveUp(database, before, "late")).rejects.toThrow(LeaseLost);
    expect((await take())?.job.id).toBe(id);
    expect((await takeRender(database, { holder: "test", kind: "mux" }))?.render.id).toBe(render);
    expect(await takeLock(database, "upload x", randomUUID())).toBe(true);
  });

  it("is shortened to the length of a lease if several servers use the database, and a live holder keeps it", async () => {
    const id = await queue();
    const held = await take();
    const render = await takeQueuedRender();
    for (const table of ["jobs", "renders"]) await ahead(table, "lease_until");
    await boundLeases(database);
    for (const table of ["jobs", "renders"]) expect(await secondsLeft(table, "lease_until")).toBeLessThanOrEqual(15);
    if (!held) throw new Error("it was there to take");
    expect(await renewRenders(database, [render])).toEqual([]);
    expect(await renewLeases(database, [held])).toEqual([]);
    expect(held.job.id).toBe(id);
  });

  it("is shortened by a server that runs, of a job and of a render", async () => {
    await queue();
    await take();
    await takeQueuedRender();
    for (const table of ["jobs", "renders"]) await ahead(table, "lease_until");
    const warnings: string[] = [];
    // It ends with the report that it has begun.
    await keepPresence(database, (message) => warnings.push(message)).stop();
    expect(warnings).toEqual([]);
    for (const table of ["jobs", "renders"]) expect(await secondsLeft(table, "lease_until")).toBeLessThanOrEqual(15);
  });

  it("leaves no pause before another attempt that is longer than the longest pause", async () => {
    await queueRender();
    for (const table of ["jobs", "renders"]) await ahead(table, "not_before", "1 year");
    await boundLeases(database);
    for (const table of ["jobs", "renders"]) expect(await secondsLeft(table, "not_before")).toBeLessThanOrEqual(60);
    await endAllLeases(database);
    expect(await take()).not.toBeNull();
    expect(await takeRender(database, { holder: "test", kind: "mux" })).not.toBeNull();
  });

  it("does not extend an upload's lock once another request waits for it", async () => {
    await takeLock(database, "upload y", randomUUID());
    await ahead("locks", "until", "1 day");
    expect(await takeLock(database, "upload y", randomUUID())).toBe(false);
    const { rows } = await database.query<{ soon: boolean }>(
      "SELECT until <= now() + interval '15 seconds' AS soon FROM locks WHERE name = 'upload y'",
    );
    expect(rows).toEqual([{ soon: true }]);
  });

  it("does not make a group or a server count as alive that reported in the future", async () => {
    await noteGroup(database, { id: randomUUID(), host: "a", ranks: [{ rank: 0, host: "a" }], holder: "dead" });
    await noteServer(database, { id: randomUUID(), host: "a", version: "1" });
    for (const table of ["groups", "servers"]) await ahead(table, "seen_at", "1 day");
    await boundLeases(database);
    // They count as seen now, and as gone when they do not report again.
    for (const table of ["groups", "servers"])
      await database.query(`UPDATE ${table} SET seen_at = seen_at - interval '31 seconds'`);
    expect(await aliveRanks(database)).toBe(0);
    expect(await aliveServers(database)).toEqual([]);
    await queue("group");
    await ahead("jobs", "created_at", "1 day");
    expect(await take("group", true)).not.toBeNull();
  });

  it("does not let a session last longer than 12 hours", async () => {
    const token = await createToken(database, "ada");
    const { secret } = await createSession(database, token.id);
    expect(await findSession(database, secret)).not.toBeNull();
    await ahead("sessions", "expires_at", "1 year");
    expect(await findSession(database, secret)).toBeNull();
  });
});

describe("the clock that retention counts by", () => {
  const boot = "a boot";
  let seconds = 1000;
  /** A look after `elapsed` seconds of real time, at a clock that was set forward by the second number. */
  async function look(later: number, set: number, from = boot): ReturnType<typeof witnessClock> {
    // The database's clock cannot be set here, so the time of the last look is moved instead.
    await database.query("UPDATE clock SET seen_at = seen_at - make_interval(secs => $1)", [later + set]);
    seconds += later;
    return witnessClock(database, { boot: from, seconds });
  }
  async function isRemoved(days: number, now: Date): Promise<boolean> {
    return (await removeOldJob(database, days, now)) !== null;
  }
  async function ended(interval: string): Promise<void> {
    await queue();
    await database.query("UPDATE jobs SET status = 'completed', finished_at = now() - $1::interval", [interval]);
  }

  it("is confirmed while it is not set, also after a long time without a server", async () => {
    expect(await look(0, 0)).toMatchObject({ unconfirmed: 0, jumped: 0, left: 0 });
    expect(await look(900, 0)).toMatchObject({ unconfirmed: 0, jumped: 0 });
    expect(await look(40 * DAY, 0)).toMatchObject({ unconfirmed: 0, jumped: 0 });
    // A server on another machine.
    expect(await look(900, 0, "another")).toMatchObject({ unconfirmed: 0, jumped: 0 });
  });

  it("removes nothing while it is a year ahead, and everything that is due when it is right again", async () => {
    await look(0, 0);
    // It ended a moment ago; on this clock, a year ago.
    await ended("365 days");
    const set = await look(4, 365 * DAY);
    expect(set.jumped).toBeCloseTo(365 * DAY, -2);
    expect(set.unconfirmed).toBeCloseTo(365 * DAY, -2);
    expect(set.left).toBe(CONFIRMED_AFTER_SECONDS);
    expect(await isRemoved(7, set.confirmed)).toBe(false);
    // Not at the next look either, and not after a restart of the server.
    expect(await isRemoved(7, (await look(900, 0)).confirmed)).toBe(false);
    const back = await look(900, -365 * DAY);
    expect(back).toMatchObject({ unconfirmed: 0, jumped: 0 });
    await database.query("UPDATE jobs SET finished_at = now() - interval '8 days'");
    expect(await isRemoved(7, back.confirmed)).toBe(true);
  });

  it("is confirmed after a jump when servers have observed a day in all", async () => {
    await look(0, 0);
    await ended("30 days");
    expect(await isRemoved(7, (await look(60, 30 * DAY)).confirmed)).toBe(false);
    const later = await look(CONFIRMED_AFTER_SECONDS / 2, 0);
    expect(later.left).toBeCloseTo(CONFIRMED_AFTER_SECONDS / 2, -2);
    expect(await isRemoved(7, later.confirmed)).toBe(false);
    const confirmed = await look(CONFIRMED_AFTER_SECONDS / 2, 0);
    expect(confirmed).toMatchObject({ unconfirmed: 0, left: 0 });
    expect(await isRemoved(7, confirmed.confirmed)).toBe(true);
  });

  it("is not confirmed over a restart of the machine, whose length is unknown", async () => {
    await look(0, 0);
    await ended("8 days");
    const restarted = await look(0, 30 * DAY, "the next boot");
    expect(restarted.unconfirmed).toBeCloseTo(30 * DAY, -2);
    expect(await isRemoved(7, restarted.confirmed)).toBe(false);
  });

  it("is confirmed if it went back before it went forward by as much", async () => {
    await look(0, 0);
    // A machine without a battery for its clock starts in the past, until the network sets it.
    expect(await look(0, -400 * DAY, "the next boot")).toMatchObject({ unconfirmed: 0 });
    expect((await look(60, 400 * DAY, "the next boot")).unconfirmed).toBe(0);
  });
});
