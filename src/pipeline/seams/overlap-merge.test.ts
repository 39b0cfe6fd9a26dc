import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Word } from "../../speech/engine.js";
import { mergeOverlap } from "./overlap-merge.js";
import { placeWords, SeamJoiner } from "./seam-joiner.js";
import type { Segment } from "../segmentation/segment.js";

const RATE = 16_000;
const OVERLAP = { from: 9, to: 11, cut: 10 };

/** Words one after the other, each 0.4 s long, from a start on. */
function said(start: number, ...texts: string[]): Word[] {
  return texts.map((text, i) => ({ text, start: start + 0.4 * i, end: start + 0.4 * i + 0.35, confidence: 0.9 }));
}

function joined(left: Word[], right: Word[]): string {
  const merged = mergeOverlap(left, right, OVERLAP);
  return [...merged.left, ...merged.right].map(({ text }) => text).join(" ");
}

describe("mergeOverlap", () => {
  it("keeps a word of both sides once", () => {
    const left = said(8.2, "we", "met", "in", "the", "old", "town", "hall");
    const right = said(9.0, "in", "the", "old", "town", "hall", "on", "Friday");
    expect(joined(left, right)).toBe("we met in the old town hall on Friday");
  });

  it("drops half a word at the edge of either side", () => {
    const left = said(8.2, "we", "met", "in", "the", "old", "town", "haul.");
    const right = said(8.6, "mat", "in", "the", "old", "town", "hall", "on");
    expect(joined(left, right)).toBe("we met in the old town hall on");
  });

  it("takes case and punctuation from the side on which the word is not at the edge", () => {
    const left = said(9.4, "of", "the", "Old", "town.");
    const right = said(9.8, "The", "Old", "town", "hall");
    expect(joined(left, right)).toBe("of the Old town hall");
    expect(joined(said(9.6, "he", "said."), said(10, "Said", "nothing"))).toBe("he said nothing");
    expect(joined(said(9, "it", "ends", "here."), said(10.4, "and", "goes", "on"))).toBe("it ends here and goes on");
  });

  it("prefers the side that is farther from its edge if texts differ", () => {
    const left = said(8.2, "a", "b", "c", "there", "e", "effigy");
    const right = said(8.6, "bee", "sea", "their", "e", "f", "g");
    expect(joined(left, right)).toBe("a b c there e f g");
  });

  it("prefers the more confident word of two at equal distances from their edges", () => {
    const left = said(9.8, "weather").map((word) => ({ ...word, confidence: 0.4 }));
    expect(joined(left, said(9.85, "whether"))).toBe("whether");
    expect(
      joined(
        said(9.8, "weather"),
        said(9.85, "whether").map((word) => ({ ...word, confidence: 0.4 })),
      ),
    ).toBe("weather");
  });

  it("keeps a word that was said twice", () => {
    const left = said(8.6, "it", "was", "very", "very", "very", "cold");
    const right = said(9.0, "was", "very", "very", "very", "cold", "there");
    expect(joined(left, right)).toBe("it was very very very cold there");
  });

  it("compares by text if times are estimates", () => {
    const guess = (words: Word[], shift: number): Word[] =>
      words.map((word) => ({ ...word, start: word.start + shift, end: word.end + shift, estimated: true as const }));
    const left = guess(said(8.2, "we", "met", "in", "the", "old", "town", "hall"), -0.7);
    const right = guess(said(9.0, "in", "the", "old", "town", "hall", "on", "Friday"), 0.6);
    expect(joined(left, right)).toBe("we met in the old town hall on Friday");
  });

  it("keeps all words if none is common: one side skipped the overlap", () => {
    const left = said(9, "rights", "of", "fair", "use");
    const right = said(9.1, "You", "may", "run", "it");
    expect(joined(left, right)).toBe("rights of fair use You may run it");
    const guess = (words: Word[]): Word[] => words.map((word) => ({ ...word, estimated: true as const }));
    expect(joined(guess(left), guess(right))).toBe("rights of fair use You may run it");
  });

  it("keeps the words of one side if the other has none", () => {
    expect(joined(said(7, "all", "of", "this"), [])).toBe("all of this");
    expect(joined([], said(9.5, "all", "of", "that"))).toBe("all of that");
    expect(joined([], [])).toBe("");
  });
});

interface Talk {
  words: Word[];
  cuts: number[];
}

