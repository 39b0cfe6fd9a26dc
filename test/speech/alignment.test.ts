import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { knownSpeech, type KnownSpeech } from "../../bench/speech/known-speech.js";
import { knownText } from "../../bench/speech/known-text.js";
import { type Aligner } from "../../src/speech/alignment/aligner.js";
import { hasAligner, openAligner } from "../../src/speech/alignment/open-aligner.js";
import type { AlignerOptions } from "../../src/speech/alignment/aligner-child.js";
import { SAMPLE_RATE, type Span, type Word } from "../../src/speech/engine.js";

const ENGLISH = { language: "en" };
const SPANISH =
  "El gobierno anunció ayer que las nuevas medidas entrarán en vigor el próximo mes de enero y que los ciudadanos deberán presentar sus documentos";

const wordsOf = (text: string): Word[] =>
  text.split(" ").map((word) => ({ text: word, start: 0, end: 0, confidence: 0.75, estimated: true as const }));
const textOf = (words: readonly { text: string }[]): string => words.map(({ text }) => text).join(" ");
const writtenIn = ({ tokens }: KnownSpeech): string => tokens.map(({ written }) => written).join(" ");

let speech: KnownSpeech;
beforeAll(async () => {
  const [passage = []] = knownText(30, 4);
  // A single sentence, because it is aligned many times.
  const end = passage.findIndex(
    ({ written }) => /[^.].\.$/.test(written) && !/^(Mr|Mrs|Dr|St|Prof|[ap]\.m)\./.test(written),
  );
  speech = await knownSpeech(passage.slice(0, end + 1), "slt");
});

/** Expects words in order of time, inside the piece. */
function expectInOrder(words: readonly Word[], samples: Int16Array): void {
  let last = 0;
  for (const { text, start, end } of words) {
    expect(start, text).toBeGreaterThanOrEqual(last);
    expect(end, text).toBeGreaterThanOrEqual(start);
    expect(end, text).toBeLessThanOrEqual(samples.length / SAMPLE_RATE);
    last = start;
  }
}

async function opened(options: AlignerOptions = {}): Promise<Aligner> {
  const aligner = await openAligner("en-GB", options);
  if (!aligner) throw new Error("no aligner for English");
  return aligner;
}

