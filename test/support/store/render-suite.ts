/** The contract of renders in the store, for every form of the database. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.js";
import { eventsAfter } from "../../../src/store/jobs/events.js";
import { noteFile } from "../../../src/store/files/files.js";
import { forgetGroup, noteGroup } from "../../../src/store/servers/groups.js";
import { cancelJob, insertJob, removeJob, type JobRoute } from "../../../src/store/jobs/jobs.js";
import { retryJob } from "../../../src/store/jobs/retry.js";
import { takeJob } from "../../../src/store/jobs/leases.js";
import { LeaseLost } from "../../../src/store/leases/lease.js";
import { migrate } from "../../../src/database/migrations/migrate.js";
import {
  failRender,
  finishRender,
  giveUpRender,
  handBackRender,
  renewRenders,
  takeRender,
  writeRenderProgress,
  type RenderLease,
} from "../../../src/store/renders/render-leases.js";
import {
  findRender,
  hasUnfinishedRenders,
  listRenders,
  requestRender,
  type RenderRecord,
  type SubtitledKind,
} from "../../../src/store/renders/renders.js";
import { findPreview, requestPreview } from "../../../src/store/renders/previews.js";
import { editSubtitles } from "../../../src/store/jobs/subtitles.js";
import { finishJob } from "../../../src/store/jobs/lease-writes.js";

const CUES = [{ index: 1, start: 0, end: 1, text: "hola" }];
const nothing = (): Promise<void> => Promise.resolve();

export function renderSuite(open: () => Promise<Database>): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await migrate(database);
  });
  afterAll(() => database.close());

  async function queueJob(owner: string, route: JobRoute = "local"): Promise<string> {
    const file = randomUUID().replaceAll("-", "").repeat(2);
    await noteFile(database, { sha256: file, bytes: 10, media: { duration: 70 } });
    const job = { owner, route, filename: "talk.mp4", file, duration: 70, source: "en", targets: ["es"] };
    return (await database.transaction((transaction) => insertJob(transaction, job))).id;
  }

  /** A completed job with Spanish subtitles. */
  async function doneJob(owner = `owner ${randomUUID()}`, route: JobRoute = "local"): Promise<string> {
    const id = await queueJob(owner, route);
    const lease = await takeJob(database, { holder: "test", route });
    if (lease?.job.id !== id) throw new Error(`job ${id} was not there to take`);
    const progress = { doneSeconds: 70, segments: { done: 5, failed: 0, total: 5 } };
    const subtitles = [{ language: "es", cues: CUES }];
    const unknown = { error: null, language: null, audio: null, translators: null, services: {}, key: null };
    const rest = { ranks: [], engine: "", warnings: [], ...unknown };
    await finishJob(database, lease, { status: "completed", progress, subtitles, ...rest });
    return id;
  }

  async function request(job: string, kind: SubtitledKind = "burn"): Promise<RenderRecord> {
    const asked = await requestRender(database, { job, kind, language: "es", style: { fontSize: 20 } });
    if (!("render" in asked)) throw new Error(asked.refused);
    return asked.render;
  }

  async function take(id: string, kind: SubtitledKind = "burn"): Promise<RenderLease> {
    const lease = await takeRender(database, { holder: "test", kind });
    if (lease?.render.id !== id) throw new Error(`render ${id} was not there to take, but ${lease?.render.id}`);
    return lease;
  }

  it("makes a render from the subtitles as they were at its request", async () => {
    const owner = `owner ${randomUUID()}`;
    const job = await doneJob(owner);
    const edit = (text: string, seen: number): Promise<unknown> =>
      editSubtitles(database, job, { language: "es", cues: [{ index: 1, start: 0, end: 1, text }] }, seen);
    await edit("¡hola!", 1);
    const render = await request(job);
    expect(render).toMatchObject({ job, kind: "burn", language: "es", version: 2, status: "queued", progress: 0 });
    expect(render.createdAt).toBeInstanceOf(Date);
    await edit("adiós", 2);
    const lease = await take(render.id);
    expect(lease.cues).toEqual([{ index: 1, start: 0, end: 1, text: "¡hola!" }]);
    expect(lease.video).toMatchObject({ filename: "talk.mp4", media: { duration: 70 } });
    expect(lease.render).toMatchObject({ status: "running", version: 2, style: { fontSize: 20 } });
    await finishRender(database, lease, nothing);
    expect(await findRender(database, job, render.id)).toMatchObject({ status: "completed", progress: 1, error: null });
    expect(await findRender(database, await doneJob(owner), render.id)).toBeNull();
  });

  it("refuses a render of a job that is not done, that lacks the language, or that is gone", async () => {
    const owner = `owner ${randomUUID()}`;
    const job = await queueJob(owner);
    const ask = (language = "es"): Promise<unknown> =>
      requestRender(database, { job, kind: "mux", language, style: {} });
    expect(await ask()).toEqual({ refused: "running" });
    await cancelJob(database, owner, job);
    expect(await ask()).toEqual({ refused: "no-subtitles" });
    await removeJob(database, owner, job);
    expect(await ask()).toEqual({ refused: "gone" });
  });

  it("leases a render to one of many workers that ask at once, by its kind", async () => {
    const job = await doneJob();
    const render = await request(job, "mux");
    expect(await takeRender(database, { holder: "test", kind: "burn" })).toBeNull();
    const holders = Array.from({ length: 8 }, (_, i) => `server ${i}`);
    const leases = await Promise.all(holders.map((holder) => takeRender(database, { holder, kind: "mux" })));
    const taken = leases.filter((lease) => lease !== null);
    expect(taken.map((lease) => lease.render.id)).toEqual([render.id]);
    for (const lease of taken) await finishRender(database, lease, nothing);
  });

  it("leaves the burn of a long video to a group that is alive, and all other renders to servers", async () => {
    const owner = `owner ${randomUUID()}`;
    const [long, short] = [await doneJob(owner, "group"), await doneJob(owner)];
    const taken = async (maker: "server" | "group", kind: SubtitledKind): Promise<string | undefined> => {
      const lease = await takeRender(database, { holder: "test", kind, maker });
      if (lease) expect(lease.owner).toBe(owner);
      if (lease) await finishRender(database, lease, nothing);
      return lease?.render.id;
    };
    const [first, second, brief, mux] = [
      await request(long),
      await request(long),
      await request(short),
      await request(long, "mux"),
    ];
    expect(await taken("group", "mux")).toBe(mux.id);
    // No group is alive.
    expect(await taken("server", "burn")).toBe(first.id);
    const group = { id: randomUUID(), host: "here", ranks: [{ rank: 0, host: "here" }], holder: "test" };
    await noteGroup(database, group);
    expect(await taken("server", "burn")).toBe(brief.id);
    expect(await taken("server", "burn")).toBeUndefined();
    expect(await taken("group", "burn")).toBe(second.id);
    const third = await request(long);
    await forgetGroup(database, group.id);
    expect(await taken("server", "burn")).toBe(third.id);
    expect(await taken("group", "burn")).toBeUndefined();
  });

  it("leases an abandoned render to the next worker, and refuses later writes of the first", async () => {
    const job = await doneJob();
    const { id } = await request(job);
    const sleeper = await take(id);
    await database.query("UPDATE renders SET lease_until = now() - interval '1 second' WHERE id = $1", [id]);
    const awake = await take(id);
    expect(awake.fence).toBeGreaterThan(sleeper.fence);
    let kept = false;
    const keep = (): Promise<void> => {
      kept = true;
      return Promise.resolve();
    };
    for (const write of [
      () => writeRenderProgress(database, sleeper, 0.5),
      () => finishRender(database, sleeper, keep),
      () => handBackRender(database, sleeper),
      () => giveUpRender(database, sleeper, "late"),
      () => failRender(database, sleeper, "late"),
    ])
      await expect(write()).rejects.toThrow(LeaseLost);
    expect(await renewRenders(database, [sleeper, awake])).toEqual([sleeper]);
    expect(kept).toBe(false);
    await finishRender(database, awake, keep);
    expect(kept).toBe(true);
  });

  it("does not complete a render whose file could not be kept", async () => {
    const job = await doneJob();
    const { id } = await request(job);
    const lease = await take(id);
    await expect(finishRender(database, lease, () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
    expect(await findRender(database, job, id)).toMatchObject({ status: "running" });
    await failRender(database, lease, "no disk");
    expect(await findRender(database, job, id)).toMatchObject({ status: "failed", error: "no disk" });
  });

  it("retries a failed render later each time, and fails it after the fifth attempt", async () => {
    const job = await doneJob();
    const { id } = await request(job);
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(await hasUnfinishedRenders(database, job)).toBe(true);
      await giveUpRender(database, await take(id), "ffmpeg was killed");
      if (attempt > 1) expect(await takeRender(database, { holder: "early", kind: "burn" })).toBeNull();
      await database.query("UPDATE renders SET not_before = now() WHERE id = $1", [id]);
    }
    expect(await findRender(database, job, id)).toMatchObject({ status: "failed", error: "ffmpeg was killed" });
    expect(await hasUnfinishedRenders(database, job)).toBe(false);
  });

  it("fails a render after five workers died with it", async () => {
    const job = await doneJob();
    const { id } = await request(job);
    for (let attempt = 1; attempt <= 5; attempt++) {
      await take(id);
      await database.query("UPDATE renders SET lease_until = now() - interval '1 second' WHERE id = $1", [id]);
    }
    expect(await takeRender(database, { holder: "sixth", kind: "burn" })).toBeNull();
    expect(await findRender(database, job, id)).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/5 times/) as string,
    });
    const events = await eventsAfter(database, job, 0);
    expect(events.at(-1)).toMatchObject({ type: "render", data: { id, status: "failed" } });
  });

  it("does not count a render that is handed back as an attempt", async () => {
    const { id } = await request(await doneJob());
    for (let time = 1; time <= 6; time++) await handBackRender(database, await take(id));
    const lease = await take(id);
    await giveUpRender(database, lease, "once");
    await finishRender(database, await take(id), nothing);
  });

  it("ends the lease of a render when its job is removed", async () => {
    const owner = `owner ${randomUUID()}`;
    const job = await doneJob(owner);
    const { id } = await request(job);
    const lease = await take(id);
    const heard: string[] = [];
    const stop = await database.listen("sister_removed", (payload) => heard.push(payload));
    expect(await removeJob(database, owner, job)).toMatchObject({ removed: true });
    await expect.poll(() => heard).toContain(job);
    await stop();
    await expect(finishRender(database, lease, nothing)).rejects.toThrow(LeaseLost);
    expect(await listRenders(database, job)).toEqual([]);
  });

  it("has no deadlock between progress, renewals and the job's removal", async () => {
    const owner = `owner ${randomUUID()}`;
    const job = await doneJob(owner);
    const { id } = await request(job);
    const lease = await take(id);
    const writes = Array.from({ length: 10 }, (_, i) => [
      writeRenderProgress(database, lease, i / 10).catch((error: unknown) => expect(error).toBeInstanceOf(LeaseLost)),
      renewRenders(database, [lease]),
    ]);
    expect(await removeJob(database, owner, job)).toMatchObject({ removed: true });
    await Promise.all(writes.flat());
  });

  it("appends the states of renders to their job's events in order, and lists the renders of a job", async () => {
    const owner = `owner ${randomUUID()}`;
    const job = await doneJob(owner);
    const before = (await eventsAfter(database, job, 0)).length;
    const first = await request(job);
    const second = await request(job, "mux");
    const lease = await take(first.id);
    await writeRenderProgress(database, lease, 0.5);
    await finishRender(database, lease, nothing);
    await finishRender(database, await take(second.id, "mux"), nothing);
    expect((await listRenders(database, job)).map(({ id }) => id)).toEqual([first.id, second.id]);
    const events = await eventsAfter(database, job, before);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(["render"]));
    const ofFirst = events.map(({ data }) => data as RenderRecord).filter(({ id }) => id === first.id);
    expect(ofFirst.map(({ status, progress }) => [status, progress])).toEqual([
      ["queued", 0],
      ["running", 0],
      ["running", 0.5],
      ["completed", 1],
    ]);
    // A completed job cannot be retried, so its subtitles stay the ones that the renders show.
    expect(await retryJob(database, owner, job)).toBeNull();
  });

  it("makes one preview of a job in any status, and lists of renders do not show it", async () => {
    const owner = `owner ${randomUUID()}`;
    const job = await queueJob(owner);
    const asked = await Promise.all(Array.from({ length: 4 }, () => requestPreview(database, { job, kind: "remux" })));
    const [id = ""] = asked.map((preview) => preview?.id);
    expect(asked.map((preview) => preview?.id)).toEqual([id, id, id, id]);
    expect(await requestPreview(database, { job, kind: "transcode" })).toMatchObject({ id, kind: "remux" });
    expect([await listRenders(database, job), await findRender(database, job, id)]).toEqual([[], null]);
    expect(await hasUnfinishedRenders(database, job)).toBe(false);
    const before = (await eventsAfter(database, job, 0)).length;
    expect(await takeRender(database, { holder: "test", kind: "transcode" })).toBeNull();
    const lease = await takeRender(database, { holder: "test", kind: "remux" });
    if (lease?.render.id !== id) throw new Error("the preview was not there to take");
    await writeRenderProgress(database, lease, 0.5);
    expect(await findPreview(database, job)).toMatchObject({ status: "running", progress: 0.5 });
    await failRender(database, lease, "damaged");
    expect(await requestPreview(database, { job, kind: "remux" })).toMatchObject({ id, error: "damaged" });
    await database.query("UPDATE renders SET finished_at = now() - interval '1 hour' WHERE id = $1", [id]);
    const again = await requestPreview(database, { job, kind: "remux" });
    expect(again).toMatchObject({ status: "queued", error: null });
    expect(again?.id).not.toBe(id);
    expect(await eventsAfter(database, job, 0)).toHaveLength(before);
    await cancelJob(database, owner, job);
    await removeJob(database, owner, job);
    expect(await findPreview(database, job)).toBeNull();
    expect(await requestPreview(database, { job, kind: "remux" })).toBeNull();
  });

  it("leases the render of the owner first who has the fewest in work", async () => {
    const [busy, idle] = [await doneJob(), await doneJob()];
    const first = await request(busy);
    const later = await request(busy);
    const others = await request(idle);
    const leases = [await take(first.id), await take(others.id), await take(later.id)];
    for (const lease of leases) await finishRender(database, lease, nothing);
  });

  it("leases next the render of the owner whose last one began longest ago, when none is in work", async () => {
    const [busy, idle] = [await doneJob(), await doneJob()];
    const first = await request(busy);
    const later = await request(busy);
    const others = await request(idle);
    // One at a time, as a server with one place makes them: a queue of one owner delays another owner by one render.
    for (const { id } of [first, others, later]) await finishRender(database, await take(id), nothing);
  });
}
