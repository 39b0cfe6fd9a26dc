import { describe, expect, it } from "vitest";
import { SAMPLE_RATE, type Span, type Word } from "../../speech/engine.js";
import { recoverWords } from "./recover-words.js";

/** Words of 0.35 s, one every 0.4 s, over the whole piece. */
function said(texts: readonly string[]): Word[] {
  return texts.map((text, i) => ({ text, start: 0.4 * i, end: 0.4 * i + 0.35, confidence: 0.9 }));
}

const TEXTS =
  "when the snow melts in the hills the streams grow so loud that people in the valley close their windows at night".split(
    " ",
  );
const WORDS = said(TEXTS);
const SECONDS = 0.4 * TEXTS.length;
const SAMPLES = new Int16Array(SECONDS * SAMPLE_RATE).map((_, i) => Math.floor((i / SAMPLE_RATE) * 100));
const VOICE: Span[] = [{ start: 0, end: SECONDS }];

/** Recognizes a part as it should be: the words that lie in it. The samples tell which part it is. */
function recognizer(): { parts: Span[]; recognize: (samples: Int16Array) => Promise<Word[]> } {
  const parts: Span[] = [];
  return {
    parts,
    recognize: (samples) => {
      const from = (samples[0] ?? 0) / 100;
      const to = from + samples.length / SAMPLE_RATE;
      parts.push({ start: from, end: to });
      return Promise.resolve(
        WORDS.filter(({ start, end }) => start >= from - 0.02 && end <= to + 0.02).map((word) => ({
          ...word,
          start: word.start - from,
          end: word.end - from,
        })),
      );
    },
  };
}

const textsOf = (words: readonly Word[]): string[] => words.map(({ text }) => text);

describe("recoverWords", () => {
  it.each<[string, number, number]>([
    ["begins with", 0, 6],
    ["has in the middle", 9, 14],
    ["ends with", 17, TEXTS.length],
  ])("gets the words that a piece %s, each once", async (_where, from, to) => {
    const { parts, recognize } = recognizer();
    const words = WORDS.filter((_, i) => i < from || i >= to);
    const recovered = await recoverWords(SAMPLES, words, VOICE, recognize);
    expect(textsOf(recovered)).toEqual(TEXTS);
    for (const [i, word] of recovered.entries()) expect(word.start).toBeCloseTo(WORDS[i]?.start ?? 0, 1);
    expect(parts.length).toBe(1);
  });

  it("recognizes nothing again if no word is suspect, or if most of a piece is missing", async () => {
    const { parts, recognize } = recognizer();
    expect(await recoverWords(SAMPLES, WORDS, VOICE, recognize)).toEqual(WORDS);
    expect(await recoverWords(SAMPLES, WORDS.slice(0, 6), VOICE, recognize)).toEqual(WORDS.slice(0, 6));
    expect(parts).toEqual([]);
  });

  it("keeps the words of the piece if the engine finds none in a stretch", async () => {
    const words = WORDS.slice(6);
    expect(await recoverWords(SAMPLES, words, VOICE, () => Promise.resolve([]))).toEqual(words);
  });

  it("replaces words that nobody said at the end of a piece", async () => {
    const invented = "or the streams grow loud".split(" ").map((text, i): Word => {
      const start = SECONDS - 0.3 + 0.06 * i;
      return { text, start, end: start + 0.06, confidence: 0.5, estimated: true };
    });
    const words = [...WORDS.slice(0, -1), ...invented];
    expect(textsOf(await recoverWords(SAMPLES, words, VOICE, recognizer().recognize))).toEqual(TEXTS);
  });

  const untimed = (texts: string, start: number, each: number): Word[] =>
    texts.split(" ").map((text, i) => ({
      text,
      start: start + each * i,
      end: start + each * (i + 1),
      confidence: 0.5,
      estimated: true,
    }));

  it("removes words at the start and end for which the sound has no room, even if they are heard again", async () => {
    const words = [...untimed("I mean", 0, 0.001), ...WORDS, ...untimed("Thank you.", SECONDS, 0)];
    expect(textsOf(await recoverWords(SAMPLES, words, VOICE, () => Promise.resolve([])))).toEqual(TEXTS);
  });

  it("keeps words without times that have room, signs, and all words if none has a time", async () => {
    const none = (): Promise<Word[]> => Promise.resolve([]);
    for (const words of [
      [...WORDS.slice(0, -1), ...untimed("Thank you.", SECONDS - 0.3, 0.15)],
      [...WORDS, ...untimed("♪", SECONDS, 0)],
      untimed(TEXTS.join(" "), 0, 0.01),
    ])
      expect(await recoverWords(SAMPLES, words, VOICE, none)).toEqual(words);
  });
});
