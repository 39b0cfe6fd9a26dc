/** A server that starts after a kill, with a changed clock and files without an owner. */
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openPglite } from "../../../src/database/embedded/pglite.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { startServer, talk, type TestServer } from "../../support/api/server.js";
import { sha256, tusClient } from "../../support/api/tus-client.js";
import { patience } from "../../support/pace.js";

const POLL = { timeout: patience(40_000) };
const SLEEPING = { SISTER_SPEECH_MODEL: "sleep:0.2", SISTER_GROUP_THRESHOLD_S: "1000" };

let place: Place;
let server: TestServer | null = null;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(async () => {
  server?.command.child.kill("SIGKILL");
  await server?.command.ended;
  await place.remove();
});

it(
  "a server that starts again takes its jobs back at once, removes files without an owner, and removes nothing because its clock is ahead",
  { timeout: patience(300_000) },
  async () => {
    const data = join(place.folder, "data");
    const speech = await talk(10);
    const first = (server = await startServer({ ...place.env, ...SLEEPING }));
    const client = tusClient(first);
    const [whole, broken] = [await client.begin(1000), await client.begin(1000)];
    await client.patch(whole, 0, speech.subarray(0, 500));
    const { id } = (await first.submit(speech)).json;
    await expect
      .poll(async () => (await first.request(`/api/jobs/${id}`)).json.segments.total, POLL)
      .toBeGreaterThan(0);
    first.command.child.kill("SIGKILL");
    await first.command.ended;

    // The clock was an hour ahead when the job was leased, and is a year ahead now.
    const database = await openPglite(join(data, "database"));
    const { count } = await database.query(
      "UPDATE jobs SET lease_until = lease_until + interval '1 hour', not_before = now() + interval '1 hour' WHERE status = 'running'",
    );
    expect(count).toBe(1);
    const old = await jobOf(database, "366 days");
    const kept = await jobOf(database, "365 days");
    const overdue = await jobOf(database, "373 days");
    await database.query("UPDATE clock SET seen_at = seen_at - interval '365 days'");
    await database.close();

    const stranger = sha256(randomBytes(100));
    const video = (name: string): string => join(data, "videos", stranger.slice(0, 2), name);
    const rubbish = [
      video(stranger),
      video(`${stranger}.${randomUUID()}`),
      join(data, "outputs", randomUUID(), "en.srt"),
      join(data, "outputs", id, `render-${randomUUID()}-1`, "video.mp4"),
      join(data, "outputs", id, `${randomUUID()}.mp4`),
      join(data, "outputs", id, "1000000", "half.json"),
      join(data, "outputs", id, "stills", `${randomUUID()}.partial`),
      join(data, "incoming", randomUUID()),
      join(data, "incoming", `${randomUUID()}.upload`),
    ];
    const upload = (path: string): string => join(data, "incoming", `${path.split("/").at(-1)}.upload`);
    // Files with an owner, and files that are not Sister's.
    const owned = [
      join(data, "videos", sha256(speech).slice(0, 2), sha256(speech)),
      join(data, "outputs", id, "stills", "1000-320.jpg"),
      join(data, "videos", "README"),
      join(data, "outputs", "notes.txt"),
      upload(whole),
    ];
    for (const path of [...rubbish, ...owned]) {
      await mkdir(dirname(path), { recursive: true });
      if (!existsSync(path)) await writeFile(path, "left");
    }
    await rm(upload(broken));

    const second = (server = await startServer({ ...place.env, ...SLEEPING, SISTER_RETENTION_DAYS: "7" }));
    expect(await second.ended(id)).toMatchObject({ status: "completed", error: null });
    expect(rubbish.filter((path) => existsSync(path))).toEqual([]);
    expect(owned.filter((path) => !existsSync(path))).toEqual([]);
    const again = tusClient(second);
    expect(await again.offset(whole)).toBe(500);
    expect((await again.send("HEAD", broken)).status).toBe(404);
    // A job that was due before the clock changed is removed; jobs that are due only by the wrong clock stay.
    await expect.poll(async () => (await second.request(`/api/jobs/${overdue}`)).status, POLL).toBe(404);
    for (const stays of [old, kept]) expect((await second.request(`/api/jobs/${stays}`)).status).toBe(200);
    expect(second.command.stderr()).toMatch(/the clock is 365 days ahead .* nothing is removed because of it/);
    expect(await second.stop()).toBe(143);
  },
);

it("a server removes nothing unknown from a folder of another database", async () => {
  const data = join(place.folder, "data");
  const others = join(data, "videos", "ab", "ab".repeat(32));
  await mkdir(dirname(others), { recursive: true });
  await writeFile(others, "another's");
  const database = await openPglite(join(data, "database"));
  await database.query("UPDATE installation SET id = gen_random_uuid()");
  await database.close();
  server = await startServer({ ...place.env, ...SLEEPING });
  expect(existsSync(others)).toBe(true);
  expect(server.command.stderr()).toMatch(/used with more than one database/);
  expect(await server.stop()).toBe(143);
});

/** A completed job that ended this long ago. */
async function jobOf(database: Awaited<ReturnType<typeof openPglite>>, ago: string): Promise<string> {
  const [id, file] = [randomUUID(), sha256(randomBytes(100))];
  await database.query("INSERT INTO files (sha256, bytes, media, refs) VALUES ($1, 10, '{}', 1)", [file]);
  await database.query(
    `INSERT INTO jobs (id, owner, status, route, filename, file, duration, source, targets, finished_at)
     SELECT $1, owner, 'completed', 'local', 'talk.mp4', $2, 10, 'en', '{}', now() - $3::interval FROM jobs LIMIT 1`,
    [id, file, ago],
  );
  return id;
}
