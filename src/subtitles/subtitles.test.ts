import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord, TranslatedUnit, Unit } from "./cue.js";
import { isMissingIn, layOut, NOT_TRANSLATED } from "./layout/layout.js";
import { linesOf } from "./lines/break-lines.js";
import { normsOf } from "./norms/profile.js";
import { presentText } from "./text/display-text.js";
import { toSrt } from "./formats/srt.js";
import { UnitAssembler, type SegmentWords } from "./layout/unit-assembler.js";
import { isBoundary, unitsOf } from "./layout/units.js";
import { toVtt } from "./formats/vtt.js";

const wordText = fc.oneof(
  { weight: 12, arbitrary: fc.stringMatching(/^[a-z]{1,12}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z]{43,90}$/) },
  { weight: 2, arbitrary: fc.constantFrom("end.", "really?", "Mr.", "3.5", "d'on") },
);
/** Words in order. Times are whole milliseconds, so that no rounding decides. */
const speech = fc
  .array(
    fc.record({
      text: wordText,
      pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
      length: fc.integer({ min: 30, max: 900 }),
    }),
    { maxLength: 60 },
  )
  .map((list) => {
    let at = 0;
    return list.map(({ text, pause, length }): TimedWord => {
      const start = at + pause;
      at = start + length;
      return { text, start: start / 1000, end: at / 1000, confidence: 1 };
    });
  });

/** All units of a text whose words are all known, in order. */
function splitUnits(words: readonly TimedWord[]): Unit[] {
  const units: Unit[] = [];
  let from = 0;
  for (let i = 1; i <= words.length; i++) {
    const before = words[i - 1];
    const after = words[i];
    if (before && after && !isBoundary(before, after)) continue;
    units.push(...unitsOf(words.slice(from, i)));
    from = i;
  }
  return units;
}

const flat = (text: string): string => text.replace(/\s+/g, " ").trim();

