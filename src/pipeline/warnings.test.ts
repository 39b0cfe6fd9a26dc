import { expect, it } from "vitest";
import type { TranslatedUnit } from "../subtitles/cue.js";
import { untranslatedWarnings } from "./warnings.js";

const unit = (text: Record<string, string | null>, failed = false): TranslatedUnit => ({
  start: 0,
  end: 1,
  words: failed ? [] : [{ text: "hello", start: 0, end: 1, confidence: 1 }],
  text,
  ...(failed ? { failed } : {}),
});

it("a warning for each target names what was not translated, and the reason", () => {
  const units = [
    unit({ en: "Hello", es: null, ca: "Hola", eo: null }),
    unit({ en: "Bye", es: null, ca: "Adéu", eo: "Ĝis" }),
  ];
  const warnings = untranslatedWarnings({ units, problems: ["lt-proc ended with 1"] }, ["es", "ca", "eo"]);
  expect(warnings.map(({ code }) => code)).toEqual(["untranslated", "untranslated"]);
  expect(warnings[0]?.message).toMatch(/^nothing was translated into Spanish \(lt-proc ended with 1\)/);
  expect(warnings[1]?.message).toMatch(/^1 of 2 passages were not translated into Esperanto/);
});

it("passages that were not recognized cause no warning, nor does a job without targets", () => {
  const units = [unit({ en: "" }, true)];
  expect(untranslatedWarnings({ units, problems: [] }, ["es"])).toEqual([]);
  expect(untranslatedWarnings({ units: [unit({ en: "Hello" })], problems: [] }, [])).toEqual([]);
});
