import { describe, expect, it } from "vitest";
import { SENTENCES, SENTENCE_LANGUAGES, sentenceSound, wordErrors } from "./sentences.js";

describe("the sentences for model checks", () => {
  it.each(SENTENCE_LANGUAGES)("last three to six seconds and are neither silent nor clipped: %s", (language) => {
    const sound = sentenceSound(language);
    expect(sound.length / 16_000).toBeGreaterThan(3);
    expect(sound.length / 16_000).toBeLessThan(6);
    const peak = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak).toBeGreaterThan(5000);
    expect(peak).toBeLessThan(32_768);
    const mean = sound.reduce((sum, sample) => sum + sample, 0) / sound.length;
    expect(Math.abs(mean)).toBeLessThan(50);
  });

  it("are compared by words, ignoring punctuation and capitals", () => {
    const said = SENTENCES.en;
    expect(wordErrors(said, said.toUpperCase().replace(".", " !"))).toBe(0);
    expect(wordErrors(said, "")).toBe(1);
    expect(wordErrors("one two three four", "one too three")).toBe(0.5);
    expect(wordErrors("Los niños", "los niños fueron")).toBe(0.5);
    expect(wordErrors("", "anything")).toBe(0);
  });
});
