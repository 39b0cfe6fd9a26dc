/** The sound of a job: the requested audio track, the recognized one, and warnings. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder, speechOf, wavOf } from "../../cli/sister.js";
import { eventsOf, expectProblem, startServer, variantOf, type TestServer } from "../../support/api/server.js";
import { tusClient } from "../../support/api/tus-client.js";
import { declareSeconds } from "../../support/media/made-media.js";

interface Job {
  id: string;
  status: string;
  error: string | null;
  warnings: { code: string; message: string }[];
}

describe("the sound of a job", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let spoken: Uint8Array;
  /** Two tracks with speech: jpn, which is the default, and eng. */
  let two: Uint8Array;
  beforeAll(async () => {
    place = await makeFolder();
    spoken = wavOf(await speechOf(4));
    const [one, both] = [join(place.folder, "one.wav"), join(place.folder, "two.mkv")];
    await writeFile(one, spoken);
    const tags = ["-metadata:s:a:0", "language=jpn", "-metadata:s:a:1", "language=eng", "-disposition:a:0", "default"];
    const maps = ["-map", "0", "-map", "1", "-c:a", "flac", ...tags, "-disposition:a:1", "0"];
    execFileSync("ffmpeg", ["-v", "error", "-i", one, "-i", one, ...maps, both]);
    two = await readFile(both);
    // A translator that cannot start.
    const broken = join(place.folder, "broken");
    await mkdir(broken);
    await writeFile(join(broken, "lt-proc"), "#!/bin/sh\nexit 1\n");
    await chmod(join(broken, "lt-proc"), 0o755);
    server = await startServer({
      ...place.env,
      PATH: `${broken}:${process.env["PATH"]}`,
      SISTER_SPEECH_MODEL: "sleep:0.01",
      SISTER_MAX_DURATION_S: "15",
    });
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  const codesOf = (job: unknown): string[] =>
    (job as { warnings: { code: string }[] }).warnings.map(({ code }) => code);

  it("is the track in the source language, and the job names it and the tracks that were left out", async () => {
    const made = await server.submit(two, { source: "en" });
    expect(made.status, made.text).toBe(202);
    expect(made.json).toMatchObject({ audioTrack: null, audio: null });
    const job = await server.ended(made.json.id);
    expect(job).toMatchObject({ status: "completed", audioTrack: null, audio: { track: 2, channel: null } });
    expect(codesOf(job)).toEqual(["unused-sound"]);
    const events = eventsOf((await server.request(`/api/jobs/${job.id}/events`)).text);
    expect(events.filter(({ event }) => event === "warning").map(({ data }) => data)).toEqual([
      { code: "unused-sound", message: expect.stringMatching(/track 1 \(jpn\) also has sound/) as string },
    ]);
    expect(server.command.stderr()).toMatch(/unused-sound: audio track 1/);
  });

  it.each(["1", "ja"])("is the track %s that a form requests", async (audioTrack) => {
    // The results of another track of the same file are not reused.
    const made = await server.submit(two, { audioTrack });
    expect([made.status, made.json]).toEqual([202, expect.objectContaining({ audioTrack, status: "queued" })]);
    expect(await server.ended(made.json.id)).toMatchObject({ audioTrack, audio: { track: 1 } });
    // The same request again is completed at once, with its sound.
    const again = await server.submit(two, { audioTrack });
    expect(again.json).toMatchObject({ status: "completed", audioTrack, audio: { track: 1 } });
  });

  it.each([1, "1", "jpn"])("is the track %j that a JSON body requests", async (audioTrack) => {
    const client = tusClient(server);
    const made = await client.submit(await client.upload(two), { audioTrack });
    expect([made.status, made.json]).toEqual([202, expect.objectContaining({ audioTrack: String(audioTrack) })]);
    expect(await server.ended(made.json.id)).toMatchObject({ status: "completed", audio: { track: 1 } });
  });

  it("is refused if the file does not have the track, or if the track is malformed", async () => {
    expectProblem(await server.submit(two, { audioTrack: "3" }), 422, /no audio track 3: it has track 1 \(jpn\)/);
    expectProblem(await server.submit(two, { audioTrack: "fr" }), 422, /no audio track in French/);
    for (const audioTrack of ["0", "-1", "first track", ""])
      expectProblem(await server.submit(two, { audioTrack }), 422, /audioTrack is the number/);
    const client = tusClient(server);
    for (const audioTrack of [0, 1.5, "x!", null, ["1"]]) {
      const refused = await client.submit(await client.upload(two), { audioTrack });
      expectProblem(refused, 422, /audioTrack/);
    }
  });

  it("refuses what is too long, implausible, or of a kind that is not taken", async () => {
    expectProblem(
      await server.submit(wavOf(await speechOf(18))),
      422,
      /longer than the limit of 15 s.* SISTER_MAX_DURATION_S/,
    );
    const slow = Buffer.from(spoken);
    slow.writeUInt32LE(1, 24);
    slow.writeUInt32LE(2, 28);
    expectProblem(await server.submit(slow), 422, /declares 1 samples a second/);
    const voc = join(place.folder, "x.voc");
    execFileSync("ffmpeg", ["-v", "error", "-i", join(place.folder, "one.wav"), voc]);
    expectProblem(await server.submit(await readFile(voc)), 422, /has the unsupported format voc/);
  });

  describe("that is damaged in a way that only the decoder notices", () => {
    const made = (name: string, ...words: string[]): string => {
      const file = join(place.folder, name);
      execFileSync("ffmpeg", ["-v", "error", "-i", join(place.folder, "one.wav"), ...words, file]);
      return file;
    };
    const ended = async (file: Uint8Array): Promise<Job> => {
      const { status, text, json } = await server.submit(file);
      expect(status, text).toBe(202);
      return (await server.ended(json.id)) as unknown as Job;
    };
    /** The log has the whole message, with the path by which the server knows the video. */
    const expectLogged = (id: string, message: string): Promise<void> =>
      expect
        .poll(() => server.command.stderr())
        .toMatch(new RegExp(`"job ${id}: ${message.replace("FILE", "/[^ ]+/videos/[0-9a-f/]+/[0-9a-f]{64}")}`));

    it("fails the job if it is cut off; the error names the file as the client did", async () => {
      const whole = await readFile(made("whole.mkv", "-c:a", "flac"));
      const { id, status, error } = await ended(whole.subarray(0, whole.length / 4));
      expect(status).toBe("failed");
      const cut = "is cut off: [\\d.]+ s of sound came where [\\d.]+ s were promised; copy or record it again";
      expect(error).toMatch(new RegExp(`^a talk\\.wav ${cut}$`));
      await expectLogged(id, `FILE ${cut}`);
    });

    it("fails the job at the limit of seconds; the error has no advice for operators", async () => {
      const file = made("long.mka", "-af", "apad=whole_dur=18", "-c:a", "flac");
      await declareSeconds(file, 4);
      const { id, status, error } = await ended(await readFile(file));
      expect([status, error]).toEqual(["failed", "a talk.wav contains more than 15 s of sound, the limit"]);
      await expectLogged(id, "FILE contains more than 15 s of sound, the limit: .* or raise SISTER_MAX_DURATION_S");
    });

    it("causes a warning if places of it were replaced by silence", async () => {
      const bytes = await readFile(made("places.mp4", "-c:a", "aac"));
      bytes.fill("no sound at all ", bytes.length >> 1, (bytes.length >> 1) + 3000);
      const { id, status, warnings } = await ended(bytes);
      expect(status).toBe("completed");
      const damaged = warnings.filter(({ code }) => code === "damaged-sound").map(({ message }) => message);
      const replaced = (file: string): string => `\\d+ damaged places in the sound of ${file} were replaced by silence`;
      expect(damaged).toEqual([expect.stringMatching(new RegExp(`^${replaced("a talk\\.wav")}$`))]);
      await expectLogged(id, `damaged-sound: ${replaced("FILE")}`);
    });
  });

  it("causes a warning if no words or no translation come of it", async () => {
    const silent = await server.submit(wavOf(new Int16Array(48_000)));
    const mute = await server.ended(silent.json.id);
    expect([mute.status, codesOf(mute)]).toEqual(["completed", ["no-speech"]]);
    const asked = await server.submit(variantOf(spoken, 1), { target: "es" });
    expect(asked.status, asked.text).toBe(202);
    const lost = await server.ended(asked.json.id);
    expect(codesOf(lost)).toEqual(["untranslated"]);
    expect(JSON.stringify(lost)).toMatch(/nothing was translated into Spanish/);
    const events = eventsOf((await server.request(`/api/jobs/${lost.id}/events`)).text);
    expect(events.map(({ event }) => event)).toContain("warning");
  });
});
