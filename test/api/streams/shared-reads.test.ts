/** What event streams read from the database: once for all streams, however many follow the same jobs. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ApiContext } from "../../../src/api/context.js";
import { JobStatusCache } from "../../../src/api/fast-status/job-status-cache.js";
import { EventHub } from "../../../src/api/streams/event-hub.js";
import { JobEventReader } from "../../../src/api/streams/job-event-reader.js";
import { OwnerFeeds } from "../../../src/api/streams/owner-feeds.js";
import type { Database, Queryable } from "../../../src/database/database.js";
import { openPglite } from "../../../src/database/embedded/pglite.js";
import { noteFile } from "../../../src/store/files/files.js";
import { appendEvent } from "../../../src/store/jobs/events.js";
import { insertJob } from "../../../src/store/jobs/jobs.js";
import { makePlace, type Place } from "../../support/api/place.js";

const STREAMS = 40;
/** A slow machine may read a few times. With reads of its own for each stream, there would be 40. */
const FEW = STREAMS / 4;

let place: Place;
let database: Database;
/** The database as streams see it. It counts the statements that read events. */
let reader: Queryable;
let reads = 0;
beforeAll(async () => {
  place = await makePlace();
  database = await openPglite(join(place.folder, "data", "database"));
  reader = {
    query: (text, values) => {
      if (/\bFROM events\b/.test(text)) reads += 1;
      return database.query(text, values);
    },
  };
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

async function makeJob(): Promise<string> {
  await noteFile(database, { sha256: "a".repeat(64), bytes: 1, media: {} });
  const fields = { route: "local", filename: "talk.wav", file: "a".repeat(64), duration: 1 } as const;
  const job = { owner: "ada", ...fields, source: "en", targets: [] };
  return (await database.transaction((transaction) => insertJob(transaction, job))).id;
}

it("the streams of an owner's jobs all get an event that was read once", async () => {
  const id = await makeJob();
  const hub = new EventHub();
  const unlisten = await hub.listen(database, () => undefined);
  const server = { hub, database: reader, jobStatuses: new JobStatusCache(database) } as unknown as ApiContext;
  const feeds = new OwnerFeeds(server);
  const streams = Array.from({ length: STREAMS }, () => feeds.follow("ada"));
  await Promise.all(streams.map(({ begun }) => begun));
  reads = 0;
  await appendEvent(database, id, "progress", { doneSeconds: 1 });
  await Promise.all(
    streams.map(async (stream) => {
      for (let text = ""; !text.includes(id);) text += await stream.next(1000);
    }),
  );
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThan(FEW);
  for (const stream of streams) stream.leave();
  hub.stop();
  await unlisten();
});

it("the streams of one job get its events of one read, until another change is announced", async () => {
  const id = await makeJob();
  const events = new JobEventReader(() => reader);
  reads = 0;
  const streams = Array.from({ length: STREAMS }, () => events.after("ada", id, 0, 1));
  const [first] = await Promise.all(streams);
  expect(reads).toBeLessThan(FEW);
  // The same text, which was made once.
  expect(new Set(streams).size).toBeLessThan(FEW);
  await appendEvent(database, id, "progress", { doneSeconds: 1 });
  const later = await events.after("ada", id, 0, 2);
  expect(later.last).toBe((first?.last ?? 0) + 1);
  expect(later.text.startsWith(first?.text ?? "nothing")).toBe(true);
});