describe("layOut", () => {
  it("keeps every hard rule for any speech", () => {
    const factor = fc.constantFrom(0, 0.5, 1, 1.4, 3);
    fc.assert(
      fc.property(speech, factor, fc.constantFrom(12, 23.976, 25, 50), (words, longer, frameRate) => {
        const units: TranslatedUnit[] = splitUnits(words).map((unit) => {
          const text = unit.words.map((word) => word.text).join(" ");
          const translation = Array.from(
            { length: Math.ceil(unit.words.length * longer) },
            (_, i) => `palabra${i}`,
          ).join(" ");
          return { ...unit, text: { en: presentText(text, "en"), es: translation } };
        });
        const cues = layOut(units, { languages: ["en", "es"], source: "en", frameRate });
        const gap = 2 / frameRate;
        for (const [i, cue] of cues.entries()) {
          const next = cues[i + 1];
          expect(cue.index).toBe(i + 1);
          expect(cue.end - cue.start).toBeGreaterThan(5 / 6 - 1e-9);
          expect(cue.end - cue.start).toBeLessThan(7 + 1e-9);
          if (next) expect(next.start - cue.end).toBeGreaterThan(gap - 1e-9);
          for (const text of Object.values(cue.text)) {
            const lines = text.split("\n");
            expect(lines.length).toBeLessThanOrEqual(2);
            for (const line of lines) expect(line.length).toBeLessThanOrEqual(42);
          }
        }
        expect(cues.flatMap((cue) => cue.words)).toEqual(words);
        for (const language of ["en", "es"]) {
          const shown = cues
            .map((cue) => cue.text[language] ?? "")
            .join(" ")
            .replace(/\s+/g, "");
          expect(shown).toBe(
            units
              .map((unit) => unit.text[language] ?? "")
              .join(" ")
              .replace(/\s+/g, ""),
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it("breaks a sentence at a natural place", () => {
    const text = "We cut the sound where nobody speaks and deal the pieces out to ranks that wait";
    const words = text
      .split(" ")
      .map((word, i): TimedWord => ({ text: word, start: i * 0.35, end: i * 0.35 + 0.33, confidence: 1 }));
    const cues = layOut([{ start: 0, end: 6, words, text: { en: text } }], { languages: ["en"], source: "en" });
    expect(flat(cues.map((cue) => cue.text["en"]).join(" "))).toBe(text);
    for (const cue of cues) expect(cue.text["en"]).not.toMatch(/\b(the|and|to)\n/);
  });

  it("marks speech that could not be recognized, in every language, for its whole length", () => {
    const cues = layOut([{ start: 3, end: 15, words: [], failed: true, text: { en: "" } }], {
      languages: ["en", "es"],
      source: "en",
    });
    expect(cues.length).toBe(2);
    expect(cues[0]).toMatchObject({
      start: 3,
      failed: true,
      text: { en: "[not transcribed]", es: "[not transcribed]" },
    });
    expect(cues.at(-1)?.end).toBe(15);
  });

  it("marks a translation that failed, and never shows the source instead", () => {
    const words = [{ text: "hello", start: 1, end: 1.5, confidence: 1 }];
    const [cue] = layOut([{ start: 1, end: 1.5, words, text: { en: "Hello", es: null } }], {
      languages: ["en", "es"],
      source: "en",
    });
    expect(cue).toMatchObject({ failed: true, text: { en: "Hello", es: "[not translated]" } });
  });

  it("joins a cue that is too short to read with its neighbour", () => {
    const at = (text: string, start: number, end: number): TranslatedUnit => ({
      start,
      end,
      words: [{ text, start, end, confidence: 1 }],
      text: { en: text },
    });
    const cues = layOut([at("Yes", 1, 1.1), at("Indeed", 1.6, 2.4)], { languages: ["en"], source: "en" });
    expect(cues.map((cue) => cue.text["en"])).toEqual(["Yes Indeed"]);
  });

  it("ends the last cue with the video", () => {
    const cues = layOut(
      [{ start: 9.8, end: 9.95, words: [{ text: "bye", start: 9.8, end: 9.95, confidence: 1 }], text: { en: "Bye" } }],
      { languages: ["en"], source: "en", duration: 10 },
    );
    expect(cues[0]?.end).toBe(10);
    expect(cues[0]?.start).toBeCloseTo(10 - 0.834, 3);
  });
});

describe("UnitAssembler", () => {
  it("returns the same units in whatever order segments arrive", () => {
    const cut = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(speech, cut, fc.infiniteStream(fc.nat()), fc.boolean(), (words, cuts, random, fails) => {
        const edges = [0, ...cuts.map((at) => Math.min(at, words.length)).sort((a, b) => a - b), words.length];
        const segments: SegmentWords[] = edges.slice(1).map((to, i) => words.slice(edges[i], to));
        if (fails)
          segments.splice(1, 0, {
            failed: {
              start: segments[0] && !("failed" in segments[0]) ? (segments[0].at(-1)?.end ?? 0) : 0,
              end: 1000,
            },
          });
        const order = segments.map((_, i) => ({ i, key: random.next().value as number })).sort((a, b) => a.key - b.key);
        const inOrder = new UnitAssembler();
        const expected = [...segments.flatMap((segment, i) => inOrder.add(i, segment)), ...inOrder.end()];
        const assembler = new UnitAssembler();
        const units = [...order.flatMap(({ i }) => assembler.add(i, segments[i] ?? [])), ...assembler.end()];
        const sort = (list: typeof units): typeof units => list.sort((a, b) => a.start - b.start || a.end - b.end);
        expect(sort(units)).toEqual(sort(expected));
        if (!fails) expect(sort(units)).toEqual(splitUnits(words));
      }),
    );
  });

  it("returns a unit as soon as both of its ends are known", () => {
    const word = (text: string, start: number): TimedWord => ({ text, start, end: start + 0.3, confidence: 1 });
    const assembler = new UnitAssembler();
    expect(assembler.add(1, [word("b", 10), word("c", 12), word("d", 14)]).map((unit) => unit.words[0]?.text)).toEqual([
      "c",
    ]);
    expect(assembler.add(0, [word("a", 5)]).map((unit) => unit.words[0]?.text)).toEqual(["a", "b"]);
    expect(assembler.end().map((unit) => unit.words[0]?.text)).toEqual(["d"]);
  });
});

describe("text for subtitles", () => {
  it("is one line if it fits, else two lines of similar length", () => {
    expect(linesOf("Short enough", normsOf("netflix", "en"))).toEqual(["Short enough"]);
    expect(linesOf("Every rank hears its own segments and sends back what it heard", normsOf("netflix", "en"))).toEqual(
      ["Every rank hears its own segments", "and sends back what it heard"],
    );
  });

  it("gets a capital at its start and the English I, and nothing else", () => {
    expect(presentText("well  i think i'm right in iran", "en")).toBe("Well I think I'm right in iran");
    expect(presentText("¿qué hora es", "es")).toBe("¿Qué hora es");
  });

  it("is written as SubRip and WebVTT", () => {
    const cues = [
      { index: 1, start: 0.5, end: 2, text: { en: "A < B & C --> D", es: "" }, words: [] },
      { index: 2, start: 3661.001, end: 3663, text: { en: "two\nlines", es: "dos" }, words: [] },
    ];
    expect(toSrt(cues, "en")).toBe(
      "1\n00:00:00,500 --> 00:00:02,000\nA < B & C --> D\n\n2\n01:01:01,001 --> 01:01:03,000\ntwo\nlines\n",
    );
    expect(toSrt(cues, "es")).toBe("1\n01:01:01,001 --> 01:01:03,000\ndos\n");
    expect(toVtt(cues, "en")).toBe(
      "WEBVTT\n\n1\n00:00:00.500 --> 00:00:02.000\nA &lt; B &amp; C --&gt; D\n\n2\n01:01:01.001 --> 01:01:03.000\ntwo\nlines\n",
    );
  });
});

it("a paragraph of a script begins a unit, without any pause or full stop", () => {
  const words: TimedWord[] = ["A", "title", "The", "text"].map((text, i) => ({
    text,
    start: i,
    end: i + 1,
    confidence: 1,
    ...(i === 2 ? { breakBefore: true as const } : {}),
  }));
  expect(splitUnits(words).map((unit) => unit.words.length)).toEqual([2, 2]);
});

it("each cue of a passage without a translation is marked, and its other languages are not", () => {
  const words = Array.from({ length: 40 }, (_, i) => ({
    text: `word${i}`,
    start: i * 0.4,
    end: i * 0.4 + 0.35,
    confidence: 1,
  }));
  const ca = words.map(({ text }) => text).join(" ");
  const cues = layOut([{ start: 0, end: 16, words, text: { es: null, ca } }], {
    source: "en",
    languages: ["en", "es", "ca"],
  });
  expect(cues.length).toBeGreaterThan(2);
  for (const cue of cues) {
    expect(cue.text["es"]).toBe(NOT_TRANSLATED);
    expect(["en", "es", "ca"].map((language) => isMissingIn(cue, language))).toEqual([false, true, false]);
  }
});
