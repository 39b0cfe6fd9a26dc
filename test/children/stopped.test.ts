/** Programs that are stopped from outside (SIGSTOP): each is noticed, ended and tried again, in every room. */
import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { runFfmpeg, runFfprobe, MEDIA_FORMATS } from "../../src/media/ffmpeg.js";
import { superviseProcess } from "../../src/service/work/supervised-process.js";
import { CONTEXT_SAMPLES, WINDOW_SAMPLES } from "../../src/speech/voice/block-detector.js";
import { SileroChild, vadModelFile } from "../../src/speech/voice/silero-child.js";
import { ApertiumTranslator } from "../../src/translation/apertium/apertium.js";
import { descendants } from "../cli/sister.js";
import { beeps, ffmpeg, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";
import { patience } from "../support/pace.js";

/** The limit is only for programs that are never noticed. The promise is 30 s on a machine with a free core. */
const LIMIT = { timeout: patience(120_000) };

const made = temporaryFolder();
const before = { ...process.env };
afterAll(() => {
  process.env = before;
  made.remove();
});

/** A wrapper of a program that stops itself the first time. */
async function stopsOnce(program: string): Promise<string> {
  const path = made.path(`stopped-${program}`);
  const once = `if mkdir "${path}.once" 2> /dev/null; then kill -STOP $$; fi`;
  await writeFile(path, `#!/bin/sh\nenv > "${path}.env"\n${once}\nexec ${program} "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

beforeAll(async () => {
  if (missingFfmpeg !== null) return;
  await ffmpeg(...beeps(2, 1), made.path("talk.wav"));
  process.env["FFMPEG_PATH"] = await stopsOnce("ffmpeg");
  process.env["FFPROBE_PATH"] = await stopsOnce("ffprobe");
  process.env["PGPASSWORD"] = "canary";
  process.env["LANG"] = "en_US.UTF-8";
  process.env["LC_ALL"] = "xx_YY.UTF-8";
});

const input = (): { file: string; formats: string } => ({ file: made.path("talk.wav"), formats: MEDIA_FORMATS });
const convert = (): Promise<void> =>
  runFfmpeg({ inputs: [input()], options: ["-map", "0:a:0", "-f", "wav"], output: made.path("copy.wav") });

// In parallel, because each test must wait until a program certainly counts as stopped.
describe.concurrent("a program that is stopped", () => {
  test.skipIf(missingFfmpeg !== null)("is run once more, without secrets: ffprobe", LIMIT, async ({ expect }) => {
    const text = await runFfprobe(input(), ["-show_format", "-of", "json"]);
    expect(JSON.parse(text)).toMatchObject({ format: { format_name: "wav" } });
    expect(await readFile(made.path("stopped-ffprobe.env"), "utf8")).not.toMatch(/canary|en_US|xx_YY/);
  });

  test.skipIf(missingFfmpeg !== null)("is an error that its caller can retry: ffmpeg", LIMIT, async ({ expect }) => {
    await expect(convert()).rejects.toMatchObject({ trouble: "stopped", exitCode: 1 });
    await convert();
    expect(existsSync(made.path("copy.wav"))).toBe(true);
    expect(await readFile(made.path("stopped-ffmpeg.env"), "utf8")).not.toMatch(/canary|en_US|xx_YY/);
  });

  test("is restarted, under any locale of Sister: Apertium", LIMIT, async ({ expect }) => {
    const translator = new ApertiumTranslator();
    try {
      const spanish = async (text: string): Promise<string | null | undefined> =>
        (await translator.translate([text], { source: "en", target: "es" }))[0]?.text;
      expect(await spanish("Please bring your umbrella in the morning.")).toContain("paraguas");
      const [group = 0] = translator.pids;
      expect(await readFile(`/proc/${group}/environ`, "utf8")).not.toMatch(/canary|en_US|xx_YY/);
      const programs = (await descendants(group)).filter(({ command }) => !command.startsWith("/bin/sh"));
      process.kill(programs.at(-1)?.pid ?? 0, "SIGSTOP");
      expect(await spanish("The house")).toBe("La casa");
    } finally {
      await translator.close();
    }
  });

  test("fails its request, and the next one starts a new process: a child with a model", LIMIT, async (context) => {
    if (!existsSync(vadModelFile())) return context.skip("Silero VAD is not installed");
    const child = await SileroChild.open(vadModelFile());
    try {
      process.kill(child.pid ?? 0, "SIGSTOP");
      const samples = new Int16Array(CONTEXT_SAMPLES + 512 * WINDOW_SAMPLES);
      await context.expect(child.probabilities(samples)).rejects.toThrow(/voice detector was stopped from outside/);
      context.expect((await child.probabilities(samples)).length).toBeGreaterThan(0);
    } finally {
      await child.close();
    }
  });

  test("is restarted: a kept process", LIMIT, async ({ expect }) => {
    const ends: string[] = [];
    const kept = superviseProcess(["sleep", "1000"], process.env, (how) => ends.push(how));
    const first = kept.pid ?? 0;
    process.kill(first, "SIGSTOP");
    while (ends.length === 0 || kept.pid === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ends).toEqual([expect.stringMatching(/the supervisor was stopped from outside/)]);
    expect(kept.pid).not.toBe(first);
    await kept.stop();
  });
});
