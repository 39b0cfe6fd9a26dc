/** Parts of a job again: a target that is added, one cue, and the glossary of a job. With real Apertium. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { speechOf, wavOf } from "../../cli/sister.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { expectProblem, startServer, type Reply, type TestServer } from "../../support/api/server.js";

const QUICK = { SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_THRESHOLD_S: "100000" };

const WORDS = Array.from({ length: 40 }, (_, i) => `w${i}`);

let place: Place;
let server: TestServer;
let video: Uint8Array;
let job: string;
beforeAll(async () => {
  place = await makePlace();
  server = await startServer({ ...place.env, ...QUICK });
  video = wavOf(await speechOf(4));
  ({ id: job } = (await server.submit(video)).json);
  await server.ended(job);
  await edit(job, "en", 0, "The house has a rank.");
});
afterAll(async () => {
  await server.stop();
  await place.remove();
});

/** Gives a cue another text. */
async function edit(id: string, language: string, at: number, text: string): Promise<void> {
  const { headers, json } = await server.request(`/api/jobs/${id}/subtitles/${language}.json`);
  const cues = json.cues.map(({ index, start, end, text: before }, i) => ({
    ...{ index, start, end },
    text: i === at ? text : before,
  }));
  const saved = await server.request(`/api/jobs/${id}/subtitles/${language}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "If-Match": headers.get("etag") ?? "" },
    body: JSON.stringify({ language, cues }),
  });
  expect(saved.status).toBe(200);
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  server.request(`/api/jobs/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("a target that is added to a completed job", () => {
  it("is translated from the subtitles as they are, also if it is asked for twice at once", async () => {
    const replies = await Promise.all([1, 2, 3].map(() => post(`${job}/targets`, { target: "es" })));
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202]);
    const ended = (await server.ended(job)) as unknown as { status: string; targets: string[] };
    expect(ended).toMatchObject({ status: "completed", targets: ["es"] });
    expect((await server.request(`/api/jobs/${job}/subtitles/es.srt`)).text).toMatch(/La casa tiene/);
  });

  it("is translated again if that is asked for, with edits of the speech", async () => {
    await edit(job, "en", 0, "The house has two ranks.");
    expect((await post(`${job}/targets`, { target: "es" })).json.status).toBe("completed");
    expect((await post(`${job}/targets`, { target: "es", again: true })).status).toBe(202);
    expect(await server.ended(job)).toMatchObject({ status: "completed", targets: ["es"], warnings: [] });
    expect((await server.request(`/api/jobs/${job}/subtitles/es.srt`)).text).toMatch(/La casa tiene dos/);
  });

  it("keeps the earlier text of a cue of which the translator knows no word", async () => {
    const { id } = (await server.submit(wavOf(await speechOf(20)))).json;
    await server.ended(id);
    const path = `/api/jobs/${id}/subtitles/es.json`;
    // The other cues are "w9 w10 w11", of which Apertium knows nothing.
    await edit(id, "en", 0, "The house has a door.");
    await post(`${id}/targets`, { target: "es" });
    expect(await server.ended(id)).toMatchObject({ status: "completed", warnings: [{ code: "untranslated" }] });
    expect((await server.request(path)).json.cues[1]?.text).toBe("[not translated]");
    await edit(id, "es", 1, "Escrito a mano.");
    await edit(id, "en", 0, "The house has two doors.");
    await post(`${id}/targets`, { target: "es", again: true });
    await server.ended(id);
    const { cues } = (await server.request(path)).json;
    expect(cues[0]?.text).toMatch(/dos puertas/);
    expect(cues[1]?.text).toBe("Escrito a mano.");
  });

  it("is refused if nothing does it, or the job does not exist", async () => {
    expectProblem(await post(`${job}/targets`, { target: "ja" }), 422, /Japanese/);
    expectProblem(await post(`${job}/targets`, { target: "ca", translator: "babelfish" }), 422, /babelfish/);
    expectProblem(await post("0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/targets", { target: "es" }), 404, /no job/);
  });
});

describe("one cue again", () => {
  const again = (headers: Record<string, string>, path = "es/cues/1"): Promise<Reply> =>
    post(`${job}/subtitles/${path}/retranslate`, {}, headers);

  it("gets a new text and a new ETag", async () => {
    const before = await server.request(`/api/jobs/${job}/subtitles/es.json`);
    const etag = before.headers.get("etag") ?? "";
    const reply = await again({ "If-Match": etag });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({
      language: "es",
      index: 1,
      text: expect.stringMatching(/casa/) as string,
    });
    const after = await server.request(`/api/jobs/${job}/subtitles/es.json`);
    expect(after.headers.get("etag")).toBe(reply.headers.get("etag"));
    expect(after.headers.get("etag")).not.toBe(etag);
    expectProblem(await again({ "If-Match": etag }), 412, /have changed/);
  });

  it("is refused without a version, and for a cue that is not there", async () => {
    expectProblem(await again({}), 428, /If-Match/);
    expectProblem(await again({ "If-Match": "*" }, "es/cues/999"), 404, /no cue 999/);
    expectProblem(await again({ "If-Match": "*" }, "ca/cues/1"), 404, /no cue 1 in ca/);
    expectProblem(await again({ "If-Match": "*" }, "en/cues/1"), 422, /language of the speech/);
  });
});

describe("the glossary of a job", () => {
  it("is a field with CSV or JSON, decides the result, and holds for targets that are added", async () => {
    const csv = WORDS.map((word) => `${word},palabra,paraula\n`).join("");
    const plain = await server.submit(video, { target: "es" });
    await server.ended(plain.json.id);
    // The engine recognizes "w0 w1 w2", of which Apertium knows nothing: every word is a term.
    const { json } = await server.submit(video, { target: "es", glossary: `source,es,ca\n${csv}` });
    expect(json.status).not.toBe("completed");
    await server.ended(json.id);
    expect((await server.request(`/api/jobs/${json.id}/subtitles/es.srt`)).text).toMatch(/palabra/i);
    expect((await post(`${json.id}/targets`, { target: "ca" })).status).toBe(202);
    await server.ended(json.id);
    expect((await server.request(`/api/jobs/${json.id}/subtitles/ca.srt`)).text).toMatch(/paraula/i);
    const rows = JSON.stringify(WORDS.map((source) => ({ source, targets: { es: "palabra", ca: "paraula" } })));
    expect((await server.submit(video, { target: "es", glossary: rows })).json.status).toBe("completed");
  });

  it("is refused with its row", async () => {
    expectProblem(await server.submit(video, { glossary: "source,target\nrank,\n" }), 422, /glossary, row 2: "rank"/);
    expectProblem(await server.submit(video, { glossary: '[{"source":1}]' }), 422, /glossary/);
  });
});
