/** Jobs whose cues begin and end with the shots of the picture. */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder, speechOf, wavOf } from "../../cli/sister.js";
import { expectProblem, startServer, type Answer, type TestServer } from "../../support/api/server.js";
import { tusClient } from "../../support/api/tus-client.js";

const FRAME = 1 / 25;

describe("jobs with shots", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let sound: Buffer;
  beforeAll(async () => {
    place = await makeFolder();
    sound = wavOf(await speechOf(6));
    await writeFile(join(place.folder, "sound.wav"), sound);
    server = await startServer({
      ...place.env,
      SISTER_SPEECH_MODEL: "sleep:0.01",
      SISTER_GROUP_THRESHOLD_S: "7",
    });
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  /** A film of the sound, with one cut. Its length in seconds decides the route. */
  async function filmOf(cut: number, seconds: number): Promise<Buffer> {
    const film = join(place.folder, "film.mkv");
    const shot = (colour: string, length: number): string[] => {
      return ["-f", "lavfi", "-i", `color=${colour}:size=160x120:rate=25:duration=${length}`];
    };
    const filters = "[0:v][1:v]concat=n=2:v=1[v];[2:a]apad[a]";
    const output = ["-c:v", "mpeg4", "-c:a", "flac", "-t", String(seconds), "-y", film];
    const inputs = [...shot("red", cut), ...shot("blue", seconds - cut), "-i", join(place.folder, "sound.wav")];
    execFileSync("ffmpeg", [
      "-v",
      "error",
      ...inputs,
      "-filter_complex",
      filters,
      "-map",
      "[v]",
      "-map",
      "[a]",
      ...output,
    ]);
    return readFile(film);
  }
  const firstCue = async (job: Answer): Promise<number> => {
    const { json } = await server.request(`/api/jobs/${job.id}/subtitles/en.json`);
    return json.cues[0]?.start ?? -1;
  };

  it.each([
    ["local", 6],
    ["group", 8],
  ])("snap to them on the route %s, and to none without", async (route, seconds) => {
    const plain = await server.ended((await server.submit(sound)).json.id);
    const start = await firstCue(plain);
    const cut = Math.round((start + 0.2) / FRAME) * FRAME;
    const film = await filmOf(cut, seconds);
    const without = (await server.submit(film)).json;
    expect(without).toMatchObject({ shots: false, route });
    expect(await firstCue(await server.ended(without.id))).toBeCloseTo(start, 3);
    // The results of the same film without shots are not used for it.
    const made = (await server.submit(film, { shots: "true" })).json;
    expect(made).toMatchObject({ shots: true, status: "queued" });
    const job = await server.ended(made.id);
    expect(job).toMatchObject({ status: "completed", shots: true });
    expect(Math.abs((await firstCue(job)) - cut)).toBeLessThanOrEqual(FRAME);
  });

  it("may be requested for a resumable upload", async () => {
    const client = tusClient(server);
    const made = await client.submit(await client.upload(await filmOf(3, 6)), { shots: true });
    expect([made.status, made.json]).toEqual([202, expect.objectContaining({ shots: true })]);
    for (const shots of ["true", 1, null]) {
      const refused = await client.submit(await client.upload(sound), { shots });
      expectProblem(refused, 422, /shots/);
    }
  });

  it("are refused for a file without a picture, and if they are neither true nor false", async () => {
    expectProblem(await server.submit(sound, { shots: "true" }), 422, /no picture.*leave shots out/);
    for (const shots of ["yes", "1", ""])
      expectProblem(await server.submit(sound, { shots }), 422, /shots is true or false/);
  });
});
