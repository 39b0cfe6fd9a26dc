/** The page while its server is away, and when a rank dies: nothing is lost, and the page shows what happens. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { processesOf, RANK } from "../support/api/group-processes.js";
import { startServer, until, type TestServer } from "../support/api/server.js";
import { makeFolder } from "../cli/sister.js";
import { missingFfmpeg } from "../support/media/made-media.js";
import { CONNECTION_LOST, launchBrowser, missingBrowser, openPage } from "./browser.js";
import { freePort, openLine, type Line } from "./line.js";
import { cueField, cuesOf, enlarge, makeTalk, sendTalk, upload } from "./talks.js";
import { patience } from "../support/pace.js";

const missing = missingBrowser ?? missingFfmpeg;
/** A segment takes about 5 s: long enough to be seen at work. */
const SLOW = { SISTER_SPEECH_MODEL: "sleep:0.4" };
const LARGE = 24_000_000;
/** Bytes that pass before the connection breaks. */
const HALF = LARGE / 2;
const LIMIT = patience(150_000);
const WITHIN = { timeout: patience(60_000) };

describe.skipIf(missing !== null)(`the page without its server${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let browser: Browser;
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let line: Line;
  let port: string;
  const talk = (): string => join(place.folder, "a talk.mp4");
  const large = (): string => join(place.folder, "a large talk.mp4");

  const serve = (): Promise<TestServer> => startServer({ ...place.env, ...SLOW, PORT: port });
  /** Kills the server and its ranks, as a power cut does. */
  const kill = async (): Promise<void> => {
    server.command.child.kill("SIGKILL");
    await server.command.ended;
  };
  const open = (context: TestContext): Promise<Page> => openPage(browser, context, { expects: [CONNECTION_LOST] });

  beforeAll(async () => {
    place = await makeFolder();
    port = await freePort();
    [browser, server] = await Promise.all([launchBrowser(), serve()]);
    line = await openLine(server.url);
  }, LIMIT);
  afterAll(async () => {
    await browser?.close();
    await line?.close();
    await server?.stop();
    await place?.remove();
  });

  /** Requests that began an upload. */
  const beginnings = (page: Page): { readonly count: number } => {
    let count = 0;
    page.on("request", (request) => {
      if (request.method() === "POST" && new URL(request.url()).pathname === "/files") count += 1;
    });
    return {
      get count() {
        return count;
      },
    };
  };
  /** Bytes of unfinished uploads that the server has on its disk. */
  const arrived = async (): Promise<number> => {
    const folder = join(place.folder, "data", "incoming");
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  /** Waits for the job's screen, which opens by itself. */
  const jobOf = async (page: Page): Promise<string> => {
    await page.waitForURL(/\/jobs\/[^/]+$/, WITHIN);
    return new URL(page.url()).pathname.split("/").at(-1) ?? "";
  };

  test("an upload whose connection is lost goes on where it was", { timeout: LIMIT }, async (context) => {
    const page = await open(context);
    await enlarge(await makeTalk(large(), 5), LARGE);
    await page.goto(line.url);
    const begun = beginnings(page);
    const held = line.holdAfter(HALF);
    await upload(page, large());
    await held;
    line.cut();
    await page.getByText("The server does not answer. The upload goes on by itself").waitFor(WITHIN);
    const before = line.sent;
    line.mend();
    const id = await jobOf(page);
    expect(begun.count).toBe(1);
    // It does not begin at the first byte again.
    expect(line.sent - before).toBeLessThan(LARGE * 0.75);
    expect(await server.ended(id)).toMatchObject({ status: "completed" });
    await page.getByRole("tab", { name: "Subtitles" }).click();
    await cueField(page, 1).waitFor(WITHIN);
  });

  test(
    "an upload whose server is killed and started again goes on where it was",
    { timeout: LIMIT },
    async (context) => {
      const page = await open(context);
      await enlarge(await makeTalk(large(), 5), LARGE);
      await page.goto(line.url);
      const begun = beginnings(page);
      const held = line.holdAfter(HALF);
      await upload(page, large());
      await held;
      // A slow server writes later what the line has let through.
      await until(async () => (await arrived()) >= 0.9 * HALF);
      await kill();
      line.release();
      await page.getByText("The server does not answer. The upload goes on by itself").waitFor(WITHIN);
      const before = line.sent;
      server = await serve();
      const id = await jobOf(page);
      expect(begun.count).toBe(1);
      expect(line.sent - before).toBeLessThan(LARGE * 0.75);
      expect(await server.ended(id)).toMatchObject({ status: "completed" });
    },
  );

  test("a job whose stream of events is lost is caught up with", { timeout: LIMIT }, async (context) => {
    const page = await open(context);
    await page.goto(line.url);
    await upload(page, await makeTalk(talk(), 75));
    const id = await jobOf(page);
    const sentences = page.getByText(/^\d+ sentences?$/);
    await sentences.waitFor(WITHIN);
    line.cut();
    const away = page.getByText("The connection to the server is interrupted.");
    await away.waitFor(WITHIN);
    // The job continues without the page.
    const doneBefore = (await server.request(`/api/jobs/${id}`)).json.segments.done;
    await until(async () => (await server.request(`/api/jobs/${id}`)).json.segments.done > doneBefore);
    line.mend();
    await away.waitFor({ state: "detached", ...WITHIN });
    await server.ended(id);
    await page.getByText("Ready", { exact: true }).waitFor(WITHIN);
    await page.getByRole("tab", { name: "Subtitles" }).click();
    await cueField(page, 1).waitFor(WITHIN);
    const [first] = await cuesOf(server, id);
    expect(await cueField(page, 1).inputValue()).toBe(first?.text);
  });

  test("a job whose server is killed and started again is finished", { timeout: LIMIT }, async (context) => {
    const page = await open(context);
    const id = await underWay(page);
    await kill();
    await page.getByText("The connection to the server is interrupted.").waitFor(WITHIN);
    server = await serve();
    await page.getByText("The connection to the server is interrupted.").waitFor({ state: "detached", ...WITHIN });
    expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
    await page.getByText("Ready", { exact: true }).waitFor(WITHIN);
  });

  test("the segment of a rank that is killed is seen to be done again", { timeout: LIMIT }, async (context) => {
    const page = await open(context);
    const id = await underWay(page);
    await page.getByText("As a table").click();
    const table = page.getByRole("table");
    await table
      .getByRole("row", { name: /being done/ })
      .first()
      .waitFor(WITHIN);
    const [victim = 0] = await processesOf(server, RANK);
    process.kill(victim, "SIGKILL");
    await page
      .getByText(/Worker \d.* did not finish the part at/)
      .first()
      .waitFor(WITHIN);
    await table
      .getByRole("row", { name: /being done, again/ })
      .first()
      .waitFor(WITHIN);
    await page.getByRole("list", { name: "What the strip shows" }).getByText("again").waitFor(WITHIN);
    await page
      .getByText(/Worker \d.* does it again\./)
      .first()
      .waitFor(WITHIN);
    expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
    await page.getByText("Ready", { exact: true }).waitFor(WITHIN);
    // The second attempt is shown after the end, too.
    await page.getByRole("tab", { name: "Progress" }).click();
    await table
      .getByRole("row", { name: /done.* 2$/ })
      .first()
      .waitFor(WITHIN);
  });

  /** A job of the group whose page shows a finished segment. */
  async function underWay(page: Page): Promise<string> {
    const file = join(place.folder, "another talk.mp4");
    const id = await sendTalk(server, await makeTalk(file, 75));
    await page.goto(new URL(`/jobs/${id}`, line.url).href);
    await until(async () => (await server.request(`/api/jobs/${id}`)).json.segments.done >= 1);
    await page.getByText(/^\d+ sentences?$/).waitFor(WITHIN);
    return id;
  }
});