/**
 * Fluent speech, and cuts anywhere in it: 10 to 25 s apart. `repeats`: words of a small vocabulary, or none again
 * within 10 s.
 */
function talks(repeats: boolean): fc.Arbitrary<Talk> {
  const word = fc.record({
    text: fc.integer({ min: 0, max: 40 }),
    length: fc.double({ min: 0.12, max: 0.6, noNaN: true }),
    gap: fc.double({ min: 0, max: 0.15, noNaN: true }),
  });
  return fc
    .tuple(fc.array(word, { minLength: 20, maxLength: 200 }), fc.array(fc.double({ min: 10, max: 25, noNaN: true })))
    .map(([list, lengths]) => {
      let at = 0;
      const words = list.map(({ text, length, gap }, i) => {
        const start = at + gap;
        at = start + length;
        return { text: `w${repeats ? text : i % 97}`, start, end: at, confidence: 0.9 };
      });
      const cuts: number[] = [];
      for (const length of lengths) {
        const cut = (cuts.at(-1) ?? 0) + length;
        if (cut < at - 5) cuts.push(cut);
      }
      return { words, cuts };
    });
}

/**
 * The words that engines recognize: words at an edge are garbled or missing, times are off by up to `jitter` seconds.
 */
function heardOf({ words, cuts }: Talk, jitter: number, estimated: boolean, random: () => number) {
  const end = words.at(-1)?.end ?? 0;
  const bounds = [0, ...cuts, end].map((second) => Math.round(second * RATE));
  return bounds.slice(1).map((to, index) => {
    const start = bounds[index] ?? 0;
    const segment: Segment = {
      index,
      start,
      end: to,
      audioStart: index === 0 ? 0 : start - RATE,
      audioEnd: index === cuts.length ? to : to + RATE,
      voice: [],
      ...(index === 0 ? {} : { overlapsBefore: true }),
      ...(index === cuts.length ? {} : { overlapsAfter: true }),
    };
    const [from, until] = [segment.audioStart / RATE, segment.audioEnd / RATE];
    const heard: Word[] = [];
    const shift = estimated ? (random() - 0.5) * 2 * jitter : 0;
    for (const word of words) {
      if (word.end <= from || word.start >= until) continue;
      const whole = word.start >= from - 0.001 && word.end <= until + 0.001;
      if (!whole && random() < 0.5) continue;
      const off = estimated ? shift + (random() - 0.5) * 0.2 : (random() - 0.5) * 2 * jitter;
      const last = heard.at(-1)?.start ?? 0;
      const begin = Math.max(last, word.start - from + off);
      heard.push({
        ...word,
        text: whole ? word.text : `x${Math.floor(random() * 1000)}`,
        start: begin,
        end: Math.max(begin, word.end - from + off),
        ...(estimated ? { estimated: true as const } : {}),
      });
    }
    return { segment, heard };
  });
}

function randomFrom(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function expectWhole(talk: Talk, jitter: number, estimated: boolean, seed: number): void {
  const random = randomFrom(seed);
  const parts = heardOf(talk, jitter, estimated, random);
  const order = parts.map((part) => ({ part, key: random() })).sort((a, b) => a.key - b.key);
  const joiner = new SeamJoiner();
  const out = order.flatMap(({ part }) => joiner.add(placeWords(part.segment, part.heard)));
  out.push(...joiner.end());
  const words = out.sort((a, b) => a.index - b.index).flatMap((one) => one.words);
  expect(words.map(({ text }) => text)).toEqual(talk.words.map(({ text }) => text));
  for (const [i, word] of words.entries()) {
    expect(word.end).toBeGreaterThanOrEqual(word.start);
    expect(word.start).toBeGreaterThanOrEqual(words[i - 1]?.start ?? 0);
  }
}

describe("SeamJoiner on overlaps", () => {
  it("loses and doubles no word, for any speech, cuts and order of results", () => {
    fc.assert(
      fc.property(talks(true), fc.nat(), (talk, seed) => {
        expectWhole(talk, 0.05, false, seed);
      }),
      { numRuns: 150 },
    );
  });

  it("loses and doubles no word if times are estimates and no word repeats within some seconds", () => {
    fc.assert(
      fc.property(talks(false), fc.nat(), (talk, seed) => {
        expectWhole(talk, 0.5, true, seed);
      }),
      { numRuns: 150 },
    );
  });
});
