import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageWriter, readFields, readPacked } from "./protobuf.js";

describe("protobuf messages", () => {
  it("are read as they were written", () => {
    const numbers = fc.array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.nat({ max: Number.MAX_SAFE_INTEGER })));
    const texts = fc.array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.uint8Array({ maxLength: 300 })));
    fc.assert(
      fc.property(numbers, texts, (ofNumbers, ofBytes) => {
        const writer = new MessageWriter();
        for (const [field, value] of ofNumbers) writer.number(field, value);
        for (const [field, bytes] of ofBytes) writer.message(field, new MessageWriter().raw(7, bytes));
        const fields = [...readFields(writer.bytes())];
        expect(fields.slice(0, ofNumbers.length).map(({ number, value }) => [number, value])).toEqual(ofNumbers);
        const inner = fields.slice(ofNumbers.length).map(({ number, bytes }) => {
          const [field] = readFields(bytes);
          return [number, field?.bytes];
        });
        expect(inner).toEqual(ofBytes);
      }),
    );
  });

  it("hold floats and negative numbers", () => {
    const [float, negative] = readFields(new MessageWriter().float(1, 1.5).number(2, -1).bytes());
    expect(new DataView(float?.bytes.slice().buffer ?? new ArrayBuffer(4)).getFloat32(0, true)).toBe(1.5);
    // -1 as an unsigned 64-bit number, as close as a JavaScript number gets.
    expect(negative?.value).toBe(2 ** 64);
  });

  it("hold packed numbers", () => {
    expect(readPacked(Uint8Array.of(3, 0x8e, 0x02, 0x9e, 0xa7, 0x05))).toEqual([3, 270, 86_942]);
  });

  it.each([
    ["ends inside a number", [0x08, 0x80]],
    ["ends inside a field", [0x0a, 0x05, 1, 2]],
    ["has a field of unknown kind", [0x0b]],
  ])("that %s are rejected", (what, bytes) => {
    expect(() => [...readFields(Uint8Array.from(bytes))]).toThrow(RangeError);
    expect(() => [...readFields(Uint8Array.from(bytes))]).toThrow(what.replace("has a", "a"));
  });
});
