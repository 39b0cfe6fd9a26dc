/** `sister translate` with a service on loopback: in a process group that has no key, inside mpirun, and with faults. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { NOT_TRANSLATED } from "../../src/subtitles/layout/layout.js";
import { patience } from "../support/pace.js";
import { until } from "../support/until.js";
import { beginService, type ServiceServer } from "../translation/service-server.js";
import { Desk } from "./desk.js";
import { descendants, run, speechOf, start, wavOf } from "./sister.js";

const KEY = "sk-very-secret-0123456789";
const LIMIT = { timeout: patience(120_000) };

let desk: Desk;
let server: ServiceServer;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  desk = await Desk.begin((end) => onTestFinished(end));
  server = await beginService("openai");
  env = {
    ...desk.env,
    SISTER_OPENAI_URL: server.url,
    SISTER_OPENAI_MODEL: "tiny",
    SISTER_OPENAI_KEY: KEY,
    SISTER_SERVICE_TIMEOUT_S: "1",
  };
});
afterEach(() => server.close());

const ASKS = ["--to", "id", "--translator", "openai"];

interface Summary {
  ok: boolean;
  untranslated: number;
  services: Record<string, { requests: number; characters: number; tokens: number }>;
  translators: Record<string, string>;
  warnings: { code: string; message: string }[];
}

/** Arguments and environment of processes, where they can be read. */
async function tracesOf(pids: readonly number[]): Promise<string[]> {
  const read = (pid: number, name: string): Promise<string> =>
    readFile(`/proc/${pid}/${name}`, "latin1").catch(() => "");
  return Promise.all(pids.map(async (pid) => (await read(pid, "cmdline")) + (await read(pid, "environ"))));
}

/** The contents of all files below a folder. */
async function contentsOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  return (await Promise.all(names.map((name) => readFile(join(folder, name), "latin1").catch(() => "")))).join("\n");
}

/** Every cue has the translation that the service gives. */
async function expectAllTranslated(): Promise<void> {
  const { cues, translators } = await desk.document();
  expect(translators).toEqual({ id: "openai" });
  expect(cues.length).toBeGreaterThan(0);
  for (const { text } of cues) {
    expect(text["id"]).toMatch(/kan/);
    expect(text["id"]).not.toBe(text["en"]);
  }
}

