/** Decompresses bzip2, which sherpa-onnx's archives use and Node.js lacks. Every block's checksum is verified. */

/** Most bytes of one compressed block: 900,000 symbols, hardly longer than before, and its tables. */
const BLOCK_BYTES_MOST = 1_100_000;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
/** Symbols that share a Huffman table before the next selector. */
const GROUP = 50;
const CODE_BITS_MOST = 20;
const OUT_BYTES = 1 << 17;

/** Throws an Error that names the damage. */
export async function* bunzip2(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const source = pieces[Symbol.asyncIterator]();
  const bits = new BitReader();
  let ended = false;
  const fill = async (): Promise<void> => {
    while (!ended && bits.bytesLeft < BLOCK_BYTES_MOST) {
      const next = await source.next();
      if (next.done === true) ended = true;
      else bits.add(next.value);
    }
  };
  for (;;) {
    await fill();
    if (bits.bytesLeft === 0) return;
    if (bits.read(24) !== 0x425a68) throw new Error("the data after the bzip2 stream is not bzip2");
    const level = bits.read(8) - 48;
    if (level < 1 || level > 9) throw new Error("it is not bzip2 data");
    let combined = 0;
    for (;;) {
      await fill();
      const magic = bits.read(24) * 2 ** 24 + bits.read(24);
      const expected = (bits.read(16) * 2 ** 16 + bits.read(16)) >>> 0;
      if (magic === END_MAGIC) {
        if (expected !== combined) throw new Error("the checksum is wrong");
        break;
      }
      if (magic !== BLOCK_MAGIC) throw new Error("a block does not begin with its mark");
      const crc = yield* unrolled(readBlock(bits, level * 100_000));
      if (crc !== expected) throw new Error("the checksum of a block is wrong");
      combined = (((combined << 1) | (combined >>> 31)) ^ crc) >>> 0;
    }
    bits.align();
  }
}

class BitReader {
  #bytes: Uint8Array = new Uint8Array();
  /** May lie beyond the end: bits there read as zeros, and taking them throws. */
  #at = 0;
  #held = 0;
  #count = 0;

  get bytesLeft(): number {
    return Math.max(0, this.#bytes.length - this.#at);
  }

  add(piece: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), piece]);
    this.#at = 0;
  }

  /** Returns the next bits, at most 24, without taking them. */
  look(count: number): number {
    while (this.#count < count) {
      // At most 31 bits are held: 23 left over, and 8 more.
      this.#held = ((this.#held << 8) | (this.#bytes[this.#at++] ?? 0)) >>> 0;
      this.#count += 8;
    }
    return this.#held >>> (this.#count - count);
  }

  /** Takes bits that `look` returned. */
  take(count: number): void {
    this.#count -= count;
    this.#held &= (1 << this.#count) - 1;
    if (this.#at - (this.#count >> 3) > this.#bytes.length) throw new Error("it ends too early");
  }

  read(count: number): number {
    const value = this.look(count);
    this.take(count);
    return value;
  }

  align(): void {
    this.#count -= this.#count % 8;
    // Give back whole bytes that were read ahead.
    this.#at -= this.#count / 8;
    this.#held = 0;
    this.#count = 0;
  }
}

/** Codes up to this length are found by one table look-up. */
const LOOKED_UP_BITS = 10;

/**
 * A Huffman code by lengths: symbols in order of their codes, and for each length the first code and the position of
 * its symbols.
 */
interface Code {
  symbols: Uint16Array;
  /** By length: the largest code, or -1. */
  limit: Int32Array;
  base: Int32Array;
  /** By the next bits: 32 times the symbol plus the length of its code. 0 for longer codes. */
  table: Uint16Array;
}

function makeCode(lengths: readonly number[]): Code {
  const order = lengths
    .map((length, symbol) => ({ length, symbol }))
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  const limit = new Int32Array(CODE_BITS_MOST + 2).fill(-1);
  const base = new Int32Array(CODE_BITS_MOST + 2);
  const table = new Uint16Array(1 << LOOKED_UP_BITS);
  let code = 0;
  let first = 0;
  for (let length = 1; length <= CODE_BITS_MOST; length++) {
    base[length] = first - code;
    for (; order[first]?.length === length; first++, code++) {
      if (length > LOOKED_UP_BITS) continue;
      const from = code << (LOOKED_UP_BITS - length);
      table.fill((order[first]?.symbol ?? 0) * 32 + length, from, from + (1 << (LOOKED_UP_BITS - length)));
    }
    if (first > 0 && order[first - 1]?.length === length) limit[length] = code - 1;
    code <<= 1;
  }
  return { symbols: Uint16Array.from(order, ({ symbol }) => symbol), limit, base, table };
}

function readSymbol(bits: BitReader, { symbols, limit, base, table }: Code): number {
  const found = table[bits.look(LOOKED_UP_BITS)] ?? 0;
  if (found !== 0) {
    bits.take(found & 31);
    return found >> 5;
  }
  let length = LOOKED_UP_BITS + 1;
  let code = bits.read(length);
  while (code > (limit[length] ?? -1)) {
    if (++length > CODE_BITS_MOST) throw new Error("a code that does not exist");
    code = (code << 1) | bits.read(1);
  }
  return symbols[code + (base[length] ?? 0)] ?? 0;
}

