/** Videos that a server does not take: the page says why, in words for a person. */
import { execFile } from "node:child_process";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { en } from "../../web/src/language/en/index.js";
import { makeFolder } from "../cli/sister.js";
import { startServer, type TestServer } from "../support/api/server.js";
import { missingFfmpeg } from "../support/media/made-media.js";
import { patience } from "../support/pace.js";
import { launchBrowser, missingBrowser, openPage } from "./browser.js";
import { upload } from "./talks.js";

const missing = missingBrowser ?? missingFfmpeg;
const execute = promisify(execFile);
/** Enough for the embedded database, in bytes. */
const VOLUME = 160 * 2 ** 20;
/** The largest file that the server takes, in bytes. */
const MOST = 336_000_000;
const LIMIT = { timeout: patience(90_000) };

describe.skipIf(missing !== null)(`refused uploads${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let browser: Browser;
  let data = "";
  let refusal: string | null = null;
  beforeAll(async () => {
    [place, browser] = await Promise.all([makeFolder(), launchBrowser()]);
    data = join(place.folder, "data");
    await mkdir(data);
    refusal = await execute("mount", ["-t", "tmpfs", "-o", `size=${VOLUME}`, "tmpfs", data]).then(
      () => null,
      (error: Error) => error.message,
    );
    await writeFile(join(place.folder, "letter.mp4"), "Dear friends, this is no video.");
    await writeFile(join(place.folder, "film.mp4"), "");
    await truncate(join(place.folder, "film.mp4"), VOLUME);
    await writeFile(join(place.folder, "series.mp4"), "");
    await truncate(join(place.folder, "series.mp4"), MOST + 1);
    server = await startServer({ ...place.env, SISTER_MAX_UPLOAD_BYTES: String(MOST) });
  }, LIMIT.timeout);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    if (refusal === null) await execute("umount", [data]);
    await place?.remove();
  });

  const { refusals } = en.uploads;
  const cases = [
    {
      why: "a full disk",
      file: "film.mp4",
      words: refusals["disk-full"],
      expects: [/507/],
    },
    {
      why: "what it holds",
      file: "letter.mp4",
      words: refusals["not-media"],
      // The server keeps nothing of it, so there is nothing to cancel.
      expects: [/422/, /404.*\/files\//],
    },
  ];
  for (const { why, file, words, expects } of cases)
    test(`because of ${why}`, LIMIT, async (context) => {
      if (why === "a full disk" && refusal !== null) context.skip(`no volume can be mounted here: ${refusal}`);
      const page = await openPage(browser, context, { expects });
      await page.goto(server.url);
      await upload(page, join(place.folder, file));
      await page.getByText(words).first().waitFor();
      // Other files can still be added.
      await page.getByRole("button", { name: en.newJob.chooseMore }).waitFor();
      await page.getByRole("button", { name: new RegExp(`^(${en.uploads.remove}|${en.uploads.cancel})`) }).click();
      await page.getByText(words).waitFor({ state: "detached" });
    });

  test("because of its size, before a byte is sent", LIMIT, async (context) => {
    const page = await openPage(browser, context);
    await page.goto(server.url);
    await page.locator("input[type=file]").first().setInputFiles(join(place.folder, "series.mp4"));
    await page.getByText(en.newJob.faults["too-large"]("336 MB")).waitFor();
  });
});
