import { describe, expect, it, test } from "vitest";
import {
  glossaryOf,
  isTrack,
  NO_OPTIONS,
  optionsOf,
  readOptions,
  termFault,
  translatorsFor,
  translatorsUsed,
  type JobOptions,
} from "./job-options.js";

const apertium = { name: "apertium", isService: false, targets: { en: ["ca", "es"] } };
const deepl = { name: "deepl", isService: true, targets: { en: ["es", "id"], de: ["fr"] } };
const both = [apertium, deepl];
const job = (...targets: string[]) => ({ source: "en", targets });
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);

describe("the translators of jobs", () => {
  it("are those that can do all targets", () => {
    expect(names(translatorsFor(both, [job("es")]))).toEqual(["apertium", "deepl"]);
    expect(names(translatorsFor(both, [job("es", "id")]))).toEqual(["deepl"]);
    expect(names(translatorsFor(both, [job("ca"), job("id")]))).toEqual([]);
    expect(names(translatorsFor(both, [job("es"), job()]))).toEqual(["apertium", "deepl"]);
  });
  it("are not offered without a target", () => expect(translatorsFor(both, [job()])).toEqual([]));
  it("may come from any source while the language is to be detected", () =>
    expect(names(translatorsFor(both, [{ source: "auto", targets: ["fr"] }]))).toEqual(["deepl"]));
  it("that work are the chosen one, or the first for each target", () => {
    expect(names(translatorsUsed(both, [job("es")], null))).toEqual(["apertium"]);
    expect(names(translatorsUsed(both, [job("es", "id")], null))).toEqual(["apertium", "deepl"]);
    expect(names(translatorsUsed(both, [job("es")], "deepl"))).toEqual(["deepl"]);
    expect(names(translatorsUsed(both, [job("ca")], "deepl"))).toEqual(["apertium"]);
  });
});

describe("a glossary", () => {
  const file = { name: "terms.csv", rows: [{ source: "rank", target: "rango" }] };
  const terms = [
    { source: " MPI ", target: "" },
    { source: "rank", target: "fila" },
    { source: "rank", target: "grado" },
    { source: "", target: "x" },
    { source: "", target: "" },
  ];
  it("keeps a term without a translation, and replaces the file's terms by typed ones", () =>
    expect(glossaryOf({ file: { ...file, rows: [...file.rows, { source: "node", target: "nodo" }] }, terms })).toEqual([
      { source: "node", target: "nodo" },
      { source: "MPI", target: "-" },
      { source: "rank", target: "fila" },
    ]));
  it("names the rows that are not used", () =>
    expect(terms.map((_, at) => termFault(terms, at))).toEqual([null, null, "twice", "no-term", null]));
});

test("a job gets only the options that were chosen and are possible", () => {
  expect(optionsOf(NO_OPTIONS, both)).toEqual({});
  const chosen: JobOptions = {
    ...NO_OPTIONS,
    profile: "bbc",
    shots: true,
    audioTrack: " 2 ",
    translator: "deepl",
    terms: [{ source: "a", target: "b" }],
  };
  expect(optionsOf(chosen, both)).toEqual({
    profile: "bbc",
    shots: true,
    audioTrack: "2",
    translator: "deepl",
    glossary: [{ source: "a", target: "b" }],
  });
  expect(optionsOf({ ...NO_OPTIONS, translator: "deepl" }, [apertium])).toEqual({});
  expect(optionsOf({ ...NO_OPTIONS, shots: true }, both, { isSound: true })).toEqual({});
  expect(optionsOf({ ...NO_OPTIONS, audioTrack: "the second" }, both)).toEqual({});
});

test.each([
  ["1", true],
  ["id", true],
  [" pt-BR ", true],
  ["", false],
  ["0", false],
  ["second", false],
  ["1.5", false],
])("an audio track may be typed as %j: %j", (typed, isOne) => expect(isTrack(typed)).toBe(isOne));

describe("stored options", () => {
  it("come back", () => {
    const chosen: JobOptions = {
      ...NO_OPTIONS,
      profile: "children",
      shots: true,
      terms: [{ source: "a", target: "b" }],
    };
    expect(readOptions(JSON.stringify({ ...chosen, audioTrack: "2" }))).toEqual(chosen);
  });
  it.each([null, "", "{", "[]", '{"profile":"none","terms":7,"file":{}}'])("may be %j", (stored) =>
    expect(readOptions(stored)).toEqual(NO_OPTIONS),
  );
});
