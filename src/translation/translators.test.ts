import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allRoutes, chooseTranslators, findTranslator, translatorIdentities } from "./translators.js";

let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-translators-"));
  env = { ...process.env, APERTIUM_MODES: folder };
  for (const pair of ["eng-spa", "spa-cat"]) writeFileSync(join(folder, `${pair}.mode`), "cat");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the choice of translators", () => {
  it("gives each target the first translator that can do it", () => {
    expect(chooseTranslators("en", ["es", "ca"], { env })).toEqual({ es: "apertium", ca: "apertium" });
    expect(chooseTranslators("en", [], { env })).toEqual({});
  });

  it("refuses the language of the speech, and a target that nothing reaches, with exit code 2", () => {
    const refuses = (targets: string[], message: RegExp): void =>
      expect(() => chooseTranslators("en", targets, { env })).toThrow(
        expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) as string }),
      );
    refuses(["en-GB"], /British English \(en-GB\) is the language of the speech/);
    refuses(["es", "ja"], /English \(en\) to Japanese \(ja\): installed targets are es, ca/);
  });

  it("refuses a translator that is not in the table, and lists those that are", () => {
    expect(() => findTranslator("babelfish")).toThrow('there is no translator "babelfish": give one of apertium');
  });
});

it("every route is listed once, with its translator", () => {
  expect(allRoutes({ env })).toEqual([
    { source: "en", target: "es", by: "apertium" },
    { source: "en", target: "ca", by: "apertium" },
    { source: "es", target: "ca", by: "apertium" },
  ]);
});

describe("the identity of a translation", () => {
  it("changes if any pair on its route changes, and with no other pair", () => {
    const before = translatorIdentities("en", ["es", "ca"], { env });
    writeFileSync(join(folder, "spa-cat.mode"), "cat -u");
    const after = translatorIdentities("en", ["es", "ca"], { env });
    expect(after["es"]).toBe(before["es"]);
    expect(after["ca"]).not.toBe(before["ca"]);
  });

  it("covers the routes from every language as long as the source is not known", () => {
    const { ca, ja } = translatorIdentities(null, ["ca", "ja"], { env });
    expect(ca).toMatch(/^en: apertium 1, eng-spa \w+, spa-cat \w+; es: apertium 1, spa-cat \w+$/);
    expect(ja).toBe("none");
  });
});
