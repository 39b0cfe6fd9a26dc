/** Moonshine in the full run: every kind of non-speech, long pieces, every kind of damage. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpeechEngine } from "../../src/speech/engine.js";
import { soundsForeign } from "../../src/speech/moonshine/foreign-speech.js";
import { DECODER_FILE, ENCODER_FILE, hasMoonshine, TOKENS_FILE } from "../../src/speech/moonshine/model-folder.js";
import { openSpeechEngine } from "../../src/speech/open.js";
import { cutTo, damagedModel, garbage, MENDED, remove } from "../support/speech/damaged-model.js";
import { plainWords, spoken, wordErrorRate } from "../support/speech/spoken-words.js";
import { SOUND_KINDS, soundOf } from "../support/speech/speechless-sounds.js";

const MODEL = "moonshine-base-en";
const missing = hasMoonshine(MODEL) ? null : `${MODEL} is not installed (sister models pull ${MODEL})`;
const ENGLISH = { language: "en" };
const TALK =
  "In the autumn of that year the river rose higher than anybody could remember. Forty houses near the old mill were under water for a week, and the road to the station was closed. " +
  "My grandfather owned a boat, so he carried bread and letters from one side of the valley to the other. When the water fell, people found that the bridge had moved by almost a metre. " +
  "The engineers measured it twice, shook their heads, and decided that it should stay where it was.";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-moonshine-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing !== null)("Moonshine on long pieces", () => {
  let engine: SpeechEngine;
  beforeAll(async () => {
    engine = await openSpeechEngine({ kind: "moonshine", model: MODEL });
  });
  afterAll(() => engine?.close());

  it.each(SOUND_KINDS)("writes no word for 60 s of %s, whatever the voice detector reports", async (kind) => {
    const samples = soundOf(kind, 60);
    expect(await engine.recognize(samples, { ...ENGLISH, voice: [{ start: 0, end: 60 }] })).toEqual([]);
    // Short stretches, as a detector reports them by mistake.
    for (const length of [0.3, 2]) {
      const voice = [7, 50].map((start) => ({ start, end: start + length }));
      expect(await engine.recognize(samples, { ...ENGLISH, voice }), `${length} s`).toEqual([]);
    }
  });

  it("writes four minutes without a pause, without lost or invented words", async () => {
    const once = await spoken(TALK);
    const times = Math.ceil((240 * 16_000) / once.length);
    const samples = new Int16Array(times * once.length);
    for (let i = 0; i < times; i++) samples.set(once, i * once.length);
    const seconds = samples.length / 16_000;
    const words = await engine.recognize(samples, { ...ENGLISH, voice: [{ start: 0, end: seconds }] });
    const said = Array.from({ length: times }, () => plainWords(TALK)).flat();
    const heard = plainWords(words.map((word) => word.text).join(" "));
    expect(wordErrorRate(said, heard)).toBeLessThan(0.06);
    expect(words.at(-1)?.end).toBeLessThanOrEqual(seconds);
    expect(soundsForeign(words)).toBe(false);
  });

  it("recognizes speech with the tiny model too, and nothing in noise", async ({ skip }) => {
    if (!hasMoonshine("moonshine-tiny-en")) skip("moonshine-tiny-en is not installed");
    const tiny = await openSpeechEngine({ kind: "moonshine", model: "moonshine-tiny-en" });
    try {
      expect(tiny.name).toBe("Moonshine tiny, English");
      const words = await tiny.recognize(await spoken(TALK), ENGLISH);
      expect(wordErrorRate(plainWords(TALK), plainWords(words.map((word) => word.text).join(" ")))).toBeLessThan(0.1);
      for (const kind of ["white noise", "music: chords", "applause"]) {
        expect(await tiny.recognize(soundOf(kind, 10), { ...ENGLISH, voice: [{ start: 0, end: 10 }] })).toEqual([]);
      }
    } finally {
      await tiny.close();
    }
  });

  it("writes the same words with two threads as with one", async () => {
    const devices = { threads: 2, provider: "cpu" } as const;
    const two = await openSpeechEngine({ kind: "moonshine", model: MODEL }, { devices });
    try {
      const speech = await spoken(TALK);
      const texts = [engine, two].map(async (one) => (await one.recognize(speech, ENGLISH)).map(({ text }) => text));
      const [expected, heard] = await Promise.all(texts);
      expect(heard).toEqual(expected);
      expect(two.id).toBe(engine.id);
    } finally {
      await two.close();
    }
  });
});

describe.skipIf(missing !== null)("a damaged Moonshine model is reported in one line with the remedy", () => {
  const encoderForDecoder = (path: string, original: string): void => copyFileSync(join(original, ENCODER_FILE), path);
  const decoderForEncoder = (path: string, original: string): void => copyFileSync(join(original, DECODER_FILE), path);
  it.each([
    ["garbage for an encoder", ENCODER_FILE, garbage, /encoder_model/],
    ["an empty encoder", ENCODER_FILE, cutTo(0), /encoder_model/],
    ["no encoder", ENCODER_FILE, remove, /encoder_model/],
    ["the decoder in place of the encoder", ENCODER_FILE, decoderForEncoder, /not a Moonshine encoder/],
    ["garbage for a decoder", DECODER_FILE, garbage, /decoder_model/],
    ["an empty decoder", DECODER_FILE, cutTo(0), /decoder_model/],
    ["a few bytes of a decoder", DECODER_FILE, cutTo(1000), /decoder_model/],
    ["no decoder", DECODER_FILE, remove, /decoder_model/],
    ["the encoder in place of the decoder", DECODER_FILE, encoderForDecoder, /not a Moonshine decoder/],
    ["empty tokens", TOKENS_FILE, cutTo(0), /tokens\.txt/],
    ["garbage for tokens", TOKENS_FILE, garbage, /tokens\.txt, line 1/],
    ["no tokens", TOKENS_FILE, remove, /tokens\.txt/],
  ] as const)("%s", async (_what, file, damage, said) => {
    const opening = openSpeechEngine({ kind: "moonshine", model: damagedModel(MODEL, folder, file, damage) });
    await expect(opening).rejects.toThrow(said);
    await expect(opening).rejects.toThrow(MENDED);
  });
});
