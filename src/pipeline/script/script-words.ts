/** A script as words with what is compared of them. Pure. */
import { isUnspaced } from "../../subtitles/text/display-text.js";
import { plainText, spokenForms } from "../../speech/alignment/english/spoken-forms.js";

export interface ScriptWord {
  text: string;
  /** How it is compared: as one or more plain words, "$5" as "five dollars". Empty for signs of no sound, such as a dash. */
  keys: string[];
  /** Line of the script, from 1. */
  line: number;
  /** It begins a paragraph or a line that stands by itself. */
  breakBefore: boolean;
}

/** Marks at the beginning of a line that nobody speaks: of headings, lists and quotations. */
const LINE_MARKS = /^\s*(?:[#>*•‣–—-]+\s+)+/;
/** "[applause]": a note, which nobody speaks. Not over lines. */
const NOTES = /\[[^\]\n]{0,200}\]/g;

/**
 * How words are compared, whatever their spelling: in English as they are spoken ("1,900" is "nineteen hundred"), in other languages by
 * letters and digits, and by single letters where words are written without spaces. [] for a word of no sound.
 */
export function keysOf(texts: readonly string[], language: string): string[][] {
  if (/^en\b/i.test(language)) {
    return spokenForms(texts, () => true).map((slots) => slots.flatMap((slot) => slot[0] ?? []));
  }
  return texts.map((text) => {
    const key = plainText(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, "");
    if (isUnspaced(language)) return [...key];
    return key === "" ? [] : [key];
  });
}

/** What is between spaces; where words are written without, single letters with the punctuation behind them. */
function textsOf(line: string, language: string): string[] {
  const texts = line.split(/\s+/u).filter(Boolean);
  if (!isUnspaced(language)) return texts;
  return texts.flatMap((text) => text.match(/(?:[\p{Script=Latin}\p{N}]+|.)[^\p{L}\p{N}]*/gu) ?? []);
}

/** The words of a script in order, without marks at the beginning of lines and notes in square brackets. */
export function scriptWords(script: string, language: string): ScriptWord[] {
  const words: Omit<ScriptWord, "keys">[] = [];
  let paragraph = true;
  for (const [i, line] of script.split("\n").entries()) {
    // A heading, or an item of a list, stands by itself.
    const isMarked = LINE_MARKS.test(line);
    const texts = textsOf(line.replace(LINE_MARKS, "").replace(NOTES, " "), language);
    if (texts.length === 0 || isMarked) paragraph = true;
    for (const text of texts) {
      words.push({ text, line: i + 1, breakBefore: paragraph });
      paragraph = false;
    }
    if (isMarked) paragraph = true;
  }
  const keys = keysOf(
    words.map(({ text }) => text),
    language,
  );
  return words.map((word, at) => ({ ...word, keys: keys[at] ?? [] }));
}
