#!/usr/bin/env node
/**
 * `npm run screenshots`: takes pictures of every screen of the page, in both languages, themes and sizes, from a
 * temporary server with real jobs. All pictures go to build-screenshots/, the best ones to docs/images/page/. Prints
 * elements that overflow sideways or are too small for a finger.
 *
 *   npm run screenshots                    Chromium is /usr/bin/chromium; the variable CHROMIUM names another
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { keepBest } from "./screenshots/best.mjs";
import { openCamera } from "./screenshots/camera.mjs";
import { playScenes, playSignIn } from "./screenshots/scenes.mjs";
import { startOwnServer } from "./serve/own-server.mjs";
import { ROOT, runScript, setUp } from "./setup/set-up.mjs";

const FOLDER = join(ROOT, "build-screenshots");

/** Runs scenes in a new browser, with a temporary server. */
async function shoot(settings, scenes) {
  const server = await startOwnServer(ROOT, settings);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    const camera = await openCamera(page, FOLDER);
    const stage = { page, camera, url: server.url, folder: join(FOLDER, "videos") };
    await scenes(stage).catch(async (error) => {
      await page.screenshot({ path: join(FOLDER, "failed.png") });
      throw error;
    });
    for (const fault of camera.faults()) console.log(fault);
  } finally {
    await browser.close();
    await server.stop();
  }
}

await runScript(async () => {
  await setUp({ tests: true });
  rmSync(FOLDER, { recursive: true, force: true });
  await shoot({ SISTER_TOKENS: "required" }, playSignIn);
  await shoot({ SISTER_TOKENS: "off" }, playScenes);
  await keepBest(FOLDER, join(ROOT, "docs", "images", "page"));
  return 0;
});
