/** The fonts that subtitles can be burned in. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listFonts } from "../../../src/media/letters/fonts.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { ask, edit, finishedJob, madeVideo, rendered } from "../../support/api/rendered-video.js";
import { expectProblem, startServer, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

interface Listed {
  fonts: { family: string; url: string; emScale: number; default?: boolean }[];
  problem: string | null;
}

let place: Place;
let server: TestServer;
beforeAll(async () => {
  place = await makePlace();
  server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0" });
});
afterAll(async () => {
  await server.stop();
  await place.remove();
});

it("the fonts are listed, and their files are the ones that are burned", async (context) => {
  const { fonts, problem } = (await server.request("/api/fonts")).json as unknown as Listed;
  if (problem !== null) context.skip(problem);
  const own = (await listFonts()).fonts;
  expect(fonts.map(({ family }) => family)).toEqual(own.map(({ family }) => family));
  for (const [i, { url, emScale }] of fonts.slice(0, 3).entries()) {
    expect(emScale).toBe(own[i]?.emScale);
    const reply = await fetch(new URL(url, server.url));
    expect([reply.status, reply.headers.get("content-type")]).toEqual([
      200,
      expect.stringMatching(/^font\/(ttf|otf)$/),
    ]);
    expect(reply.headers.get("cache-control")).toBe("private, max-age=86400");
    expect(Buffer.from(await reply.arrayBuffer()).equals(await readFile(own[i]?.file ?? ""))).toBe(true);
    const etag = reply.headers.get("etag") ?? "";
    expect((await server.request(url, { headers: { "If-None-Match": etag } })).status).toBe(304);
    const part = await fetch(new URL(url, server.url), { headers: { Range: "bytes=0-3" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, expect.stringMatching(/^bytes 0-3\//)]);
  }
});

it("a font that does not exist is refused, without the name of a file", async () => {
  for (const name of ["Nothing", "..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "%00"])
    expectProblem(await server.request(`/api/fonts/${name}`), 404, /no font with this name/);
});

it(
  "a render uses the font that its style names, in capitals or small letters, and an error lists some fonts",
  { timeout: patience(120_000) },
  async (context) => {
    const [font] = (await listFonts()).fonts;
    if (!font) return context.skip("there are no fonts");
    const job = await finishedJob(server, await madeVideo(`${place.folder}/talk.mp4`, 1), "talk.mp4");
    await edit(server, job, "MMMM", 1);
    const style = { font: font.family.toUpperCase(), color: "#ffff00", boxOpacity: 0.5, outlineColor: "#ff0000" };
    const made = await ask(server, job, { lang: "en", kind: "burn", style });
    expect(made.json).toMatchObject({ style: { ...style, font: font.family } });
    expect(await rendered(server, made.headers.get("location"))).toMatchObject({ status: "completed", error: null });
    const refused = await ask(server, job, { lang: "en", kind: "burn", style: { font: "Nothing" } });
    expectProblem(refused, 422, /there is no font with this name: use one of/);
    expect(refused.json.detail).toContain(font.family);
  },
);
