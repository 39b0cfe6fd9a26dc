/** Chromium for the tests of the page: an error in a page fails its test. */
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

/** Folder of the screenshots of failed tests. */
export const FAILURES = join(tmpdir(), "sister-page-failures");

/** Chromium's messages about requests while the server is away. They are no faults of the page. */
export const CONNECTION_LOST = /^Failed to load resource: net::ERR_/;

export interface PageOptions extends BrowserContextOptions {
  /**
   * The context of an open page, for a second tab of the same person. Without it, the page belongs to another person.
   */
  context?: BrowserContext;
  /** Console errors that the test expects. */
  expects?: readonly RegExp[];
}

/** Starts a browser; close it in `afterAll`. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/**
 * Opens an empty page for one test and closes it afterwards. A failed test leaves a screenshot, and an error in the
 * page fails the test.
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
    // The context of a second tab is closed with the first tab.
    await (given ? page.close() : context.close());
    if (errors.length > 0) throw new Error(`errors in the page:\n${errors.join("\n")}`);
  });
  return page;
}

async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(FAILURES, { recursive: true });
  const path = join(FAILURES, `${name.replaceAll(/[^a-z0-9]+/giu, "-")}-${Date.now()}.png`);
  // A page that is gone has no screenshot; the error of the test gives the reason.
  await page.screenshot({ path }).then(
    () => console.error(`picture of the page: ${path}`),
    () => undefined,
  );
}

/**
 * Reads a value from an element of the page. The types of these tests do not include the DOM: declare the properties
 * that are read.
 *
 * @example
 * await valueOf(video, (element: { currentTime: number }) => element.currentTime);
 */
export function valueOf<E, T>(locator: Locator, read: (element: E) => T): Promise<T> {
  return locator.evaluate<T, never>(read as never);
}