describe("the English aligner", () => {
  let aligner: Aligner;
  beforeAll(async () => {
    aligner = await opened();
  });
  afterAll(() => aligner.close());

  it("exists, and a Spanish one does not", async () => {
    expect([hasAligner("en"), hasAligner("en-US"), hasAligner("es"), hasAligner("constructor")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(await openAligner("es")).toBeNull();
  });

  it("finds words, numbers, money, abbreviations and invented words", async () => {
    const words = await aligner.align(speech.samples, wordsOf(writtenIn(speech)), ENGLISH);
    expect(textOf(words)).toBe(writtenIn(speech));
    expectInOrder(words, speech.samples);
    for (const [i, word] of words.entries()) {
      const [start, end] = speech.times[i] ?? [word.start, word.end];
      expect(Math.abs(word.start - start), word.text).toBeLessThan(0.15);
      expect(Math.abs(word.end - end), word.text).toBeLessThan(0.15);
      expect(word).toMatchObject({ confidence: 0.75 });
      expect(word.estimated).toBeUndefined();
    }
  });

  it("places words that are not spoken between their neighbours", async () => {
    const [first = "", ...rest] = writtenIn(speech).split(" ");
    const words = await aligner.align(speech.samples, wordsOf([first, "—", "🙂", ...rest, "♪"].join(" ")), ENGLISH);
    expectInOrder(words, speech.samples);
    expect(words.filter(({ estimated }) => estimated).map(({ text }) => text)).toEqual(["—", "🙂", "♪"]);
    expect(words[1]?.start).toBeGreaterThanOrEqual(words[0]?.end ?? 0);
    expect(words[2]?.end).toBeLessThanOrEqual(words[3]?.start ?? 0);
  });

  it.each<[string, boolean]>([
    ["after", false],
    ["before", true],
  ])("finds the spoken words if a sentence that nobody said stands %s them", async (_where, before) => {
    const invented = "If you know your part of the product, you can find it in the description below.";
    const said = writtenIn(speech);
    const texts = before ? [invented, said] : [said, invented];
    const voice = [{ start: 0.1, end: speech.samples.length / SAMPLE_RATE - 0.1 }];
    const words = await aligner.align(speech.samples, wordsOf(texts.join(" ")), { ...ENGLISH, voice });
    expectInOrder(words, speech.samples);
    const first = before ? invented.split(" ").length : 0;
    const count = speech.tokens.length;
    // A word at the edge may be shorter or longer than it was spoken.
    for (let i = 1; i < count - 1; i++) {
      const { text, start, estimated } = words[first + i] as Word;
      expect(Math.abs(start - (speech.times[i]?.[0] ?? 0)), text).toBeLessThan(0.15);
      expect(estimated, text).toBeUndefined();
    }
    const others = words.filter((_, i) => i < first || i >= first + count);
    // One or two of them fit into the pause.
    expect(others.filter(({ estimated }) => !estimated).length).toBeLessThanOrEqual(2);
  });

  it("moves no words into a long noisy pause if the voice is known", async () => {
    const half = speech.tokens.length >> 1;
    const cut = Math.round((((speech.times[half - 1]?.[1] ?? 0) + (speech.times[half]?.[0] ?? 0)) / 2) * SAMPLE_RATE);
    const noise = Int16Array.from({ length: 5 * SAMPLE_RATE }, (_, i) => 3000 * Math.sin(i * i * 1e-4));
    const samples = new Int16Array(speech.samples.length + noise.length);
    samples.set(speech.samples.subarray(0, cut));
    samples.set(noise, cut);
    samples.set(speech.samples.subarray(cut), cut + noise.length);
    const at = cut / SAMPLE_RATE;
    const voice: Span[] = [
      { start: 0.2, end: at },
      { start: at + 5, end: samples.length / SAMPLE_RATE - 0.2 },
    ];
    const words = await aligner.align(samples, wordsOf(writtenIn(speech)), { ...ENGLISH, voice });
    for (const [i, { start, text }] of words.entries()) {
      const known = (speech.times[i]?.[0] ?? 0) + (i < half ? 0 : 5);
      expect(Math.abs(start - known), text).toBeLessThan(0.15);
    }
  });

  it("spreads a text in another language over the voice, and marks it as estimated", async () => {
    const voice = [
      { start: 1, end: 2 },
      { start: 4, end: 6 },
    ];
    const words = await aligner.align(speech.samples, wordsOf(SPANISH), { ...ENGLISH, voice });
    expect(textOf(words)).toBe(SPANISH);
    expect(words.every(({ estimated }) => estimated)).toBe(true);
    expect(words[0]).toMatchObject({ start: 1 });
    expect(words.at(-1)).toMatchObject({ end: 6 });
    expect(words.filter(({ start }) => start > 2 && start < 4)).toEqual([]);
  });

  it("depends only on the samples and the words", async () => {
    const words = wordsOf(writtenIn(speech));
    const first = await aligner.align(speech.samples, words, ENGLISH);
    await aligner.align(speech.samples.subarray(0, 3 * SAMPLE_RATE), wordsOf("something quorbish else"), ENGLISH);
    await aligner.align(new Int16Array(2 * SAMPLE_RATE).fill(32_767), wordsOf("loud"), ENGLISH);
    expect(await aligner.align(speech.samples, words, ENGLISH)).toEqual(first);
  });

  it("survives no words, no sound, too many words, words of 300 letters and the library's own marks", async () => {
    expect(await aligner.align(speech.samples, [], ENGLISH)).toEqual([]);
    const texts = [
      "<sil> <s> [NOISE] (NULL) ++NOISE++ hello(2) a=b \u0000 %s ../x -x",
      "x".repeat(300),
      "7".repeat(300),
      Array.from({ length: 100 }, () => "word").join(" "),
      "Москва 日本 🙂",
    ];
    const sounds = [
      new Int16Array(0),
      new Int16Array(1000).fill(5000),
      new Int16Array(2 * SAMPLE_RATE),
      speech.samples.subarray(0, 2 * SAMPLE_RATE),
    ];
    for (const samples of sounds) {
      for (const text of texts) {
        const words = await aligner.align(samples, wordsOf(text), ENGLISH);
        expect(textOf(words)).toBe(text);
        expectInOrder(words, samples);
      }
    }
    expect(aligner.restarts).toBe(0);
  });

  it("stops a cancelled piece at once and aligns the next one", async () => {
    const stop = new AbortController();
    const words = wordsOf(writtenIn(speech));
    const stopped = aligner.align(speech.samples, words, { ...ENGLISH, signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("enough");
    const next = await aligner.align(speech.samples, words, ENGLISH);
    expect(next.some(({ estimated }) => estimated)).toBe(false);
  });
});

describe("a faulty aligner", () => {
  const SHORT = { pieceSeconds: { base: 0.2, perSecond: 0 } };
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sister-aligner-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => {
    delete process.env["SISTER_FAULT_ALIGNER"];
  });

  it.each<[string, number, AlignerOptions]>([
    ["dies", 4, {}],
    ["hangs", 1, SHORT],
  ])(
    "that %s at every piece returns estimates, and is no longer tried after three pieces",
    async (fault, pieces, options) => {
      process.env["SISTER_FAULT_ALIGNER"] = fault.replace(/s$/, "");
      const aligner = await opened(options);
      try {
        for (let piece = 1; piece <= pieces; piece++) {
          const reasons: string[] = [];
          const onFailed = (reason: string): void => void reasons.push(reason);
          const words = await aligner.align(speech.samples, wordsOf(writtenIn(speech)), { ...ENGLISH, onFailed });
          expect(reasons).toEqual([expect.stringMatching(/SIGKILL|took more than/)]);
          expect(textOf(words)).toBe(writtenIn(speech));
          expect(words.every(({ estimated }) => estimated)).toBe(true);
          expectInOrder(words, speech.samples);
          expect(aligner.restarts).toBe(Math.min(piece, 3) * 2 - 1);
        }
      } finally {
        await aligner.close();
      }
    },
  );

  it.each<[string, string, AlignerOptions]>([
    ["died", "die", {}],
    ["hung", "hang", { pieceSeconds: { base: 3, perSecond: 1 } }],
  ])("that %s once finds the times at the second try", async (name, fault, options) => {
    process.env["SISTER_FAULT_ALIGNER"] = `${fault}-once:${join(folder, name)}`;
    const aligner = await opened(options);
    try {
      const words = await aligner.align(speech.samples, wordsOf(writtenIn(speech)), ENGLISH);
      expect(words.some(({ estimated }) => estimated)).toBe(false);
      expect(aligner.restarts).toBe(1);
    } finally {
      await aligner.close();
    }
  });

  it("that is closed rejects further pieces and ends the current one", async () => {
    process.env["SISTER_FAULT_ALIGNER"] = "hang";
    const aligner = await opened();
    const words = wordsOf(writtenIn(speech));
    const aligning = aligner.align(speech.samples, words, ENGLISH);
    const ended = expect(aligning).rejects.toThrow("closed");
    await aligner.close();
    await ended;
    await expect(aligner.align(speech.samples, words, ENGLISH)).rejects.toThrow("closed");
  });
});
