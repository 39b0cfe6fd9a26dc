/** Reads the head of a model in marian's binary format (marian-dev, src/common/binary.cpp). Pure. */

/** How the numbers of a model are multiplied: `gemm-precision` in marian's settings. */
export type Precision = "float32" | "int8shiftAll" | "int8shiftAlphaAll";

/** A class of types in marian's src/common/types.h, and the name of a parameter that models with fixed scales have. */
const FLOAT_TYPES = 0x0400;
const FIXED_SCALE = /_QuantMultA$/;

const VERSION = 1n;
/** Models have some hundreds of parameters. */
const MOST_ITEMS = 100_000n;

/**
 * The precision of a model. Files that `sister models pull` installs have lost the name that would tell it.
 *
 * @throws Error with what is wrong if the file is no model
 */
export function precisionOf(file: Buffer): Precision {
  const number = (at: number): bigint => {
    if (at + 8 > file.length) throw new Error("the file is truncated");
    return file.readBigUInt64LE(at);
  };
  if (file.length < 16 || number(0) !== VERSION) throw new Error("it is no model of marian in binary format 1");
  const count = number(8);
  if (count === 0n || count > MOST_ITEMS) throw new Error("its list of parameters is damaged");
  const headers = Array.from({ length: Number(count) }, (_, i) => {
    const at = 16 + 32 * i;
    return { nameLength: Number(number(at)), type: Number(number(at + 8)), bytes: Number(number(at + 24)) };
  });
  let at = 16 + 32 * headers.length;
  const bytes = headers.reduce((sum, header) => sum + header.bytes, 0);
  if (at + bytes > file.length) throw new Error("the file is truncated");
  const items = headers.map(({ nameLength, type }) => {
    const name = file.toString("latin1", at, at + nameLength).replace(/\0+$/u, "");
    at += nameLength;
    return { name, type };
  });
  if (items.some(({ name }) => FIXED_SCALE.test(name))) return "int8shiftAlphaAll";
  const weights = items.filter(({ name }) => /W/u.test(name));
  return weights.length > 0 && weights.every(({ type }) => (type & FLOAT_TYPES) !== 0) ? "float32" : "int8shiftAll";
}
