/** A server whose child programs are stopped (SIGSTOP): each is noticed, and its work is done. */
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePlace, type Place } from "../../support/api/place.js";
import { ask, edit, finishedJob, madeVideo, rendered } from "../../support/api/rendered-video.js";
import { startServer, until, type TestServer } from "../../support/api/server.js";

describe("a stopped ffmpeg of a server", () => {
  let place: Place;
  let server: TestServer;
  beforeAll(async () => {
    place = await makePlace();
    const stopping = join(place.folder, "stopping-ffmpeg");
    // The first program of each kind of work is stopped.
    const kinds = ["s16le", "libx264", "matroska", "map_chapters"].map(
      (word) => `case "$*" in *${word}*) mkdir "${place.folder}/${word}" 2> /dev/null && kill -STOP $$ ;; esac`,
    );
    await writeFile(stopping, ["#!/bin/sh", ...kinds, 'exec ffmpeg "$@"', ""].join("\n"));
    await chmod(stopping, 0o755);
    const quick = { SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_THRESHOLD_S: "600" };
    server = await startServer({ ...place.env, ...quick, FFMPEG_PATH: stopping });
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  it("holds up no job, burn, mux or preview", async () => {
    const video = await madeVideo(join(place.folder, "talk.mp4"), 3);
    const job = await finishedJob(server, video, "talk.mp4");
    await edit(server, job, "Hola", 1);
    const renders = ["burn", "mux"].map(async (kind) => {
      const asked = await ask(server, job, { lang: "en", kind });
      return rendered(server, asked.headers.get("location"));
    });
    const preview = until(async () => (await server.request(`/api/jobs/${job}/preview`)).status !== 202);
    for (const render of await Promise.all(renders)) expect(render).toMatchObject({ status: "completed", error: null });
    await preview;
    expect((await fetch(new URL(`/api/jobs/${job}/preview`, server.url))).status).toBe(200);
    const said = server.command.stderr();
    expect(said.match(/ffmpeg was stopped from outside/g)?.length).toBeGreaterThanOrEqual(4);
  });
});
