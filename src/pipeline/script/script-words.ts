/** Splits a script into words, with the form in which they are compared. Pure. */
import { isUnspaced } from "../../subtitles/text/display-text.js";
import { plainText, spokenForms } from "../../speech/alignment/english/spoken-forms.js";

export interface ScriptWord {
  text: string;
  /** The plain words that are compared: "five dollars" for "$5". Empty for signs without sound, such as a dash. */
  keys: string[];
  /** Line of the script, from 1. */
  line: number;
  /** The word begins a paragraph, or a line that stands by itself. */
  breakBefore: boolean;
}

/** Marks of headings, lists and quotations at the beginning of a line, which nobody speaks. */
const LINE_MARKS = /^\s*(?:[#>*•‣–—-]+\s+)+/;
/** Notes such as "[applause]", which nobody speaks, within one line. */
const NOTES = /\[[^\]\n]{0,200}\]/g;

/**
 * The form of words for comparison. English words are compared as they are spoken ("1,900" is "nineteen hundred"),
 * words of other languages by letters and digits, and by single letters in languages without spaces. [] for a word
 * without sound.
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

/** The texts between spaces; in languages without spaces, single letters with the punctuation behind them. */
function textsOf(line: string, language: string): string[] {
  const texts = line.split(/\s+/u).filter(Boolean);
  if (!isUnspaced(language)) return texts;
  return texts.flatMap((text) => text.match(/(?:[\p{Script=Latin}\p{N}]+|.)[^\p{L}\p{N}]*/gu) ?? []);
}

/** The words of a script in order, without line marks and without notes in square brackets. */
export function scriptWords(script: string, language: string): ScriptWord[] {
  const words: Omit<ScriptWord, "keys">[] = [];
  let paragraph = true;
  for (const [i, line] of script.split("\n").entries()) {
    // A heading or a list item stands by itself.
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
