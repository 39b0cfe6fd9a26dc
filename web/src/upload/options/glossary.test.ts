import { describe, expect, it, test } from "vitest";
import { readGlossary, ROWS_MOST } from "./glossary.js";

describe("a table of terms", () => {
  it("has columns for all targets, for single ones, and a note", () => {
    expect(
      readGlossary('\ufeffsource,es,target,note,id\r\nrank,rango,,"one, of many",peringkat\r\n\r\nMPI,,-,,'),
    ).toEqual({
      rows: [
        { source: "rank", note: "one, of many", targets: { es: "rango", id: "peringkat" } },
        { source: "MPI", target: "-" },
      ],
    });
  });
  it("needs no header, and may be separated by semicolons or tabs", () => {
    const rank = { source: "rank", target: "rango" };
    expect(readGlossary("rank;rango;note\nlead, to;plomo\n")).toEqual({
      rows: [
        { ...rank, note: "note" },
        { source: "lead, to", target: "plomo" },
      ],
    });
    expect(readGlossary("Source\tTarget\n rank \trango")).toEqual({ rows: [rank] });
  });
  it("keeps doubled quotes", () =>
    expect(readGlossary('"the ""big"" one",grande')).toEqual({
      rows: [{ source: 'the "big" one', target: "grande" }],
    }));
});

test.each([
  ["", "empty", 0],
  ["source,target\n", "empty", 0],
  ["source,target\nrank,rango\n,x\n", "no-term", 3],
  ["source,target\nrank,\n", "no-translation", 2],
  ["source,spanisch\nrank,rango\n", "column", 1],
  ["source,es,es\nrank,a,b\n", "column-twice", 1],
  ["rank,rango\nnode,nodo\nrank,fila\n", "twice", 3],
  ["source,target\nrank,rango,n,m\n", "too-wide", 2],
  ['source,target\nrank,"rango\n', "quote", 2],
  [`rank,${"x".repeat(201)}\n`, "too-long", 1],
  ['rank,"ran\ngo"\n', "control", 1],
  [Array.from({ length: ROWS_MOST + 1 }, (_, i) => `w${i},x`).join("\n"), "too-many", 0],
])("the table %j is refused as %s in row %i", (text, kind, row) =>
  expect(readGlossary(text)).toMatchObject({ fault: { kind, row } }),
);
