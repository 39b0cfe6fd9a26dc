/** The path of a new user: from a dropped video to one with burned subtitles. */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTalk } from "../../scripts/make-talk.mjs";
import { makeFolder } from "../cli/sister.js";
import { startServer, type TestServer } from "../support/api/server.js";
import { ffprobe, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";
import { launchBrowser, missingBrowser, openPage } from "./browser.js";
import { patience } from "../support/pace.js";

const missing = missingBrowser ?? missingFfmpeg;
/** The limit for the recognition of a minute of speech. */
const WORK = patience(50_000);

describe.skipIf(missing !== null)(`the page${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const made = temporaryFolder();
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let browser: Browser;
  let talk: string;

  beforeAll(async () => {
    ({ file: talk } = await makeTalk({
      output: made.path("A short talk.mp4"),
      seconds: 65,
      size: "640x360",
      rate: 10,
    }));
    place = await makeFolder();
    server = await startServer(place.env);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await place?.remove();
    made.remove();
  });

  test(
    "makes subtitles of a dropped video, edits them and draws them into it",
    { timeout: patience(400_000) },
    async (context) => {
      const page = await openPage(browser, context);
      await page.goto(server.url);
      await page.getByRole("button", { name: "Choose files" }).waitFor();
      await drop(page, talk);

      // The preview plays before the upload.
      const preview = page.locator("video");
      await expect.poll(() => preview.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(640);
      expect(await preview.evaluate((video: HTMLVideoElement) => video.currentSrc)).toMatch(/^blob:/);
      const spanish = page.getByRole("checkbox", { name: "Spanish" });
      const translates = (await spanish.count()) > 0;
      if (translates) await spanish.check();
      await page.getByRole("button", { name: "Make subtitles" }).click();

      // The progress is visible: sentences appear while other segments are still unfinished.
      await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
      const id = page.url().split("/").at(-1) ?? "";
      await page.getByRole("slider", { name: "The video in parts" }).waitFor();
      await page.getByText("Good morning", { exact: false }).first().waitFor({ timeout: WORK });
      const text = page.getByRole("textbox", { name: translates ? "Cue 1, Spanish" : "Cue 1, English" });
      await text.waitFor({ timeout: WORK });
      expect((await server.request(`/api/jobs/${id}`)).json).toMatchObject({ status: "completed", route: "group" });

      // An edit is saved automatically and appears over the video.
      await text.fill("Edited in the page.");
      await page.getByText("Saved", { exact: true }).waitFor();
      const language = translates ? "es" : "en";
      const subtitles = `/api/jobs/${id}/subtitles/${language}`;
      expect((await server.request(`${subtitles}.json`)).json.cues[0]?.text).toBe("Edited in the page.");
      await page.getByRole("button", { name: "Go to cue 1 in the video" }).click();
      await page.getByText("Edited in the page.").locator("visible=true").first().waitFor();

      // The style and the finished video follow.
      await page.getByRole("tab", { name: "Style and export" }).click();
      await page.getByRole("radio", { name: "Top" }).check();
      await page.getByRole("combobox", { name: "Subtitles" }).last().selectOption(language);
      await page.getByRole("button", { name: "Make the video" }).click();
      const watch = page.getByRole("button", { name: "Watch" });
      await watch.waitFor({ timeout: WORK });
      await watch.click();
      const finished = page.getByRole("dialog").locator("video");
      await expect.poll(() => finished.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(640);
      await page.keyboard.press("Escape");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Download", exact: true }).click(),
      ]);
      await download.saveAs(made.path("burned.mp4"));
      expect(await ffprobe("-show_entries", "stream=codec_name", "-of", "csv=p=0", made.path("burned.mp4"))).toBe(
        "h264\naac",
      );
      const [srt] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: `Download ${translates ? "Spanish" : "English"} as SRT` }).click(),
      ]);
      await srt.saveAs(made.path("talk.srt"));
      expect(await readFile(made.path("talk.srt"), "utf8")).toContain("Edited in the page.");
    },
  );

  test("takes a video that is dropped before the server says who is there", async (context) => {
    const page = await openPage(browser, context);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/api/me", (route) => held.then(() => route.continue()));
    const asked = page.waitForRequest("**/api/me");
    await page.goto(server.url);
    await asked;
    await drop(page, talk);
    answer();
    await page.getByRole("heading", { name: "A short talk.mp4" }).waitFor();
  });

  test("has a policy that forbids foreign content, and assets that are cached for ever", async () => {
    const { headers, text } = await server.request("/");
    expect(headers.get("content-security-policy")).toContain("script-src 'self'; style-src 'self'");
    expect(text).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|\sstyle=/);
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(text)?.[1] ?? "";
    const asset = await fetch(new URL(script, server.url), { headers: { "Accept-Encoding": "gzip" } });
    expect([asset.status, asset.headers.get("content-encoding"), asset.headers.get("cache-control")]).toEqual([
      200,
      "gzip",
      "public, max-age=31536000, immutable",
    ]);
    // The first load: the assets of the document, and their imports.
    const loaded = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path = ""]) => path);
    const sizes = await Promise.all(
      loaded.map(async (path) => {
        const head = await fetch(new URL(path, server.url), { method: "HEAD", headers: { "Accept-Encoding": "gzip" } });
        return Number(head.headers.get("content-length"));
      }),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});

/** Drops a file onto the page, as a person does. */
async function drop(page: Page, path: string): Promise<void> {
  const content = (await readFile(path)).toString("base64");
  await page.evaluate(
    ({ base64, name }) => {
      const raw = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([raw], name, { type: "video/mp4" }));
      for (const type of ["dragenter", "dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    },
    { base64: content, name: "A short talk.mp4" },
  );
}
