/** Part of the store's suite: segments, events of lists, groups, and clearing results. */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { eventsAfter, EVENT_CHANNEL, listedEventsAfter, type JobChange } from "../../../src/store/jobs/events.js";
import { findHeard, readHeardFigures, removeHeard } from "../../../src/store/jobs/heard.js";
import { forgetGroup, noteGroup, readGroups } from "../../../src/store/servers/groups.js";
import { cancelJob, listJobs, removeJob } from "../../../src/store/jobs/jobs.js";
import { retryJob } from "../../../src/store/jobs/retry.js";
import { giveUp, handBack, type Lease } from "../../../src/store/jobs/leases.js";
import { listSegments, type SegmentRecord } from "../../../src/store/jobs/segments.js";
import { aliveServers, forgetServer, noteServer } from "../../../src/store/servers/servers.js";
import { keepHeard, writeProgress } from "../../../src/store/jobs/lease-writes.js";
import type { Lent } from "./uploads-suite.js";

/** A waiting segment of 10 s. */
export const segmentOf = (index: number, more: Partial<SegmentRecord> = {}): SegmentRecord => ({
  index,
  start: index * 10,
  end: index * 10 + 10,
  state: "waiting",
  rank: null,
  host: null,
  attempts: 0,
  ...more,
});
const RUNS = { state: "running", rank: 1, host: "node1", attempts: 1 } as const;
const DONE = { state: "done", rank: 0, host: "node1", attempts: 1 } as const;

