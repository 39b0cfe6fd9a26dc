/** Reads an ONNX file's metadata and the shape of its first output, without an ONNX library. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Field numbers of ONNX's protobuf schema. */
const MODEL = { graph: 7, metadataProps: 14 } as const;
const GRAPH = { output: 12 } as const;

export interface OnnxFile {
  metadata: Map<string, string>;
  /** The last dimension of the first output, if it is a number: for a CTC model, its number of tokens. */
  outputSize: number | null;
}

/**
 * Reads the file. Large fields (the weights) are skipped. Returns null if the file is not a protobuf message, and
 * therefore not an ONNX model.
 */
export function readOnnxFile(path: string): OnnxFile | null {
  const file = openSync(path, "r");
  try {
    const metadata = new Map<string, string>();
    let outputSize: number | null = null;
    const whole = eachField(file, 0, fstatSync(file).size, (field, at, length) => {
      if (field === MODEL.metadataProps) addProperty(metadata, readBytes(file, at, length));
      if (field === MODEL.graph) outputSize = firstOutputSize(file, at, length);
    });
    return whole ? { metadata, outputSize } : null;
  } finally {
    closeSync(file);
  }
}

/** Only the metadata. Null like `readOnnxFile`. */
export function readOnnxMetadata(path: string): Map<string, string> | null {
  return readOnnxFile(path)?.metadata ?? null;
}

/**
 * Calls back for each field of a message that has a length, with the position of its content. False if the bytes are
 * not a message, or contain no field.
 */
function eachField(
  file: number,
  from: number,
  length: number,
  onField: (field: number, at: number, length: number) => void,
): boolean {
  const end = from + length;
  let at = from;
  let fields = 0;
  while (at < end) {
    const head = readBytes(file, at, Math.min(20, end - at));
    const key = readVarint(head, 0);
    if (!key) return false;
    const wire = key.value & 7;
    const field = key.value >>> 3;
    if (field === 0 || field > 64) return false;
    at += key.next;
    if (wire === 0) {
      const value = readVarint(head, key.next);
      if (!value) return false;
      at += value.next - key.next;
    } else if (wire === 2) {
      const size = readVarint(head, key.next);
      if (!size) return false;
      at += size.next - key.next;
      if (at + size.value > end) return false;
      onField(field, at, size.value);
      at += size.value;
    } else if (wire === 5) at += 4;
    else if (wire === 1) at += 8;
    else return false;
    fields += 1;
  }
  return fields > 0 && at === end;
}

function readBytes(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const read = readSync(file, bytes, 0, length, at);
  return bytes.subarray(0, read);
}

/** Reads a number below 2^53. Null at the end of the bytes, or if it is not a varint. */
function readVarint(bytes: Uint8Array, from: number): { value: number; next: number } | null {
  let value = 0;
  for (let i = from; i < bytes.length && i < from + 10; i++) {
    const byte = bytes[i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (i - from));
    if (byte < 0x80) return { value, next: i + 1 };
  }
  return null;
}

/** Adds a StringStringEntryProto: field 1 is the name, field 2 the value. */
function addProperty(metadata: Map<string, string>, entry: Uint8Array): void {
  const texts = ["", ""];
  let at = 0;
  while (at < entry.length) {
    const key = readVarint(entry, at);
    const length = key ? readVarint(entry, key.next) : null;
    if (!key || !length) return;
    const text = new TextDecoder().decode(entry.subarray(length.next, length.next + length.value));
    texts[(key.value >>> 3) - 1] = text;
    at = length.next + length.value;
  }
  metadata.set(texts[0] ?? "", texts[1] ?? "");
}

/** The position of a message in the file. */
interface Place {
  at: number;
  length: number;
}

/** The positions of a message's fields with this number. */
function fieldsOf(file: number, { at, length }: Place, wanted: number): Place[] {
  const found: Place[] = [];
  eachField(file, at, length, (field, inside, size) => {
    if (field === wanted) found.push({ at: inside, length: size });
  });
  return found;
}

/**
 * The last dimension of a GraphProto's first output: its type (2), tensor_type (1), shape (2), and the last dim (1)
 * with its dim_value (1).
 */
function firstOutputSize(file: number, at: number, length: number): number | null {
  let place = fieldsOf(file, { at, length }, GRAPH.output)[0];
  for (const field of [2, 1, 2, 1]) place = place && fieldsOf(file, place, field).at(-1);
  if (!place) return null;
  const dimension = readBytes(file, place.at, place.length);
  const key = readVarint(dimension, 0);
  // A dimension with a name ("N") has no value.
  return key?.value === 1 << 3 ? (readVarint(dimension, key.next)?.value ?? null) : null;
}
