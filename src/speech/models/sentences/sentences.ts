/** Spoken sentences with known text, for trials of models. */
import { readFileSync } from "node:fs";

/** The text of each sentence. The sounds lie beside this file; README.md tells where they come from. */
export const SENTENCES = {
  en: "The children went to school in the morning and came home in the evening.",
  de: "Die Kinder gingen am Morgen in die Schule und kamen am Abend nach Hause.",
  es: "Los niños fueron a la escuela por la mañana y volvieron a casa por la noche.",
  fr: "Les enfants sont allés à l'école le matin et sont rentrés à la maison le soir.",
} as const;

export type SentenceLanguage = keyof typeof SENTENCES;

/** The languages, starting with that of most models. */
export const SENTENCE_LANGUAGES = Object.keys(SENTENCES) as SentenceLanguage[];

/** The sound of a sentence: 16 kHz mono, about five seconds. */
export function sentenceSound(language: SentenceLanguage): Int16Array {
  return muLawOf(readFileSync(new URL(`./${language}.wav`, import.meta.url)));
}

/** The samples of a mu-law WAV file. */
function muLawOf(file: Buffer): Int16Array {
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    if (file.toString("latin1", at, at + 4) === "data") {
      return Int16Array.from(file.subarray(at + 8, at + 8 + size), linearOf);
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("a WAV file without data");
}

/** Decodes a byte of mu-law (ITU-T G.711): sign, exponent and mantissa, all inverted. */
function linearOf(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  return (bits & 0x80) === 0 ? magnitude : -magnitude;
}

/** The words of a text, without punctuation and capitals. */
function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize("NFC")
      .match(/\p{L}+|\d+/gu) ?? []
  );
}

/**
 * The number of different words (Levenshtein's distance: deletions, insertions, substitutions), divided by the number
 * of spoken words.
 *
 * @example
 * wordErrors("The morning came.", "the morning came late"); // 0.33
 */
export function wordErrors(said: string, heard: string): number {
  const wanted = wordsOf(said);
  const found = wordsOf(heard);
  let row = Array.from({ length: found.length + 1 }, (_, i) => i);
  for (const [i, word] of wanted.entries()) {
    const next = [i + 1];
    for (const [j, other] of found.entries()) {
      const change = (row[j] ?? 0) + (word === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return wanted.length === 0 ? 0 : (row.at(-1) ?? 0) / wanted.length;
}
