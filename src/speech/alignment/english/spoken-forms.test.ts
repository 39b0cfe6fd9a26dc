import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spokenForms } from "./spoken-forms.js";

const DICTIONARY = new Set(
  (
    "a an and at café cafe children don't evident example garden hearted hello home march may million no paid percent point rock school self " +
    "st street street who is it us nasa no in the word words year old version m b c d p u s k x"
  ).split(" "),
);
const knows = (word: string): boolean => DICTIONARY.has(word);

/** The first forms of the only token of a text: slots joined by " + ", at most `most` forms each. */
function formsOf(text: string, most = 3): string {
  const tokens = text.split(" ");
  return spokenForms(tokens, knows)
    .map((slots) =>
      slots
        .map((slot) =>
          slot
            .slice(0, most)
            .map((form) => form.join(" "))
            .join(" | "),
        )
        .join(" + "),
    )
    .join(" / ");
}

/** Every form of the only token of a text. */
function allForms(token: string, ...beside: string[]): string[] {
  const [slots = []] = spokenForms([token, ...beside], knows);
  return slots.reduce<string[]>(
    (texts, slot) => slot.flatMap((form) => texts.map((text) => `${text} ${form.join(" ")}`.trim())),
    [""],
  );
}

describe("numbers", () => {
  it.each([
    ["1,900", "nineteen hundred"],
    ["1,900", "one thousand nine hundred"],
    ["1610", "sixteen ten"],
    ["1905", "nineteen oh five"],
    ["2019", "twenty nineteen"],
    ["2019", "two thousand and nineteen"],
    ["2004", "two thousand four"],
    ["221", "two twenty one"],
    ["221", "two hundred and twenty one"],
    ["221", "two two one"],
    ["007", "double oh seven"],
    ["0", "zero"],
    ["12.5", "twelve point five"],
    ["0.25", "zero point two five"],
    ["0.25", "point twenty five"],
    [".5", "point five"],
    ["-5", "minus five"],
    ["+44", "plus forty four"],
    ["1,000,000", "one million"],
    ["1,000,000", "a million"],
    ["40%", "forty percent"],
    ["21st", "twenty first"],
    ["12th", "twelfth"],
    ["80th", "eightieth"],
    ["1990s", "nineteen nineties"],
    ["’90s", "nineties"],
    ["3/4", "three quarters"],
    ["2½", "two and a half"],
    ["10-15", "ten to fifteen"],
    ["555-1234", "five five five one two three four"],
    ["1.2.3", "one point two point three"],
    ["5km", "five kilometers"],
    ["-5°C", "minus five degrees celsius"],
    ["10x", "ten times"],
    ["4K", "four k"],
    ["3D", "three d"],
    ["100%", "one hundred percent"],
  ])("%s may be %s", (written, spoken) => {
    expect(allForms(written)).toContain(spoken);
  });

  it("a long number is spoken digit by digit, and cut after 24 digits", () => {
    const [form = ""] = allForms("7".repeat(100));
    expect(form.split(" ")).toEqual(Array.from({ length: 24 }, () => "seven"));
  });
});

describe("money, times and dates", () => {
  it.each([
    ["$1,900", "nineteen hundred dollars"],
    ["$1", "one dollar"],
    ["£3.50;", "three pounds fifty"],
    ["£3.50;", "three fifty"],
    ["$12.99", "twelve dollars and ninety nine cents"],
    ["€0.05", "five cents"],
    ["$1.5bn", "one point five billion dollars"],
    ["US$5", "u s five dollars"],
    ["40€", "forty euros"],
    ["7:30", "seven thirty"],
    ["7:30", "half past seven"],
    ["9:05", "nine oh five"],
    ["10:00", "ten o'clock"],
    ["7:30pm", "seven thirty p m"],
    ["19:45", "quarter to eight"],
    ["10am", "ten a m"],
    ["2019-03-04", "twenty nineteen march fourth"],
    ["12/25/2019", "december twenty fifth twenty nineteen"],
    ["24/7", "twenty four seven"],
  ])("%s may be %s", (written, spoken) => {
    expect(allForms(written)).toContain(spoken);
  });

  it('the currency of "$5 million" is spoken after "million"', () => {
    expect(formsOf("$5 million", 1)).toBe("five / million dollars");
  });

  it("a number next to a month may be a day", () => {
    expect(allForms("3", "March")).toContain("third");
    expect(allForms("3", "words")).not.toContain("third");
  });
});

describe("words", () => {
  it.each([
    ["Mr.", "mister"],
    ["Dr", "doctor"],
    ["St.", "saint"],
    ["St.", "street"],
    ["etc.", "et cetera"],
    ["no.", "no"],
    ["No.", "number"],
    ["U.S.", "u s"],
    ["U.S.’s", "u s's"],
    ["p.m.", "p m"],
    ["Ph.D.", "p h d"],
    ["e.g.,", "for example"],
    ["WHO", "who"],
    ["WHO", "w h o"],
    ["NASA's", "nasa's"],
    ["HTTPS", "h t t p s"],
    ["GPUs", "g p u's"],
    ["don’t", "don't"],
    ["“Hello,”", "hello"],
    ["self-evident,", "self evident"],
    ["café", "cafe"],
    ["naïve", "naive"],
    ["Straße", "strasse"],
    ["C++", "c plus plus"],
    ["R&D", "r and d"],
    ["AC/DC", "a c d c"],
    ["iPhone", "i phone"],
    ["B2B", "b two b"],
    ["word(s)", "words"],
    ["and/or", "and or"],
    ["x=5", "x equals five"],
    ["#1", "number one"],
    ["VIII", "the eighth"],
    ["12-year-old", "twelve year old"],
    ["user@example.com", "user at example dot com"],
    ["https://example.com/a", "example dot com slash a"],
    ["&", "and"],
    ["%", "percent"],
  ])("%s may be %s", (written, spoken) => {
    expect(allForms(written)).toContain(spoken);
  });

  it.each(["—", "…", "🙂", "♪", "«", "-", "Москва", "日本", "", "''", "."])("%s has nothing to speak", (token) => {
    expect(spokenForms([token], knows)).toEqual([[]]);
  });

  it("a word of 300 letters is one word, and cut", () => {
    const [slots = []] = spokenForms(["a".repeat(300)], knows);
    expect(slots).toHaveLength(1);
    expect(slots[0]?.[0]?.[0]?.length).toBeLessThanOrEqual(120);
  });
});

it("any text has spoken forms of plain words, within the limits", () => {
  const sign = fc.constantFrom(..."aZé9.,:-/$£%'’&@#+=°½🙂日()[]");
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.string({ unit: sign, maxLength: 30 })), { maxLength: 5 }),
      (tokens) => {
        const forms = spokenForms(tokens, knows);
        expect(forms).toHaveLength(tokens.length);
        for (const slot of forms.flat()) {
          expect(slot.length).toBeGreaterThan(0);
          expect(slot.length).toBeLessThanOrEqual(16);
          for (const form of slot) {
            expect(form.length).toBeGreaterThan(0);
            expect(form.length).toBeLessThanOrEqual(60);
            for (const word of form) expect(word).toMatch(/^[a-z']{1,120}$/);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
