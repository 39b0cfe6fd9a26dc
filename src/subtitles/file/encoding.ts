/** Which letters the bytes of a subtitle file are. */
import jschardet from "jschardet";

export interface DecodedText {
  readonly text: string;
  /** The encoding's WHATWG name: "utf-8", "utf-16le", "windows-1252", "big5", "shift_jis" … */
  readonly encoding: string;
  /** How it is known. `guessed` deserves a word to the person. */
  readonly how: "given" | "byte order mark" | "valid UTF-8" | "guessed";
}

/** The guesser's names that WHATWG does not have, and encodings that it takes for a subset of another. */
const NAMES: Readonly<Record<string, string>> = {
  ascii: "windows-1252",
  "iso-8859-1": "windows-1252",
  maccyrillic: "x-mac-cyrillic",
  tis620: "windows-874",
  gb2312: "gb18030",
};

/**
 * The text of bytes: by their byte order mark, as UTF-8 if they are, else by a guess from the frequency of letters.
 *
 * @param given an encoding's name that a person gave; it is used without a guess
 * @throws RangeError if `given` is no encoding that this Node.js knows
 *
 * @example
 * decodeText(new Uint8Array([0xe9, 0x74, 0xe9])).how; // "guessed"
 */
export function decodeText(bytes: Uint8Array, given?: string): DecodedText {
  if (given !== undefined)
    return { text: new TextDecoder(given).decode(bytes), encoding: given.toLowerCase(), how: "given" };
  const mark =
    bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
      ? "utf-8"
      : bytes[0] === 0xff && bytes[1] === 0xfe
        ? "utf-16le"
        : bytes[0] === 0xfe && bytes[1] === 0xff
          ? "utf-16be"
          : null;
  if (mark) return { text: new TextDecoder(mark).decode(bytes), encoding: mark, how: "byte order mark" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8", how: "valid UTF-8" };
  } catch {
    // Not UTF-8: guessed below.
  }
  // Without a mark, UTF-16 of Latin letters has a zero in every second byte.
  const zeros = [0, 1].map((side) =>
    bytes.subarray(0, 4096).reduce((sum, byte, i) => sum + (i % 2 === side && byte === 0 ? 1 : 0), 0),
  );
  const half = Math.min(bytes.length, 4096) / 2;
  const wide = (zeros[1] ?? 0) > half * 0.4 ? "utf-16le" : (zeros[0] ?? 0) > half * 0.4 ? "utf-16be" : null;
  const guessed = wide ?? guess(bytes);
  try {
    return { text: new TextDecoder(guessed).decode(bytes), encoding: guessed, how: "guessed" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252", how: "guessed" };
  }
}

/** Single-byte encodings of Latin letters. */
const LATIN = /^(?:windows-125[02478]|iso-8859-(?:1|2|3|4|9|10|13|14|15|16))$/u;

/**
 * Encodings that a script gives away, where the guess by frequency fails for texts of a few lines: Japanese has kana in
 * every sentence, Korean hardly anything but Hangul. The share of such letters among those beyond ASCII.
 */
const SCRIPTS: readonly { encoding: string; letters: RegExp; share: number }[] = [
  { encoding: "shift_jis", letters: /[\u3040-\u30ff]/gu, share: 0.3 },
  { encoding: "euc-jp", letters: /[\u3040-\u30ff]/gu, share: 0.3 },
  { encoding: "euc-kr", letters: /[\uac00-\ud7a3]/gu, share: 0.95 },
];

/** The encoding whose script the bytes have; null if none is certain. */
function byScript(sample: Uint8Array): string | null {
  for (const { encoding, letters, share } of SCRIPTS) {
    let text: string;
    try {
      // The sample may end inside a character.
      text = new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    } catch {
      continue;
    }
    const beyond = text.match(/[^\p{ASCII}\p{P}\p{S}]/gu)?.length ?? 0;
    const own = text.match(letters)?.length ?? 0;
    // Two letters are enough if there are no others.
    if (own >= 2 && (own === beyond || (beyond > 3 && own >= share * beyond))) return encoding;
  }
  return null;
}

function guess(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, 262_144);
  const certain = byScript(sample);
  if (certain !== null) return certain;
  const found = jschardet.detect(Buffer.from(sample)).encoding?.toLowerCase() ?? "windows-1252";
  const encoding = NAMES[found] ?? found;
  // Letters of Latin languages are ASCII but for a few; those of Greek, Cyrillic, Chinese are not. Short texts mislead the guess by frequency.
  let high = 0;
  let low = 0;
  for (const byte of sample) {
    if (byte > 0x7f) high += 1;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) low += 1;
  }
  return high < low / 2 && !LATIN.test(encoding) ? "windows-1252" : encoding;
}
