/**
 * A short encoding for small plain values: null, booleans, numbers, strings, and arrays and objects of them. Structured
 * clone costs microseconds even for the smallest object, and most messages are small objects. Values that this encoding
 * does not support (other classes, shared references, holes) use structured clone. No receiver can tell which of the
 * two carried a value.
 */

const enum Tag {
  Undefined,
  Null,
  True,
  False,
  Int32,
  Double,
  Ascii,
  Utf16,
  Array,
  Object,
}

/** Values with more objects than this use structured clone, which is faster for large values. */
const OBJECTS_MOST = 24;
const LENGTH_MOST = 4096;

const number = new Float64Array(1);
const numberBytes = new Uint8Array(number.buffer);
const { hasOwn, getPrototypeOf, keys } = Object;
const OBJECT = Object.prototype;

/** The result for values that this encoding does not support. */
const NOT_PLAIN = -1;

let into: Uint8Array;
let end: number;
/** Objects written so far. If one occurs again, it is shared or part of a cycle. */
const seen: object[] = [];

/** Writes a value from byte `at` on. Returns the end, or -1 if the value is not plain or does not fit. */
export function encodePlain(value: unknown, memory: Uint8Array, at: number): number {
  into = memory;
  end = memory.length;
  seen.length = 0;
  return write(value, at);
}

function write(value: unknown, at: number): number {
  if (at + 16 > end) return NOT_PLAIN;
  switch (typeof value) {
    case "string":
      return writeString(value, at);
    case "number":
      return writeNumber(value, at);
    case "boolean":
      into[at] = value ? Tag.True : Tag.False;
      return at + 1;
    case "undefined":
      into[at] = Tag.Undefined;
      return at + 1;
    case "object":
      if (value === null) {
        into[at] = Tag.Null;
        return at + 1;
      }
      return writeObject(value, at);
    default:
      return NOT_PLAIN;
  }
}

function writeInt(value: number, at: number): number {
  into[at] = value;
  into[at + 1] = value >> 8;
  into[at + 2] = value >> 16;
  into[at + 3] = value >> 24;
  return at + 4;
}

function writeNumber(value: number, at: number): number {
  if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
    into[at] = Tag.Int32;
    return writeInt(value, at + 1);
  }
  into[at] = Tag.Double;
  number[0] = value;
  for (let i = 0; i < 8; i++) into[at + 1 + i] = numberBytes[i] ?? 0;
  return at + 9;
}

function writeString(text: string, at: number): number {
  const { length } = text;
  if (length > LENGTH_MOST || at + 3 + 2 * length > end) return NOT_PLAIN;
  const from = at + 3;
  into[at + 1] = length;
  into[at + 2] = length >> 8;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return writeUtf16(text, at);
    into[from + i] = code;
  }
  into[at] = Tag.Ascii;
  return from + length;
}

/** As UTF-16, which also preserves strings that are not well-formed. */
function writeUtf16(text: string, at: number): number {
  const { length } = text;
  let next = at + 3;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    into[next++] = code;
    into[next++] = code >> 8;
  }
  into[at] = Tag.Utf16;
  return next;
}

function writeObject(value: object, at: number): number {
  if (seen.length >= OBJECTS_MOST || seen.includes(value)) return NOT_PLAIN;
  const isArray = Array.isArray(value);
  // Checked before `keys`, because the keys of a typed array are its indices.
  if (isArray ? value.length > LENGTH_MOST : getPrototypeOf(value) !== OBJECT) return NOT_PLAIN;
  seen.push(value);
  const names = keys(value);
  const { length } = names;
  if (length > LENGTH_MOST) return NOT_PLAIN;
  into[at + 1] = length;
  into[at + 2] = length >> 8;
  let next = at + 3;
  if (isArray) {
    // The lengths differ if the array has holes or named properties.
    if (value.length !== length) return NOT_PLAIN;
    into[at] = Tag.Array;
    for (let i = 0; i < length; i++) {
      const one: unknown = value[i];
      if (one === undefined && !hasOwn(value, i)) return NOT_PLAIN;
      next = write(one, next);
      if (next < 0) return NOT_PLAIN;
    }
    return next;
  }
  into[at] = Tag.Object;
  for (let i = 0; i < length; i++) {
    const name = names[i] ?? "";
    // An assignment would not create this property at the receiver.
    if (name === "__proto__") return NOT_PLAIN;
    next = writeString(name, next);
    if (next < 0) return NOT_PLAIN;
    next = write((value as Record<string, unknown>)[name], next);
    if (next < 0) return NOT_PLAIN;
  }
  return next;
}

let from: Uint8Array;
let position: number;

/** The value that begins at byte `at`. */
export function decodePlain(memory: Uint8Array, at: number): unknown {
  from = memory;
  position = at;
  return read();
}

function read(): unknown {
  const tag = from[position++] as Tag;
  switch (tag) {
    case Tag.Undefined:
      return undefined;
    case Tag.Null:
      return null;
    case Tag.True:
      return true;
    case Tag.False:
      return false;
    case Tag.Int32: {
      const at = position;
      position += 4;
      return (from[at] ?? 0) | ((from[at + 1] ?? 0) << 8) | ((from[at + 2] ?? 0) << 16) | ((from[at + 3] ?? 0) << 24);
    }
    case Tag.Double:
      for (let i = 0; i < 8; i++) numberBytes[i] = from[position + i] ?? 0;
      position += 8;
      return number[0];
    case Tag.Ascii:
      return readAscii(readLength());
    case Tag.Utf16:
      return readUtf16(readLength());
    case Tag.Array: {
      const length = readLength();
      const list: unknown[] = [];
      for (let i = 0; i < length; i++) list.push(read());
      return list;
    }
    case Tag.Object: {
      const length = readLength();
      const object: Record<string, unknown> = {};
      for (let i = 0; i < length; i++) {
        const name = readName();
        object[name] = read();
      }
      return object;
    }
  }
}

function readLength(): number {
  const length = (from[position] ?? 0) | ((from[position + 1] ?? 0) << 8);
  position += 2;
  return length;
}

/** Up to this length, building a string here is faster than a call that builds it. */
const SHORT = 24;

function readAscii(length: number): string {
  const at = position;
  position += length;
  if (length > SHORT) return Buffer.from(from.buffer, from.byteOffset + at, length).toString("latin1");
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(from[at + i] ?? 0);
  return text;
}

function readUtf16(length: number): string {
  const at = position;
  position += 2 * length;
  let text = "";
  for (let i = 0; i < length; i++)
    text += String.fromCharCode((from[at + 2 * i] ?? 0) | ((from[at + 2 * i + 1] ?? 0) << 8));
  return text;
}

/** Recently decoded property names, by a hash of their bytes: the same few names occur again and again. */
const NAMES = 256;
const names: string[] = Array<string>(NAMES).fill("");

function readName(): string {
  const tag = from[position++] as Tag;
  const length = readLength();
  if (tag === Tag.Utf16) return readUtf16(length);
  let mix = length;
  for (let i = 0; i < length; i++) mix = (mix * 31 + (from[position + i] ?? 0)) | 0;
  const place = (mix ^ (mix >>> 8)) & (NAMES - 1);
  const known = names[place] ?? "";
  if (known.length === length && isNext(known)) {
    position += length;
    return known;
  }
  return (names[place] = readAscii(length));
}

function isNext(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== from[position + i]) return false;
  return true;
}
