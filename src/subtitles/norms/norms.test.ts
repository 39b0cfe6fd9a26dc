import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plain } from "../file/styled-text.js";
import type { FileCue } from "../file/subtitle-file.js";
import { checkCues, type Rule } from "./check.js";
import { mendCues } from "./mend.js";
import { normsOf, PROFILES } from "./profile.js";
import { textLength } from "./text-length.js";

const netflix = normsOf("netflix", "en");

function rules(
  cues: readonly { start: number; end: number; text: string }[],
  profile = "netflix",
  language = "en",
): Rule[] {
  return checkCues(cues, { norms: normsOf(profile, language) }).map(({ rule }) => rule);
}

describe("the length of a line", () => {
  it("counts letters as readers do: marks count nothing, full-width languages count Latin letters half", () => {
    expect(textLength("¿Qué?", "es")).toBe(5);
    expect(textLength("cafe\u0301", "fr")).toBe(4);
    expect(textLength("二〇二六年AI", "ja")).toBe(6);
    expect(textLength("AI", "id")).toBe(2);
  });
});

describe("the check of subtitles", () => {
  it("finds nothing in cues that keep the norms", () => {
    const cues = [
      { start: 0, end: 2000, text: "This is a sentence." },
      { start: 2080, end: 5000, text: "It goes on in a second cue,\nwhich has two lines." },
    ];
    expect(rules(cues)).toEqual([]);
  });

  it.each<[Rule, { start: number; end: number; text: string }[]]>([
    ["lines", [{ start: 0, end: 3000, text: "one\ntwo\nthree" }]],
    ["line-length", [{ start: 0, end: 5000, text: "a".repeat(43) }]],
    ["reading-speed", [{ start: 0, end: 1000, text: "twenty-one characters" }]],
    ["too-short", [{ start: 0, end: 800, text: "Hi" }]],
    ["too-long", [{ start: 0, end: 7100, text: "Hi" }]],
    ["empty", [{ start: 0, end: 1000, text: "  " }]],
    [
      "gap",
      [
        { start: 0, end: 1000, text: "Hi" },
        { start: 1040, end: 2000, text: "Hi" },
      ],
    ],
    [
      "overlap",
      [
        { start: 0, end: 1000, text: "Hi" },
        { start: 900, end: 2000, text: "Hi" },
      ],
    ],
    [
      "order",
      [
        { start: 3000, end: 4000, text: "Hi" },
        { start: 0, end: 1000, text: "Hi" },
      ],
    ],
  ])("names a breach of %s, its cue and how to mend it", (rule, cues) => {
    const found = checkCues(cues, { norms: netflix });
    expect(found.map((breach) => breach.rule)).toEqual([rule]);
    expect(found[0]?.mend).not.toBe("");
    expect(found[0]?.source).not.toBe("");
    expect(found[0]?.cue).toBe(cues.length);
  });

  it("sees an overlap with a cue before the last one", () => {
    const cues = [
      { start: 0, end: 5000, text: "A long one" },
      { start: 1000, end: 2000, text: "in it" },
      { start: 3000, end: 4000, text: "and again" },
    ];
    expect(rules(cues)).toEqual(["overlap", "overlap"]);
  });

  it("counts two frames by the video's frame rate", () => {
    const cues = [
      { start: 0, end: 1000, text: "Hi" },
      { start: 1067, end: 2067, text: "Hi" },
    ];
    expect(checkCues(cues, { norms: netflix, frameRate: 30 })).toEqual([]);
    expect(checkCues(cues, { norms: netflix, frameRate: 25 }).map(({ rule }) => rule)).toEqual(["gap"]);
  });

  it("lets cues touch by the BBC's norms, and names pauses that flicker", () => {
    const touching = [
      { start: 0, end: 1000, text: "Hi" },
      { start: 1000, end: 2000, text: "Hi" },
    ];
    expect(rules(touching, "bbc")).toEqual([]);
    const flicker = [touching[0] as FileCue & { text: string }, { start: 1400, end: 2400, text: "Hi" }];
    expect(rules(flicker, "bbc")).toEqual(["gap"]);
  });

  it("names a cue that starts or ends beside a shot change", () => {
    const cues = [{ start: 1200, end: 3700, text: "Hello" }];
    expect(checkCues(cues, { norms: netflix, shots: [1000, 4000] }).map(({ message }) => message)).toEqual([
      "starts 0.200 s after a shot change",
      "ends 0.300 s before a shot change",
    ]);
    expect(checkCues([{ start: 1000, end: 3920, text: "Hello" }], { norms: netflix, shots: [1000, 4000] })).toEqual([]);
  });
});

describe("a profile", () => {
  it("has other numbers for other languages", () => {
    expect(normsOf("netflix", "id").readingSpeed).toBe(17);
    expect(normsOf("netflix", "en-GB").readingSpeed).toBe(20);
    expect(normsOf("children", "id").readingSpeed).toBe(13);
    expect(normsOf("netflix", "ja").lineLength).toBe(23);
    expect(normsOf("netflix", "th").lineLength).toBe(35);
    expect(normsOf("bbc", "en").lineLength).toBe(37);
  });

  it("takes numbers of its user, and refuses what it does not know with what there is", () => {
    expect(normsOf("netflix,cps=14,longest=6", "es")).toMatchObject({ readingSpeed: 14, longest: 6000 });
    expect(() => normsOf("hbo", "en")).toThrow("netflix, children, bbc, ebu");
    expect(() => normsOf("netflix,speed=1", "en")).toThrow("line-length, lines, cps");
    expect(() => normsOf("netflix,cps=none", "en")).toThrow("from 1 to 100");
    expect(() => normsOf("netflix,shortest=9", "en")).toThrow("longer than the longest");
  });
});

