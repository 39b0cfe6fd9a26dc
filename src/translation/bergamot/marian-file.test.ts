import { describe, expect, it } from "vitest";
import { precisionOf } from "./marian-file.js";

const [FLOAT32, INTGEMM8] = [0x0404, 0x4101];

/** The head of a model with these parameters, and one byte for each value. */
function head(items: readonly (readonly [string, number])[]): Buffer {
  const names = items.map(([name]) => Buffer.from(`${name}\0`));
  const numbers = [1, items.length, ...items.flatMap(([, type], i) => [names[i]?.length ?? 0, type, 1, 1])];
  return Buffer.concat([
    Buffer.from(BigUint64Array.from(numbers.map(BigInt)).buffer),
    ...names,
    Buffer.alloc(4 * items.length),
    Buffer.alloc(300),
  ]);
}

describe("the precision of a model", () => {
  it("follows from its parameters", () => {
    expect(precisionOf(head([["Wemb", FLOAT32]]))).toBe("float32");
    expect(precisionOf(head([["Wemb", INTGEMM8]]))).toBe("int8shiftAll");
    expect(
      precisionOf(
        head([
          ["Wemb", INTGEMM8],
          ["encoder_l1_self_Wq_QuantMultA", FLOAT32],
        ]),
      ),
    ).toBe("int8shiftAlphaAll");
  });

  it.each([
    ["empty", Buffer.alloc(0), "no model of marian"],
    ["of another format", Buffer.from("PK\x03\x04 and some more bytes"), "no model of marian"],
    ["without parameters", head([]), "list of parameters is damaged"],
    ["cut off in its list", head([["Wemb", FLOAT32]]).subarray(0, 40), "truncated"],
  ])("cannot be told of a file that is %s", (_name, file, message) => {
    expect(() => precisionOf(file)).toThrow(message);
  });
});
