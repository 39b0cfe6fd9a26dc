/** The editor in real use: two tabs, right-to-left text, 5,000 cues, the end of a session. */
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer, until, type TestServer } from "../support/api/server.js";
import { makeFolder } from "../cli/sister.js";
import { missingFfmpeg } from "../support/media/made-media.js";
import { launchBrowser, missingBrowser, openPage, valueOf } from "./browser.js";
import { framesDuring, type Frames } from "./frames.js";
import { cueField, cuesOf, finishedTalk, makeTalk, writeCues, type SavedCue } from "./talks.js";
import { patience } from "../support/pace.js";

const missing = missingBrowser ?? missingFfmpeg;
const LIMIT = patience(150_000);
const WITHIN = { timeout: patience(60_000) };

/** `count` cues of 2 s, each with another text. */
const manyCues = (count: number): SavedCue[] =>
  Array.from({ length: count }, (_, at) => ({
    index: at + 1,
    start: at * 2.5,
    end: at * 2.5 + 2,
    text: `Cue number ${at + 1} says\nsomething of its own`,
  }));

describe.skipIf(missing !== null)(`the editor${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let browser: Browser;
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let job: string;

  beforeAll(async () => {
    place = await makeFolder();
    [browser, server] = await Promise.all([
      launchBrowser(),
      startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0" }),
    ]);
    job = await finishedTalk(server, await makeTalk(join(place.folder, "a talk.mp4"), 20));
  }, LIMIT);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await place?.remove();
  });

  const address = (): string => new URL(`/jobs/${job}`, server.url).href;
  const isSaved = (page: Page) => page.getByRole("toolbar", { name: "Editing" }).getByText("Saved", { exact: true });
  const textOf = async (number: number): Promise<string> => (await cuesOf(server, job))[number - 1]?.text ?? "";

  for (const keep of ["mine", "theirs"] as const)
    test(`shows what two tabs wrote in one cue, and keeps ${keep}`, { timeout: LIMIT }, async (context) => {
      await writeCues(server, job, manyCues(3));
      // The server answers 412 to the second tab, as this test intends.
      const expects = [/status of 412/];
      const one = await openPage(browser, context, { expects });
      const other = await openPage(browser, context, { context: one.context(), expects });
      for (const page of [one, other]) {
        await page.goto(address());
        await cueField(page, 2).waitFor(WITHIN);
      }
      // The other tab's request waits until the first one has saved.
      let release = (): void => undefined;
      const isFree = new Promise<void>((done) => (release = done));
      await other.route("**/subtitles/en", async (route) => {
        await isFree;
        await route.continue();
      });
      const asked = other.waitForRequest((request) => request.method() === "PUT", WITHIN);
      await cueField(other, 2).fill("The other tab's text");
      await cueField(other, 3).fill("A text that nobody else touched");
      await asked;
      await one.bringToFront();
      await cueField(one, 2).fill("The first tab's text");
      await until(async () => (await textOf(2)) === "The first tab's text");
      release();

      await other.bringToFront();
      const conflict = other.getByText("Somebody else changed the same text (English).").locator("..");
      await conflict.waitFor(WITHIN);
      expect(await conflict.locator("dd").allTextContents()).toEqual(["The other tab's text", "The first tab's text"]);
      // Changes of only one tab are taken at once; nothing is overwritten before a person has chosen.
      await until(async () => (await textOf(3)) === "A text that nobody else touched");
      expect(await textOf(2)).toBe("The first tab's text");
      await conflict.getByRole("button", { name: `Keep ${keep}` }).click();
      const kept = keep === "mine" ? "The other tab's text" : "The first tab's text";
      await until(async () => (await textOf(2)) === kept);
      await isSaved(other).waitFor(WITHIN);
      await expect.poll(() => cueField(one, 2).inputValue(), WITHIN).toBe(kept);
      await expect.poll(() => cueField(one, 3).inputValue(), WITHIN).toBe("A text that nobody else touched");
    });

  test("edits right-to-left text", { timeout: LIMIT }, async (context) => {
    const [hebrew, arabic] = ["שלום עולם, זה תרגום 12.", "مرحبا بالعالم، هذه ترجمة 34."];
    await writeCues(server, job, [...manyCues(2), { index: 3, start: 8, end: 10, text: hebrew }]);
    const page = await openPage(browser, context);
    await page.goto(address());
    const field = cueField(page, 3);
    await field.waitFor(WITHIN);
    expect(await field.inputValue()).toBe(hebrew);
    const isRtl = (of: Locator): Promise<boolean> =>
      valueOf(of, (element: { matches: (selector: string) => boolean }) => element.matches(":dir(rtl)"));
    expect([await isRtl(cueField(page, 1)), await isRtl(field)]).toEqual([false, true]);

    // The text is typed at its end, which is at the left.
    await field.focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" סוף");
    await until(async () => (await textOf(3)) === `${hebrew} סוף`);
    // The direction of this text changes while it is written.
    await cueField(page, 1).fill(arabic);
    await expect.poll(() => isRtl(cueField(page, 1)), WITHIN).toBe(true);
    await until(async () => (await textOf(1)) === arabic);
    // The split at the cursor follows the reading order, not the visual order.
    await field.focus();
    await page.keyboard.press("Control+Home");
    for (let at = 0; at < "שלום ".length; at++) await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Control+Alt+V");
    await until(async () => (await textOf(3)) === "שלום");
    expect(await textOf(4)).toBe("עולם, זה תרגום 12. סוף");
    // The overlay over the video has the same direction.
    await cueField(page, 1).focus();
    const drawn = page.locator("video ~ *").getByText(arabic).last();
    expect(await isRtl(drawn)).toBe(true);
  });

  test("scrolls and edits 5,000 cues", { timeout: LIMIT }, async (context) => {
    const page = await openPage(browser, context);
    const measured: Record<number, Frames> = {};
    for (const count of [500, 5000]) {
      await writeCues(server, job, manyCues(count));
      await page.goto(address());
      await cueField(page, 1).waitFor(WITHIN);
      // Only the visible cues are rendered.
      expect(await page.getByRole("listitem", { name: /^Cue \d/ }).count()).toBeLessThan(60);
      const list = page.getByRole("group", { name: `Cues: ${count}`, exact: true });
      await list.hover();
      const scrolling = await framesDuring(page, async () => {
        for (let turn = 0; turn < 40; turn++) await page.mouse.wheel(0, 700);
      });
      // To the very end of the list and back.
      await list.focus();
      await page.keyboard.press("End");
      await cueField(page, count).waitFor(WITHIN);
      await page.keyboard.press("Home");
      await cueField(page, 2).click();
      await page.keyboard.press("Control+End");
      const text = " and more";
      const typing = await framesDuring(page, () => page.keyboard.type(text, { delay: 20 }));
      await until(async () => (await textOf(2)).endsWith(text));
      await isSaved(page).waitFor(WITHIN);
      measured[count] = typing;
      console.log(`${count} cues, scrolling: ${scrolling.text}`);
      console.log(`${count} cues, typing: ${typing.text}, ${(typing.busy / text.length).toFixed(1)} ms of work a key`);
    }
    // Ten times as many cues may take ten times as long. A factor of 100 would mean that each row looks at every row.
    const [few, many] = [measured[500]?.busy ?? 0, measured[5000]?.busy ?? 0];
    expect(many).toBeLessThan(30 * Math.max(few, 20));
  });
});
