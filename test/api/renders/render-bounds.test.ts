/** How many renders an owner may have in the queue and in work at once. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.js";
import { openPglite } from "../../../src/database/embedded/pglite.js";
import { admitRender } from "../../../src/service/renders/admit-render.js";
import { DataFolder } from "../../../src/service/uploads/data-folder.js";
import { FormUploads } from "../../../src/service/uploads/form-uploads.js";
import { noteFile } from "../../../src/store/files/files.js";
import { insertJob } from "../../../src/store/jobs/jobs.js";
import { makePlace, type Place } from "../../support/api/place.js";

let place: Place;
let database: Database;
let folder: DataFolder;
beforeAll(async () => {
  place = await makePlace();
  folder = await DataFolder.open(join(place.folder, "data"));
  database = await openPglite(folder.database);
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

/** Adds renders of this status to a new job of an owner. */
async function addRenders(owner: string, status: "queued" | "running" | "completed", count: number): Promise<void> {
  await noteFile(database, { sha256: "a".repeat(64), bytes: 1, media: {} });
  const fields = { route: "local", filename: "talk.mp4", file: "a".repeat(64), duration: 1 } as const;
  const { id } = await database.transaction((transaction) =>
    insertJob(transaction, { owner, ...fields, source: "en", targets: [] }),
  );
  for (let i = 0; i < count; i++)
    await database.query(
      `INSERT INTO renders (id, job, kind, language, style, version, document, status) VALUES ($1, $2, 'burn', 'en', $3, 1, '[]', $4)`,
      [randomUUID(), id, JSON.stringify({ fontSize: 10 + i }), status],
    );
}

it("an owner may have 20 unfinished renders, whatever other owners have", async () => {
  const ask = (owner: string): Promise<void> =>
    database.transaction(
      admitRender({ folder, formUploads: new FormUploads(), settings: { tokens: true } }, { owner, videoBytes: 10 }),
    );
  await addRenders("ada", "queued", 16);
  await addRenders("ada", "running", 3);
  await addRenders("ada", "completed", 5);
  await ask("ada");
  await addRenders("ada", "queued", 1);
  await expect(ask("ada")).rejects.toMatchObject({
    name: "UploadRefused",
    reason: "too-many",
    message: expect.stringMatching(/^20 of your renders and previews are unfinished/) as string,
  });
  await ask("bob");
  await database.query("UPDATE renders SET status = 'completed' WHERE status = 'running'");
  await ask("ada");
});