describe("a service translates", () => {
  it("a talk of a minute in a process group, and the key stays with the command", LIMIT, async () => {
    await desk.record(62);
    server.otherwise = "slow";
    const command = start(["translate", desk.file, ...ASKS, "--ranks", "2", "--json"], env);
    const seen = new Set<string>();
    // The group is at work as soon as the service is asked.
    await until(() => server.requests.length > 0, { what: "a request", ms: 60_000 });
    const group = await descendants(command.child.pid ?? 0);
    expect(group.filter(({ command: line }) => line.includes("rank-main")).length).toBeGreaterThanOrEqual(2);
    for (const trace of await tracesOf(group.map(({ pid }) => pid))) seen.add(trace);
    const { status, stdout, stderr } = await command.ended;
    expect(status, stderr).toBe(0);
    await expectAllTranslated();
    const summary = JSON.parse(stdout) as Summary;
    expect(summary.translators).toEqual({ id: "openai" });
    expect(summary.services["openai"]).toEqual({
      requests: server.requests.length,
      characters: expect.any(Number) as number,
      tokens: 15 * server.requests.length,
    });
    expect(server.mostAtOnce).toBeLessThanOrEqual(4);
    expect(server.requests.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
    expect([...seen].filter((text) => text.includes(KEY))).toEqual([]);
    expect(stdout + stderr + (await contentsOf(desk.folder))).not.toContain(KEY);
  });

  it("in this process, in a group that mpirun started, and for one of two targets", LIMIT, async () => {
    await desk.record(5);
    for (const launcher of [[], ["mpirun", "-n", "2", "--oversubscribe"]]) {
      const { status, stderr } = await start(["translate", desk.file, ...ASKS, "--overwrite"], env, launcher).ended;
      expect(status, stderr).toBe(0);
      await expectAllTranslated();
    }
    // Translations that are kept would need no request.
    const order = { ...env, SISTER_TRANSLATORS: "apertium,openai", SISTER_DATA_DIR: join(desk.folder, "other-data") };
    const { status, stdout, stderr } = await run(["translate", desk.file, "--to", "es,id", "--overwrite"], order);
    expect(status, stderr).toBe(0);
    expect((await desk.document()).translators).toEqual({ es: "apertium", id: "openai" });
    expect(stdout).toMatch(/^translation: es by apertium, id by openai$/m);
    expect(stdout).toMatch(/^openai: \d+ requests?, \d+ characters, \d+ tokens$/m);
  });

  it("and a person is told where text goes that leaves the machine", LIMIT, async () => {
    await writeFile(desk.file, wavOf(new Int16Array(16_000)));
    const away = { ...env, SISTER_OPENAI_URL: "https://models.example/v1" };
    const { stderr } = await run(["translate", desk.file, ...ASKS], away);
    expect(stderr).toMatch(/the text is sent to models\.example to be translated \(openai\)/);
    const { stderr: silent } = await run(["translate", desk.file, ...ASKS, "--overwrite"], env);
    expect(silent).not.toMatch(/is sent to/);
  });
});

describe("a service that does not work", () => {
  // Those that are tried again with pauses take half a minute.
  const manners: ["refuses" | "hangs" | "too many", RegExp][] = [["refuses", /status 401/]];
  if (process.env["SISTER_TEST_FULL"] !== undefined)
    manners.push(["hangs", /no answer within 1 s/], ["too many", /status 429/]);
  it.each(manners)(
    "and %s: cues are marked, the reason is a warning, and the command ends with 1",
    LIMIT,
    async (manner, reason) => {
      await desk.record(12);
      server.otherwise = manner;
      const { status, stdout, stderr } = await run(["translate", desk.file, ...ASKS, "--ranks", "2", "--json"], env);
      expect(status, stderr).toBe(1);
      const summary = JSON.parse(stdout) as Summary;
      expect(summary).toMatchObject({ ok: false });
      expect(summary.untranslated).toBeGreaterThan(0);
      const warnings = summary.warnings.filter(({ code }) => code === "untranslated");
      expect(warnings.length).toBe(1);
      expect(warnings[0]?.message).toMatch(reason);
      expect(warnings[0]?.message.match(new RegExp(reason, "g"))?.length).toBe(1);
      const { cues } = await desk.document();
      expect(cues.map(({ text }) => text["id"])).toEqual(cues.map(() => NOT_TRANSLATED));
      expect(stdout + stderr).not.toContain(KEY);
    },
  );

  it("does not outlive its command", LIMIT, async () => {
    await desk.record(5);
    server.otherwise = "hangs";
    const command = start(["translate", desk.file, ...ASKS, "--ranks", "2"], {
      ...env,
      SISTER_SERVICE_TIMEOUT_S: "300",
    });
    await until(() => server.requests.length > 0, { what: "a request", ms: 60_000 });
    const begin = performance.now();
    command.child.kill("SIGINT");
    expect((await command.ended).status).toBe(130);
    expect(performance.now() - begin).toBeLessThan(patience(8000));
  });
});

describe("translators that cannot be used", () => {
  it.each<[string, NodeJS.ProcessEnv, string[], RegExp]>([
    ["an unknown name", {}, ["--translator", "babelfish"], /babelfish.*apertium, bergamot, openai/],
    [
      "an unknown name in the settings",
      { SISTER_TRANSLATORS: "babelfish" },
      [],
      /SISTER_TRANSLATORS.*babelfish.*apertium/,
    ],
    ["one that is not set up", { SISTER_OPENAI_URL: "" }, ["--translator", "openai"], /set SISTER_OPENAI_URL/],
    [
      "an address that is none",
      { SISTER_OPENAI_URL: "ollama" },
      ["--translator", "openai"],
      /SISTER_OPENAI_URL is "ollama"/,
    ],
    [
      "a limit that is none",
      { SISTER_SERVICE_REQUESTS: "0" },
      ["--translator", "openai"],
      /SISTER_SERVICE_REQUESTS is "0"/,
    ],
  ])("%s is refused before any work", async (_what, settings, args, message) => {
    await writeFile(desk.file, wavOf(await speechOf(2)));
    const { status, stderr } = await run(["translate", desk.file, "--to", "id", ...args], { ...env, ...settings });
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(server.requests).toEqual([]);
  });
});

describe("sister doctor", () => {
  it("checks a service by a request, and calls none that nobody set up", LIMIT, async () => {
    const findings = async (settings: NodeJS.ProcessEnv): Promise<Record<string, { ok: boolean; detail: string }>> => {
      const { stdout } = await run(["doctor", "--json"], { SISTER_SPEECH_MODEL: "sleep:0", ...settings });
      const found = (JSON.parse(stdout) as { findings: { what: string; ok: boolean; detail: string }[] }).findings;
      return Object.fromEntries(found.map((finding) => [finding.what, finding]));
    };
    const good = await findings(env);
    expect(good["translator openai"]).toMatchObject({ ok: true });
    expect(good["translator openai"]?.detail).toMatch(/model tiny, on this machine/);
    expect(good["translator libretranslate"]).toMatchObject({ ok: true });
    expect(good["translator libretranslate"]?.detail).toMatch(/not used by default.*SISTER_LIBRETRANSLATE_URL/);
    expect(good["translator google"]?.detail).toMatch(/every text is then sent to Google/);
    expect(server.requests.map(({ url }) => url)).toEqual(["/v1/models"]);
    const bad = await findings({ ...env, SISTER_OPENAI_MODEL: "huge", SISTER_TRANSLATORS: "openai" });
    expect(bad["translator openai"]).toMatchObject({ ok: false });
    expect(bad["translator openai"]?.detail).toMatch(/no model "huge".*SISTER_OPENAI_MODEL to one of tiny/);
    expect(JSON.stringify([good, bad])).not.toContain(KEY);
  });
});
