/** The environment of the command: a missing locale, secrets, a missing part of the installation. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { descendants, makeFolder, run, speechOf, start, wavOf } from "./sister.js";
import { patience } from "../support/pace.js";

const LIMIT = { timeout: patience(180_000) };

let place: Awaited<ReturnType<typeof makeFolder>>;
let talk: string;
beforeAll(async () => {
  place = await makeFolder();
  talk = join(place.folder, "talk.wav");
  await writeFile(talk, wavOf(await speechOf(40)));
});
afterAll(() => place.remove());

test("translate works with a locale that is not installed, and gives no program a secret", LIMIT, async () => {
  const canaries = { DATABASE_URL: "canary", PGPASSWORD: "canary", REDIS_PASSWORD: "canary", MY_API_KEY: "canary" };
  const foreign = { LANG: "en_US.UTF-8", LC_ALL: "xx_YY.UTF-8" };
  const command = start(["translate", talk, "--to", "es", "--ranks", "2"], { ...place.env, ...canaries, ...foreign });
  const seen = new Map<number, string>();
  let over = false;
  // A process that is about to start a program has the memory of its parent until it does.
  const own = (await readFile(`/proc/${command.child.pid ?? 0}/cmdline`, "utf8")).replaceAll("\0", " ");
  const ended = command.ended.finally(() => (over = true));
  while (!over) {
    for (const { pid, command: line } of await descendants(command.child.pid ?? 0)) {
      if (line === own) continue;
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      // Empty while it starts another program in its place.
      if (environment !== "" && !seen.has(pid)) seen.set(pid, `${line}\n${environment}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { status, stderr } = await ended;
  expect(status, stderr).toBe(0);
  expect(await readFile(join(place.folder, "talk.es.srt"), "utf8")).toMatch(/ordenador|computador/i);
  for (const program of [/mpirun/, /rank-main/, /engine-main/, /apertium|lt-proc/])
    expect(
      [...seen.values()].some((text) => program.test(text)),
      String(program),
    ).toBe(true);
  expect([...seen.values()].filter((text) => text.includes("canary"))).toEqual([]);
});

interface Diagnosis {
  ok: boolean;
  findings: { what: string; ok: boolean; needed: boolean; detail: string }[];
}

async function doctor(env: NodeJS.ProcessEnv): Promise<Diagnosis & { status: number | null }> {
  const quick = { ...place.env, SISTER_SPEECH_MODEL: "sleep:0", ...env };
  const { status, stdout } = await run(["doctor", "--json"], quick);
  return { status, ...(JSON.parse(stdout) as Diagnosis) };
}

test("doctor ends with 1 if something needed is missing, and reports the isolation of ffmpeg", LIMIT, async () => {
  const { status, ok, findings } = await doctor({ APERTIUM_MODES: join(place.folder, "none") });
  expect([status, ok]).toEqual([1, false]);
  const of = (name: string) => findings.find(({ what }) => what === name);
  expect(of("translator apertium")).toMatchObject({
    ok: false,
    needed: true,
    detail: expect.stringMatching(/apt-get install apertium/) as string,
  });
  expect(of("isolation")?.detail).toMatch(/network.*; programs/);
});

test("doctor ends with 1 also if Sister works without what is missing", LIMIT, async () => {
  const { status, ok, findings } = await doctor({ SISTER_VAD_MODEL: join(place.folder, "none.onnx") });
  expect(findings.filter((finding) => finding.needed && !finding.ok)).toEqual([]);
  expect(findings.find(({ what }) => what === "voice detector")).toMatchObject({ ok: false, needed: false });
  expect([status, ok]).toEqual([1, false]);
});
