/** Accessibility of every screen, in both languages and themes, and the layout on a phone. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../../web/src/language/en/index.js";
import { id as indonesian } from "../../web/src/language/id/index.js";
import { ask } from "../support/api/rendered-video.js";
import { startServer, until, type TestServer } from "../support/api/server.js";
import { makeToken, type TestToken } from "../support/api/tokens.js";
import { makeFolder } from "../cli/sister.js";
import { missingFfmpeg } from "../support/media/made-media.js";
import { launchBrowser, missingBrowser, openPage, valueOf } from "./browser.js";
import { cueField, cuesOf, finishedTalk, makeTalk, sendTalk, upload } from "./talks.js";
import { patience } from "../support/pace.js";

const missing = missingBrowser ?? missingFfmpeg;
const LIMIT = patience(150_000);
const WITHIN = { timeout: patience(60_000) };
const TEXTS = { en, id: indonesian };

describe.skipIf(missing !== null)(`screens${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let browser: Browser;
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let token: TestToken;
  let axe: string;
  let done: string;
  let running: string;

  const serve = (model: string): Promise<TestServer> =>
    startServer({ ...place.env, SISTER_TOKENS: "required", SISTER_SPEECH_MODEL: model });
  const file = (name: string): string => join(place.folder, name);
  const at = (path: string): string => new URL(path, server.url).href;

  beforeAll(async () => {
    [place, browser] = await Promise.all([makeFolder(), launchBrowser()]);
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    token = await makeToken("ada", place.env, "--operator");
    server = await serve("sleep:0");
    done = await finishedTalk(server, await makeTalk(file("a talk.mp4"), 20), token.bearer);
    const asked = await ask(server, done, { kind: "mux", lang: "en" }, token.bearer);
    expect(asked.status).toBe(202);
    await until(async () => {
      const { json } = await server.request(asked.headers.get("location") ?? "", { headers: token.bearer });
      return json.status === "completed";
    });
    await server.stop();
    // A segment takes long enough for the job to run in every screenshot.
    server = await serve("sleep:60");
    running = await sendTalk(server, await makeTalk(file("another talk.mp4"), 75), token.bearer);
    await until(async () => {
      const { text } = await server.request(`/api/jobs/${running}/segments`, { headers: token.bearer });
      return text.includes('"running"');
    });
  }, LIMIT);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await place?.remove();
  });

  async function signIn(page: Page, { app, signIn: t }: typeof en): Promise<void> {
    await page.getByLabel(t.token).fill(token.secret);
    await page.getByRole("button", { name: t.submit }).click();
    await page.getByRole("navigation").getByRole("link", { name: app.status }).waitFor(WITHIN);
  }

  /** The serious and critical findings of axe, as texts. */
  async function faultsOf(page: Page, screen: string): Promise<string[]> {
    if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary = "" }) => `${screen}: ${id}: ${failureSummary} ${html.slice(0, 200)}`),
      );
  }

  for (const language of ["en", "id"] as const)
    for (const colorScheme of ["light", "dark"] as const)
      test(`are accessible: ${language}, ${colorScheme}`, { timeout: LIMIT }, async (context) => {
        const t = TEXTS[language];
        const page = await openPage(browser, context, {
          locale: language,
          colorScheme,
          // Colours are measured after their transitions.
          reducedMotion: "reduce",
          expects: [/status of 401/],
        });
        const found: string[] = [];
        const look = async (screen: string): Promise<void> => void found.push(...(await faultsOf(page, screen)));

        await page.goto(at("/"));
        await page.getByRole("heading", { name: t.signIn.title }).waitFor(WITHIN);
        await look("sign-in");
        await signIn(page, t);
        expect(await page.locator("html").getAttribute("lang")).toBe(language);
        expect(await page.locator("html").getAttribute("data-theme")).toBe(colorScheme);

        await page.getByRole("link", { name: "a talk.mp4", exact: true }).waitFor(WITHIN);
        await look("new job");
        await page.locator("input[type=file]").first().setInputFiles(file("a talk.mp4"));
        await page.getByRole("button", { name: t.newJob.start, exact: true, disabled: false }).waitFor(WITHIN);
        await look("new job with a file");

        await page.goto(at("/jobs"));
        await page.getByRole("link", { name: "a talk.mp4", exact: true }).waitFor(WITHIN);
        await look("jobs");

        await page.goto(at(`/jobs/${running}`));
        await page.getByText(t.watch.segment.running, { exact: true }).first().waitFor(WITHIN);
        await page.getByText(t.watch.asTable).click();
        await look("job progress");

        await page.goto(at(`/jobs/${done}`));
        const number = new RegExp(`^${t.editor.cue(1)}, `);
        await page.getByRole("textbox", { name: number }).click(WITHIN);
        await look("editor");
        await page.getByRole("button", { name: t.editor.commands.find, exact: true }).click();
        await page.getByRole("textbox", { name: t.editor.find.find, exact: true }).waitFor(WITHIN);
        await look("editor with its search");
        await page.getByRole("button", { name: t.editor.commands.keys, exact: true }).click();
        await page.getByRole("dialog", { name: t.editor.keys.title }).waitFor(WITHIN);
        await look("keys");
        await page.keyboard.press("Escape");
        await page.getByRole("tab", { name: t.watch.styleAndExport }).click();
        await page.getByRole("link", { name: t.exporting.save }).first().waitFor(WITHIN);
        await look("export");

        await page.goto(at("/status"));
        await page.getByRole("heading", { name: t.status.engine }).waitFor(WITHIN);
        await look("status");
        expect(found).toEqual([]);
      });

  test("work on a phone", { timeout: LIMIT }, async (context) => {
    const page = await openPage(browser, context, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
      deviceScaleFactor: 2,
      expects: [/status of 401/],
    });
    const found: string[] = [];
    /** Checks that nothing overflows and no target is too small for a finger. */
    const look = async (screen: string): Promise<void> => {
      const width = await valueOf(page.locator("html"), (element: { scrollWidth: number }) => element.scrollWidth);
      if (width > 390) found.push(`${screen}: it is ${width} pixels wide`);
      for (const button of await page.locator("button").filter({ visible: true }).all()) {
        const box = await button.boundingBox();
        if (!box) continue;
        const name = (await button.getAttribute("aria-label")) ?? (await button.textContent());
        if (box.x < 0 || box.x + box.width > 390) found.push(`${screen}: "${name}" lies beyond the edge`);
        // WCAG 2.5.8.
        if (box.width < 24 || box.height < 24) found.push(`${screen}: "${name}" is ${box.width}x${box.height}`);
      }
    };
    await page.goto(at("/"));
    await page.getByLabel(en.signIn.token).waitFor(WITHIN);
    await look("sign-in");
    await signIn(page, en);
    await page.locator("button", { hasText: en.newJob.choose }).waitFor(WITHIN);
    await look("new job");
    // From the file to the job's screen: earlier results are ready at once.
    await upload(page, file("a talk.mp4"));
    await page.waitForURL(/\/jobs\/[^/]+$/, WITHIN);
    const job = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    await page.getByRole("tab", { name: en.watch.subtitles }).tap();
    await cueField(page, 1).tap(WITHIN);
    await look("editor");
    await cueField(page, 1).fill("Written on a phone");
    await until(async () => (await cuesOf(server, job, "en", token.bearer))[0]?.text === "Written on a phone");
    await page.getByRole("tab", { name: en.watch.styleAndExport }).tap();
    const link = page.getByRole("link", { name: en.exporting.download("English", "SRT") });
    const [download] = await Promise.all([page.waitForEvent("download"), link.tap()]);
    expect(await readFile(await download.path(), "utf8")).toContain("Written on a phone");
    await look("export");
    await page.goto(at(`/jobs/${running}`));
    await page.getByText(en.watch.segment.running, { exact: true }).first().waitFor(WITHIN);
    await look("job progress");
    await page.getByRole("link", { name: en.watch.back }).tap();
    await page.getByRole("link", { name: "a talk.mp4", exact: true }).first().waitFor(WITHIN);
    await look("jobs");
    await page.getByRole("link", { name: en.app.status }).tap();
    await page.getByRole("heading", { name: en.status.engine }).waitFor(WITHIN);
    await look("status");
    expect(found).toEqual([]);
  });
});
