import { describe, expect, it } from "vitest";
import { firstChoice, fitting, shortListOf, sourcesOf, targetsOf } from "./language-choice.js";

const some = { sources: ["en", "es"], targets: { en: ["ca", "es", "id"], es: ["ca", "en"] } };
const NAMES: Readonly<Record<string, string>> = { ca: "Catalan", en: "English", es: "Spanish", id: "Indonesian" };
const nameOf = (code: string): string => NAMES[code] ?? code;

describe("the order of languages", () => {
  it("puts the page's language first", () => {
    expect(targetsOf(some, "en", "en", nameOf)).toEqual(["ca", "id", "es"]);
    expect(targetsOf(some, "en", "id", nameOf)).toEqual(["id", "ca", "es"]);
    expect(sourcesOf({ ...some, sources: ["es", "en", "auto"] }, "en", nameOf)).toEqual(["auto", "en", "es"]);
  });
  it("is empty for a source without targets", () => expect(targetsOf(some, "de", "en", nameOf)).toEqual([]));
});

describe("the short list of targets", () => {
  const many = ["af", "ar", "bg", "ca", "cy", "da", "de", "el", "en", "eo", "es", "eu", "fr", "id", "it"];
  it("holds all of a few languages", () => expect(shortListOf(["ca", "es"], [], "en")).toEqual(["ca", "es"]));
  it("holds well-known and chosen languages and the page's language", () => {
    const short = shortListOf(many, ["eo"], "id");
    expect(short).toEqual(expect.arrayContaining(["ar", "es", "eo", "id"]));
    expect(short).not.toContain("bg");
    expect(short.length).toBeLessThan(many.length);
  });
});

describe("the first choice of languages", () => {
  it("is the last choice, as far as the server supports it", () => {
    expect(firstChoice(some, { source: "en", targets: ["es", "fr"] }, "en")).toEqual({ source: "en", targets: ["es"] });
    expect(firstChoice(some, { source: "xx", targets: ["es"] }, "en")).toEqual({ source: "en", targets: [] });
  });
  it("translates into the page's language, if the server has it", () => {
    expect(firstChoice(some, null, "id")).toEqual({ source: "en", targets: ["id"] });
    expect(firstChoice(some, null, "en")).toEqual({ source: "en", targets: [] });
    expect(firstChoice(some, null, "de")).toEqual({ source: "en", targets: [] });
  });
  it("lets the server detect the language if it can", () => {
    const detects = { sources: ["auto", ...some.sources], targets: { auto: ["ca", "en"], ...some.targets } };
    expect(firstChoice(detects, null, "en").source).toBe("auto");
  });
});

it("a change of the source keeps the targets that remain possible", () => {
  expect(fitting({ source: "es", targets: ["es", "ca", "id"] }, some)).toEqual({ source: "es", targets: ["ca"] });
});
