/**
 * Reads a large JSON document piece by piece, so that the event loop can turn in between: JSON.parse of 20 MB blocks the server for half a second and more.
 * This file only finds the ends of values. JSON.parse reads each value, and refuses what is not JSON. Pure.
 */

/** The document cannot be read. The message is for its client. */
export class UnreadableJson extends Error {}

/** A member of the document, or the next element of the member that is read element by element. The value of that member itself is an empty list. */
export type Piece = { name: string; value: unknown } | { element: unknown };

export interface PieceLimits {
  /** Name of the member whose array is read element by element. */
  array: string;
  /** The largest size of an element, and of any other member. */
  elementBytes: number;
  memberBytes: number;
  /** How deep arrays and objects may be nested in one of them. */
  depth: number;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

class Reader {
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next byte that is not white space, without consuming it; undefined at the end. */
  peek(): number | undefined {
    while (isSpace(this.#bytes[this.at])) this.at += 1;
    return this.#bytes[this.at];
  }

  take(byte: number): void {
    if (this.peek() !== byte) throw this.unreadable();
    this.at += 1;
  }

  unreadable(): UnreadableJson {
    return new UnreadableJson(`not JSON: the error is near byte ${this.at}`);
  }

  /** Reads the value that begins here. `what` names it in errors. */
  value(most: number, depth: number, what: string): unknown {
    this.peek();
    const begin = this.at;
    this.#skip(begin + most, depth, what);
    try {
      return JSON.parse(this.#decoder.decode(this.#bytes.subarray(begin, this.at)));
    } catch {
      this.at = begin;
      throw this.unreadable();
    }
  }

  /** Moves to the end of the value. */
  #skip(most: number, depth: number, what: string): void {
    const bytes = this.#bytes;
    let open = 0;
    do {
      const byte = bytes[this.at];
      if (byte === undefined) throw this.unreadable();
      if (byte === QUOTE) this.#skipText(most);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        open += 1;
        if (open > depth) throw new UnreadableJson(`${what}: it is nested more than ${depth} deep`);
        this.at += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (open === 0) break;
        open -= 1;
        this.at += 1;
      } else if (open === 0) {
        // A number, true, false or null.
        while (!this.#endsWord(bytes[this.at])) this.at += 1;
        break;
      } else this.at += 1;
      if (this.at > most) break;
    } while (open > 0);
    if (this.at > most) throw new UnreadableJson(`${what}: it is longer than it may be`);
  }

  #endsWord(byte: number | undefined): boolean {
    return byte === undefined || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isSpace(byte);
  }

  #skipText(most: number): void {
    const bytes = this.#bytes;
    for (this.at += 1; bytes[this.at] !== QUOTE; this.at += bytes[this.at] === BACKSLASH ? 2 : 1)
      if (this.at >= bytes.length || this.at > most) return;
    this.at += 1;
  }
}

/**
 * The members of a document in order, each as soon as it is read. Throws UnreadableJson.
 *
 * @example
 * const limits = { array: "cues", elementBytes: 65536, memberBytes: 100, depth: 3 };
 * [...jsonPieces(Buffer.from('{"language":"es","cues":[{},{}]}'), limits)];
 * // [{ name: "language", value: "es" }, { name: "cues", value: [] }, { element: {} }, { element: {} }]
 */
export function* jsonPieces(bytes: Uint8Array, limits: PieceLimits): Generator<Piece, void> {
  const { array, elementBytes, memberBytes, depth } = limits;
  const reader = new Reader(bytes);
  const seen = new Set<string>();
  reader.take(OPEN_OBJECT);
  for (let isFirst = true; reader.peek() !== CLOSE_OBJECT; isFirst = false) {
    if (!isFirst) reader.take(COMMA);
    const name = reader.value(memberBytes, 0, "a name");
    if (typeof name !== "string") throw reader.unreadable();
    if (seen.has(name)) throw new UnreadableJson(`"${name.slice(0, 40)}" occurs twice`);
    seen.add(name);
    reader.take(COLON);
    if (name !== array) {
      yield { name, value: reader.value(memberBytes, depth, JSON.stringify(name.slice(0, 40))) };
      continue;
    }
    if (reader.peek() !== OPEN_ARRAY) throw new UnreadableJson(`${array}: give a list`);
    reader.take(OPEN_ARRAY);
    yield { name, value: [] };
    for (let i = 0; reader.peek() !== CLOSE_ARRAY; i++) {
      if (i > 0) reader.take(COMMA);
      yield { element: reader.value(elementBytes, depth, `${array}.${i}`) };
    }
    reader.take(CLOSE_ARRAY);
  }
  reader.take(CLOSE_OBJECT);
  if (reader.peek() !== undefined) throw reader.unreadable();
}
