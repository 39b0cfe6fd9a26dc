/** A token that is revoked during an edit, and a video that browsers do not play. */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../support/api/server.js";
import { makeToken } from "../support/api/tokens.js";
import { makeFolder, run } from "../cli/sister.js";
import { missingFfmpeg } from "../support/media/made-media.js";
import { launchBrowser, missingBrowser, openPage } from "./browser.js";
import { cueField, cuesOf, finishedTalk, makeTalk, signIn, upload } from "./talks.js";
import { patience } from "../support/pace.js";

const missing = missingBrowser ?? missingFfmpeg;
const LIMIT = patience(120_000);
const WITHIN = { timeout: patience(60_000) };
const MODEL = { SISTER_SPEECH_MODEL: "sleep:0" };

/** The properties of a video element that show whether it plays. */
interface Video {
  videoWidth: number;
  currentTime: number;
  webkitAudioDecodedByteCount: number;
}

describe.skipIf(missing !== null)(`the page${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let browser: Browser;
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function serve(env: NodeJS.ProcessEnv = {}, before = (): Promise<void> => Promise.resolve()): Promise<void> {
    place = await makeFolder();
    await before();
    server = await startServer({ ...place.env, ...MODEL, ...env });
  }
  async function end(): Promise<void> {
    await server.stop();
    await place.remove();
  }

  test(
    "keeps unsaved text when a token is revoked, and saves it after the next sign-in",
    { timeout: LIMIT },
    async (context) => {
      let token = { id: "", secret: "", bearer: { Authorization: "" } };
      await serve({ SISTER_TOKENS: "required" }, async () => {
        token = await makeToken("ada", place.env);
      });
      context.onTestFinished(end);
      const job = await finishedTalk(server, await makeTalk(join(place.folder, "a talk.mp4"), 5), token.bearer);

      // The server requests the sign-in by 401.
      const page = await openPage(browser, context, { expects: [/status of 401/] });
      await page.goto(new URL(`/jobs/${job}`, server.url).href);
      await signIn(page, token.secret);
      await cueField(page, 1).waitFor(WITHIN);

      // The page's request waits until the token is revoked.
      let release = (): void => undefined;
      const isFree = new Promise<void>((done) => (release = done));
      await page.route("**/subtitles/en", async (route) => {
        await isFree;
        await route.continue();
      });
      const asked = page.waitForRequest((request) => request.method() === "PUT", WITHIN);
      await cueField(page, 1).fill("Written as the token was revoked");
      await asked;
      expect((await run(["token", "revoke", token.id], place.env)).status).toBe(0);
      release();
      await page.getByRole("dialog", { name: "Sign in" }).waitFor(WITHIN);
      await page.getByText("Your session is over. Sign in again: nothing of your work is lost.").waitFor(WITHIN);

      await page.getByLabel("Token").fill(token.secret);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("This token is not valid").waitFor(WITHIN);
      const next = await makeToken("ada", place.env);
      await signIn(page, next.secret);
      expect(await cueField(page, 1).inputValue()).toBe("Written as the token was revoked");
      await page.getByRole("toolbar", { name: "Editing" }).getByText("Saved", { exact: true }).waitFor(WITHIN);
      expect((await cuesOf(server, job, "en", next.bearer))[0]?.text).toBe("Written as the token was revoked");
    },
  );

  test("plays a converted copy of a Matroska file with AC-3", { timeout: LIMIT }, async (context) => {
    await serve();
    context.onTestFinished(end);
    const file = await makeTalk(join(place.folder, "a talk.mkv"), 10, ["-c:a", "ac3"]);
    const page = await openPage(browser, context);
    await page.goto(server.url);
    await upload(page, file);
    await page.waitForURL(/\/jobs\/[^/]+$/, WITHIN);
    await server.ended(new URL(page.url()).pathname.split("/").at(-1) ?? "");
    // A page on another machine does not have the local file.
    const other = await openPage(browser, context);
    await other.goto(page.url());
    for (const one of [page, other]) {
      await one.bringToFront();
      const read = (name: keyof Video): Promise<number> =>
        one.locator("video").evaluate((element, at) => (element as unknown as Video)[at], name);
      await expect.poll(() => read("videoWidth"), WITHIN).toBe(320);
      await one.getByRole("button", { name: "Play", exact: true }).click();
      await expect.poll(() => read("currentTime"), WITHIN).toBeGreaterThan(1);
      // The sound plays, too: browsers are silent with AC-3.
      expect(await read("webkitAudioDecodedByteCount")).toBeGreaterThan(0);
    }
    expect(await other.locator("video").getAttribute("src")).toMatch(/\/preview/);
  });
});
