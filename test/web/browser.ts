/** Chromium for the tests of the page: pages that notice what goes wrong in them. */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "playwright-core";
import type { TestContext } from "vitest";
import { patience } from "../support/pace.js";

export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Why pages cannot be opened here, or null. */
export const missingBrowser: string | null = existsSync(CHROMIUM)
  ? null
  : `${CHROMIUM} is not installed; CHROMIUM may name another`;

/** Where pictures of pages go whose tests failed. */
export const FAILURES = join(tmpdir(), "sister-page-failures");

/** What Chromium writes about requests while the server is away or was ended: nothing is wrong with the page. */
export const CONNECTION_LOST = /^Failed to load resource: net::ERR_/;

export interface PageOptions extends BrowserContextOptions {
  /** A second tab of the same person; without it the page is of another one. */
  context?: BrowserContext;
  /** Errors of the console that belong to the test. */
  expects?: readonly RegExp[];
}

/** Starts a browser; close it in `afterAll`. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/**
 * Opens an empty page for one test. After the test it is closed; a test that failed leaves a picture of it, and an error in the page fails the test.
 *
 * @example
 * test("…", async (context) => {
 *   const page = await openPage(browser, context, { locale: "id" });
 *   await page.goto(server.url);
 * });
 */
export async function openPage(
  browser: Browser,
  { task, onTestFinished }: Pick<TestContext, "task" | "onTestFinished">,
  { context: given, expects = [], ...options }: PageOptions = {},
): Promise<Page> {
  const context =
    given ?? (await browser.newContext({ locale: "en", viewport: { width: 1280, height: 800 }, ...options }));
  const page = await context.newPage();
  page.setDefaultTimeout(patience(30_000));
  const errors: string[] = [];
  const note = (text: string): void => {
    if (!expects.some((expected) => expected.test(text))) errors.push(text);
  };
  page.on("pageerror", (error) => note(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
  });
  onTestFinished(async () => {
    if (task.result?.state === "fail" || errors.length > 0) await takePicture(page, task.name);
    // The context of a second tab is closed with the first.
    await (given ? page.close() : context.close());
    if (errors.length > 0) throw new Error(`errors in the page:\n${errors.join("\n")}`);
  });
  return page;
}

async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(FAILURES, { recursive: true });
  const path = join(FAILURES, `${name.replaceAll(/[^a-z0-9]+/giu, "-")}-${Date.now()}.png`);
  // A page that is gone has no picture; the test's own error says why.
  await page.screenshot({ path }).then(
    () => console.error(`picture of the page: ${path}`),
    () => undefined,
  );
}

/**
 * What is read of an element in the page. The types of these tests do not know browsers: name those parts that are read.
 *
 * @example
 * await valueOf(video, (element: { currentTime: number }) => element.currentTime);
 */
export function valueOf<E, T>(locator: Locator, read: (element: E) => T): Promise<T> {
  return locator.evaluate<T, never>(read as never);
}
