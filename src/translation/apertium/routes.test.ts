import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPairs, pipelineCommand } from "./modes.js";
import { planRoutes, routesFrom } from "./routes.js";

const PAIRS = ["cat-spa", "eng-spa", "spa-cat", "spa-eng", "spa-fra"];
const ALL = { pairs: PAIRS, incomplete: [] };

describe("routes", () => {
  it("are direct where a pair is there, and go over a pivot where none is", () => {
    expect(planRoutes("en", ["es", "ca"], ALL)).toEqual([
      { source: "en", target: "es", pairs: ["eng-spa"] },
      { source: "en", target: "ca", pairs: ["eng-spa", "spa-cat"] },
    ]);
    expect(planRoutes("en", ["ca"], { pairs: [...PAIRS, "eng-cat"], incomplete: [] })[0]?.pairs).toEqual(["eng-cat"]);
  });

  it("reach every language once, and never the source", () => {
    expect(routesFrom("en", PAIRS).map((route) => route.target)).toEqual(["es", "ca", "fr"]);
  });

  it("keep the target's name as it was asked for", () => {
    expect(planRoutes("en", ["es-419"], ALL)[0]?.target).toBe("es-419");
  });
});

describe("refusals, before any work, with exit code 2", () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      "a language that no pair reaches, with those that are reached",
      () => planRoutes("en", ["es", "ja"], ALL),
      /translates English \(en\) to Japanese \(ja\): installed targets are es, ca, fr/,
    ],
    ["the language of the speech", () => planRoutes("en", ["en"], ALL), /English \(en\) is the language of the speech/],
    [
      "no pairs at all",
      () => planRoutes("en", ["es"], { pairs: [], incomplete: [] }),
      /no translator is installed: install Apertium and a pair/,
    ],
    [
      "a pair that lacks a program",
      () => planRoutes("en", ["ca"], { pairs: ["eng-spa"], incomplete: [{ pair: "spa-cat", missing: ["cg-proc"] }] }),
      /the pair spa-cat is installed, but not the program cg-proc that it calls: install it \(apt-get install cg3\)/,
    ],
    [
      "a pair that is not understood",
      () => planRoutes("en", ["es"], { pairs: [], incomplete: [{ pair: "eng-spa", missing: [] }] }),
      /its mode file is not understood: install its package again/,
    ],
  ])("%s", (_name, plan, message) => {
    expect(plan).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) as string }));
  });
});

describe("mode files", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sister-modes-"));
    writeFileSync(join(folder, "eng-spa.mode"), "cat -u '/usr/share/a b.bin' | sort $1 'x.bin' | uniq $2\n");
    writeFileSync(join(folder, "eng-spa-tagger.mode"), "cat");
    writeFileSync(join(folder, "eng-xyz.mode"), "cat | no-such-program-here -g x");
    writeFileSync(join(folder, "eng-abc.mode"), "cat; rm -rf x");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("become pipelines of programs that answer after every NUL", () => {
    expect(pipelineCommand("eng-spa", folder)).toBe(
      "('cat' '-z' '-u' '/usr/share/a b.bin'; kill -9 0) | ('sort' '-z' '-g' 'x.bin'; kill -9 0) | ('uniq' '-z'; kill -9 0)",
    );
  });

  it("that call what is not installed, or more than a pipeline, are told apart", () => {
    expect(checkPairs(folder)).toEqual({
      pairs: ["eng-spa"],
      incomplete: [
        { pair: "eng-abc", missing: [] },
        { pair: "eng-xyz", missing: ["no-such-program-here"] },
      ],
    });
    expect(checkPairs(join(folder, "none"))).toEqual({ pairs: [], incomplete: [] });
  });
});
