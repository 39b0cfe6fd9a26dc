/** The metadata of an ONNX file (names and values that its maker wrote into it), without an ONNX library. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Field of ModelProto that holds metadata, in the ONNX format's protobuf description. */
const METADATA_PROPS = 14;

/**
 * Reads the metadata. Large fields (the weights) are skipped, not read. Returns null where the file is no protobuf message: then it is no
 * ONNX model either.
 */
export function readOnnxMetadata(path: string): Map<string, string> | null {
  const file = openSync(path, "r");
  try {
    const size = fstatSync(file).size;
    const metadata = new Map<string, string>();
    let at = 0;
    let fields = 0;
    while (at < size) {
      const head = readBytes(file, at, Math.min(20, size - at));
      const key = readVarint(head, 0);
      if (!key) return null;
      const wire = key.value & 7;
      const field = key.value >>> 3;
      if (field === 0 || field > 64) return null;
      at += key.next;
      if (wire === 0) {
        const value = readVarint(head, key.next);
        if (!value) return null;
        at += value.next - key.next;
      } else if (wire === 2) {
        const length = readVarint(head, key.next);
        if (!length) return null;
        at += length.next - key.next;
        if (at + length.value > size) return null;
        if (field === METADATA_PROPS) addProperty(metadata, readBytes(file, at, length.value));
        at += length.value;
      } else if (wire === 5) at += 4;
      else if (wire === 1) at += 8;
      else return null;
      fields += 1;
    }
    return fields > 0 ? metadata : null;
  } finally {
    closeSync(file);
  }
}

function readBytes(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const read = readSync(file, bytes, 0, length, at);
  return bytes.subarray(0, read);
}

/** A number below 2^53; null at the end of the bytes or where it is no varint. */
function readVarint(bytes: Uint8Array, from: number): { value: number; next: number } | null {
  let value = 0;
  for (let i = from; i < bytes.length && i < from + 10; i++) {
    const byte = bytes[i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (i - from));
    if (byte < 0x80) return { value, next: i + 1 };
  }
  return null;
}

/** A StringStringEntryProto: field 1 is the name, field 2 the value. */
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
