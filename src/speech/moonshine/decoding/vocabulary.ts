/** The token table of a Moonshine model, and how tokens become text. Pure. */
import { SisterError } from "../../../errors.js";

/** Sentencepiece writes a space as U+2581; these are its bytes in UTF-8. */
const SPACE_MARK = [0xe2, 0x96, 0x81] as const;
const SPACE = 0x20;

/** Ids from here on are special tokens (time stamps, reserved ids) without text. */
const TEXT_TOKENS = 32_000;
/** `<unk>`, `<s>` and `</s>` have no text either. */
const FIRST_TEXT_TOKEN = 3;

/** One word of a text, and the indices of its tokens in the list of ids. */
export interface TokenWord {
  text: string;
  tokens: number[];
}

export class Vocabulary {
  /** Bytes of each token, with plain spaces. */
  readonly #bytes: readonly Uint8Array[];

  constructor(bytes: readonly Uint8Array[]) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** The text bytes of a token; empty for special tokens. */
  bytesOf(id: number): Uint8Array {
    if (id < FIRST_TEXT_TOKEN || id >= TEXT_TOKENS) return NO_BYTES;
    return this.#bytes[id] ?? NO_BYTES;
  }

  /** The text of a list of tokens. Invalid UTF-8 is left out. */
  textOf(ids: readonly number[]): string {
    return decode(ids.flatMap((id) => [...this.bytesOf(id)])).trim();
  }

  /**
   * The words of a list of tokens, split at white space. A token with the end of one word and the beginning of the next
   * belongs to both. A token of only white space belongs to the next word.
   */
  wordsOf(ids: readonly number[]): TokenWord[] {
    const words: { bytes: number[]; tokens: number[] }[] = [];
    let open = false;
    /** White-space tokens since the last word. */
    let before: number[] = [];
    for (const [index, id] of ids.entries()) {
      let seen = false;
      for (const byte of this.bytesOf(id)) {
        if (byte === SPACE || (byte >= 0x09 && byte <= 0x0d)) {
          open = false;
          continue;
        }
        if (!open) words.push({ bytes: [], tokens: before });
        if (!open) before = [];
        open = true;
        seen = true;
        const word = words.at(-1);
        word?.bytes.push(byte);
        if (word?.tokens.at(-1) !== index) word?.tokens.push(index);
      }
      if (!seen && this.bytesOf(id).length > 0) before.push(index);
    }
    return words.map(({ bytes, tokens }) => ({ text: decode(bytes), tokens })).filter(({ text }) => text !== "");
  }
}

const NO_BYTES = new Uint8Array();
const utf8 = new TextDecoder("utf-8");

function decode(bytes: readonly number[]): string {
  // An incomplete character, at which the model stopped, is left out.
  return utf8.decode(Uint8Array.from(bytes)).replaceAll("\ufffd", "");
}

/**
 * Reads a `tokens.txt`: one line per token, with the base64 of its bytes, a space and its number.
 *
 * @throws SisterError that names the invalid line or the number of missing tokens
 * @example
 * readVocabulary("4paBdGhl 278\n…", 32_768, "the model").textOf([278]); // "the"
 */
export function readVocabulary(text: string, size: number, where: string): Vocabulary {
  const bytes: Uint8Array[] = [];
  let count = 0;
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const found = /^([A-Za-z0-9+/]+={0,2}) (\d+)\s*$/.exec(line);
    const id = Number(found?.[2]);
    if (!found || id >= size || bytes[id] !== undefined)
      throw new SisterError(`${where}, line ${i + 1}: not a token and its number`);
    bytes[id] = withSpaces(Buffer.from(found[1] ?? "", "base64"));
    count += 1;
  }
  if (count < size) throw new SisterError(`${where} holds ${count} tokens of ${size}`);
  return new Vocabulary(bytes);
}

function withSpaces(bytes: Uint8Array): Uint8Array {
  const result: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    if (SPACE_MARK.every((byte, j) => bytes[i + j] === byte)) {
      result.push(SPACE);
      i += SPACE_MARK.length - 1;
    } else result.push(bytes[i] ?? 0);
  }
  return Uint8Array.from(result);
}
