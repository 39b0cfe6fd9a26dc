/**
 * Spoken forms of English numbers. Pure. A form is a list of words: "1,905" is ["nineteen", "oh", "five"], among
 * others.
 */

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES = ["", "thousand", "million", "billion", "trillion"];
const IRREGULAR_ORDINALS: Readonly<Record<string, string>> = {
  one: "first",
  two: "second",
  three: "third",
  five: "fifth",
  eight: "eighth",
  nine: "ninth",
  twelve: "twelfth",
};

/** Longer numbers are spoken digit by digit, up to the most digits. */
const DIGITS_OF_A_NUMBER = 15;
const MOST_DIGITS = 24;

/** The words for 0 to 99. */
function underHundred(n: number): string[] {
  if (n < 20) return [ONES[n] ?? "zero"];
  return [TENS[Math.floor(n / 10)] ?? "", ...(n % 10 > 0 ? [ONES[n % 10] ?? ""] : [])];
}

/** The words for 0 to 999. `and`: "one hundred and five". */
function underThousand(n: number, and: boolean): string[] {
  if (n < 100) return underHundred(n);
  const rest = n % 100;
  return [
    ONES[Math.floor(n / 100)] ?? "",
    "hundred",
    ...(rest > 0 ? [...(and ? ["and"] : []), ...underHundred(rest)] : []),
  ];
}

/**
 * The words for a whole number under 10^15: "one thousand nine hundred". `and` stands before a part under a hundred, as
 * in Britain.
 */
export function cardinal(n: number, and = false): string[] {
  if (n < 1000) return underThousand(n, and);
  const words: string[] = [];
  for (let scale = SCALES.length - 1; scale >= 0; scale--) {
    const part = Math.floor(n / 1000 ** scale) % 1000;
    if (part === 0) continue;
    if (scale === 0 && and && part < 100) words.push("and");
    words.push(...underThousand(part, and), ...(scale > 0 ? [SCALES[scale] ?? ""] : []));
  }
  return words;
}

/** The ordinal: "twenty first" for "twenty one". */
export function ordinalOf(words: readonly string[]): string[] {
  const last = words.at(-1) ?? "";
  const ordinal =
    IRREGULAR_ORDINALS[last] ??
    (last.endsWith("y") ? `${last.slice(0, -1)}ieth` : last.endsWith("t") ? `${last}h` : `${last}th`);
  return [...words.slice(0, -1), ordinal];
}

/** The plural: "nineties" for "ninety", "sixes" for "six". */
export function pluralOf(words: readonly string[]): string[] {
  const last = words.at(-1) ?? "";
  const plural = last.endsWith("y") ? `${last.slice(0, -1)}ies` : last.endsWith("x") ? `${last}es` : `${last}s`;
  return [...words.slice(0, -1), plural];
}

/** 100 to 9999 by pairs of digits, as years: 1610 "sixteen ten", 1900 "nineteen hundred", 1905 "nineteen oh five". */
function byPairs(n: number): string[] {
  const low = n % 100;
  const high = cardinal(Math.floor(n / 100));
  if (low === 0) return [...high, "hundred"];
  return [...high, ...(low < 10 ? ["oh"] : []), ...underHundred(low)];
}

/** Digit by digit: with "zero", and with "oh" if there is a 0. */
function digitByDigit(digits: string): string[][] {
  const some = digits.slice(0, MOST_DIGITS);
  const spoken = (zero: string): string[] =>
    [...some].map((digit) => (digit === "0" ? zero : (ONES[Number(digit)] ?? zero)));
  return some.includes("0") ? [spoken("zero"), spoken("oh")] : [spoken("zero")];
}

/**
 * The spoken forms of a whole number, the likeliest first.
 *
 * @param digits decimal digits without separators
 */
export function wholeForms(digits: string): string[][] {
  if (digits.length > DIGITS_OF_A_NUMBER) return digitByDigit(digits);
  if (digits.length > 1 && digits.startsWith("0")) {
    const forms = digitByDigit(digits);
    if (/^00[1-9]$/.test(digits)) forms.push(["double", "oh", ...underHundred(Number(digits))]);
    // "05" in a date or a time.
    if (digits.length === 2) forms.push(underHundred(Number(digits)));
    return forms;
  }
  const n = Number(digits);
  const forms: string[][] = [];
  if (n >= 1100 && n < 10_000 && n % 1000 !== 0) forms.push(byPairs(n));
  forms.push(cardinal(n), cardinal(n, true));
  if (n > 100 && n < 1000 && n % 100 !== 0) forms.push(byPairs(n));
  if (n >= 1100 && n < 10_000 && n % 100 !== 0 && n % 1000 >= 100)
    forms.push([...cardinal(Math.floor(n / 100)), "hundred", "and", ...underHundred(n % 100)]);
  const plain = cardinal(n);
  if (plain[0] === "one" && plain.length > 1)
    forms.push(["a", ...plain.slice(1)], ["a", ...cardinal(n, true).slice(1)]);
  if (digits.length >= 3) forms.push(...digitByDigit(digits));
  if (n === 0) forms.push(["oh"], ["o"]);
  return forms;
}

/** The forms of digits after a point: one by one, and two or three as a number. */
export function fractionForms(digits: string): string[][] {
  const forms = digitByDigit(digits);
  if (digits.length > 1 && digits.length <= 3 && !digits.startsWith("0")) forms.push(cardinal(Number(digits)));
  return forms;
}

const HALVES: Readonly<Record<string, [string, string]>> = { "2": ["half", "halves"], "4": ["quarter", "quarters"] };

/** The forms of a fraction: 3/4 "three quarters", "three fourths", "three over four". */
export function ratioForms(over: string, under: string): string[][] {
  const top = cardinal(Number(over));
  const bottom = cardinal(Number(under));
  const one = Number(over) === 1;
  const ordinal = one ? ordinalOf(bottom) : pluralOf(ordinalOf(bottom));
  const named = HALVES[under]?.[one ? 0 : 1];
  const tops = one ? [top, ["a"], []] : [top];
  return [
    ...(named === undefined ? [] : tops.map((words) => [...words, named])),
    ...(under === "2" ? [] : tops.map((words) => [...words, ...ordinal])),
    [...top, "over", ...bottom],
  ];
}

const ROMAN: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100 };

/** The value of a Roman numeral in capitals, 2 to 399. Null if the text is not such a numeral. */
export function romanNumber(text: string): number | null {
  if (!/^(C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/.test(text)) return null;
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const value = ROMAN[text[i] ?? ""] ?? 0;
    sum += value < (ROMAN[text[i + 1] ?? ""] ?? 0) ? -value : value;
  }
  return sum >= 2 ? sum : null;
}
