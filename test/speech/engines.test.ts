import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpeechEngine } from "../../src/speech/engine.js";
import type { SpeechConfig } from "../../src/speech/engines.js";
import { hasMoonshine } from "../../src/speech/moonshine/model-folder.js";
import { openSpeechEngine } from "../../src/speech/open.js";
import { CHILD_CHECKS, ENGINE_CHECKS, type EngineUnderTest } from "../support/speech/engine-suite.js";
import { samplesOf, spoken, wordErrorRate } from "../support/speech/spoken-words.js";

const data = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const TOY = `${data}/toy-ctc`;
const CLIPS = `${data}/speech`;
const MOONSHINE = "moonshine-base-en";
const TEXT = "The children went to school in the morning and came home in the evening.";

let speech: Int16Array;
beforeAll(async () => {
  speech = await spoken(TEXT);
});

const ENGINES: { name: string; config: SpeechConfig; child: boolean; missing: string | null }[] = [
  {
    name: "Moonshine",
    config: { kind: "moonshine", model: MOONSHINE },
    child: true,
    missing: hasMoonshine(MOONSHINE) ? null : `${MOONSHINE} is not installed (sister models pull ${MOONSHINE})`,
  },
  { name: "PocketSphinx", config: { kind: "pocketsphinx" }, child: true, missing: null },
  {
    name: "sherpa-onnx",
    config: { kind: "sherpa", dir: TOY },
    child: true,
    missing: existsSync(TOY) ? null : "there is no sherpa-onnx model here (shared/data/toy-ctc)",
  },
  { name: "the sleep engine", config: { kind: "sleep" }, child: false, missing: null },
];

for (const { name, config, child, missing } of ENGINES) {
  describe(name, () => {
    let engine: SpeechEngine;
    const tested = (): EngineUnderTest => ({ engine, speech });
    beforeAll(async () => {
      if (missing === null) engine = await openSpeechEngine(config);
    });
    afterAll(() => engine?.close());
    for (const [check, run] of Object.entries({ ...ENGINE_CHECKS, ...(child ? CHILD_CHECKS : {}) })) {
      it(check, async ({ skip }) => {
        if (missing !== null) skip(missing);
        await run(tested());
      });
    }
  });
}

describe("PocketSphinx with Sister's settings", () => {
  let engine: SpeechEngine;
  beforeAll(async () => {
    engine = await openSpeechEngine({ kind: "pocketsphinx" });
  });
  afterAll(() => engine.close());

  it("recognizes a synthetic voice, with times", async () => {
    const words = await engine.recognize(speech, { language: "en" });
    const said = TEXT.toLowerCase().replace(".", "").split(" ");
    const heard = words.map((word) => word.text);
    expect(wordErrorRate(said, heard), heard.join(" ")).toBeLessThan(0.2);
    // The whole sentence is one breath: no word is longer than a second, and none is far from the one before.
    for (const [i, word] of words.entries()) {
      expect(word.end - word.start).toBeLessThan(1);
      expect(word.start - (words[i - 1]?.end ?? word.start)).toBeLessThan(0.5);
    }
  });

  it("recognizes at least seven in ten words of people", async ({ skip }) => {
    if (!existsSync(CLIPS)) skip("no clips of human speech are here (shared/data/speech)");
    const said: string[] = [];
    const heard: string[] = [];
    for (const clip of ["lv_0870", "lv_0880", "lv_0920"]) {
      said.push(...readFileSync(`${CLIPS}/${clip}.ref`, "utf8").trim().split(/\s+/));
      const words = await engine.recognize(await samplesOf(`${CLIPS}/${clip}.wav`), { language: "en" });
      heard.push(...words.map((word) => word.text));
    }
    expect(wordErrorRate(said, heard)).toBeLessThan(0.3);
  });

  const TEN_SECONDS = 10 * 16_000;
  const notes = (every: number, fade: number): Int16Array =>
    Int16Array.from({ length: TEN_SECONDS }, (_, i) => {
      const hertz = [262, 330, 392, 523][Math.floor(i / every) % 4] ?? 262;
      const chord = [1, 2, 3].reduce(
        (sum, part) => sum + Math.sin((2 * Math.PI * hertz * part * i) / 16_000) / part,
        0,
      );
      return 5000 * chord * Math.exp(-(i % every) / fade);
    });
  const noise = (loudness: (i: number) => number): Int16Array => {
    // The same noise each time: a linear congruential generator.
    let state = 1;
    return Int16Array.from({ length: TEN_SECONDS }, (_, i) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return (state / 2 ** 31 - 0.5) * loudness(i);
    });
  };
  it.each<[string, Int16Array]>([
    ["a tone", Int16Array.from({ length: TEN_SECONDS }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / 16_000))],
    ["noise", noise(() => 8000)],
    ["beats of a drum", noise((i) => 20_000 * Math.exp(-(i % 6000) / 500))],
    ["quick notes", notes(2048, Infinity)],
    ["slow notes", notes(8192, Infinity)],
    ["notes that fade, as of a piano", notes(6000, 3000)],
  ])("finds no speech in %s", async (_name, samples) => {
    expect(await engine.recognize(samples, { language: "en" })).toEqual([]);
  });

  it("recognizes speech before music, and no words in the music", async () => {
    const both = new Int16Array(speech.length + TEN_SECONDS / 2);
    both.set(speech);
    both.set(notes(6000, 3000).subarray(0, TEN_SECONDS / 2), speech.length);
    const words = await engine.recognize(both, { language: "en" });
    expect(words.length).toBeGreaterThan(6);
    expect(words.at(-1)?.end).toBeLessThan(speech.length / 16_000 + 0.3);
  });
});
