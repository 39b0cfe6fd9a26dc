/** Spoken forms of tokens with a number: money, percentages, dates, times, ordinals, units. Pure. */
import { cardinal, fractionForms, ordinalOf, pluralOf, ratioForms, romanNumber, wholeForms } from "./numbers.js";
import { inTurn, slotOf, wordsOf, type Slot } from "./slot.js";
import { AMOUNT_SCALES, CURRENCIES, SCALE_WORDS, UNITS } from "./written-signs.js";

/** The tokens before and after the spoken one, in lower case without punctuation. "" at the ends of the text. */
export interface Neighbors {
  before: string;
  after: string;
}

const MONTHS = "january february march april may june july august september october november december".split(" ");
const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+`;
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  "": [""],
  "-": ["minus", "negative", ""],
  "+": ["plus", ""],
  "±": ["plus or minus"],
  "~": ["about", "approximately", ""],
  "<": ["less than", "under"],
  ">": ["more than", "over"],
};
const CURRENCY_SIGN = `[${Object.keys(CURRENCIES).join("")}]`;
const AMOUNT = new RegExp(`^([-+~<>]?)([A-Z]{0,3})(${CURRENCY_SIGN})(${NUMBER})([a-z]{0,2})\\+?$`, "iu");
const AMOUNT_BEFORE_SIGN = new RegExp(`^([-+~<>]?)(${NUMBER})(${CURRENCY_SIGN})$`, "u");
const QUANTITY = new RegExp(`^([-+±~<>]?)(${NUMBER})(\\+?)(\\D{0,5})$`, "u");
const TIME = /^(\d{1,2}):([0-5]\d)\s?(am|pm|a\.m|p\.m)?$/i;
const DATE = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)$/;
const SHORT_DATE = /^(\d{1,2})\/(\d{1,2})$/;
const ISO_DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const ORDINAL = /^(\d{1,3}(?:,\d{3})+|\d{1,12})(?:st|nd|rd|th)$/i;
const DECADE = /^'?(\d{2}|\d{4})'?s$/i;

/** The forms of a token with a number, as consecutive slots. Null for other tokens. */
export function numberSlots(token: string, neighbors: Neighbors): Slot[] | null {
  let match: RegExpExecArray | null;
  if ((match = TIME.exec(token))) return [slotOf(timeForms(match))];
  if ((match = DATE.exec(token))) {
    const [, first = "", , second = "", year = ""] = match;
    return [dateSlot(first), dateSlot(second), slotOf(wholeForms(year))];
  }
  if ((match = ISO_DATE.exec(token))) {
    const [, year = "", month = "", day = ""] = match;
    return [slotOf(wholeForms(year)), dateSlot(month), dateSlot(day)];
  }
  if ((match = SHORT_DATE.exec(token))) {
    const [, first = "", second = ""] = match;
    const asDate = inTurn(dateSlot(first).slice(0, 4), dateSlot(second).slice(0, 4));
    return [
      slotOf([...ratioForms(first, second), ...wordsOf(token === "24/7" ? ["twenty four seven"] : []), ...asDate]),
    ];
  }
  if ((match = ORDINAL.exec(token))) return [slotOf(ordinalForms(plain(match[1])))];
  if ((match = DECADE.exec(token))) return [slotOf(wholeForms(match[1] ?? "").map(pluralOf))];
  if ((match = AMOUNT.exec(token))) return amountSlots(match, neighbors);
  if ((match = AMOUNT_BEFORE_SIGN.exec(token))) {
    const [, sign = "", number = "", currency = ""] = match;
    return [slotOf(inTurn(signed(sign), moneyForms(number, currency)))];
  }
  if ((match = QUANTITY.exec(token))) return quantitySlots(match, neighbors);
  return null;
}

function plain(number = ""): string {
  return number.replaceAll(",", "");
}

function signed(sign: string): string[][] {
  return wordsOf(SIGNED[sign] ?? [""]);
}

/** A number with or without a fraction: "12.5" is "twelve point five". */
function decimalForms(number: string): string[][] {
  const [whole = "", fraction] = plain(number).split(".");
  if (fraction === undefined) return wholeForms(whole);
  const wholes =
    whole === "" ? [[], ["zero"]] : [...wholeForms(whole).slice(0, 3), ...(whole === "0" ? [["oh"], []] : [])];
  return inTurn(wholes, [["point"]], fractionForms(fraction));
}

function ordinalForms(digits: string): string[][] {
  const n = Number(digits);
  return [ordinalOf(cardinal(n)), ordinalOf(cardinal(n, true)), ["the", ...ordinalOf(cardinal(n))]];
}

/** The forms of a day or month in a numeric date. */
function dateSlot(digits: string): Slot {
  const n = Number(digits);
  const month = MONTHS[n - 1];
  return slotOf([
    cardinal(n),
    ...(month === undefined ? [] : [[month]]),
    ordinalOf(cardinal(n)),
    ["the", ...ordinalOf(cardinal(n))],
    ...wordsOf([`slash ${cardinal(n).join(" ")}`]),
    ...wholeForms(digits),
  ]);
}

function timeForms([, hour = "", minute = "", half = ""]: RegExpExecArray): string[][] {
  const h = Number(hour);
  const m = Number(minute);
  const suffix = half === "" ? [[]] : [[half[0]?.toLowerCase() ?? "", "m"]];
  const hours = [cardinal(h), ...(h > 12 ? [cardinal(h - 12)] : []), ...(h === 0 ? [["twelve"], ["oh"]] : [])];
  if (hour.startsWith("0")) hours.push(["oh", ...cardinal(h)]);
  const next = cardinal(h % 12 === 0 ? 1 : (h % 12) + 1);
  const forms: string[][] = [];
  if (m === 0) forms.push(...inTurn(hours, [[], ["o'clock"], ["hundred"], ["oh", "oh"], ["hundred", "hours"]], suffix));
  else if (m < 10)
    forms.push(
      ...inTurn(
        hours,
        [
          ["oh", ...cardinal(m)],
          ["zero", ...cardinal(m)],
        ],
        suffix,
      ),
    );
  else forms.push(...inTurn(hours, [cardinal(m)], suffix));
  if (m === 15)
    forms.push(
      ...inTurn(
        [
          ["quarter", "past"],
          ["a", "quarter", "past"],
        ],
        hours,
        suffix,
      ),
    );
  if (m === 30) forms.push(...inTurn([["half", "past"]], hours, suffix));
  if (m === 45) forms.push(["quarter", "to", ...next], ["a", "quarter", "to", ...next]);
  if (m > 0 && m < 30 && m !== 15) forms.push(...inTurn([[...cardinal(m), "past"]], hours, suffix));
  return forms;
}

/** "$3.50": "three dollars and fifty cents", "three fifty" and others. */
function moneyForms(number: string, currency: string): string[][] {
  const names = CURRENCIES[currency];
  if (!names) return decimalForms(number);
  const [whole = "", fraction] = plain(number).split(".");
  const unit = (digits: string): string => (Number(digits) === 1 ? names.one : names.many);
  const wholes = wholeForms(whole || "0");
  if (fraction === undefined) return [...inTurn(wholes, [[unit(whole)]]), ...wholes];
  const precise = inTurn(decimalForms(number), [[names.many]]);
  if (fraction.length !== 2) return precise;
  if (Number(fraction) === 0) return [...inTurn(wholes, [[unit(whole)]]), ...precise];
  const cents = cardinal(Number(fraction));
  const small = Number(fraction) === 1 ? names.cent : names.cents;
  if (Number(whole) === 0) return [[...cents, small], ...precise];
  const short = Number(fraction) < 10 ? ["oh", ...cents] : cents;
  return [
    ...inTurn(wholes.slice(0, 3), [[unit(whole)]], [["and", ...cents, small], cents, [...cents, small]]),
    ...inTurn(wholes.slice(0, 3), [short]),
    ...precise,
  ];
}

function amountSlots(
  [, sign = "", country = "", currency = "", number = "", scale = ""]: RegExpExecArray,
  { after }: Neighbors,
): Slot[] | null {
  const scales = scale === "" ? undefined : AMOUNT_SCALES[scale.toLowerCase()];
  if (scale !== "" && !scales) return null;
  const prefix = country === "" ? [[]] : [[], [...country.toLowerCase()]];
  const many = CURRENCIES[currency]?.many ?? "";
  let amounts = moneyForms(number, currency);
  if (scales) amounts = inTurn(decimalForms(number), wordsOf(scales), [[many], []]);
  // "$5 million": the currency is spoken after the next word.
  else if (SCALE_WORDS.test(after)) amounts = [...decimalForms(number), ...amounts];
  return [slotOf(inTurn(signed(sign), prefix, amounts))];
}

function quantitySlots(
  [, sign = "", number = "", more = "", unit = ""]: RegExpExecArray,
  neighbors: Neighbors,
): Slot[] | null {
  const units = unit === "" ? undefined : UNITS[unit.toLowerCase().replace(/\.$/, "")];
  if (unit !== "" && !units) return null;
  let forms = decimalForms(number);
  if (unit === "" && isDay(number, neighbors))
    forms = [...forms.slice(0, 1), ...ordinalForms(number), ...forms.slice(1)];
  const plus = more === "" ? [[]] : [["plus"], []];
  if (!units) return [slotOf(inTurn(signed(sign), forms, plus))];
  return [slotOf(inTurn(signed(sign), forms, plus)), slotOf(wordsOf(units))];
}

/** Whether a number is a day: "March 3" and "3 March" are spoken with an ordinal. */
function isDay(number: string, { before, after }: Neighbors): boolean {
  const isMonth = (word: string): boolean => MONTHS.some((month) => word.length >= 3 && month.startsWith(word));
  return /^[1-3]?\d$/.test(number) && (isMonth(before) || isMonth(after));
}

/** The forms of Roman numerals: "XIV" is "fourteen", "the fourteenth" or "fourteenth". */
export function romanForms(token: string): string[][] {
  const n = token.length >= 2 || /^[VX]$/.test(token) ? romanNumber(token) : null;
  if (n === null) return [];
  return [cardinal(n), ["the", ...ordinalOf(cardinal(n))], ordinalOf(cardinal(n))];
}

/** The forms of "million" after "$5": with the currency, which is spoken after it. */
export function scaleForms(word: string, before: string): string[][] {
  const currency = SCALE_WORDS.test(word) ? CURRENCIES[before.replace(/[\d.,]+.*$/, "").slice(-1)] : undefined;
  return currency ? [[word.toLowerCase(), currency.many], [word.toLowerCase()]] : [];
}
