/** Converts text to Apertium's stream format and back. Pure. */

/** Characters that have a meaning in the stream format. */
const RESERVED = /[\^$/<>{}[\]\\@]/g;
/**
 * Characters that mark words in the output. If a text itself holds them, private characters of Unicode replace them in
 * the stream.
 */
const STAND_INS: readonly [string, string][] = [
  ["*", "\ue000"],
  ["#", "\ue001"],
];
const SENTENCE_END = /[.?!…]["'”’»)]*$/u;

/**
 * The end of a message: a full stop that taggers need and that is removed from the answer, and the NUL that makes the
 * programs flush.
 */
const ADDED_STOP = ".[][\n]\0";
const NO_STOP = "[][\n]\0";

/** One text as a message for the pipeline. */
export function toStream(text: string): string {
  let line = text
    .normalize("NFC")
    .replace(/[\s\0]+/gu, " ")
    .trim();
  for (const [mark, standIn] of STAND_INS) line = line.replaceAll(mark, standIn);
  line = line.replace(RESERVED, (character) => `\\${character}`);
  return line + (SENTENCE_END.test(line) ? NO_STOP : ADDED_STOP);
}

export interface FromStream {
  text: string;
  /** Words that came back unchanged, marked as unknown. */
  unknownWords: string[];
}

/** An answer of the pipeline, without its NUL, as text. `source` is the text that was sent. */
export function fromStream(message: string, source: string): FromStream {
  let line = message.replace(/\[\]\[\n\]$/u, "").replace(/(?<!\\)\[[^\]]*\]/g, "");
  if (!SENTENCE_END.test(source.trim())) line = line.replace(/\s*\.\s*$/u, "");
  const unknownWords: string[] = [];
  // "*word" is unknown to the dictionaries; "@lemma" has no translation; "#lemma" has no such form in the target.
  line = line.replace(/(?<!\\)([*@#])((?:\\.|[^\s*@#\\])*)/gu, (_all, mark: string, word: string) => {
    const plain = word.replace(/\\(.)/g, "$1");
    if (mark !== "#" && plain !== "") unknownWords.push(plain.replace(/[^\p{L}\p{N}'’-]+$/u, ""));
    return word;
  });
  line = line.replace(/\\(.)/gu, "$1");
  for (const [mark, standIn] of STAND_INS) line = line.replaceAll(standIn, mark);
  return { text: line.replace(/\s+/gu, " ").trim(), unknownWords };
}

/** A text of at least this many words, all of them unknown, counts as untranslated. A shorter one may be a name. */
const SEVERAL_WORDS = 3;

/** Whether not a single word of a text of several words was translated. */
export function isUntranslated(source: string, unknownWords: readonly string[]): boolean {
  const words = source.match(/[\p{L}\p{N}'’-]+/gu)?.length ?? 0;
  return words >= SEVERAL_WORDS && unknownWords.length >= words;
}
