/** `sister translate --glossary`, and a NAME.json that gets another language. With real Apertium. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { patience } from "../support/pace.js";
import { makeFolder, run, speechOf, wavOf } from "./sister.js";

let place: Awaited<ReturnType<typeof makeFolder>>;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  place = await makeFolder();
  env = { ...place.env, SISTER_SPEECH_MODEL: "sleep:0" };
  writeFileSync(join(place.folder, "talk.wav"), wavOf(await speechOf(20)));
});
afterAll(() => place.remove());

const read = (name: string): string => readFileSync(join(place.folder, name), "utf8");

it("terms are in the subtitles, and a NAME.json gets another language", { timeout: patience(120_000) }, async () => {
  const terms = join(place.folder, "terms.csv");
  // The engine recognizes "w0 w1 w2", of which Apertium knows nothing: every word is a term.
  const rows = Array.from({ length: 40 }, (_, i) => `w${i},palabra,paraula\n`);
  writeFileSync(terms, `source,es,ca\n${rows.join("")}`);
  const talk = join(place.folder, "talk.wav");
  const made = await run(["translate", talk, "--to", "es", "--glossary", terms], env);
  expect(made.status, made.stderr).toBe(0);
  expect(read("talk.es.srt")).toMatch(/palabra/i);
  const document = join(place.folder, "talk.json");
  const added = await run(["translate", document, "--to", "ca", "--glossary", terms, "--json"], env);
  expect(added.status, added.stderr).toBe(0);
  expect(JSON.parse(added.stdout)).toMatchObject({ ok: true, targets: ["es", "ca"] });
  expect(read("talk.ca.srt")).toMatch(/paraula/i);
  expect(read("talk.ca.vtt")).toMatch(/^WEBVTT/);
  expect(JSON.parse(read("talk.json"))).toMatchObject({
    version: 2,
    targets: ["es", "ca"],
    translators: { ca: "apertium" },
  });
  const again = await run(["translate", document, "--to", "ca"], env);
  expect([again.status, again.stderr]).toEqual([2, expect.stringMatching(/has Catalan \(ca\) already/)]);
  // One cue again, by another glossary: the others stay.
  const cues = () => (JSON.parse(read("talk.json")) as { cues: { text: { ca: string } }[] }).cues;
  const [, ...others] = cues();
  const other = join(place.folder, "other.csv");
  writeFileSync(other, `source,es,ca\n${rows.join("").replaceAll("paraula", "mot")}`);
  const cue = ["translate", document, "--to", "ca", "--glossary", other, "--cues", "1", "--overwrite"];
  const once = await run(cue, env);
  expect(once.status, once.stderr).toBe(0);
  const now = cues();
  expect(others.length).toBeGreaterThan(0);
  expect(now[0]?.text.ca).toMatch(/mot/i);
  expect(now.slice(1)).toEqual(others);
  expect(read("talk.ca.srt")).toMatch(/mot/i);
  for (const [args, words] of [
    [["--to", "ca", "--cues", "1"], /--overwrite/],
    [["--to", "ca", "--cues", "999", "--overwrite"], /no cue 999/],
    [["--to", "pt", "--cues", "1"], /no Portuguese.* yet/],
    [["--to", "ca", "--cues", "3-1"], /not a number of a cue/],
  ] as const) {
    const refused = await run(["translate", document, ...args], env);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(words)]);
  }
  const burnt = await run(["translate", document, "--to", "ca", "--burn", "ca"], env);
  expect([burnt.status, burnt.stderr]).toEqual([2, expect.stringMatching(/--burn needs the video/)]);
});

it("a wrong glossary is refused with its row before any work", async () => {
  const terms = join(place.folder, "bad.csv");
  writeFileSync(terms, "source,target\nrank,\n");
  const { status, stderr } = await run(
    ["translate", join(place.folder, "talk.wav"), "--to", "es", "--glossary", terms],
    env,
  );
  expect([status, stderr]).toEqual([2, expect.stringMatching(/bad\.csv, row 2: "rank" has no translation/)]);
});
