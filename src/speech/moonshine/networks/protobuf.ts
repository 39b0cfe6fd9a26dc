/** Protocol buffers, as far as ONNX files need them: reads and writes messages field by field. Pure. */

/** One field of a message that was read. */
export interface Field {
  number: number;
  /** The wire type: 0 a varint, 2 bytes with their length, 1 and 5 bytes of a fixed length. */
  wire: number;
  /** The value of a varint; 0 for other types. */
  value: number;
  /** The bytes of other types: a view, not a copy. */
  bytes: Uint8Array;
}

const NOTHING = new Uint8Array();

/** Reads the fields of a message in order. Throws a RangeError if the bytes are not a message or end too early. */
export function* readFields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError("a protobuf message ends inside a number");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    at += length;
    if (at > message.length) throw new RangeError("a protobuf message ends inside a field");
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) yield { number, wire, value: varint(), bytes: NOTHING };
    else if (wire === 1) yield { number, wire, value: 0, bytes: take(8) };
    else if (wire === 2) yield { number, wire, value: 0, bytes: take(varint()) };
    else if (wire === 5) yield { number, wire, value: 0, bytes: take(4) };
    else throw new RangeError(`a protobuf message has a field of unknown kind ${wire}`);
  }
}

/** The numbers of a packed field. */
export function readPacked(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
      scale = 1;
    }
  }
  return numbers;
}

/** Writes a message. Long fields are kept as views until `bytes` joins everything once, because models are large. */
export class MessageWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** Adds a number. Negative numbers are written as int64. */
  number(field: number, value: number): this {
    return this.#push(varint(field * 8)).#push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint(field * 8 + 5)).#push(bytes);
  }

  text(field: number, value: string): this {
    return this.raw(field, new TextEncoder().encode(value));
  }

  raw(field: number, bytes: Uint8Array): this {
    return this.#push(varint(field * 8 + 2))
      .#push(varint(bytes.length))
      .#push(bytes);
  }

  message(field: number, message: MessageWriter): this {
    this.#push(varint(field * 8 + 2)).#push(varint(message.#length));
    for (const chunk of message.#chunks) this.#push(chunk);
    return this;
  }

  /** The whole message, copied. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  #push(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value < 0 ? BigInt.asUintN(64, BigInt(value)) : BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
