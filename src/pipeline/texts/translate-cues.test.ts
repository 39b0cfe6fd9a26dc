import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plain, type StyledText } from "../../subtitles/file/styled-text.js";
import type { FileCue } from "../../subtitles/file/subtitle-file.js";
import { normsOf } from "../../subtitles/norms/profile.js";
import type { Translation } from "../../translation/translator.js";
import { translateCues, type CueTranslationOptions } from "./translate-cues.js";

const cue = (start: number, content: string | StyledText, more: Partial<FileCue> = {}): FileCue => ({
  start,
  end: start + 1500,
  content: typeof content === "string" ? plain(content) : content,
  ...more,
});

/** Every word backwards; a text with "poison" cannot be translated. */
const backwards = (texts: readonly string[]): Promise<Translation[]> =>
  Promise.resolve(
    texts.map((text) => ({
      text: text.includes("poison") ? null : text.replace(/\p{L}+/gu, (word) => [...word].reverse().join("")),
      unknownWords: [],
    })),
  );

const options = (more: Partial<CueTranslationOptions> = {}): CueTranslationOptions => ({
  source: "en",
  target: "es",
  translator: { translate: backwards },
  norms: normsOf("netflix", "es"),
  ...more,
});
const textsOf = (cues: readonly FileCue[]): string[] => cues.map(({ content }) => content.text);

