/** A person chooses norms, a translator and a glossary, adds a language and has a cue translated again. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeFolder } from "../cli/sister.js";
import { startServer, type TestServer } from "../support/api/server.js";
import { ffmpeg, missingFfmpeg } from "../support/media/made-media.js";
import { patience } from "../support/pace.js";
import { beginService, type ServiceServer } from "../translation/service-server.js";
import { launchBrowser, missingBrowser, openPage } from "./browser.js";
import { cuesOf, makeTalk } from "./talks.js";

const missing = missingBrowser ?? missingFfmpeg;
const WORK = { timeout: patience(60_000) };

describe.skipIf(missing !== null)(`further choices${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let service: ServiceServer;
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    [place, service, browser] = await Promise.all([makeFolder(), beginService("libretranslate"), launchBrowser()]);
    server = await startServer({
      ...place.env,
      SISTER_TRANSLATORS: "apertium,libretranslate",
      SISTER_LIBRETRANSLATE_URL: service.url,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await service?.close();
    await place?.remove();
  });

  test(
    "a job has the norms, translator and terms that were chosen",
    { timeout: patience(200_000) },
    async (context) => {
      const talk = await makeTalk(join(place.folder, "talk.mp4"), 6);
      const terms = join(place.folder, "terms.csv");
      await writeFile(terms, "source,es\nwelcome,\n");
      const page = await openPage(browser, context, { expects: [/502 \(Bad Gateway\)/] });
      await page.goto(server.url);
      await page.locator("input[type=file]").first().setInputFiles(talk);
      const spanish = page.getByRole("checkbox", { name: "Spanish" });
      await spanish.check();

      // The choices are remembered, as the languages are.
      await page.getByText("More choices").click();
      await page.getByRole("radio", { name: "BBC" }).check();
      await page.getByRole("checkbox", { name: "Subtitles follow the shots" }).check();
      await page.getByRole("radio", { name: "LibreTranslate" }).check();
      await page.getByText("is sent to LibreTranslate").waitFor();
      await page.getByRole("textbox", { name: "Term 1", exact: true }).fill("morning");
      await page.getByRole("textbox", { name: "Translation of term 1" }).fill("MADRUGADA");
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.getByRole("button", { name: "Choose a CSV file" }).click(),
      ]);
      await chooser.setFiles(terms);
      await page.getByText("terms.csv is not used. Row 2: “welcome” has no translation.").waitFor();
      await page.reload();
      await page.getByText("Choose files", { exact: true }).waitFor();
      await page.locator("input[type=file]").first().setInputFiles(talk);
      await spanish.check();
      await page.getByText("LibreTranslate · BBC · with the shots · 1 term").waitFor();
      await page.getByText("More choices").click();
      const track = page.getByRole("textbox", { name: "Audio track" });
      await track.fill("first");
      await page.getByText("Write a number from 1").waitFor();
      await track.fill("1");
      await page.getByText("LibreTranslate · BBC · with the shots · audio track 1 · 1 term").waitFor();
      await page.getByRole("button", { name: "Make subtitles" }).click();

      await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
      const id = page.url().split("/").at(-1) ?? "";
      const cue = page.getByRole("textbox", { name: "Cue 1, Spanish" });
      await cue.waitFor(WORK);
      const chosen = {
        profile: "bbc",
        shots: true,
        audioTrack: "1",
        translator: "libretranslate",
        glossaryTerms: 1,
      };
      expect((await server.request(`/api/jobs/${id}`)).json).toMatchObject(chosen);
      expect(await cue.inputValue()).toContain("MADRUGADA");

      // The job states them, and takes one language more.
      await page.getByRole("button", { name: "Translations" }).click();
      const dialog = page.getByRole("dialog", { name: "Translations of this video" });
      await dialog.getByText("Spanish, by LibreTranslate").waitFor();
      expect(await dialog.getByRole("definition").allTextContents()).toEqual([
        "BBC",
        "1 term",
        expect.stringMatching(/^\d+ requests?, \d+ characters$/),
      ]);
      await dialog.getByRole("combobox", { name: "Language" }).selectOption("id");
      await dialog.getByRole("button", { name: "Translate" }).click();
      await dialog.getByText("Indonesian, by LibreTranslate").waitFor();
      await page.getByText("Indonesian is added.").waitFor(WORK);
      await dialog.getByRole("button", { name: "Close" }).click();

      // A service that is away changes nothing; when it is back, the cue is translated again.
      await page.getByRole("combobox", { name: "Second column" }).selectOption("id");
      const indonesian = page.getByRole("textbox", { name: "Cue 1, Indonesian" });
      await indonesian.fill("Salah.");
      service.otherwise = "refuses";
      await page.getByRole("button", { name: /^Translate the cue again/ }).click();
      await page.getByText("gave no translation").first().waitFor(WORK);
      expect(await indonesian.inputValue()).toBe("Salah.");
      service.otherwise = "good";
      await page.getByRole("button", { name: /^Translate the cue again/ }).click();
      await page.getByText("Translated again.").waitFor(WORK);
      const text = await indonesian.inputValue();
      expect(text).toContain("MADRUGADA");
      expect((await cuesOf(server, id, "id"))[0]?.text).toBe(text);

      await page.getByRole("button", { name: "Translate again" }).click();
      const again = page.getByRole("dialog", { name: "Translate again" });
      await again.getByRole("combobox", { name: "Language" }).selectOption("id");
      await again.getByRole("radio", { name: /^All/ }).check();
      await again.getByRole("button", { name: "Translate again" }).click();
      await again.getByText("translated again.").waitFor(WORK);
    },
  );

  test(
    "the page says which sound was left out, and takes the track that is named",
    { timeout: patience(120_000) },
    async (context) => {
      const [talk, two] = [join(place.folder, "one.mp4"), join(place.folder, "two.mp4")];
      const tracks = ["-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy"];
      await ffmpeg("-i", await makeTalk(talk, 6), ...tracks, two);
      const page = await openPage(browser, context, { locale: "id" });
      await page.goto(server.url);
      await page.locator("input[type=file]").first().setInputFiles(two);
      await page.getByText("Pilihan lain").click();
      await page.getByRole("textbox", { name: "Trek audio" }).fill("2");
      await page.getByRole("button", { name: "Buat subtitel" }).click();
      await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
      const job = await server.ended(page.url().split("/").at(-1) ?? "");
      expect(job).toMatchObject({ audioTrack: "2", audio: { track: 2 }, warnings: [{ code: "unused-sound" }] });
      await page.getByRole("tab", { name: "Kemajuan" }).click();
      await page.getByText("Video ini punya suara lain").waitFor();
      await page.getByText(/audio track 1.*also has sound/).waitFor();
      // The next video has other tracks.
      await page.goto(server.url);
      await page.locator("input[type=file]").first().setInputFiles(talk);
      await page.getByText("Pilihan lain").click();
      expect(await page.getByRole("textbox", { name: "Trek audio" }).inputValue()).toBe("");
    },
  );
});
