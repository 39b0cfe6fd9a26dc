import { describe, expect, it } from "vitest";
import { TermFinder } from "./find-terms.js";
import { BYTES_MOST, glossaryIdentity, ROWS_MOST, termsFor } from "./glossary.js";
import { formsOf, pluralOf } from "./inflection.js";
import { parseGlossary } from "./read-glossary.js";

describe("a glossary as CSV", () => {
  it("has columns for source, target, note and for single targets", () => {
    const rows = parseGlossary(
      '\ufeffsource,es,target,note,id\r\nrank,rango,,"one, of many",peringkat\r\n\r\nMPI,,-,,\r\n',
      "t.csv",
    );
    expect(rows).toEqual([
      { source: "rank", note: "one, of many", targets: { es: "rango", id: "peringkat" } },
      { source: "MPI", target: "-" },
    ]);
    expect(termsFor(rows, "es-419")).toEqual([
      { source: "rank", target: "rango" },
      { source: "MPI", target: "MPI" },
    ]);
    expect(termsFor(rows, "fr")).toEqual([{ source: "MPI", target: "MPI" }]);
  });

  it("needs no header, and may be separated by semicolons or tabs", () => {
    expect(parseGlossary("rank;rango;note\nlead, to;plomo\n", "t.csv")).toEqual([
      { source: "rank", target: "rango", note: "note" },
      { source: "lead, to", target: "plomo" },
    ]);
    expect(parseGlossary("source\tes\nrank\trango", "t.csv")).toEqual([{ source: "rank", targets: { es: "rango" } }]);
  });

  it.each([
    ["", /^t\.csv: the glossary is empty/],
    ["source,target\n", /^t\.csv: the glossary has a header and no terms/],
    ["source,target\nrank,rango\n,x\n", /^t\.csv, row 3: the column source has no term/],
    ["source,target\nrank,\n", /^t\.csv, row 2: "rank" has no translation/],
    ["source,spanisch\nrank,rango\n", /^t\.csv, row 1: "spanisch" is not a column/],
    ["source,es,es\nrank,a,b\n", /^t\.csv, row 1: the column "es" is there twice/],
    ["rank,rango\nnode,nodo\nrank,fila\n", /^t\.csv, row 3: "rank" is in t\.csv, row 1 already/],
    ["source,target\nrank,rango,n,m\n", /^t\.csv, row 2: there are 4 columns instead of 2/],
    ['source,target\nrank,"rango\n', /^t\.csv, row \d+: not CSV/],
    [`rank,${"x".repeat(201)}\n`, /^t\.csv, row 1: "x+…" is longer than 200 characters/],
    ['rank,"ran\ngo"\n', /^t\.csv, row \d: a term holds a line break/],
  ])("is refused with its row: %j", (text, message) => {
    expect(() => parseGlossary(text, "t.csv")).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) as string }),
    );
  });

  it("is refused if it is too large", () => {
    const rows = Array.from({ length: ROWS_MOST + 1 }, (_, i) => `w${i},x`).join("\n");
    expect(() => parseGlossary(rows, "t.csv")).toThrow(/^t\.csv: there are 5001 terms/);
    expect(() => parseGlossary("x".repeat(BYTES_MOST + 1), "t.csv")).toThrow(
      /^t\.csv: a glossary has at most 1000000 bytes/,
    );
  });

  it("is refused if it is not UTF-8", () => {
    expect(() => parseGlossary(Uint8Array.from([0x72, 0xf1, 0x2c, 0x78]), "t.csv")).toThrow(/t\.csv: it is not UTF-8/);
  });
});

it("the identity of a glossary changes with terms of the target only, and not with their order", () => {
  const rank = { source: "rank", targets: { es: "rango" } };
  const node = { source: "node", targets: { es: "nodo", id: "simpul" } };
  expect(glossaryIdentity([rank, node], "es")).toBe(glossaryIdentity([node, rank], "es"));
  expect(glossaryIdentity([rank, node], "es")).not.toBe(glossaryIdentity([node], "es"));
  expect(glossaryIdentity([rank, node], "id")).toBe(glossaryIdentity([node], "id"));
  expect([glossaryIdentity([rank], "id"), glossaryIdentity(null, "es")]).toEqual(["", ""]);
});

describe("terms in a text", () => {
  const foundIn = (sources: string[], text: string, language = "en"): string[] =>
    new TermFinder(
      sources.map((source) => ({ source, target: "x" })),
      language,
    )
      .find(text)
      .map(({ start, end, isInflected }) => text.slice(start, end) + (isInflected ? "+" : ""));

  it("are whole words, and the longest one is found first", () => {
    expect(foundIn(["rank", "message", "message passing"], "Message passing between ranks, not franks.")).toEqual([
      "Message passing",
      "ranks+",
    ]);
    expect(foundIn(["C", "C++", "node.js"], "C++ is not C; Node.js is neither.")).toEqual(["C++", "C", "Node.js"]);
  });

  it("with capitals are found as they are written, and in capitals", () => {
    expect(foundIn(["US", "Apple"], "The US gave us an apple from Apple. US")).toEqual(["US", "Apple", "US"]);
    expect(foundIn(["Apple"], "AN APPLE A DAY")).toEqual(["APPLE"]);
    expect(foundIn(["rank"], "RANKS and Rank")).toEqual(["RANKS+", "Rank"]);
  });

  it("are found in inflected forms", () => {
    expect(
      foundIn(["library", "message passing interface", "box"], "Libraries, boxes, message passing interfaces"),
    ).toEqual(["Libraries+", "boxes+", "message passing interfaces+"]);
    expect(foundIn(["paso de mensaje", "voz", "versión"], "pasos de mensajes, voces y versiones", "es")).toEqual([
      "pasos de mensajes+",
      "voces+",
      "versiones+",
    ]);
    expect(foundIn(["peringkat"], "Peringkat-peringkat dan peringkatnya, peringkat.", "id")).toEqual([
      "Peringkat-peringkat+",
      "peringkatnya+",
      "peringkat",
    ]);
    expect(foundIn(["接口"], "这是接口。", "zh")).toEqual(["接口"]);
  });

  it("are quick to find with a large glossary", () => {
    const terms = Array.from({ length: ROWS_MOST }, (_, i) => ({ source: `term ${i}`, target: `x${i}` }));
    const finder = new TermFinder(terms, "en");
    expect(finder.termsIn(["a term 77 and term 4999", "term 77"])).toEqual([terms[77], terms[4999]]);
  });
});

it("plurals follow simple rules", () => {
  expect(["rango", "versión", "virus", "red"].map((word) => pluralOf(word, "es"))).toEqual([
    "rangos",
    "versiones",
    "virus",
    "redes",
  ]);
  expect(pluralOf("peringkat", "id")).toBe("peringkat");
  expect(formsOf("C++", "en", true)).toEqual(["C++"]);
});