const word = fc.constantFrom(
  "a",
  "the",
  "house",
  "Barcelona",
  "of",
  "international",
  "yes.",
  "no,",
  "42",
  "km",
  "Anna",
  "Smith",
  "we",
  "go",
);
const cue = fc
  .record({
    start: fc.integer({ min: 0, max: 60_000 }),
    length: fc.integer({ min: 0, max: 15_000 }),
    words: fc.array(word, { maxLength: 60 }),
  })
  .map(({ start, length, words }): FileCue => ({ start, end: start + length, content: plain(words.join(" ")) }));

describe("mending", () => {
  it("makes room for a crowd of cues where their own time allows it, and never lets a part flash", () => {
    const texts = [
      "This line is far too long to be read by anyone in that time, because it was typed in one piece",
      "The café has 12 chairs",
      "and we thank you.",
    ];
    const cues = [
      { start: 1000, end: 1300, content: plain(texts[0] ?? "") },
      { start: 1200, end: 4000, content: plain(texts[1] ?? "") },
      { start: 4010, end: 9000, content: plain(texts[2] ?? "") },
    ];
    const { cues: mended, breaches } = mendCues(cues, { norms: netflix });
    expect(mended.length).toBe(4);
    expect(new Set(breaches.map(({ rule }) => rule))).toEqual(new Set(["reading-speed"]));
    // Without that time the cue stays whole.
    const crowded = cues.map((cue, i) => (i === 1 ? { ...cue, end: 1900 } : i === 2 ? { ...cue, start: 2000 } : cue));
    const squeezed = mendCues(crowded, { norms: netflix }).cues;
    expect(squeezed.length).toBe(3);
    for (const { start, end } of squeezed) expect(end - start).toBeGreaterThan(400);
  });

  it("loses no word and changes no order, whatever the cues", () => {
    fc.assert(
      fc.property(fc.array(cue, { maxLength: 12 }), fc.constantFrom(...Object.keys(PROFILES)), (cues, profile) => {
        const sorted = [...cues]
          .filter(({ content }) => content.text !== "")
          .sort((a, b) => a.start - b.start || a.end - b.end);
        const { cues: mended } = mendCues(cues, { norms: normsOf(profile, "en") });
        const said = (list: readonly FileCue[]): string =>
          list.map(({ content }) => content.text.replace(/\s+/gu, " ")).join(" ");
        expect(said(mended)).toBe(said(sorted));
        for (const one of mended) expect(one.end).toBeGreaterThan(one.start);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves no breach of lines in texts of ordinary words, and none of times if there is room", () => {
    fc.assert(
      fc.property(fc.array(cue, { maxLength: 12 }), fc.constantFrom(...Object.keys(PROFILES)), (cues, profile) => {
        const apart = cues.map((one, i) => ({ ...one, start: i * 90_000 + one.start, end: i * 90_000 + one.end }));
        const { breaches } = mendCues(apart, { norms: normsOf(profile, "en") });
        // Too many words for their time stay too fast: nothing but the text could mend that.
        expect(breaches.filter(({ rule }) => rule !== "reading-speed" && rule !== "too-short")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("changes nothing in its own result, unless cues crowd", () => {
    fc.assert(
      fc.property(fc.array(cue, { maxLength: 8 }), (crowded) => {
        const cues = crowded.map((one, i) => ({ ...one, start: i * 90_000 + one.start, end: i * 90_000 + one.end }));
        const once = mendCues(cues, { norms: netflix }).cues;
        const twice = mendCues(once, { norms: netflix });
        expect(twice.cues).toEqual(once);
        expect(twice.changed).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps italics on their words when lines are broken elsewhere", () => {
    const text = "He wrote The Old Man and the Sea when he lived in Cuba";
    const cues: FileCue[] = [
      { start: 0, end: 5000, content: { text, marks: [{ from: 9, to: 32, style: { italic: true } }] } },
    ];
    const [first] = mendCues(cues, { norms: netflix }).cues;
    const mark = first?.content.marks[0];
    expect(first?.content.text.slice(mark?.from, mark?.to).replace(/\s/gu, " ")).toBe("The Old Man and the Sea");
    expect(first?.content.text).toContain("\n");
  });

  it("keeps each speaker of a dialogue on a line", () => {
    const cues: FileCue[] = [{ start: 0, end: 3000, content: plain("- Are you coming?\n- No.") }];
    expect(mendCues(cues, { norms: netflix }).cues[0]?.content.text).toBe("- Are you coming?\n- No.");
  });

  it("moves a cue to a shot change, and only if it stays readable", () => {
    const cues: FileCue[] = [{ start: 1200, end: 3700, content: plain("Hello there, everybody.") }];
    const { cues: mended, breaches } = mendCues(cues, { norms: netflix, shots: [1000, 4000] });
    expect(mended[0]).toMatchObject({ start: 1000, end: 3920 });
    expect(breaches).toEqual([]);
  });
});
