import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPairs, pairIdentity, pipelineCommand } from "./modes.js";
import { findRoute, refusalOf, routesFrom } from "./routes.js";

const PAIRS = ["cat-spa", "eng-spa", "spa-cat", "spa-eng", "spa-fra"];

describe("a route between two languages", () => {
  const routeTo = (target: string, pairs = PAIRS) => findRoute({ source: "en", target }, pairs);

  it("is direct if there is a pair, and goes over a pivot if there is none", () => {
    expect(routeTo("es")).toEqual({ source: "en", target: "es", pairs: ["eng-spa"] });
    expect(routeTo("ca")).toEqual({ source: "en", target: "ca", pairs: ["eng-spa", "spa-cat"] });
    expect(routeTo("ca", [...PAIRS, "eng-cat"])?.pairs).toEqual(["eng-cat"]);
  });

  it("reaches every language once, and never the source", () => {
    expect(routesFrom("en", PAIRS).map((route) => route.target)).toEqual(["es", "ca", "fr"]);
  });

  it("keeps the code of the target that was asked for", () => {
    expect(routeTo("es-419")?.target).toBe("es-419");
  });
});

describe("the refusal of a target, with exit code 2,", () => {
  it.each([
    [
      "lists the languages that are reached, if no pair reaches the target",
      "ja",
      { pairs: PAIRS, incomplete: [] },
      /translates English \(en\) to Japanese \(ja\): installed targets are es, ca, fr/,
    ],
    [
      "tells to install Apertium if there are no pairs at all",
      "es",
      { pairs: [], incomplete: [] },
      /no translator is installed: install Apertium and a pair/,
    ],
    [
      "names the program that a pair lacks",
      "ca",
      { pairs: ["eng-spa"], incomplete: [{ pair: "spa-cat", missing: ["cg-proc"] }] },
      /the pair spa-cat is installed, but not the program cg-proc that it calls: install it \(apt-get install cg3\)/,
    ],
    [
      "tells to install a pair again if its mode file cannot be parsed",
      "es",
      { pairs: [], incomplete: [{ pair: "eng-spa", missing: [] }] },
      /its mode file is not understood: install its package again/,
    ],
  ])("%s", (_name, target, installed, message) => {
    const refusal = refusalOf({ source: "en", target }, installed);
    expect(refusal).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) as string });
  });
});

describe("a mode file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sister-modes-"));
    writeFileSync(join(folder, "eng-spa.mode"), "cat -u '/usr/share/a b.bin' | sort $1 'x.bin' | uniq $2\n");
    writeFileSync(join(folder, "eng-spa-tagger.mode"), "cat");
    writeFileSync(join(folder, "eng-xyz.mode"), "cat | no-such-program-here -g x");
    writeFileSync(join(folder, "eng-abc.mode"), "cat; rm -rf x");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("becomes a pipeline of programs that answer after every NUL", () => {
    expect(pipelineCommand("eng-spa", folder)).toBe(
      "('cat' '-z' '-u' '/usr/share/a b.bin'; kill -9 0) | ('sort' '-z' '-g' 'x.bin'; kill -9 0) | ('uniq' '-z'; kill -9 0)",
    );
  });

  it("is incomplete if it calls a missing program, or is more than a pipeline", () => {
    expect(checkPairs(folder)).toEqual({
      pairs: ["eng-spa"],
      incomplete: [
        { pair: "eng-abc", missing: [] },
        { pair: "eng-xyz", missing: ["no-such-program-here"] },
      ],
    });
    expect(checkPairs(join(folder, "none"))).toEqual({ pairs: [], incomplete: [] });
  });

  it("gives its pair an identity that changes with its text and with its data files", () => {
    const data = join(folder, "data.bin");
    const mode = join(folder, "spa-eng.mode");
    const at = (seconds: number): string => {
      utimesSync(data, seconds, seconds);
      return pairIdentity("spa-eng", folder);
    };
    writeFileSync(data, "dictionary");
    writeFileSync(mode, `cat -u ${data}`);
    const before = at(1000);
    expect(before).toMatch(/^spa-eng [0-9a-f]{16}$/);
    expect(at(1000)).toBe(before);
    expect(at(2000)).not.toBe(before);
    writeFileSync(mode, `cat -b ${data}`);
    expect(at(1000)).not.toBe(before);
  });
});