/** Reads a block up to the inverse of its sorting. The result is still run-length encoded. */
function readBlock(bits: BitReader, most: number): { links: Uint32Array; start: number } {
  if (bits.read(1) === 1) throw new Error("a block of an obsolete kind (randomised)");
  const origin = bits.read(24);
  const used = readUsed(bits);
  const codes = readCodes(bits, used.length + 2);
  const counts = new Uint32Array(256);
  const links = new Uint32Array(most);
  let length = 0;
  const recent = Uint8Array.from(used);
  const end = used.length + 1;
  let run = 0;
  let weight = 1;
  const endRun = (): void => {
    if (run === 0) return;
    if (length + run > most) throw new Error("a block is too long");
    const byte = recent[0] ?? 0;
    counts[byte] = (counts[byte] ?? 0) + run;
    links.fill(byte, length, length + run);
    length += run;
    run = 0;
    weight = 1;
  };
  for (let read = 0; ; read++) {
    const code = codes.tables[codes.selectors[Math.floor(read / GROUP)] ?? -1];
    if (!code) throw new Error("a block has more symbols than it declares");
    const symbol = readSymbol(bits, code);
    if (symbol <= 1) {
      run += weight << symbol;
      weight <<= 1;
      if (run > most) throw new Error("a block is too long");
      continue;
    }
    endRun();
    if (symbol === end) break;
    if (length >= most) throw new Error("a block is too long");
    const place = symbol - 1;
    const byte = recent[place] ?? 0;
    recent.copyWithin(1, 0, place);
    recent[0] = byte;
    counts[byte] = (counts[byte] ?? 0) + 1;
    links[length++] = byte;
  }
  return { links: sorted(links.subarray(0, length), counts), start: checkedStart(origin, length) };
}

function checkedStart(origin: number, length: number): number {
  if (length > 0 && origin >= length) throw new Error("a block begins outside itself");
  return origin;
}

/** Inverts the Burrows-Wheeler transform: each entry gets, above its byte, the position of the next byte. */
function sorted(links: Uint32Array, counts: Uint32Array): Uint32Array {
  const next = new Uint32Array(256);
  for (let byte = 0, sum = 0; byte < 256; byte++) {
    next[byte] = sum;
    sum += counts[byte] ?? 0;
  }
  for (let at = 0; at < links.length; at++) {
    const byte = (links[at] ?? 0) & 0xff;
    const place = next[byte] ?? 0;
    next[byte] = place + 1;
    links[place] = (links[place] ?? 0) | (at << 8);
  }
  return links;
}

function readUsed(bits: BitReader): number[] {
  const used: number[] = [];
  const groups = bits.read(16);
  for (let group = 0; group < 16; group++) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const inGroup = bits.read(16);
    for (let i = 0; i < 16; i++) if ((inGroup & (0x8000 >> i)) !== 0) used.push(group * 16 + i);
  }
  if (used.length === 0) throw new Error("a block without bytes");
  return used;
}

function readCodes(bits: BitReader, symbols: number): { tables: Code[]; selectors: Uint8Array } {
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw new Error("a block without codes");
  const recent = Array.from({ length: tableCount }, (_, i) => i);
  const selectors = new Uint8Array(selectorCount);
  for (let i = 0; i < selectorCount; i++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tableCount) throw new Error("a table that does not exist");
    const [table = 0] = recent.splice(place, 1);
    recent.unshift(table);
    selectors[i] = table;
  }
  const tables = Array.from({ length: tableCount }, () => {
    let length = bits.read(5);
    const lengths: number[] = [];
    for (let symbol = 0; symbol < symbols; symbol++) {
      while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
      if (length < 1 || length > CODE_BITS_MOST) throw new Error("a code of no length");
      lengths.push(length);
    }
    return makeCode(lengths);
  });
  return { tables, selectors };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/**
 * Walks through the block and undoes the run-length encoding: after four equal bytes stands the number of further ones.
 * Returns the checksum.
 */
function* unrolled({ links, start }: { links: Uint32Array; start: number }): Generator<Buffer, number> {
  let out = Buffer.allocUnsafe(OUT_BYTES);
  let filled = 0;
  let crc = 0xffffffff;
  let at = links.length === 0 ? 0 : (links[start] ?? 0) >>> 8;
  let previous = -1;
  let equal = 0;
  for (let i = 0; i < links.length; i++) {
    const link = links[at] ?? 0;
    const byte = link & 0xff;
    at = link >>> 8;
    let repeat = 1;
    let value = byte;
    if (equal === 4) {
      repeat = byte;
      value = previous;
      equal = 0;
      previous = -1;
    } else if (byte === previous) equal++;
    else {
      previous = byte;
      equal = 1;
    }
    while (repeat-- > 0) {
      crc = (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ value) & 0xff] ?? 0);
      out[filled++] = value;
      if (filled === OUT_BYTES) {
        yield out;
        out = Buffer.allocUnsafe(OUT_BYTES);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield out.subarray(0, filled);
  return ~crc >>> 0;
}