describe("translateCues", () => {
  it("translates a sentence over cues whole, and lays it back", async () => {
    const asked: string[] = [];
    const translate = (texts: readonly string[]): Promise<Translation[]> => {
      asked.push(...texts);
      return backwards(texts);
    };
    const { cues } = await translateCues(
      [cue(0, "I have never"), cue(1600, "been here. Have you?")],
      options({ translator: { translate } }),
    );
    expect(asked).toEqual(["I have never been here.", "Have you?"]);
    expect(textsOf(cues)).toEqual(["I evah reven", "neeb ereh. evaH uoy?"]);
  });

  it("translates each cue and each speaker by itself if it is asked to", async () => {
    const { cues } = await translateCues(
      [cue(0, "I have never"), cue(1600, "been here."), cue(4000, "- Yes.\n- No.")],
      options({ isOneToOne: true }),
    );
    expect(textsOf(cues)).toEqual(["I evah reven", "neeb ereh.", "- seY.\n- oN."]);
  });

  it("writes terms as a glossary has them, and lists those that the translator did not honour", async () => {
    const cues = [cue(0, "The rank waits."), cue(4000, "My house is here.")];
    const terms = [{ source: "rank", target: "rango" }];
    const masked = await translateCues(cues, options({ terms }));
    expect(textsOf(masked.cues)).toEqual(["ehT rango stiaw.", "yM esuoh si ereh."]);
    expect(masked.breaches).toEqual([]);
    const house = { source: "house", target: "casa" };
    const deaf = await translateCues(
      cues,
      options({ terms: [house], translator: { takesTerms: true, translate: backwards } }),
    );
    expect(deaf.breaches).toEqual([{ ...house, language: "es", at: 4 }]);
  });

  it("keeps times, place, style, settings and marks", async () => {
    const marks = [{ from: 0, to: 10, style: { italic: true as const } }];
    const own = { anchor: 8 as const, style: "Sign", settings: "line:0", id: "one" };
    const { cues } = await translateCues([cue(0, { text: "Good\nday. ".trim(), marks }, own)], options());
    expect(cues).toEqual([
      {
        start: 0,
        end: 1500,
        ...own,
        content: { text: "dooG yad.", marks: [{ from: 0, to: 9, style: { italic: true } }] },
      },
    ]);
  });

  it("marks the cues of a sentence that failed, and does not harm its neighbours", async () => {
    const { cues, failed } = await translateCues(
      [cue(0, "All is well."), cue(1600, "This poison"), cue(3200, "is bad."), cue(4800, "All is well again.")],
      options(),
    );
    expect(textsOf(cues)).toEqual(["llA si llew.", "[not translated]", "[not translated]", "llA si llew niaga."]);
    expect(failed).toEqual([2, 3]);
  });

  it("leaves numbers and notes of music as they are, and does not send them", async () => {
    const translate = (texts: readonly string[]): Promise<Translation[]> => {
      expect(texts).toEqual(["Hello."]);
      return backwards(texts);
    };
    const { cues } = await translateCues(
      [cue(0, "1984."), cue(1600, "Hello."), cue(3200, "♪ ♪")],
      options({ translator: { translate } }),
    );
    expect(textsOf(cues)).toEqual(["1984.", "olleH.", "♪ ♪"]);
  });

  it("leaves no cue empty if the translation has fewer words than the sentence has cues", async () => {
    const translate = (texts: readonly string[]): Promise<Translation[]> =>
      Promise.resolve(texts.map(() => ({ text: "Sí.", unknownWords: [] })));
    const { cues, failed } = await translateCues(
      [cue(0, "Of course"), cue(1600, "I will.")],
      options({ translator: { translate } }),
    );
    expect(textsOf(cues)).toEqual(["Sí.", "Sí."]);
    expect(failed).toEqual([]);
  });

  it("counts a translation without text as failed", async () => {
    const translate = (texts: readonly string[]): Promise<Translation[]> =>
      Promise.resolve(texts.map(() => ({ text: " \u200b", unknownWords: [] })));
    const { failed } = await translateCues([cue(0, "Hello.")], options({ translator: { translate } }));
    expect(failed).toEqual([1]);
  });

  it("marks the texts of a request that failed, and rejects if none worked", async () => {
    const many = Array.from({ length: 500 }, (_, i) => cue(i * 1600, `Sentence number ${i} ends.`));
    const failing = (bad: (texts: readonly string[]) => boolean) => ({
      translate: (texts: readonly string[]): Promise<Translation[]> =>
        bad(texts) ? Promise.reject(new Error("the service is away")) : backwards(texts),
    });
    const part = await translateCues(
      many,
      options({ translator: failing((texts) => texts.some((text) => text.includes(" 450 "))) }),
    );
    expect(part.failed).toEqual(Array.from({ length: 100 }, (_, i) => 401 + i));
    expect(part.problems).toEqual(["the service is away"]);
    await expect(translateCues(many, options({ translator: failing(() => true) }))).rejects.toThrow(
      "the service is away",
    );
  });

  it("breaks lines by the norms, into more than they allow only if nothing else holds the text", async () => {
    const long = "These words are more than a line of the norms holds, so they stand in two lines.";
    const { cues } = await translateCues([cue(0, long), cue(1600, `${long} ${long}`)], options({ isOneToOne: true }));
    expect(cues[0]?.content.text.split("\n")).toHaveLength(2);
    for (const { content } of cues)
      for (const line of content.text.split("\n")) expect(line.length).toBeLessThanOrEqual(42);
  });

  it("gives one cue for one, in order, with text in each, whatever the cues", async () => {
    const words = fc.constantFrom("one", "two.", "three,", "poison", "- Yes", "字幕。", "42", "End!", "\n", "<b>", "♪");
    const random = fc.array(
      fc.record({ parts: fc.array(words, { minLength: 1, maxLength: 12 }), pause: fc.integer({ min: 0, max: 4000 }) }),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(random, fc.boolean(), fc.constantFrom("es", "ja"), async (list, isOneToOne, target) => {
        let at = 0;
        const cues = list.flatMap(({ parts, pause }) => {
          at += pause;
          const text = parts
            .join(" ")
            .replace(/\s*\n\s*/g, "\n")
            .trim();
          return text === "" ? [] : [cue(at, text)];
        });
        const result = await translateCues(cues, options({ isOneToOne, target, norms: normsOf("netflix", target) }));
        expect(result.cues.map(({ start, end }) => [start, end])).toEqual(cues.map(({ start, end }) => [start, end]));
        for (const [i, { content }] of result.cues.entries()) {
          expect(content.text).not.toBe("");
          expect(content.text === "[not translated]").toBe(result.failed.includes(i + 1));
        }
      }),
      { numRuns: 150 },
    );
  });
});
