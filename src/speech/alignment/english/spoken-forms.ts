/** How English text is spoken: from written tokens to the words that may be heard. Pure. */
import { numberSlots, romanForms, scaleForms, type Neighbors } from "./number-forms.js";
import { inTurn, slotOf, wordsOf, type Slot } from "./slot.js";
import { ABBREVIATIONS, BARE_ABBREVIATIONS, BETWEEN, RANGE, SIGNS, SPECIAL, UNITS } from "./written-signs.js";

/** Part of the aligner's id. It changes with the rules of this folder. */
export const SPOKEN_FORMS_VERSION = 1;

/** Whether the pronouncing dictionary has a word, given in lower case. */
export type Knows = (word: string) => boolean;

/** Longer tokens are cut: nobody speaks them. */
const MOST_LETTERS = 120;
const MOST_SLOTS = 40;

const LATIN: Readonly<Record<string, string>> = {
  ß: "ss", æ: "ae", Æ: "Ae", ø: "o", Ø: "O", ł: "l", Ł: "L", đ: "d", Đ: "D", ð: "th", Ð: "Th", þ: "th", Þ: "Th", ı: "i", œ: "oe", Œ: "Oe",
}; // prettier-ignore

/** Reduces a text to plain letters, signs and apostrophes: without accents, ligatures, typographic quotes and emoji. */
export function plainText(text: string): string {
  const half = text.slice(0, 4 * MOST_LETTERS).replace(/(\d)(?=[¼-¾⅐-⅞])/g, "$1&");
  return [...half]
    .map((char) => (char in SIGNS ? char : (LATIN[char] ?? char.normalize("NFKC"))))
    .join("")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[’‘ʼ`´′＇]/g, "'")
    .replace(/[‐‑‒–—―−]/g, "-")
    .replace(/⁄/g, "/")
    .replace(/\((e?s)\)/g, "$1")
    .replace(/\p{Extended_Pictographic}/gu, (char) => (char in SIGNS || /[\d#*]/.test(char) ? char : ""));
}

/** Removes the punctuation around a token. A final full stop, plus or sharp may belong to it. */
function trimmed(text: string): string {
  const signs = Object.keys(SIGNS).join("");
  const start = new RegExp(String.raw`^(?:(?![.'\-~]?[a-z\d$£€¥₹₩₽${signs.replace(/[\]\\^-]/g, "\\$&")}]).)+`, "iu");
  const end = new RegExp(String.raw`[^a-z\d%'.°+#=¢$£€¥₹₩₽${signs.replace(/[\]\\^-]/g, "\\$&")}/]+$`, "iu");
  return text.replace(start, "").replace(end, "").slice(0, MOST_LETTERS);
}

/**
 * The spoken forms of each token of a text, as consecutive slots. A token with nothing to speak (a dash, an emoji) has
 * no slots.
 *
 * @param tokens the parts between spaces, including punctuation
 * @param knows the pronouncing dictionary
 * @example
 * spokenForms(["paid", "$1,900"], knows);
 * // [[[["paid"]]], [[["nineteen", "hundred", "dollars"], ["one", "thousand", "nine", "hundred", "dollars"], …]]]
 */
export function spokenForms(tokens: readonly string[], knows: Knows): Slot[][] {
  const plain = tokens.map(plainText);
  const bare = (token = ""): string => token.toLowerCase().replace(/^[^a-z\d$£€¥₹₩₽.-]+|[^a-z\d]+$/g, "");
  return plain.map((token, i) => {
    const neighbors = { before: bare(plain[i - 1]), after: bare(plain[i + 1]) };
    return tokenSlots(trimmed(token), neighbors, knows)
      .filter((slot) => slot.length > 0)
      .slice(0, MOST_SLOTS);
  });
}

function tokenSlots(token: string, neighbors: Neighbors, knows: Knows): Slot[] {
  if (Object.hasOwn(SIGNS, token)) return [slotOf(wordsOf(SIGNS[token] ?? []))];
  const core = token.replace(/[.']+$/, "");
  const low = core.toLowerCase();
  if (Object.hasOwn(SPECIAL, low)) return [slotOf([...wordsOf(SPECIAL[low] ?? []), ...(knows(low) ? [[low]] : [])])];
  const number = numberSlots(core, neighbors);
  if (number) return number;
  const dotted = token.length > core.length && token[core.length] === ".";
  const abbreviation = Object.hasOwn(ABBREVIATIONS, low) && (dotted || BARE_ABBREVIATIONS.has(low));
  if (abbreviation) return [slotOf([...wordsOf(ABBREVIATIONS[low] ?? []), ...(knows(low) ? [[low]] : []), [...low]])];
  if (/^\d/.test(neighbors.before) && Object.hasOwn(UNITS, low)) {
    return [slotOf([...wordsOf(UNITS[low] ?? []), ...(/^[a-z]+$/.test(low) ? wordForms(core, knows) : [])])];
  }
  const scale = scaleForms(core, neighbors.before);
  if (scale.length > 0) return [slotOf(scale)];
  if (/^(?:[a-z]\.)+[a-z]?(?:'?s)?$/i.test(core) && /\./.test(core)) return [slotOf([initials(core)])];
  if (/^[a-z']+$/i.test(core)) return [slotOf(wordForms(core, knows))];
  return partSlots(core, knows);
}

/** Letter by letter. A plural or genitive "s" belongs to the last letter: "GPUs" is "g p u's". */
function initials(text: string): string[] {
  const [, letters = "", plural = ""] = /^(.*?)('?s)?$/.exec(text.replace(/\./g, "")) ?? [];
  const spoken = [...letters.toLowerCase().replace(/[^a-z]/g, "")];
  // "U.S." and "IS" end in a letter, not in a plural.
  if (plural === "" || (plural === "s" && /\.s?$/.test(text) && !/[a-z]s$/.test(text)))
    return [...spoken, ...(plural ? ["s"] : [])];
  return spoken.length === 0 ? ["s"] : [...spoken.slice(0, -1), `${spoken.at(-1)}'s`];
}

/** The forms of one word of letters and apostrophes. */
function wordForms(word: string, knows: Knows): string[][] {
  const low = word.toLowerCase().replace(/^'+(?=[a-z]{5})|'+$/g, "");
  const forms: string[][] = [];
  if (knows(low)) forms.push([low]);
  const spoken = low.replace(/'s$/, "");
  const capitals = /^[A-Z]{2,6}(?:'?s)?$/.test(word);
  const hasVowel = /[aeiouy]/.test(spoken);
  if (capitals || (forms.length === 0 && (spoken.length <= 3 || (!hasVowel && spoken.length <= 6))))
    forms.push(initials(word));
  if (capitals || word.length === 1) forms.push(...romanForms(word));
  if (/[a-z][A-Z]/.test(word)) {
    const parts = word.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
    if (parts.length > 1) forms.push(...inTurn(...parts.map((part) => wordForms(part, knows).slice(0, 2))));
  }
  if (/[a-z]/.test(low)) forms.push([low]);
  return forms;
}

const SCHEME = /^https?:\/\//i;
const PARTS = /https?:\/\/|\d{1,2}\/\d{1,2}(?![\d/])|[a-z']+|\d[\d,]*(?:\.\d+)?|[^a-z\d\s]/gi;
/** "192.168.0.1" has no fractions. */
const PARTS_OF_MANY_POINTS = /[a-z']+|\d+|[^a-z\d\s]/gi;

/** The slots of a token with several parts: "self-evident", "COVID-19", "node.js", "10-15%", "user@example.com". */
function partSlots(core: string, knows: Knows): Slot[] {
  const slots: Slot[] = [];
  let between: string[] = [];
  let before = "";
  for (const part of core.match(/\d(\.\d+){2}/.test(core) ? PARTS_OF_MANY_POINTS : PARTS) ?? []) {
    if (Object.hasOwn(SIGNS, part)) {
      slots.push(slotOf(wordsOf(SIGNS[part] ?? [])));
    } else if (SCHEME.test(part) || Object.hasOwn(BETWEEN, part)) {
      between.push(part);
    } else if (/^[a-z\d']/i.test(part)) {
      const [first = [], ...rest] = partForms(part, before, knows);
      slots.push(
        slotOf(inTurn(isRange(before, between, part) ? rangeForms(part) : betweenForms(between), first)),
        ...rest,
      );
      between = [];
      before = part;
    }
  }
  return slots;
}

function isRange(before: string, between: readonly string[], after: string): boolean {
  return /^\d/.test(before) && between.length === 1 && between[0] === "-" && /^\d/.test(after);
}

/** "10-15" may be a range. "555-1234" hardly is, and its numbers have many forms already. */
function rangeForms(after: string): string[][] {
  return wordsOf(after.length > 2 ? RANGE.slice(0, 2) : RANGE);
}

function partForms(part: string, before: string, knows: Knows): Slot[] {
  if (/^\d/.test(part)) return numberSlots(part, { before: "", after: "" }) ?? [];
  const units = /^\d/.test(before) ? UNITS[part.toLowerCase()] : undefined;
  return [slotOf([...wordsOf(units ?? []), ...wordForms(part, knows)])];
}

/** The forms of the signs between two parts: none of them is spoken, or all are. */
function betweenForms(signs: readonly string[]): string[][] {
  const [only, ...more] = signs;
  if (only === undefined) return [[]];
  if (more.length === 0 && Object.hasOwn(BETWEEN, only)) return wordsOf(BETWEEN[only] ?? []);
  const all = signs.map((sign) =>
    SCHEME.test(sign)
      ? [...sign.replace(/:.*/, "").toLowerCase(), "colon", "slash", "slash"]
      : (BETWEEN[sign]?.[1] ?? "").split(" ").filter(Boolean),
  );
  return [[], all.flat()];
}
