import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plain } from "../file/styled-text.js";
import type { FileCue } from "../file/subtitle-file.js";
import { layBack, sentencesOf, shareOut } from "./sentences.js";

function cues(...texts: string[]): FileCue[] {
  return texts.map((text, i) => ({ start: i * 2000, end: i * 2000 + 1900, content: plain(text) }));
}

describe("the sentences of cues", () => {
  it("go on over cues, and end within them", () => {
    expect(sentencesOf(cues("I have never", "been here. Have", "you? Dr. Smith has."), "en")).toEqual([
      {
        text: "I have never been here.",
        places: [
          { cue: 0, length: 12 },
          { cue: 1, length: 10 },
        ],
      },
      {
        text: "Have you?",
        places: [
          { cue: 1, length: 4 },
          { cue: 2, length: 4 },
        ],
      },
      { text: "Dr. Smith has.", places: [{ cue: 2, length: 14 }] },
    ]);
  });

  it("do not go on over a pause, a dialogue, or another place on the picture", () => {
    const [a, b] = cues("and then", "we left");
    expect(sentencesOf([a as FileCue, { ...(b as FileCue), start: 9000, end: 9900 }], "en")).toHaveLength(2);
    expect(sentencesOf([a as FileCue, { ...(b as FileCue), anchor: 8 }], "en")).toHaveLength(2);
    expect(sentencesOf(cues("- Are you\n- No, never"), "en").map(({ text }) => text)).toEqual([
      "- Are you",
      "- No, never",
    ]);
  });

  it("of Chinese and Japanese end at their own full stops", () => {
    expect(sentencesOf(cues("我昨天去了", "图书馆。今天不去。"), "zh").map(({ text }) => text)).toEqual([
      "我昨天去了图书馆。",
      "今天不去。",
    ]);
  });
});

describe("translations", () => {
  it("are laid back over the cues of their sentences, in proportion, at good breaks", () => {
    const source = cues("I have never", "been to the old house. Have", "you?");
    const sentences = sentencesOf(source, "en");
    expect(layBack(sentences, ["Nunca he estado en la casa vieja.", "¿Y tú?"], { count: 3, target: "es" })).toEqual([
      "Nunca he estado",
      "en la casa vieja. ¿Y",
      "tú?",
    ]);
  });

  it("keep the lines of a dialogue, and leave a cue without text if its sentence failed", () => {
    const sentences = sentencesOf(cues("- Are you coming?\n- No.", "Good."), "en");
    expect(layBack(sentences, ["- ¿Vienes?", "- No.", null], { count: 2, target: "es" })).toEqual([
      "- ¿Vienes?\n- No.",
      null,
    ]);
  });

  it("lose no word, and leave no cue empty if there are words enough", () => {
    const word = fc.constantFrom("a", "la", "casa", "internacional,", "y", "Barcelona", "42", "km", "no.", "que");
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(80), { minLength: 1, maxLength: 8 }),
        (words, shares) => {
          const parts = shareOut(words.join(" "), shares, "es");
          expect(parts).toHaveLength(shares.length);
          expect(parts.filter((part) => part !== "").join(" ")).toBe(words.join(" "));
          if (words.length >= shares.length) expect(parts).not.toContain("");
        },
      ),
    );
  });

  it("of whole files come back to their cues with every word", () => {
    const word = fc.constantFrom("one", "two", "three.", "four,", "five!", "-", "six?");
    const file = fc.array(fc.array(word, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(file, (texts) => {
        const source = cues(...texts.map((words) => words.join(" ")));
        const sentences = sentencesOf(source, "en");
        expect(sentences.map(({ text }) => text).join(" ")).toBe(texts.flat().join(" "));
        const back = layBack(
          sentences,
          sentences.map(({ text }) => text),
          { count: source.length, target: "en" },
        );
        expect(back.join(" ").replace(/\s+/gu, " ")).toBe(texts.flat().join(" "));
      }),
    );
  });
});
