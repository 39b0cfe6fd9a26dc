import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type VoiceDetector } from "../../src/speech/voice/detector.js";
import { openVoiceDetector, type VoiceOptions } from "../../src/speech/voice/open-detector.js";
import { voiceSpans } from "../../src/speech/voice/voice-spans.js";
import { spoken } from "../support/speech/spoken-words.js";
import { soundOf } from "../support/speech/speechless-sounds.js";
import { sileroModel, voiceIn } from "../support/speech/detected-voice.js";

const SECOND = 16_000;
const TOY = fileURLToPath(new URL("../../../shared/data/toy-ctc/model.onnx", import.meta.url));
const model = sileroModel();

let folder: string;
let speech: Int16Array;
/** 2 s of silence, a sentence and 3 s of silence, repeated for 60 s, so that there are three blocks. */
let talk: Int16Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sister-voice-"));
  speech = await spoken("Nobody could say where the river began.");
  talk = new Int16Array(60 * SECOND);
  for (let at = 2 * SECOND; at + speech.length < talk.length; at += speech.length + 3 * SECOND) talk.set(speech, at);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function probabilities(detector: VoiceDetector, samples: Int16Array, size = 10 * SECOND): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < samples.length; at += size) {
    found.push(...(await detector.push(samples.subarray(at, at + size))));
  }
  return [...found, ...(await detector.end())];
}

async function withDetector<T>(options: VoiceOptions, use: (detector: VoiceDetector) => Promise<T>): Promise<T> {
  const detector = await openVoiceDetector(options);
  try {
    return await use(detector);
  } finally {
    await detector.close();
  }
}

describe("Silero in a child process", () => {
  const silero = (
    options: VoiceOptions,
    use: (detector: VoiceDetector, warnings: string[]) => Promise<void>,
  ): Promise<void> => {
    const warnings: string[] = [];
    return withDetector({ file: model ?? "", onWarning: (message) => warnings.push(message), ...options }, (detector) =>
      use(detector, warnings),
    );
  };
  let expected: number[];
  beforeAll(async () => {
    if (model !== null) await silero({}, async (detector) => void (expected = await probabilities(detector, talk)));
  });
  const test = (name: string, run: () => Promise<void>): void => {
    it(name, async ({ skip }) => {
      if (model === null) skip("the model silero-vad is not installed");
      await run();
    });
  };

  test("finds speech, and none in silence, noise and music", async () => {
    const spans = voiceSpans(expected);
    expect(spans.length).toBeGreaterThanOrEqual(9);
    for (const [i, { start, end }] of spans.entries()) {
      const said = 2 + i * (speech.length / SECOND + 3);
      expect(start).toBeGreaterThan(said - 0.1);
      expect(start).toBeLessThan(said + 0.5);
      expect(end).toBeLessThan(said + speech.length / SECOND + 0.3);
    }
    for (const kind of ["digital silence", "white noise", "music: chords"]) {
      expect(await voiceIn(soundOf(kind, 10), { file: model ?? "" }), kind).toEqual([]);
    }
  });

  test("returns the same probabilities for pushes of any size", async () => {
    for (const size of [4999, 7 * SECOND + 1, 60 * SECOND]) {
      await silero({}, async (detector) => {
        expect(await probabilities(detector, talk, size)).toEqual(expected);
      });
    }
  });

  test("finds speech of -65 dBFS", async () => {
    const peak = speech.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const quiet = speech.map((sample) => Math.round((sample / peak) * 18));
    expect(await voiceIn(quiet, { file: model ?? "" })).not.toEqual([]);
  });

  test("serves several streams with one process, which ends with the last stream", async () => {
    let pid: number | null = null;
    await silero({}, async (one) => {
      await silero({}, async (other) => {
        expect(other.pid).toBe(one.pid);
        const [a, b] = await Promise.all([probabilities(one, talk), probabilities(other, talk, 3 * SECOND)]);
        expect(a).toEqual(expected);
        expect(b).toEqual(expected);
      });
      pid = one.pid;
      expect(pid).not.toBeNull();
    });
    expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
  });

  test("loses nothing if its process is killed", async () => {
    await silero({}, async (detector, warnings) => {
      const found = [...(await detector.push(talk.subarray(0, 30 * SECOND)))];
      process.kill(detector.pid ?? 0, "SIGKILL");
      found.push(...(await detector.push(talk.subarray(30 * SECOND))), ...(await detector.end()));
      expect(found).toEqual(expected);
      expect(warnings).toEqual([]);
    });
  });

  test("goes on within a limit if its process hangs", async () => {
    await silero({ blockSeconds: 4 }, async (detector) => {
      const found = [...(await detector.push(talk.subarray(0, 30 * SECOND)))];
      process.kill(detector.pid ?? 0, "SIGSTOP");
      found.push(...(await detector.push(talk.subarray(30 * SECOND))), ...(await detector.end()));
      expect(found).toEqual(expected);
    });
  });

  test("goes on by loudness if its process dies repeatedly, and warns once", async () => {
    await silero({}, async (detector, warnings) => {
      const { id } = detector;
      const killer = setInterval(() => {
        if (detector.pid !== null) process.kill(detector.pid, "SIGKILL");
      }, 5);
      try {
        const found = await probabilities(detector, talk);
        expect(found).toHaveLength(expected.length);
        expect(voiceSpans(found).length).toBeGreaterThanOrEqual(9);
      } finally {
        clearInterval(killer);
      }
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/only by loudness.*failed repeatedly/);
      expect(detector.id).toBe(id);
    });
  });

  test("rejects samples after close, even those that wait for the process", async () => {
    const detector = await openVoiceDetector({ file: model ?? "" });
    const pushed = detector.push(talk);
    await detector.close();
    await expect(pushed).rejects.toThrow("closed");
    await expect(detector.push(talk)).rejects.toThrow("closed");
  });
});

describe("a voice detection model that does not load", () => {
  async function expectLoudness(file: string, reason: RegExp): Promise<void> {
    const warnings: string[] = [];
    await withDetector({ file, onWarning: (message) => warnings.push(message) }, async (detector) => {
      expect(detector.name).toBe("loudness");
      expect(voiceSpans(await probabilities(detector, talk)).length).toBeGreaterThanOrEqual(9);
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(reason);
    expect(warnings[0]).not.toContain("\n");
  }

  it("is replaced by loudness with a warning if it is missing", async () => {
    await expectLoudness(join(folder, "nowhere.onnx"), /nowhere\.onnx is missing: .*sister models pull silero-vad/);
  });

  it("is replaced by loudness with a warning if it is garbage or truncated", async () => {
    const garbage = join(folder, "garbage.onnx");
    await writeFile(garbage, Buffer.alloc(5000, "garbage"));
    await expectLoudness(garbage, /garbage.onnx does not load/);
  });

  it("is replaced by loudness with a warning if it is another model", async ({ skip }) => {
    if (!existsSync(TOY)) skip("../shared/data/toy-ctc is not here");
    await expectLoudness(TOY, /not a Silero VAD model/);
  });

  it("is loaded again by the next stream", async ({ skip }) => {
    if (model === null) skip("the model silero-vad is not installed");
    const file = join(folder, "late.onnx");
    await writeFile(file, "not yet");
    await withDetector({ file }, (detector) => Promise.resolve(expect(detector.name).toBe("loudness")));
    const { copyFile } = await import("node:fs/promises");
    await copyFile(model ?? "", file);
    await withDetector({ file }, (detector) => Promise.resolve(expect(detector.name).toBe("Silero VAD")));
  });
});
