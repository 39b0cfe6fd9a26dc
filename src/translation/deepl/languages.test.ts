import { expect, it } from "vitest";
import { DEEPL_LANGUAGES, sourceCode, targetCode } from "./languages.js";

it.each([
  ["en", "en-US"],
  ["en-US", "en-US"],
  ["en-GB", "en-GB"],
  ["pt", "pt-PT"],
  ["pt-BR", "pt-BR"],
  ["zh", "zh-HANS"],
  ["zh-CN", "zh-HANS"],
  ["zh-Hant", "zh-HANT"],
  ["zh-TW", "zh-HANT"],
  ["es", "es"],
  ["es-419", "es-419"],
  ["es-MX", "es"],
  ["id", "id"],
  ["nb", "nb"],
])("the target %s is %s for DeepL", (language, code) => expect(targetCode(language)).toBe(code));

it("a source has no region", () => {
  expect(["en-GB", "pt-BR", "zh-Hant", "id"].map(sourceCode)).toEqual(["en", "pt", "zh", "id"]);
});

it("no language is offered twice", () => expect(new Set(DEEPL_LANGUAGES).size).toBe(DEEPL_LANGUAGES.length));
