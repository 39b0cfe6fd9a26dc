/** Text in requests and responses: edited subtitles and file names. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { warnOfLetters } from "../../../src/media/letters/fonts.js";
import { cueText, lineText } from "../../../src/subtitles/text/plain-text.js";
import { readSrt, readVtt } from "../../subtitles/strict-readers.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { ask, finishedJob, madeVideo, rendered } from "../../support/api/rendered-video.js";
import { expectProblem, startServer, type Reply, type TestServer } from "../../support/api/server.js";
import { tusClient } from "../../support/api/tus-client.js";

const QUICK = { SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_THRESHOLD_S: "100000" };
const INVISIBLE = /[\p{Bidi_Control}\p{Cs}\ufeff\u2028\u2029]|(?!\n)\p{Cc}/u;

const TEXTS = [
  "Hola\n\nMundo",
  "Hola\rMundo",
  "Hola\n00:00:01,000 --> 00:00:02,000\nMundo",
  "00:00:01.000 --> 00:00:02.000",
  "42\n7",
  "a\u2028b\u2029c\u0085d",
  "<b>x</b> & {\\an8}\\N --> y",
  "\u202eover\u202c\u2066x\u2069\u001b[2J\u009b\ufeff",
  " \n\t\n",
];

describe("text over HTTP", () => {
  let place: Place;
  let server: TestServer;
  let video: Uint8Array<ArrayBuffer>;
  let job: string;
  beforeAll(async () => {
    place = await makePlace();
    video = await madeVideo(join(place.folder, "talk.mp4"), 2);
    server = await startServer({ ...place.env, ...QUICK });
    job = await finishedJob(server, video, "a\u202eb\u009b 日本\u2066\u200f.mp4");
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  const put = (cues: unknown, seen: number): Promise<Reply> =>
    server.request(`/api/jobs/${job}/subtitles/en`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "If-Match": `"${seen}"` },
      body: JSON.stringify({ language: "en", cues }),
    });
  const get = (format: string): Promise<Reply> => server.request(`/api/jobs/${job}/subtitles/en.${format}`);

  it("with a NUL in a name is answered with 404, because PostgreSQL's text cannot hold it", async () => {
    const asked: [string, string][] = [
      ["PUT", `/api/jobs/${job}/subtitles/e%00n`],
      ["GET", `/api/jobs/${job}/subtitles/en%00.srt`],
      ["GET", `/api/jobs/%00${job}`],
      ["DELETE", `/api/jobs/${job}%00`],
      ["GET", `/outputs/${job}/%00.mp4`],
      ["GET", "/api/fonts/a%00b"],
    ];
    for (const [method, path] of asked) {
      const reply = await server.request(path, { method, headers: { "If-Match": "*" } });
      expectProblem(reply, 404, /./);
    }
  });

  it("of edits is returned by the rule for text, in files that contain each cue", async () => {
    const cues = TEXTS.map((text, i) => ({ index: i + 1, start: i * 0.1, end: i * 0.1 + 0.0501, text }));
    const words = [{ text: "o\u202en\u0085e", start: 0, end: 0.05, confidence: 1 }];
    const saved = await put([{ ...cues[0], words }, ...cues.slice(1)], 1);
    expect(saved.status, saved.text).toBe(200);
    const kept = JSON.parse((await get("json")).text) as { cues: { text: string; words?: { text: string }[] }[] };
    expect(kept.cues.map(({ text }) => text)).toEqual(TEXTS.map(cueText));
    expect(kept.cues[0]?.words?.[0]?.text).toBe("on e");
    expect(JSON.stringify(kept)).not.toMatch(INVISIBLE);
    expect(JSON.parse(saved.text)).toEqual(kept);
    const shown = TEXTS.map(cueText).filter((text) => text !== "");
    expect(readSrt((await get("srt")).text).map(({ text }) => text)).toEqual(shown);
    expect(readVtt((await get("vtt")).text).map(({ text }) => text)).toEqual(shown);
    const burned = await ask(server, job, { lang: "en", kind: "burn" });
    expect(await rendered(server, burned.headers.get("location"))).toMatchObject({ status: "completed", error: null });
  });

  it("that no font can show gets a warning with the font's package, in the render's responses", async ({ skip }) => {
    if ((await warnOfLetters(["\u{10000}"])) === null) skip("a font of this machine has Linear B");
    const text = "Linear B: \u{10000}, Hola";
    expect((await put([{ index: 1, start: 0, end: 1, text }], 2)).status).toBe(200);
    const burned = await ask(server, job, { lang: "en", kind: "burn" });
    const { warnings } = burned.json as unknown as { warnings: unknown[] };
    expect(warnings).toEqual([
      {
        code: "no-font",
        message: expect.stringMatching(/^a letter has no font .*\(\u{10000}\): install fonts-noto-core /u) as string,
      },
    ]);
    expect(await rendered(server, burned.headers.get("location"))).toMatchObject({ status: "completed", warnings });
    const muxed = await ask(server, job, { lang: "en", kind: "mux" });
    expect(muxed.json).toMatchObject({ warnings: [] });
  });

  it.each([
    ["of no length in milliseconds", { start: 0.5, end: 0.5004, text: "x" }],
    ["with NUL", { start: 0, end: 1, text: "a\0b" }],
    ["with half a character", { start: 0, end: 1, text: "a\ud800b" }],
  ])("of a cue %s is refused", async (_what, cue) => {
    const refused = await put([{ index: 1, ...cue }], 3);
    expect([refused.status, refused.headers.get("content-type")]).toEqual([422, "application/problem+json"]);
  });

  it("of file names is stored without control characters, and short enough for file systems", async () => {
    const { filename } = (await server.request(`/api/jobs/${job}`)).json as unknown as { filename: string };
    expect(filename).toBe("ab 日本.mp4");
    const disposition = (await get("srt")).headers.get("content-disposition");
    expect(disposition).toBe(`attachment; filename="ab __.en.srt"; filename*=UTF-8''ab%20%E6%97%A5%E6%9C%AC.en.srt`);
    const client = tusClient(server);
    const made = await client.submit(await client.upload(video, `${"日".repeat(300)}\u202e\u001b[31m.mp4`), {
      targets: [],
    });
    expect(made.status, made.text).toBe(202);
    const { filename: kept } = made.json as unknown as { filename: string };
    expect(kept).toMatch(/^日+.*\.mp4$/);
    expect(lineText(kept)).toBe(kept);
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(200);
  });
});
