import { expect, test } from "vitest";
import { containerLanguage, languageName } from "./language-tags.js";

test.each([
  ["en", "eng"],
  ["es", "spa"],
  ["pt-BR", "por"],
  ["ZH_hant", "chi"],
  ["cat", "cat"],
  ["xx", "und"],
  ["", "und"],
  ["constructor", "und"],
])("the tag of %s is %s", (language, tag) => expect(containerLanguage(language)).toBe(tag));

test("language names are English, and a code without a name stays itself", () => {
  expect(["es", "ca", "not a code"].map(languageName)).toEqual(["Spanish", "Catalan", "not a code"]);
});
