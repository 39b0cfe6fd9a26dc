/** Moonshine with Sister's settings: what it recognizes, what it ignores, and the errors for a damaged model. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpeechEngine } from "../../src/speech/engine.js";
import {
  DECODER_FILE,
  ENCODER_FILE,
  hasMoonshine,
  moonshineFolder,
  TOKENS_FILE,
} from "../../src/speech/moonshine/model-folder.js";
import { openSpeechEngine } from "../../src/speech/open.js";
import { cutTo, damagedModel, MENDED } from "../support/speech/damaged-model.js";
import { plainWords, samplesOf, spoken, wordErrorRate } from "../support/speech/spoken-words.js";
import { soundOf } from "../support/speech/speechless-sounds.js";

const MODEL = "moonshine-base-en";
const missing = hasMoonshine(MODEL) ? null : `${MODEL} is not installed (sister models pull ${MODEL})`;
const CLIPS = fileURLToPath(new URL("../../../shared/data/speech", import.meta.url));
const TEXT = "The children went to school in the morning. They came home in the evening, and nobody was late.";
const ENGLISH = { language: "en" };

let folder: string;
let speech: Int16Array;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sister-moonshine-"));
  speech = await spoken(TEXT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing !== null)("Moonshine with Sister's settings", () => {
  let engine: SpeechEngine;
  beforeAll(async () => {
    engine = await openSpeechEngine({ kind: "moonshine", model: MODEL });
  });
  afterAll(() => engine?.close());

  it("requests segments by voice, of about 18 s", () => {
    expect(engine).toMatchObject({
      name: "Moonshine base, English",
      languages: ["en"],
      segmentation: "voice",
      segmentSeconds: { target: 18, max: 25 },
    });
    expect(engine.id).toContain(MODEL);
  });

  it("writes a synthetic voice with punctuation, probabilities and estimated times", async () => {
    const words = await engine.recognize(speech, ENGLISH);
    const text = words.map((word) => word.text).join(" ");
    expect(wordErrorRate(plainWords(TEXT), plainWords(text)), text).toBeLessThan(0.12);
    expect(text).toMatch(/^[A-Z].*[.,].*\.$/);
    expect(words.every((word) => word.estimated === true)).toBe(true);
    expect(words.filter((word) => word.confidence > 0.9).length).toBeGreaterThan(words.length / 2);
  });

  it("spreads words over the stretches of voice, and ignores sound outside of them", async () => {
    // The same words twice, with ten seconds between. Only the second part is marked as voice.
    const pause = 10 * 16_000;
    const both = new Int16Array(2 * speech.length + pause);
    both.set(speech);
    both.set(speech, speech.length + pause);
    const begin = (speech.length + pause) / 16_000;
    const end = both.length / 16_000;
    const words = await engine.recognize(both, { ...ENGLISH, voice: [{ start: begin, end }] });
    expect(words.length).toBeGreaterThan(15);
    expect(words.length).toBeLessThan(22);
    expect(words[0]?.start).toBe(begin);
    expect(words.at(-1)?.end).toBeCloseTo(end, 3);
    expect(await engine.recognize(both, { ...ENGLISH, voice: [] })).toEqual([]);
  });

  it("recognizes the same words at any loudness, and with a constant offset", async () => {
    const expected = (await engine.recognize(speech, ENGLISH)).map((word) => word.text);
    const voice = [{ start: 0, end: speech.length / 16_000 }];
    for (const changed of [
      speech.map((sample) => sample / 200),
      speech.map((sample) => sample / 4 + 8000),
      speech.map((sample) => Math.max(-32_768, Math.min(32_767, 4 * sample))),
    ]) {
      const words = await engine.recognize(changed, { ...ENGLISH, voice });
      expect(
        wordErrorRate(
          expected,
          words.map((word) => word.text),
        ),
      ).toBeLessThan(0.2);
    }
  });

  it("recognizes at least 94 of 100 words of people", async ({ skip }) => {
    if (!existsSync(CLIPS)) skip("no clips of human speech are here (shared/data/speech)");
    const said: string[] = [];
    const heard: string[] = [];
    for (const clip of ["lv_0870", "lv_0880", "lv_0920"]) {
      said.push(...plainWords(readFileSync(`${CLIPS}/${clip}.ref`, "utf8")));
      const words = await engine.recognize(await samplesOf(`${CLIPS}/${clip}.wav`), ENGLISH);
      expect(words.length).toBeGreaterThan(0);
      heard.push(...plainWords(words.map((word) => word.text).join(" ")));
    }
    expect(wordErrorRate(said, heard), heard.join(" ")).toBeLessThanOrEqual(0.06);
  });

  it.each(["white noise", "a constant offset", "music: a piano", "applause", "a keyboard"])(
    "finds no speech in %s, even if it is marked as voice",
    async (kind) => {
      const samples = soundOf(kind, 5);
      expect(await engine.recognize(samples, { ...ENGLISH, voice: [{ start: 0, end: 5 }] })).toEqual([]);
      expect(await engine.recognize(samples, { ...ENGLISH, voice: [{ start: 3, end: 3.5 }] })).toEqual([]);
    },
  );

  it("survives extreme samples", async () => {
    const edges = [
      new Int16Array(16_000).fill(32_767),
      Int16Array.from({ length: 32_000 }, (_, i) => (i % 2 === 0 ? 32_767 : -32_768)),
      Int16Array.from({ length: 32_000 }, (_, i) => (i === 16_000 ? -32_768 : 0)),
      Int16Array.of(1, -1, 1),
    ];
    for (const samples of edges)
      expect(await engine.recognize(samples, { ...ENGLISH, voice: [{ start: 0, end: 100 }] })).toEqual([]);
    expect(engine.restarts).toBe(0);
  });

  it("decodes like the published decoder", async () => {
    const file = join(folder, "speech.raw");
    writeFileSync(file, new Uint8Array(speech.buffer, speech.byteOffset, speech.byteLength));
    const program = fileURLToPath(new URL("../support/speech/compare-decoders.ts", import.meta.url));
    const args = ["--import", "tsx", program, moonshineFolder(MODEL), file];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { fast, published } = JSON.parse(stdout) as Record<
      string,
      { ids: number[]; logProbs: number[]; form: string }
    >;
    expect([fast?.form, published?.form]).toEqual(["StepDecoder", "MergedDecoder"]);
    expect(fast?.ids).toEqual(published?.ids);
    for (const [i, logProb] of (fast?.logProbs ?? []).entries())
      expect(logProb).toBeCloseTo(published?.logProbs[i] ?? 0, 0);
  });
});

describe.skipIf(missing !== null)("a damaged Moonshine model", () => {
  it.each<[string, () => string, RegExp]>([
    ["an encoder cut short", () => damagedModel(MODEL, folder, ENCODER_FILE, cutTo(9_000_000)), /encoder_model/],
    ["a decoder cut short", () => damagedModel(MODEL, folder, DECODER_FILE, cutTo(40_000_000)), /decoder_model/],
    ["half of the tokens", () => damagedModel(MODEL, folder, TOKENS_FILE, cutTo(250_000)), /tokens\.txt/],
    ["no folder at all", () => join(folder, "nowhere"), /nowhere/],
  ])("is reported in one line with the remedy: %s", async (_what, make, said) => {
    const opening = openSpeechEngine({ kind: "moonshine", model: make() });
    await expect(opening).rejects.toThrow(said);
    await expect(opening).rejects.toThrow(MENDED);
  });

  it("with a provider that the library lacks is refused with the provider's name", async () => {
    const devices = { threads: 1, provider: "coreml" } as const;
    await expect(openSpeechEngine({ kind: "moonshine", model: MODEL }, { devices })).rejects.toThrow(
      /no provider "coreml": set SISTER_SPEECH_PROVIDER to one of cpu/,
    );
  });
});
