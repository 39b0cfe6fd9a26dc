/** The norms of subtitles in the API: of a file that is sent, of a job, and as the profile of a job. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder, speechOf, wavOf } from "../../cli/sister.js";
import { expectProblem, startServer, type Reply, type TestServer } from "../../support/api/server.js";
import { tusClient } from "../../support/api/tus-client.js";

interface Check {
  profile: string;
  language: string | null;
  format: string | null;
  cues: number;
  rules: Record<string, number>;
  breaches: {
    rule: string;
    severity: string;
    cue: number;
    at: number;
    message: string;
    mend: string;
    source: string;
  }[];
}

const BAD =
  "1\n00:00:01,000 --> 00:00:06,000\nWe said that all of the subtitles of this talk have to be broken\n\n" +
  "2\n00:00:06,000 --> 00:00:06,500\nRight\n";

describe("the norms of subtitles", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let spoken: Uint8Array;
  beforeAll(async () => {
    place = await makeFolder();
    spoken = wavOf(await speechOf(4));
    server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01" });
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  const checked = ({ status, json }: Reply): Check => {
    expect(status).toBe(200);
    return json as unknown as Check;
  };
  const send = (body: string, query = "", type = "text/plain"): Promise<Reply> =>
    server.request(`/api/subtitles/check${query}`, { method: "POST", body, headers: { "Content-Type": type } });

  it("hold a file that is sent as text", async () => {
    const check = checked(await send(BAD, "?language=en"));
    expect(check).toMatchObject({ profile: "netflix", language: "en", format: "srt", cues: 2 });
    expect(check.rules).toEqual({ "line-length": 1, "too-short": 1, gap: 1 });
    expect(check.breaches[0]).toMatchObject({ rule: "line-length", severity: "error", cue: 1, at: 1 });
    for (const { message, mend, source } of check.breaches) expect([message, mend, source]).not.toContain("");
    const touching = checked(await send(BAD, "?language=en&profile=bbc"));
    expect(Object.keys(touching.rules)).not.toContain("gap");
  });

  it("hold a file that is sent as a form, in any encoding, by the language of its name", async () => {
    const form = new FormData();
    const text = "1\n00:00:01,000 --> 00:00:04,000\n¿Qué pasó mañana?\n";
    form.set("file", new Blob([Buffer.from(text, "latin1")]), "film.es.srt");
    form.set("profile", "children,cps=3");
    const answer = await server.request("/api/subtitles/check", { method: "POST", body: form });
    expect(checked(answer)).toMatchObject({ language: "es", profile: "children,cps=3", rules: { "reading-speed": 1 } });
  });

  it("refuse what is no subtitle file, and profiles, languages and fields that there are not", async () => {
    expectProblem(await send("no subtitles at all"), 422, /is not a subtitle file: send/);
    expectProblem(await send(BAD, "?profile=nextflix"), 422, /use netflix, children, bbc, ebu/);
    expectProblem(await send(BAD, "?language=English!"), 422, /is not a language code/);
    expectProblem(await send(BAD, "?profil=bbc"), 422, /did you mean "profile"/);
    const form = new FormData();
    form.set("profile", "bbc");
    expectProblem(await server.request("/api/subtitles/check", { method: "POST", body: form }), 400, /no file "file"/);
  });

  it("are stored with a job as its profile, which its subtitles keep, and another profile is another result", async () => {
    const made = await server.submit(spoken, { profile: "bbc" });
    expect([made.status, made.json]).toEqual([202, expect.objectContaining({ profile: "bbc" })]);
    const job = await server.ended(made.json.id);
    const own = checked(await server.request(`/api/jobs/${job.id}/subtitles/en/check`));
    expect(own).toMatchObject({ profile: "bbc", language: "en" });
    expect(own.cues).toBeGreaterThan(0);
    expect(own.breaches.filter(({ rule }) => rule !== "reading-speed")).toEqual([]);
    const strict = checked(
      await server.request(`/api/jobs/${job.id}/subtitles/en/check?profile=netflix,line-length=5`),
    );
    expect(strict.rules["line-length"]).toBeGreaterThan(0);
    expect((await server.submit(spoken, { profile: "bbc" })).json).toMatchObject({ status: "completed" });
    expect((await server.submit(spoken)).json).toMatchObject({ status: "queued", profile: "netflix" });
  });

  it("are chosen in a JSON body too; an unknown profile is 422", async () => {
    const client = tusClient(server);
    const made = await client.submit(await client.upload(spoken), { profile: "ebu,cps=14" });
    expect([made.status, made.json]).toEqual([202, expect.objectContaining({ profile: "ebu,cps=14" })]);
    expectProblem(await server.submit(spoken, { profile: "nextflix" }), 422, /there is no profile "nextflix": use/);
    expectProblem(await server.submit(spoken, { profile: "netflix,cps=0" }), 422, /cps is "0"/);
  });

  it("do not tell of jobs and languages that there are not", async () => {
    const { json } = await server.submit(spoken);
    await server.ended(json.id);
    expectProblem(await server.request(`/api/jobs/${json.id}/subtitles/fr/check`), 404, /no such subtitles/);
    expectProblem(await server.request(`/api/jobs/${json.id}/subtitles/en/check?profile=x`), 422, /no profile "x"/);
    expectProblem(await server.request("/api/jobs/none/subtitles/en/check"), 404, /no job/);
  });
});
