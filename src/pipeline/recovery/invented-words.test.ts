import { describe, expect, it } from "vitest";
import type { Word } from "../../speech/engine.js";
import { withoutCrammed, withoutEchoes, withoutRoomless } from "./invented-words.js";

/** Words one after the other. `~` before a text: without a time of the aligner. */
function words(text: string, start = 0, each = 0.4): Word[] {
  return text.split(" ").map((word, i) => ({
    text: word.replace("~", ""),
    start: start + each * i,
    end: start + each * (i + 1),
    confidence: 0.9,
    ...(word.startsWith("~") ? { estimated: true as const } : {}),
  }));
}

const textOf = (list: readonly Word[]): string =>
  list.map(({ text, estimated }) => `${estimated ? "~" : ""}${text}`).join(" ");

describe("withoutEchoes", () => {
  it.each([
    ["press one to go ~Press ~one ~to ~go.", "press one to go"],
    ["so ~press ~zero ~now ~press ~zero ~now press zero now", "so press zero now"],
    ["so ~press ~zero ~now ~press ~zero ~now", "so ~press ~zero ~now"],
    ["say your busy message ~and ~say ~your ~busy ~message ~and", "say your busy message ~and"],
  ])("of %s keeps the phrase once, with its times", (said, kept) => {
    expect(textOf(withoutEchoes(words(said)))).toBe(kept);
  });

  it.each([
    "row row row your boat row row row your boat",
    "very very ~very ~very good",
    "press one to go ~press one to go",
    "so ~♪ ~♪ ~♪ ~♪ ~♪ ~♪",
    "~row ~your ~boat ~row ~your ~boat",
    "",
  ])("keeps what people may have said: %s", (said) => {
    expect(textOf(withoutEchoes(words(said)))).toBe(said);
  });
});

describe("withoutCrammed", () => {
  it("removes three or more words without times that nobody could say in their time", () => {
    expect(textOf(withoutCrammed([...words("so it is"), ...words("~and ~so ~on", 1.2, 0.1)]))).toBe("so it is");
    expect(textOf(withoutCrammed([...words("so it is"), ...words("~and ~so ~on", 1.2, 0.2)]))).toMatch(/on$/);
    expect(textOf(withoutCrammed([...words("so it is"), ...words("~and ~so", 1.2, 0.1)]))).toMatch(/so$/);
  });
});

describe("withoutRoomless", () => {
  const SAID = words("when the snow melts.", 1);

  it.each<[string, Word[]]>([
    ["two words at the end without time", [...SAID, ...words("~Thank ~you", 2.6, 0.01)]],
    ["two words at the start without time", [...words("~I ~mean", 0.9, 0.01), ...SAID]],
    ["three words faster than speech", [...SAID, ...words("~and ~so ~on", 2.6, 0.1)]],
    ["a fast sentence at the end, half of it without times", [...SAID, ...words("Thank ~you.", 2.6, 0.1)]],
  ])("removes %s", (_what, heard) => {
    expect(textOf(withoutRoomless(heard))).toBe(textOf(SAID));
  });

  it.each<[string, Word[]]>([
    ["two words with room", [...SAID, ...words("~Thank ~you.", 2.6, 0.2)]],
    ["a fast end of a sentence", [...words("when the snow"), ...words("~melts ~now", 1.2, 0.1)]],
    ["a fast sentence with times", [...SAID, ...words("Thank you.", 2.6, 0.1)]],
    ["signs", [...SAID, ...words("~♪ ~—", 2.6, 0)]],
    ["words between others", [...SAID, ...words("~and ~so ~on", 2.6, 0.01), ...words("it goes", 2.7)]],
    ["all words, if none has a time", words("~when ~the ~snow ~melts", 0, 0.01)],
    ["nothing", []],
  ])("keeps %s", (_what, heard) => {
    expect(withoutRoomless(heard)).toEqual(heard);
  });
});
