import { describe, expect, it } from "vitest";
import { alignerId } from "../../speech/alignment/open-aligner.js";
import { RECOVERY_VERSION } from "../recovery/suspect-stretches.js";
import { wordsId } from "./words-id.js";

const sherpa = { kind: "sherpa", dir: "/models/whisper" } as const;
const moonshine = { kind: "moonshine", model: "moonshine-base-en" } as const;

describe("the identity of words", () => {
  it("holds the aligner for every engine that may give words without times", async (context) => {
    const english = await alignerId("en");
    if (english === null) return context.skip("this host has no aligner for English");
    for (const times of ["none", "segment", "token"] as const) {
      expect(await wordsId({ id: "e", times }, { speech: sherpa, language: "en" })).toBe(`e; ${english}`);
      expect(await wordsId({ id: "e", times }, { speech: sherpa, language: "auto" })).toBe(`e; ${english}`);
      expect(await wordsId({ id: "e", times }, { speech: sherpa, language: "de" })).toBe("e");
    }
    const recovered = `e; ${english}; ${RECOVERY_VERSION}`;
    expect(await wordsId({ id: "e", times: "none" }, { speech: moonshine, language: "en" })).toBe(recovered);
  });

  it("is the engine's own if its words have times", async () => {
    const speech = { kind: "pocketsphinx" } as const;
    expect(await wordsId({ id: "e", times: "word" }, { speech, language: "en" })).toBe("e");
    expect(await wordsId({ id: "e" }, { speech: { kind: "sleep" }, language: "en" })).toBe("e");
  });
});
