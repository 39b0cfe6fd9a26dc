import { describe, expect, it } from "vitest";
import { languageCode, nearLanguage } from "./language-codes.js";

describe("a language as people write it:", () => {
  it.each([
    ["en", "en"],
    ["EN", "en"],
    ["eng", "en"],
    ["ENG", "en"],
    ["spa", "es"],
    ["ger", "de"],
    ["deu", "de"],
    ["fre", "fr"],
    ["cat", "ca"],
    ["chi", "zh"],
    ["jpn", "ja"],
    ["yue", "yue"],
    ["pt-BR", "pt-BR"],
    ["pt_BR", "pt-BR"],
    ["eng-US", "en-US"],
    ["English", "en"],
    ["english", "en"],
    [" Deutsch ", "de"],
    ["Español", "es"],
    ["espanol", "es"],
    ["Catalan", "ca"],
    ["日本語", "ja"],
  ])("%s is %s", (text, code) => expect(languageCode(text)).toBe(code));

  it.each(["", "e", "e$", "englisch1", "klingon", "en-", "12", "auto-detect!"])("%j is not a language", (text) =>
    expect(languageCode(text)).toBeUndefined(),
  );

  it.each([
    ["Englsh", "en (English)"],
    ["Spanis", "es (Spanish)"],
    ["Germann", "de (German)"],
  ])("%s is close to %s", (text, near) => expect(nearLanguage(text)).toBe(near));

  it("nothing is close to qwertyuiop", () => expect(nearLanguage("qwertyuiop")).toBeUndefined());
});