export function liveSuite({ database: opened, someone, queue, take }: Lent): void {
  const write = (lease: Lease, ...segments: SegmentRecord[]): Promise<void> =>
    writeProgress(opened(), lease, null, segments);
  const again = (id: string): Promise<unknown> =>
    opened().query("UPDATE jobs SET not_before = now() WHERE id = $1", [id]);

  it("keeps the segments of a job with their ranks, and appends an event for each change", async () => {
    const lease = await take((await queue(someone())).id);
    const { id } = lease.job;
    await write(lease, segmentOf(1), segmentOf(0, RUNS));
    await write(lease, segmentOf(0, DONE));
    expect(await listSegments(opened(), id)).toEqual([segmentOf(0, DONE), segmentOf(1)]);
    const events = (await eventsAfter(opened(), id, 0)).filter(({ type }) => type === "segment");
    expect(events.map(({ data }) => data)).toEqual([segmentOf(1), segmentOf(0, RUNS), segmentOf(0, DONE)]);
    await cancelJob(opened(), lease.job.owner, id);
  });

  it("sets running segments back to waiting when their lease ends in any way", async () => {
    const owner = someone();
    const { id } = await queue(owner);
    const waits = [segmentOf(0, DONE), segmentOf(1, { attempts: 1 })];
    for (const end of [
      (lease: Lease) => handBack(opened(), lease),
      (lease: Lease) => giveUp(opened(), lease, "rank 1 was killed"),
      // The holder ended without returning it: the next holder does.
      () => opened().query("UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = $1", [id]),
      () => cancelJob(opened(), owner, id),
    ]) {
      await again(id);
      const lease = await take(id);
      expect(await listSegments(opened(), id)).not.toContainEqual(segmentOf(1, RUNS));
      await write(lease, segmentOf(0, DONE), segmentOf(1, RUNS));
      await end(lease);
    }
    expect(await listSegments(opened(), id)).toEqual(waits);
    expect((await eventsAfter(opened(), id, 0)).findLast(({ type }) => type === "segment")?.data).toEqual(waits[1]);
  });

  it("sets failed segments back to waiting when their job is retried", async () => {
    const owner = someone();
    const lease = await take((await queue(owner)).id);
    const { id } = lease.job;
    await write(lease, segmentOf(0, DONE), segmentOf(1, { ...RUNS, state: "failed", attempts: 3 }));
    await cancelJob(opened(), owner, id);
    await retryJob(opened(), owner, id);
    expect(await listSegments(opened(), id)).toEqual([segmentOf(0, DONE), segmentOf(1, { attempts: 3 })]);
    await cancelJob(opened(), owner, id);
  });

  it("announces changes of jobs with their owner, and reads the events that change a list", async () => {
    const owner = someone();
    const changes: JobChange[] = [];
    const stop = await opened().listen(EVENT_CHANNEL, (payload) => {
      const change = JSON.parse(payload) as JobChange;
      if (change.owner === owner) changes.push(change);
    });
    const { id } = await queue(owner);
    const lease = await take(id);
    await write(lease, segmentOf(0, RUNS));
    await cancelJob(opened(), owner, id);
    await removeJob(opened(), owner, id);
    await expect.poll(() => changes.at(-1)).toMatchObject({ job: id, removed: true });
    await stop();
    expect(changes[0]).toEqual({ job: id, owner, after: 0, listed: true });
    // One event that the segment began, one that it waits again.
    expect(changes.filter(({ listed }) => !listed)).toHaveLength(2);
    // In order, after any number.
    const other = (await queue(owner)).id;
    await cancelJob(opened(), owner, other);
    const events = await listedEventsAfter(opened(), [{ job: other, after: 1 }]);
    expect(events).toEqual([{ job: other, number: 2, type: "status", data: { status: "cancelled" } }]);
  });

  it("finds jobs by a part of the file name", async () => {
    const owner = someone();
    const named: string[] = [];
    for (const filename of ["Rapat Tahunan 100%.mp4", "rapat_juni.mkv", "RAPATXJUNI.mkv", "École.mov"]) {
      const { id } = await queue(owner, { filename });
      await cancelJob(opened(), owner, id);
      named.push(id);
    }
    const found = async (name: string, limit = 10): Promise<number[]> =>
      (await listJobs(opened(), owner, { limit, name, status: "cancelled" })).map(({ id }) => named.indexOf(id));
    expect(await found("rapat")).toEqual([2, 1, 0]);
    expect(await found("rapat", 1)).toEqual([2]);
    expect(await found("T_J")).toEqual([1]);
    expect(await found("%")).toEqual([0]);
    expect(await found("\\")).toEqual([]);
    expect(await found("école")).toEqual([3]);
    expect(await found("e\u0301cole")).toEqual([3]);
    // Written by a server of the version before.
    await opened().query("UPDATE jobs SET name_key = NULL WHERE id = $1", [named[1]]);
    expect(await found("rapat_")).toEqual([1]);
  });

  it("reads what each rank of a group does", async () => {
    const owner = someone();
    const group = { id: randomUUID(), host: "node1", holder: "a supervisor" };
    const ranks = [0, 1].map((rank) => ({ rank, host: `node${rank}` }));
    await noteGroup(opened(), { ...group, ranks });
    const lease = await take((await queue(owner)).id, group.holder);
    await write(lease, segmentOf(4, RUNS), segmentOf(5, DONE));
    const { id: job, filename } = lease.job;
    const found = (await readGroups(opened())).find(({ id }) => id === group.id);
    expect(found?.ranks).toEqual([
      { rank: 0, host: "node0", job: null, filename: null, segment: null, since: null },
      { rank: 1, host: "node1", job, filename, segment: 4, since: expect.any(Date) as Date },
    ]);
    await cancelJob(opened(), owner, job);
    await forgetGroup(opened(), group.id);
    expect((await readGroups(opened())).map(({ id }) => id)).not.toContain(group.id);
  });

  it("lists the servers that are alive", async () => {
    const server = { id: randomUUID(), host: "node1", version: "1" };
    const alive = async (): Promise<boolean> => (await aliveServers(opened())).some(({ id }) => id === server.id);
    await noteServer(opened(), server);
    await noteServer(opened(), server);
    expect(await alive()).toBe(true);
    await opened().query("UPDATE servers SET seen_at = now() - interval '31 seconds' WHERE id = $1", [server.id]);
    expect(await alive()).toBe(false);
    await forgetServer(opened(), server.id);
  });

  it("deletes the results of earlier recognition", async () => {
    const lease = await take((await queue(someone())).id);
    const key = randomUUID();
    await keepHeard(opened(), lease, key, [{ text: "hello" }]);
    const { entries, bytes } = await readHeardFigures(opened());
    expect([entries > 0, bytes > 0]).toEqual([true, true]);
    await opened().transaction(removeHeard);
    expect(await findHeard(opened(), key)).toBeNull();
    expect(await readHeardFigures(opened())).toMatchObject({ entries: 0, bytes: 0 });
    await cancelJob(opened(), lease.job.owner, lease.job.id);
  });
}
