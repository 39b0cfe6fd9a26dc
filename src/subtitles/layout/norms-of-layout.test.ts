import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord, TranslatedUnit } from "../cue.js";
import { checkCues, type Rule } from "../norms/check.js";
import { normsOf, PROFILES } from "../norms/profile.js";
import { shownCues } from "../shown-cues.js";
import { countTooFast, layOut } from "./layout.js";

/** Words as people say them, by language; those of Chinese, Japanese and Thai stand without spaces. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  en: "the house of my uncle and a very long afternoon, we said 42 km later. Anna Smith really? internationalization".split(
    " ",
  ),
  es: "la casa de mi tío y una tarde muy larga, dijimos 42 km después. ¿verdad? internacionalización que".split(" "),
  id: "rumah paman saya dan sore yang sangat panjang, kami berkata pertanggungjawaban 42 km kemudian. sungguh?".split(
    " ",
  ),
  de: "das Haus meines Onkels und ein sehr langer Nachmittag, Donaudampfschifffahrtsgesellschaft sagten wir. wirklich? Straßenverkehrsordnungsgesetzgebungskommission".split(
    " ",
  ),
  zh: ["我", "们", "今天", "的", "房子", "，", "很", "漂亮", "。", "国际化", "AI", "二〇二六年"],
  ja: [
    "私",
    "たち",
    "の",
    "家",
    "は",
    "とても",
    "きれい",
    "です",
    "。",
    "インターナショナリゼーション",
    "っ",
    "「",
    "」",
    "AI",
  ],
  th: ["บ้าน", "ของ", "ลุง", "ผม", "สวยมาก", "และ", "เรา", "พูดว่า", "ประชาธิปไตย", "กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยา"],
};
const LANGUAGES = Object.keys(WORDS);
const UNSPACED = ["zh", "ja", "th"];

/** Line lengths, reading of the published norms; written here again, so that a wrong number in the profiles shows. */
const LINE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  netflix: { en: 42, es: 42, id: 42, de: 42, zh: 16, ja: 23, th: 35 },
  children: { en: 42, es: 42, id: 42, de: 42, zh: 16, ja: 23, th: 35 },
  bbc: { en: 37, es: 37, id: 37, de: 37, zh: 16, ja: 23, th: 35 },
  ebu: { en: 37, es: 37, id: 37, de: 37, zh: 16, ja: 23, th: 35 },
};
const SHORTEST: Readonly<Record<string, number>> = { netflix: 5 / 6, children: 5 / 6, bbc: 1, ebu: 1 };
const FRAMES: Readonly<Record<string, number>> = { netflix: 2, children: 2, bbc: 0, ebu: 4 };

/** The columns that a text takes, counted in another way than the module does: by grapheme clusters. */
function columns(line: string, language: string): number {
  let sum = 0;
  for (const { segment } of new Intl.Segmenter(language, { granularity: "grapheme" }).segment(line)) {
    const isHalf = /^[\u0020-\u007e\u00a0-\u02af“”‘’…]/u.test(segment);
    sum += (language === "zh" || language === "ja") && isHalf ? 0.5 : 1;
  }
  return sum;
}

/** A checker that shares nothing with ours. Returns what is wrong, for people. */
function faults(
  cues: readonly { start: number; end: number; text: Record<string, string> }[],
  language: string,
  profile: string,
  frameRate: number,
): string[] {
  const found: string[] = [];
  let before: { end: number } | null = null;
  for (const { start, end, text } of cues) {
    const shown = text[language] ?? "";
    if (shown === "") continue;
    const lines = shown.split("\n");
    if (lines.length > 2) found.push(`${lines.length} lines`);
    for (const line of lines) {
      const least = columns(line, language);
      if (least > (LINE[profile]?.[language] ?? 0)) found.push(`${least} columns: ${line}`);
    }
    const seconds = end - start;
    if (seconds < (SHORTEST[profile] ?? 0) - 1e-6) found.push(`only ${seconds} s`);
    if (seconds > 7 + 1e-6) found.push(`${seconds} s`);
    if (before) {
      const pause = start - before.end;
      if (pause < -1e-6) found.push(`overlap of ${-pause} s`);
      if (profile === "bbc" ? pause > 1e-6 && pause < 1 - 1e-6 : pause < (FRAMES[profile] ?? 0) / frameRate - 1e-6)
        found.push(`pause of ${pause} s`);
    }
    before = { end };
  }
  return found;
}

