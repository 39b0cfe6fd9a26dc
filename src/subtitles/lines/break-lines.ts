/** Breaks the text of a cue into lines where readers part it themselves. Pure. */
import { baseOf, textLength } from "../norms/text-length.js";
import { UNITS, WORD_LISTS } from "./word-lists.js";

/** Languages that are written without spaces between words. */
const UNSPACED = new Set(["zh", "ja", "th", "lo", "km", "my", "yue"]);

/** No line begins with these (closing punctuation, small kana, iteration marks), and none ends with the opening ones: Japanese kinsoku, JLREQ 3.1. */
const NOT_FIRST =
  /^[、。，．・：；？！゛゜ヽヾゝゞ々ー）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…%)\]}»”’?!,.:;]/u;
const NOT_LAST = /[（〔［｛〈《「『【([{«“‘]$/u;

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set(["ar", "he", "iw", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"]);

/** Costs of parting a text between two words: 0 is best. From `FORBIDDEN` on, a break is taken only if no other holds the text. */
const SENTENCE = 0;
const CLAUSE = 2;
const BEFORE_SMALL_WORD = 4;
const PLAIN = 8;
const LOOSE = 16;
const FORBIDDEN = 60;

/** What lines may hold. `Norms` is one. */
export interface LineLimits {
  readonly language: string;
  readonly lineLength: number;
  readonly lines: number;
}

/** Whether words of this language stand beside each other without a space. */
export function isUnspacedLanguage(language: string): boolean {
  return UNSPACED.has(baseOf(language));
}

/** The pieces between which a text may be broken: words; in languages without spaces the words that `Intl.Segmenter` finds. */
export function piecesOf(text: string, language: string): string[] {
  const words = text.split(/\s+/u).filter(Boolean);
  if (!isUnspacedLanguage(language)) return words;
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  return words.flatMap((word, i) => {
    const pieces = Array.from(segmenter.segment(word), ({ segment }) => segment);
    // Latin words inside keep the space that stood between them.
    return i > 0 &&
      pieces[0] !== undefined &&
      /[\p{Script=Latin}\p{N}]$/u.test(words[i - 1] ?? "") &&
      /^[\p{Script=Latin}\p{N}]/u.test(word)
      ? [` ${pieces[0]}`, ...pieces.slice(1)]
      : pieces;
  });
}

/**
 * How bad it is to part a text between two neighbouring words, 0 being best.
 *
 * @example
 * costOfBreak("said,", "that", "en") < costOfBreak("the", "house", "en"); // true
 */
export function costOfBreak(previous: string, next: string, language: string): number {
  if (NOT_FIRST.test(next.trim()) || NOT_LAST.test(previous)) return FORBIDDEN;
  if (/[.?!…。？！]["'”’»」』)\]]*$/u.test(previous) && !isAbbreviation(previous, language)) return SENTENCE;
  if (/[,;:—–、，；：]["'”’»」』)\]]*$/u.test(previous)) return CLAUSE;
  const list = WORD_LISTS[baseOf(language)];
  const a = bare(previous);
  const b = bare(next);
  if (list?.closed.has(a) || isNumberWithUnit(previous, next) || isName(previous, next, language)) return FORBIDDEN;
  // "de la casa" is broken before "de": a line that ends with a preposition leaves its noun behind.
  if (list?.before.has(a)) return FORBIDDEN / 2;
  if (list?.loose.has(a)) return LOOSE;
  return list?.before.has(b) ? BEFORE_SMALL_WORD : PLAIN;
}

/**
 * The lines of a text, or null if `limits` do not hold it. One line if it fits; otherwise lines of like length, the lower ones rather the longer, parted
 * where the text parts by itself. A dialogue's lines (each begins with a dash) stay apart. A word longer than a line is cut only if nothing else helps.
 *
 * @param text line breaks in it count as spaces, unless they part a dialogue
 *
 * @example
 * linesOf("This is a talk about the house that nobody wanted to live in", { language: "en", lineLength: 42, lines: 2 });
 * // ["This is a talk about the house", "that nobody wanted to live in"]
 */
export function linesOf(text: string, limits: LineLimits): string[] | null {
  const { language, lineLength, lines: most } = limits;
  const speakers = dialogueOf(text);
  if (speakers) {
    if (speakers.length > most || speakers.some((line) => textLength(line, language) > lineLength)) return null;
    return speakers;
  }
  const pieces = piecesOf(text, language);
  const glue = isUnspacedLanguage(language) ? "" : " ";
  const whole = pieces.join(glue).trim();
  if (textLength(whole, language) <= lineLength) return [whole];
  for (let count = 2; count <= most; count++) {
    const found = bestLines(pieces, glue, count, limits);
    if (found) return found;
  }
  return pieces.some((piece) => textLength(piece, language) > lineLength) ? cutLongWord(whole, limits) : null;
}

/**
 * What a line break takes apart that belongs together: an article and its noun, a number and its unit, the parts of a name, or a word and its
 * punctuation. null if it takes nothing apart.
 *
 * @example
 * partedBy("He came into the", "house of my uncle", "en"); // "the house"
 */
export function partedBy(line: string, next: string, language: string): string | null {
  // Files for old players hold right-to-left punctuation at the wrong end, and no lists of words are there for these languages.
  if (isRightToLeft(language) || /^[-–—‐]\s?\S/u.test(next.trim())) return null;
  const before = piecesOf(line, language);
  const [first = ""] = piecesOf(next, language);
  const last = before.at(-1) ?? "";
  if (last === "" || first === "" || costOfBreak(last, first, language) < FORBIDDEN) return null;
  // A capital at the start of a sentence makes no name.
  const beginsSentence = before.length === 1 || /[.?!…:]["'”’»)\]]*$/u.test(before.at(-2) ?? "");
  const isOnlyName = isName(last, first, language) && !isClosed(last, language) && !isNumberWithUnit(last, first);
  if (beginsSentence && isOnlyName) return null;
  return isUnspacedLanguage(language) ? `${last}${first}` : `${last} ${first}`;
}

/** Whether a language is written from right to left. */
function isRightToLeft(language: string): boolean {
  return RIGHT_TO_LEFT.has(baseOf(language));
}

/** The lines of a dialogue, each with its dash; null if the text is none. */
export function dialogueOf(text: string): string[] | null {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.length > 1 && lines.every((line) => /^[-–—‐]\s?\S/u.test(line)) ? lines : null;
}

/** The cheapest way to part pieces into exactly `count` lines that fit. The number of pieces of a cue is small: every way is tried, line by line. */
function bestLines(pieces: readonly string[], glue: string, count: number, limits: LineLimits): string[] | null {
  const { language, lineLength } = limits;
  const lengths = pieces.map((piece) => textLength(piece, language));
  const gap = glue === "" ? 0 : 1;
  const total = lengths.reduce((sum, length) => sum + length + gap, -gap);
  const ideal = total / count;
  type Way = { cost: number; lines: string[]; last: number };
  const memo = new Map<string, Way | null>();
  const best = (from: number, left: number): Way | null => {
    const key = `${from} ${left}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    let found: Way | null = null;
    let length = -gap;
    for (let to = from + 1; to <= pieces.length; to++) {
      length += (lengths[to - 1] ?? 0) + gap;
      if (length > lineLength) break;
      if (left === 1 ? to < pieces.length : to === pieces.length) continue;
      const rest = left === 1 ? null : best(to, left - 1);
      if (left > 1 && !rest) continue;
      const parting = rest ? costOfBreak(pieces[to - 1] ?? "", pieces[to] ?? "", language) : 0;
      const heavy = rest && length > rest.last ? 2 : 0;
      const cost = parting + Math.abs(length - ideal) * 0.5 + heavy + (rest?.cost ?? 0);
      if (!found || cost < found.cost) {
        found = { cost, last: length, lines: [pieces.slice(from, to).join(glue).trim(), ...(rest?.lines ?? [])] };
      }
    }
    memo.set(key, found);
    return found;
  };
  return best(0, count)?.lines ?? null;
}

/** Lines of a text with a word that is longer than a line: filled one after the other, and cut in that word. */
function cutLongWord(text: string, { language, lineLength, lines: most }: LineLimits): string[] | null {
  const lines: string[] = [];
  let line = "";
  for (const { segment } of new Intl.Segmenter(language, { granularity: "grapheme" }).segment(text)) {
    if (textLength(line + segment, language) > lineLength) {
      lines.push(line.trim());
      line = "";
    }
    line += segment;
  }
  if (line.trim() !== "") lines.push(line.trim());
  return lines.length <= most ? lines : null;
}

/** Whether a word belongs to the next one: an article, a possessive, a title. */
function isClosed(word: string, language: string): boolean {
  return WORD_LISTS[baseOf(language)]?.closed.has(bare(word)) ?? false;
}

/** Bare forms of words that were asked for. */
const bareForms = new Map<string, string>();
const BARE_FORMS_MOST = 20_000;

function bare(word: string): string {
  const known = bareForms.get(word);
  if (known !== undefined) return known;
  if (bareForms.size >= BARE_FORMS_MOST) bareForms.clear();
  const found = bareFormOf(word);
  bareForms.set(word, found);
  return found;
}

function bareFormOf(word: string): string {
  return word
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}%°€$£¥]+|[^\p{L}\p{N}%°€$£¥'’.]+$/gu, "")
    .replace(/\.$/u, "")
    .replace("’", "'");
}

function isAbbreviation(word: string, language: string): boolean {
  return (
    /^(?:\p{L}\.)+$/u.test(word) ||
    (/^\p{L}{1,4}\.$/u.test(word) && (WORD_LISTS[baseOf(language)]?.closed.has(bare(word)) ?? false))
  );
}

function isNumberWithUnit(previous: string, next: string): boolean {
  return /^[€$£¥]?\d[\d.,:]*$/u.test(previous) && UNITS.has(bare(next));
}

/** Two capitalized words: a name. German capitalizes every noun, so it shows nothing there. */
function isName(previous: string, next: string, language: string): boolean {
  if (baseOf(language) === "de") return false;
  return (
    /^\p{Lu}[\p{L}'’.-]*$/u.test(previous) &&
    /^\p{Lu}\p{L}/u.test(next) &&
    !/^\p{Lu}{2,}$/u.test(previous) &&
    bare(previous) !== "i"
  );
}
