/**
 * A translator that changes between two jobs over one video. What was recognized is used again; the old translation must
 * not answer for the second job. The translator is a pair of Apertium whose program writes one word for another.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, speechOf, wavOf } from "../../cli/sister.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { startServer, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

/** The engine hears "w0 w1 w2"; English reaches Spanish by way of what a pair of this name does. */
function installPair(folder: string, pair: string, word: string): void {
  writeFileSync(join(folder, `${pair}.mode`), `sed -u s/w/${word}/g\n`);
}

let place: Place;
let modes: string;
let env: NodeJS.ProcessEnv;
let video: Uint8Array;
beforeAll(async () => {
  place = await makePlace();
  modes = join(place.folder, "modes");
  await mkdir(modes);
  env = { ...place.env, SISTER_SPEECH_MODEL: "sleep:0", APERTIUM_MODES: modes };
  video = wavOf(await speechOf(4));
});
afterAll(() => place.remove());

describe("a server whose translator changed", () => {
  let server: TestServer;
  beforeAll(async () => {
    installPair(modes, "eng-spa", "uno");
    server = await startServer(env);
  });
  afterAll(() => server.stop());

  const translated = async (fields: Record<string, string>): Promise<{ status: string; text: string }> => {
    const { json } = await server.submit(video, fields);
    await server.ended(json.id);
    return { status: String(json.status), text: (await server.request(`/api/jobs/${json.id}/subtitles/es.srt`)).text };
  };

  it("translates the same video again, and gives the words at once", async () => {
    expect((await translated({ target: "es" })).text).toMatch(/uno1 uno2/);
    expect(await translated({ target: "es" })).toMatchObject({ status: "completed" });
    installPair(modes, "eng-spa", "dos");
    const after = await translated({ target: "es" });
    expect(after.text).toMatch(/dos1 dos2/);
    expect(after.text).not.toMatch(/uno/);
    expect(await translated({ target: "es" })).toMatchObject({ status: "completed" });
    // Words without a translation do not depend on the translator.
    expect((await server.submit(video)).json.status).toBe("completed");
  });

  it("keeps a translation when another pair changes", async () => {
    installPair(modes, "eng-fra", "un");
    expect(await translated({ target: "es" })).toMatchObject({ status: "completed" });
  });
});

it(
  "the command line keeps what it recognized, and translates with the new translator",
  { timeout: patience(120_000) },
  async () => {
    const file = join(place.folder, "talk.wav");
    writeFileSync(file, video);
    const translate = async (): Promise<{ kept: number; text: string }> => {
      const { status, stdout, stderr } = await run(["translate", file, "--to", "es", "--overwrite", "--json"], env);
      expect(status, stderr).toBe(0);
      const { segments } = JSON.parse(stdout) as { segments: { kept: number } };
      return { kept: segments.kept, text: readFileSync(join(place.folder, "talk.es.srt"), "utf8") };
    };
    installPair(modes, "eng-spa", "uno");
    expect((await translate()).text).toMatch(/uno1 uno2/);
    installPair(modes, "eng-spa", "dos");
    const after = await translate();
    expect(after.text).toMatch(/dos1 dos2/);
    expect(after.kept).toBeGreaterThan(0);
  },
);