/** A list of units in a language, translated into two others. Times are whole milliseconds. */
const talk = fc
  .record({
    source: fc.constantFrom(...LANGUAGES),
    targets: fc.uniqueArray(fc.constantFrom(...LANGUAGES), { minLength: 1, maxLength: 2 }),
    units: fc.array(
      fc.record({
        pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
        words: fc.array(
          fc.record({
            at: fc.nat(50),
            length: fc.oneof(fc.integer({ min: 20, max: 900 }), fc.constantFrom(1500, 9000)),
            pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        factor: fc.constantFrom(0.4, 1, 1.6, 3),
        fate: fc.constantFrom("good", "good", "good", "good", "failed", "untranslated"),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ source, targets, units }) => {
    let clock = 0;
    const others = targets.filter((target) => target !== source);
    const made = units.map(({ pause, words, factor, fate }): TranslatedUnit => {
      clock += pause;
      const timed = words.map(({ at, length, pause: rest }): TimedWord => {
        const start = clock + rest;
        clock = start + length;
        const list = WORDS[source] ?? [];
        return { text: list[at % list.length] ?? "", start: start / 1000, end: clock / 1000, confidence: 1 };
      });
      const start = timed[0]?.start ?? 0;
      const end = timed.at(-1)?.end ?? start;
      if (fate === "failed") return { start, end, words: [], failed: true, text: {} };
      const text = Object.fromEntries(
        others.map((target): [string, string | null] => {
          const list = WORDS[target] ?? [];
          const count = Math.max(1, Math.round(words.length * factor));
          const translated = Array.from({ length: count }, (_, i) => list[(i * 7 + words.length) % list.length] ?? "");
          return [target, fate === "untranslated" ? null : translated.join(UNSPACED.includes(target) ? "" : " ")];
        }),
      );
      return { start, end, words: timed, text };
    });
    return { source, languages: [source, ...others], units: made };
  });

const HARD: readonly Rule[] = ["lines", "line-length", "too-short", "too-long", "gap", "overlap", "order"];

describe.each(Object.keys(PROFILES))("the layout by the norms of %s", (profile) => {
  it("breaks no rule of lines, gaps, durations and overlaps, by two checkers, and loses no word", () => {
    fc.assert(
      fc.property(talk, fc.constantFrom(12, 23.976, 25, 50), ({ source, languages, units }, frameRate) => {
        const cues = layOut(units, { languages, source, profile, frameRate });
        for (const language of languages) {
          const shown = shownCues(cues, language);
          // With the frame rate of the video, and as a file is checked without its video.
          for (const rate of [frameRate, 25]) {
            const breaches = checkCues(shown, { norms: normsOf(profile, language), frameRate: rate });
            expect(breaches.filter(({ rule }) => HARD.includes(rule))).toEqual([]);
          }
          expect(faults(cues, language, profile, frameRate)).toEqual([]);
          const bare = (text: string): string => text.replace(/\s/gu, "");
          if (language === source) continue;
          const translated = units.filter(({ failed }) => !failed).map(({ text }) => text[language] ?? "");
          const texts = cues.map(({ text }) => text[language] ?? "").filter((text) => !text.includes("transcribed"));
          expect(bare(texts.join("")).replaceAll("[nottranslated]", "")).toBe(bare(translated.join("")));
        }
        expect(cues.flatMap(({ words }) => words)).toEqual(units.flatMap(({ words }) => words));
      }),
      { numRuns: 250 },
    );
  });
});

describe("the layout by norms", () => {
  const said = (text: string, start: number, seconds: number, language = "en"): TranslatedUnit => {
    const words = text.split(" ");
    const each = seconds / words.length;
    return {
      start,
      end: start + seconds,
      words: words.map((word, i) => ({
        text: word,
        start: start + i * each,
        end: start + (i + 1) * each,
        confidence: 1,
      })),
      text: { [language]: text },
    };
  };

  it("uses the pause after speech that is too fast", () => {
    const units = [said("This was said much faster than anybody reads it", 0, 1), said("Later", 6, 1)];
    const [cue] = layOut(units, { languages: ["en"], source: "en" });
    expect(cue?.end).toBeCloseTo(47 / 20, 1);
    expect(countTooFast(layOut(units, { languages: ["en"], source: "en" }), ["en"], "netflix")).toEqual({});
  });

  it("counts speech that stays too fast, and shows all of it", () => {
    const text = "This was said much faster than anybody reads it";
    const units = [said(text, 0, 1), said("The next sentence follows at once here", 1.1, 3)];
    const cues = layOut(units, { languages: ["en"], source: "en" });
    expect(countTooFast(cues, ["en"], "netflix")).toEqual({ en: 1 });
    expect(cues[0]?.text["en"]?.replace("\n", " ")).toBe(text);
  });

  it("keeps numbers of one's own", () => {
    const cues = layOut([said("one two three four five six seven eight nine ten eleven", 0, 9)], {
      languages: ["en"],
      source: "en",
      profile: "netflix,line-length=20,lines=1,longest=4",
    });
    for (const { text, start, end } of cues) {
      expect(text["en"]?.length).toBeLessThanOrEqual(20);
      expect(end - start).toBeLessThanOrEqual(4);
    }
  });

  it("snaps to shot changes within half a second, and breaks no other norm by it", () => {
    const units = [said("We begin here and go on", 1.2, 2.4), said("and then a new picture comes", 4.2, 2.5)];
    const cues = layOut(units, { languages: ["en"], source: "en", shots: [1000, 4000, 9000] });
    expect(cues.map(({ start, end }) => [start, end])).toEqual([
      [1, 3.92],
      [4, 6.7],
    ]);
  });

  it("breaks no rule of times with shot changes anywhere", () => {
    const shots = fc
      .array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 })
      .map((list) => [...list].sort((a, b) => a - b));
    fc.assert(
      fc.property(
        talk,
        shots,
        fc.constantFrom(...Object.keys(PROFILES)),
        ({ source, languages, units }, at, profile) => {
          const cues = layOut(units, { languages, source, profile, shots: at });
          for (const language of languages) {
            const breaches = checkCues(shownCues(cues, language), { norms: normsOf(profile, language) });
            expect(breaches.filter(({ rule }) => HARD.includes(rule))).toEqual([]);
          }
          const before = countTooFast(layOut(units, { languages, source, profile }), languages, profile);
          const after = countTooFast(cues, languages, profile);
          for (const language of languages) expect(after[language] ?? 0).toBeLessThanOrEqual(before[language] ?? 0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
