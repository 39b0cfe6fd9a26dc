import { expect, test } from "vitest";
import { emScaleOf, fontOfCollection, fontOffset, tablesOf } from "./font-tables.js";

/** A table with signed 16-bit numbers at offsets. */
function table(length: number, numbers: Record<number, number>): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [at, value] of Object.entries(numbers)) bytes.writeInt16BE(value, Number(at));
  return bytes;
}

/** A font file with these tables. */
function fontFile(tables: Record<string, string>): Buffer {
  const names = Object.keys(tables);
  const head = Buffer.alloc(12 + 16 * names.length);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt16BE(names.length, 4);
  const parts = [head];
  let end = head.length;
  for (const [i, name] of names.entries()) {
    const bytes = Buffer.from(tables[name] ?? "");
    head.write(name, 12 + 16 * i, "latin1");
    head.writeUInt32BE(end, 20 + 16 * i);
    head.writeUInt32BE(bytes.length, 24 + 16 * i);
    parts.push(bytes);
    end += bytes.length;
  }
  return Buffer.concat(parts);
}

const HEAD = table(54, { 18: 2048 });

test("the em is a share of the Windows metrics, or else of the hhea metrics, or else of the typographic ones", () => {
  const hhea = table(36, { 4: 1500, 6: -500 });
  const typographic = { 68: 1400, 70: -648 };
  expect(emScaleOf({ head: HEAD, os2: table(96, { 74: 1900, 76: 660, ...typographic }), hhea })).toBe(0.8);
  expect(emScaleOf({ head: HEAD, os2: table(96, typographic), hhea })).toBe(1.024);
  expect(emScaleOf({ head: HEAD, os2: null, hhea })).toBe(1.024);
  expect(emScaleOf({ head: HEAD, os2: table(96, typographic), hhea: null })).toBe(1);
  expect(emScaleOf({ head: HEAD, os2: null, hhea: null })).toBeNull();
  expect(emScaleOf({ head: Buffer.alloc(3), os2: null, hhea })).toBeNull();
});

test("tables are found in a font file, and none in other files", () => {
  const file = fontFile({ head: "abcd", glyf: "efghijkl" });
  expect(fontOffset(file, 0)).toBe(0);
  expect(fontOffset(file, 1)).toBeNull();
  expect(tablesOf(file)).toEqual(
    new Map([
      ["head", { offset: 44, length: 4 }],
      ["glyf", { offset: 48, length: 8 }],
    ]),
  );
  for (const other of [Buffer.alloc(0), Buffer.alloc(40), file.subarray(0, 30)]) expect(tablesOf(other)).toBeNull();
});

test("a font of a collection is extracted as a separate file", () => {
  const first = fontFile({ head: "abcd", glyf: "efghi" });
  const second = fontFile({ head: "1234", glyf: "56789!" });
  const start = Buffer.alloc(20);
  start.write("ttcf", "latin1");
  start.writeUInt32BE(2, 8);
  start.writeUInt32BE(20, 12);
  start.writeUInt32BE(20 + first.length, 16);
  // Offsets of tables count from the beginning of the file.
  for (const [font, at] of [
    [first, 20],
    [second, 20 + first.length],
  ] as const)
    for (const record of [20, 36]) font.writeUInt32BE(font.readUInt32BE(record) + at, record);
  const file = Buffer.concat([start, first, second]);
  const taken = fontOfCollection(file, 1);
  const tables = tablesOf(taken ?? Buffer.alloc(0));
  const contents = [...(tables ?? [])].map(([name, { offset, length }]) => [
    name,
    taken?.toString("latin1", offset, offset + length),
  ]);
  expect(contents).toEqual([
    ["head", "1234"],
    ["glyf", "56789!"],
  ]);
  expect(fontOfCollection(file, 2)).toBeNull();
  expect(fontOfCollection(file.subarray(0, file.length - 2), 1)).toBeNull();
});
