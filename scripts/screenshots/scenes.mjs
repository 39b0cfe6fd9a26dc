/** The screens, in the order of a person's path. Each scene waits for its content. */
/* global HTMLMediaElement, document */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeTalk } from "../make-talk.mjs";

const run = promisify(execFile);

/** Duration in seconds of the talk whose progress is shown: long enough for all pictures of it. */
const LONG_TALK = 420;
/** Speed of the upload that is shown, in bytes per second. */
const SLOW = 60_000;
/** The field for videos: that for a glossary takes one file. */
const VIDEOS = 'input[type="file"][multiple]';
const PATIENCE = { timeout: 300_000 };

/**
 * @param {object} stage
 * @param {import("playwright-core").Page} stage.page
 * @param {Awaited<ReturnType<import("./camera.mjs").openCamera>>} stage.camera
 * @param {string} stage.url of a server without tokens and without jobs
 * @param {string} stage.folder for the videos
 */
export async function playScenes({ page, camera, url, folder }) {
  const talk = join(folder, "talk.mp4");
  const longTalk = join(folder, "lecture.mp4");
  const interview = join(folder, "interview.mp3");
  await makeTalk({ output: talk });
  await makeTalk({ output: longTalk, seconds: LONG_TALK, rate: 5 });
  await run("ffmpeg", ["-v", "error", "-y", "-i", talk, "-t", "60", "-vn", interview]);

  // First screen
  await page.goto(url);
  await page.getByText("Choose files", { exact: true }).waitFor();
  await camera.take("01-first");
  await page.locator(VIDEOS).setInputFiles(longTalk);
  await page.getByText("Translate into").waitFor();
  await page.getByText(/\d:\d\d long/).waitFor();
  await page.getByLabel("Spanish").check();
  await page.waitForFunction(() => {
    const video = document.querySelector("video");
    return video.networkState === HTMLMediaElement.NETWORK_IDLE;
  });
  await camera.take("02-chosen");
  const choices = page.getByText("More choices", { exact: true });
  await choices.click();
  await camera.take("02-more-choices");
  await choices.click();
  await page.locator(VIDEOS).setInputFiles(interview);
  await page.getByRole("button", { name: "Make subtitles of 2 files" }).waitFor();
  await camera.take("03-two-chosen");
  await page.locator(VIDEOS).setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") });
  await page.getByText("is neither a video").waitFor();
  await camera.take("04-refused");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("button", { name: "Remove interview.mp3" }).click();

  // Upload
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  const slow = (uploadThroughput) =>
    devtools.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await slow(SLOW);
  await page.getByRole("button", { name: "Make subtitles" }).click();
  await page.getByRole("progressbar").first().waitFor();
  await page.getByText(/left$/).first().waitFor();
  await camera.take("05-uploading");
  await slow(-1);

  // At work
  await page.waitForURL(/\/jobs\/./, PATIENCE);
  const longJob = page.url();
  await page
    .getByText(/^Worker 1/)
    .first()
    .waitFor(PATIENCE);
  await page.locator("ol li").nth(8).waitFor(PATIENCE);
  await page.locator("ol li button").nth(1).click();
  await camera.take("06-at-work");
  await page.goto(new URL("/jobs", url).href);
  await page.getByRole("listitem").first().waitFor();
  await camera.take("07-videos-at-work");
  await page.goto(new URL("/status", url).href);
  await page.getByRole("heading", { name: "Disk" }).waitFor();
  await camera.take("08-status");

  // Editor
  await page.goto(url);
  await page.locator(VIDEOS).setInputFiles(talk);
  await page.getByRole("button", { name: "Make subtitles" }).click();
  await page.waitForURL(/\/jobs\/./, PATIENCE);
  const job = page.url();
  await page.getByText("Ready", { exact: true }).waitFor(PATIENCE);
  await page.getByRole("tab", { name: "Subtitles" }).click();
  await page.getByLabel("Cue 3, Spanish").waitFor();
  await page.getByRole("button", { name: "Go to cue 3" }).click();
  await camera.take("09-editor");
  await page.getByRole("button", { name: /^All keys/ }).click();
  await page.getByRole("dialog").waitFor();
  await camera.take("10-keys");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Find/ }).first().click();
  await page.getByRole("textbox", { name: "Find", exact: true }).fill("part");
  await page.getByRole("textbox", { name: "Find", exact: true }).press("Enter");
  await page.getByLabel("Replace by").fill("piece");
  await camera.take("11-find");
  await page.getByRole("search").getByRole("button", { name: "Close" }).click();
  await makeConflict(page, job);
  await camera.take("12-conflict");
  await page.getByRole("button", { name: "Keep mine" }).first().click();
  await page.getByText("Saved", { exact: true }).waitFor();

  // Export
  await page.getByRole("tab", { name: "Style and export" }).click();
  await page.getByRole("heading", { name: "Look of the subtitles" }).waitFor();
  await camera.take("13-export");
  await page.getByRole("button", { name: "Make the video" }).click();
  await page.getByRole("button", { name: "Watch" }).waitFor(PATIENCE);
  await page.getByRole("button", { name: "Watch" }).scrollIntoViewIfNeeded();
  const showMade = async () => page.locator("[aria-labelledby=make-title]").evaluate((it) => it.scrollIntoView());
  await camera.take("14-made", { before: showMade });
  await page.getByRole("button", { name: "Watch" }).click();
  await page.waitForFunction(() => {
    const video = document.querySelector("dialog video");
    return video !== null && video.readyState >= 2;
  });
  await page.locator("dialog video").evaluate(async (video) => {
    video.pause();
    const there = new Promise((done) => video.addEventListener("seeked", done, { once: true }));
    video.currentTime = 12;
    await there;
  });
  await camera.take("15-burnt");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Progress" }).click();
  await camera.take("16-done");

  // Lists
  await page.goto(longJob);
  const cancel = page.getByRole("button", { name: "Cancel", exact: true });
  if (await cancel.isVisible().catch(() => false)) await cancel.click();
  await page.goto(new URL("/jobs", url).href);
  await page.getByRole("listitem").nth(1).waitFor();
  await camera.take("17-videos");
  await page.goto(new URL("/jobs/00000000-0000-0000-0000-000000000000", url).href);
  await page.getByRole("heading").first().waitFor();
  await camera.take("18-missing");
  await page.goto(url);
  await page.getByRole("listitem").nth(1).waitFor();
  await camera.take("19-first-again");
}

/** A conflict: this page and a program change the same text. */
async function makeConflict(page, job) {
  const field = page.getByLabel("Cue 3, Spanish");
  await field.focus();
  await page.evaluate(async (address) => {
    const path = `/api${new URL(address).pathname}/subtitles/es`;
    const read = await fetch(`${path}.json`, { cache: "no-store" });
    const saved = await read.json();
    saved.cues[2].text = "Hoy les muestro cómo trabaja un grupo de ordenadores.";
    // The page saves at the same time, before it receives the other text.
    document.execCommand("selectAll");
    document.execCommand("insertText", false, "Hoy quiero mostrarles cómo trabaja un grupo.");
    await fetch(path, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "If-Match": read.headers.get("etag") },
      body: JSON.stringify({ language: "es", cues: saved.cues }),
    });
  }, job);
  await page.getByRole("button", { name: "Keep mine" }).first().waitFor();
}

/**
 * The screen of a server that requires a token.
 *
 * @param {Pick<Parameters<typeof playScenes>[0], "page" | "camera" | "url">} stage
 */
export async function playSignIn({ page, camera, url }) {
  await page.goto(url);
  await page.getByLabel("Token").waitFor();
  await camera.take("20-sign-in");
}
